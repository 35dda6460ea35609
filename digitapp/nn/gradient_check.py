"""Gradient check: are the gradients of backward the slopes of the loss? Used to teach and to test.

numpy only. The slope at a weight w is measured by a central difference, in float64:

    ∂L/∂w ≈ (L(w + ε) − L(w − ε)) / 2ε
"""

from __future__ import annotations

import copy

import numpy as np
import numpy.typing as npt

from .arguments import described, plain_errors
from .arrays import Array
from .sequential import Sequential
from .settings import positive


@plain_errors
def check_gradients(
    model: Sequential, x: npt.ArrayLike, y: npt.ArrayLike, epsilon: float = 1e-5
) -> dict[str, float]:
    """Compare backward with central differences; return each array's relative error.

    The error is ‖dW − slopes‖ / (‖dW‖ + ‖slopes‖): below 1e-7 they agree, above 1e-4 backward is
    wrong. The model isn't changed. It needs two forward passes for every weight.

    >>> from digitapp.nn import Dense, Input
    >>> model = Sequential([Input((2,)), Dense(1, activation="sigmoid")], seed=0)
    >>> model.compile(loss="binary_crossentropy")
    >>> max(check_gradients(model, [[1.0, 2.0]], [1]).values()) < 1e-7
    True
    """
    if not isinstance(model, Sequential):
        raise TypeError(f"check_gradients needs a Sequential, got {described(model)}.")
    positive("epsilon", epsilon)
    data = model.examples(x, y)
    twin, X, targets = _in_float64(model), data.X.astype(np.float64), data.y.astype(np.float64)
    gradients = twin.gradients_of(X, targets)
    names = [
        f"{layer.name}/{part}"
        for layer in twin.layers
        for part, _ in zip(("kernel", "bias"), layer.weights, strict=False)
    ]
    return {
        name: _relative_error(gradient, _slopes(twin, weights, X, targets, epsilon))
        for name, weights, gradient in zip(names, twin.weights, gradients, strict=True)
    }


def _in_float64(model: Sequential) -> Sequential:
    twin = Sequential()
    twin.dtype = np.float64
    for layer in model.layers:
        own = copy.copy(layer)
        own.built, own.workspaces = False, None
        twin.add(own)
    twin.build((None, len(model.weights[0])))
    twin.set_weights(model.get_weights())
    twin.optimizer, twin.loss = model.compiled()
    return twin


def _slopes(model: Sequential, weights: Array, X: Array, y: Array, epsilon: float) -> Array:
    """Move each weight up and down by epsilon, in place, and measure the loss."""
    slopes = np.empty(weights.shape)
    for place in np.ndindex(weights.shape):
        here = weights[place]
        weights[place] = here + epsilon
        above = _loss(model, X, y)
        weights[place] = here - epsilon
        below = _loss(model, X, y)
        weights[place] = here
        slopes[place] = (above - below) / (2 * epsilon)
    return slopes


def _loss(model: Sequential, X: Array, y: Array) -> float:
    network = model.workspace(len(X))
    network.X[...] = X
    network.forward()
    return model.logs_of(y, network.output.Z, None, model.penalty())["loss"]


def _relative_error(one: Array, other: Array) -> float:
    size = np.linalg.norm(one) + np.linalg.norm(other)
    return float(np.linalg.norm(one - other) / size) if size else 0.0
