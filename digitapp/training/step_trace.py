"""Step trace: one step of gradient descent in the textbook's formulas and order, with all numbers.

numpy and nn only; knows nothing of windows. The letters are the lecture's: m examples as rows, a
layer has W (n_in, units) and b (units,). All is computed in float64 from the weights as they are,
and not by the code that trains, so that each can be held against the other:

    Z = A_prev·W + b,  A = g(Z)             forward, layer by layer
    ℓ,  L = mean of ℓ + penalty             loss
    dZ = ∂ℓ/∂a ⊙ g'(Z) of the last layer    backward, layer by layer; of one example, not yet meant
    dW = A_prevᵀ·dZ / m,  db = Σ dZ / m
    dA_prev = dZ·Wᵀ,  dZ_prev = dA_prev ⊙ g'
    w ← the optimizer's formula             update

What the lines say in words stands in forward_lines.py, backward_lines.py and update_lines.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digitapp.nn import SGD, Adam, BinaryCrossentropy, RMSprop, Sequential
from digitapp.nn.activations import Activation
from digitapp.nn.losses import Loss
from digitapp.nn.optimizers import Optimizer
from digitapp.nn.workspace import join_arrays, split_vector

Floats = npt.NDArray[np.float64]
_EPSILON = BinaryCrossentropy.EPSILON


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """What one layer computes in a step.

    W (n_in, units), b (units,) : before the step
    A_prev (m, n_in), Z, A (m, units) : forward; of the first layer A_prev is X
    slope : (m, units), g'(Z)
    dA, dZ : (m, units), ∂ℓ/∂A and ∂ℓ/∂Z of each example, times its sample weight
    dW, db : gradients of L, the penalty included; shapes of W and b
    decay : 2·l2·W, the penalty's part in dW; None without a penalty
    frozen, bias_frozen : the optimizer leaves W, or b, as it is
    """

    activation: Activation
    W: Floats
    b: Floats
    A_prev: Floats
    Z: Floats
    A: Floats
    slope: Floats
    dA: Floats
    dZ: Floats
    dW: Floats
    db: Floats
    l2: float
    decay: Floats | None
    frozen: bool
    bias_frozen: bool


class Update(NamedTuple):
    """What an optimizer makes of weights w and gradients g, all (P,) in the order of `parameters`.

    slots, slots_after : what it remembers for each weight, as Keras keeps it
    change : w_after − w
    """

    w: Floats
    g: Floats
    slots: Mapping[str, Floats]
    slots_after: Mapping[str, Floats]
    change: Floats


@dataclass(frozen=True, eq=False)
class StepTrace:
    """One step: from a batch to other weights.

    X (m, n_in), y (m, units), sample_weight (m,) or None : the batch
    targets : (m, units), y after label smoothing
    probabilities : (m, units), the p that the loss is of, or None where it is the output itself
    losses : (m,), ℓ of each example
    penalty : Σ l2·Σ W²; loss : the mean of ℓ times sample weights, + penalty
    t : the number of this update; learning_rate, settings : the optimizer's
    loss_after : of the same batch with the new weights
    """

    layers: tuple[LayerTrace, ...]
    X: Floats
    y: Floats
    sample_weight: Floats | None
    targets: Floats
    probabilities: Floats | None
    losses: Floats
    penalty: float
    loss: float
    loss_function: Loss
    optimizer: Optimizer
    settings: Mapping[str, float | bool]
    learning_rate: float
    t: int
    update: Update
    loss_after: float

    @property
    def m(self) -> int:
        """How many examples the batch has."""
        return len(self.X)

    def place(self, layer: int, unit: int, input_: int | None) -> int:
        """Return where a weight lies among all parameters; input_ None is the unit's bias."""
        places = np.arange(len(self.update.w), dtype=np.float64)
        weights, biases = arrays_of(places, self.layers)[2 * layer : 2 * layer + 2]
        return int(biases[unit] if input_ is None else weights[input_, unit])


class Batch(NamedTuple):
    """The examples of one step: X (m, n_in), y (m, units), sample_weight (m,) or None."""

    X: npt.NDArray[np.floating[Any]]
    y: npt.NDArray[np.floating[Any]]
    sample_weight: npt.NDArray[np.floating[Any]] | None = None


def trace_step(model: Sequential, batch: Batch) -> StepTrace:
    """Return the next step of a compiled model on a batch; the model stays as it is.

    >>> from digitapp.nn import Dense, Input
    >>> model = Sequential([Input((2,)), Dense(1, activation="sigmoid")], seed=0)
    >>> model.compile(optimizer="sgd", loss="binary_crossentropy")
    >>> trace = trace_step(model, Batch(np.eye(2), np.array([[0.0], [1.0]])))
    >>> trace.loss_after < trace.loss
    True
    """
    optimizer, loss_function = model.compiled()
    X, y = _float64(batch.X), _float64(batch.y).reshape(len(batch.X), -1)
    counts = None if batch.sample_weight is None else _float64(batch.sample_weight).reshape(-1)
    layers = _forward(model, X)
    output = layers[-1]
    targets = _smoothed(loss_function, y)
    losses = _losses(loss_function, targets, output.Z, output.A, output.activation)
    penalty = sum(layer.l2 * float(np.square(layer.W).sum()) for layer in layers)
    layers = _backward(layers, loss_function, targets, counts)
    update = _update(model, optimizer, layers)
    new = arrays_of(update.w + update.change, layers)
    return StepTrace(
        layers=tuple(layers),
        X=X,
        y=y,
        sample_weight=counts,
        targets=targets,
        probabilities=_probabilities(loss_function, output.A),
        losses=losses,
        penalty=penalty,
        loss=_mean(losses, counts) + penalty,
        loss_function=loss_function,
        optimizer=optimizer,
        settings=optimizer.get_config(),
        learning_rate=optimizer.learning_rate,
        t=optimizer.iterations + 1,
        update=update,
        loss_after=loss_of(layers, new, loss_function, X, targets, counts),
    )


def _float64(array: npt.ArrayLike) -> Floats:
    return np.array(array, np.float64)


def _forward(model: Sequential, X: Floats) -> list[LayerTrace]:
    """Go through the layers; what backward adds is NaN until then."""
    layers, A = [], X
    for layer in model.layers:
        W, b = _float64(layer.kernel), _float64(layer.bias)
        Z = A @ W + b  # (m, units)
        activated = layer.activation(Z)
        slope = layer.activation.slope(activated)
        regularizer = layer.kernel_regularizer if layer.trainable else None
        l2 = 0.0 if regularizer is None else regularizer.l2
        layers.append(
            LayerTrace(
                activation=layer.activation,
                W=W,
                b=b,
                A_prev=A,
                Z=Z,
                A=activated,
                slope=slope,
                dA=np.full_like(Z, np.nan),
                dZ=np.full_like(Z, np.nan),
                dW=np.full_like(W, np.nan),
                db=np.full_like(b, np.nan),
                l2=l2,
                decay=2 * l2 * W if l2 else None,
                frozen=not layer.trainable,
                bias_frozen=not (layer.trainable and layer.use_bias),
            )
        )
        A = activated
    return layers


def _smoothed(loss: Loss, y: Floats) -> Floats:
    """Return the labels that the loss compares with: y (1 − s) + s / 2."""
    s = loss.label_smoothing if isinstance(loss, BinaryCrossentropy) else 0.0
    return y * (1 - s) + s / 2


def _sigmoid(z: Floats) -> Floats:
    return 0.5 + 0.5 * np.tanh(z / 2)


def _probabilities(loss: Loss, A: Floats) -> Floats | None:
    if isinstance(loss, BinaryCrossentropy) and loss.from_logits:
        return _sigmoid(A)
    return None


def _losses(loss: Loss, y: Floats, Z: Floats, A: Floats, activation: Activation) -> Floats:
    """Return ℓ of each example, the mean over its output units: (m,)."""
    if not isinstance(loss, BinaryCrossentropy):
        return np.asarray(np.square(A - y).mean(axis=1))
    if loss.from_logits or activation.name == "sigmoid":
        z = A if loss.from_logits else Z  # p = 1 / (1 + e⁻ᶻ); written in z no log meets a 0
        each = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    else:
        p = np.clip(A, _EPSILON, 1 - _EPSILON)
        each = -y * np.log(p) - (1 - y) * np.log(1 - p)
    return np.asarray(each.mean(axis=1))


def _mean(losses: Floats, counts: Floats | None) -> float:
    return float((losses if counts is None else losses * counts).mean())


def loss_slope(loss: Loss, y: Floats, A: Floats) -> Floats:
    """Return ∂ℓ/∂a, (m, units), before the mean over output units; infinite where a is 0 or 1.

    Binary cross-entropy of a = p: (a − y) / (a (1 − a)); from logits p − y; MSE: 2 (a − y).
    """
    if not isinstance(loss, BinaryCrossentropy):
        return 2 * (A - y)
    if loss.from_logits:
        return _sigmoid(A) - y
    with np.errstate(divide="ignore", invalid="ignore"):
        return (A - y) / (A * (1 - A))


def _output_gradient(output: LayerTrace, loss: Loss, y: Floats) -> tuple[Floats, Floats]:
    """Return dA and dZ of the last layer, (m, units), before sample weights."""
    dA = loss_slope(loss, y, output.A)
    if isinstance(loss, BinaryCrossentropy) and not loss.from_logits:
        if output.activation.name == "sigmoid":
            return dA, output.A - y  # the product, which holds also where a is 0 or 1
        p = np.clip(output.A, _EPSILON, 1 - _EPSILON)
        dA = np.where(p == output.A, (p - y) / (p * (1 - p)), 0.0)  # what is clipped has no slope
    return dA, dA * output.slope


def _backward(
    layers: Sequence[LayerTrace], loss: Loss, y: Floats, counts: Floats | None
) -> list[LayerTrace]:
    """Return the layers with their gradients."""
    m, units = y.shape
    dA, dZ = (part / units for part in _output_gradient(layers[-1], loss, y))
    if counts is not None:
        dA, dZ = dA * counts[:, np.newaxis], dZ * counts[:, np.newaxis]
    done: list[LayerTrace] = []
    for number, layer in reversed(list(enumerate(layers))):
        dW = layer.A_prev.T @ dZ / m  # (n_in, units)
        if layer.decay is not None:
            dW = dW + layer.decay
        done.append(replace(layer, dA=dA, dZ=dZ, dW=dW, db=dZ.sum(axis=0) / m))
        if number > 0:
            dA = dZ @ layer.W.T  # (m, n_in)
            dZ = dA * layers[number - 1].slope
    return done[::-1]


def _update(model: Sequential, optimizer: Optimizer, layers: Sequence[LayerTrace]) -> Update:
    w = _float64(model.parameters)
    g = join_arrays([array for layer in layers for array in (layer.dW, layer.db)])
    slots = {name: _float64(slot) for name, slot in optimizer.keras_slots().items()}
    for name in _slot_names(optimizer):
        slots.setdefault(name, np.zeros_like(w))  # before its first update it has none
    after, change = _FORMULAS[type(optimizer)](optimizer, g, slots)
    frozen = join_arrays(
        [
            np.full(array.shape, still)
            for layer in layers
            for array, still in ((layer.W, layer.frozen), (layer.b, layer.bias_frozen))
        ]
    ).astype(np.bool_)
    after = {name: np.where(frozen, slots[name], slot) for name, slot in after.items()}
    return Update(w, g, slots, after, np.where(frozen, 0.0, change))


def _slot_names(optimizer: Optimizer) -> tuple[str, ...]:
    if isinstance(optimizer, SGD):
        return ("momentum",) if optimizer.momentum else ()
    return optimizer.slot_names


Slots = Mapping[str, Floats]


def _sgd(optimizer: SGD, g: Floats, slots: Slots) -> tuple[Slots, Floats]:
    """Return velocity ← μ velocity − α g;  w ← w + velocity, with Nesterov w + μ velocity − α g."""
    step = -optimizer.learning_rate * g
    if not optimizer.momentum:
        return {}, step
    velocity = optimizer.momentum * slots["momentum"] + step
    change = optimizer.momentum * velocity + step if optimizer.nesterov else velocity
    return {"momentum": velocity}, change


def _rmsprop(optimizer: RMSprop, g: Floats, slots: Slots) -> tuple[Slots, Floats]:
    """Return v ← ρ v + (1 − ρ) g²;  w ← w − α g / √(v + ε)."""
    v = optimizer.rho * slots["velocity"] + (1 - optimizer.rho) * np.square(g)
    return {"velocity": v}, -optimizer.learning_rate * g / np.sqrt(v + optimizer.epsilon)


def _adam(optimizer: Adam, g: Floats, slots: Slots) -> tuple[Slots, Floats]:
    """Return m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²;  w ← w − α c m / (√v + ε)."""
    m = optimizer.beta_1 * slots["momentum"] + (1 - optimizer.beta_1) * g
    v = optimizer.beta_2 * slots["velocity"] + (1 - optimizer.beta_2) * np.square(g)
    rate = optimizer.learning_rate * bias_correction(optimizer, optimizer.iterations + 1)
    return {"momentum": m, "velocity": v}, -rate * m / (np.sqrt(v) + optimizer.epsilon)


def bias_correction(optimizer: Adam, t: int) -> float:
    """Return √(1 − β₂ᵗ) / (1 − β₁ᵗ) of the t-th update."""
    return math.sqrt(1 - optimizer.beta_2**t) / (1 - optimizer.beta_1**t)


_FORMULAS: Mapping[type[Optimizer], Callable[[Any, Floats, Slots], tuple[Slots, Floats]]] = {
    SGD: _sgd,
    RMSprop: _rmsprop,
    Adam: _adam,
}


def arrays_of(vector: Floats, layers: Sequence[LayerTrace]) -> list[Floats]:
    """See a vector that is laid out like `parameters` as W and b of each layer in turn."""
    return split_vector(vector, [layer.W.shape for layer in layers])


def loss_of(
    layers: Sequence[LayerTrace],
    arrays: Sequence[Floats],
    loss: Loss,
    X: Floats,
    targets: Floats,
    counts: Floats | None,
) -> float:
    """Return L of a batch, were W and b of the layers these arrays."""
    A, Z, penalty = X, X, 0.0
    for layer, W, b in zip(layers, arrays[::2], arrays[1::2], strict=True):
        Z = A @ W + b
        A = layer.activation(Z)
        penalty += layer.l2 * float(np.square(W).sum())
    return _mean(_losses(loss, targets, Z, A, layers[-1].activation), counts) + penalty
