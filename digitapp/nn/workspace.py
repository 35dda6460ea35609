"""Workspace: the buffers of a forward and backward pass, and how parameters lie in one vector.

numpy only; knows nothing of optimizers, epochs or callbacks. What is computed is the lecture's; how
it lies in memory is chosen for speed, and only this module knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from .activations import sigmoid, tanh
from .arrays import Array, aligned_zeros, constant
from .layers import Dense
from .losses import Loss


class LayerValues(NamedTuple):
    """What one layer computed: logits z and activations a = g(z), both (m, units)."""

    z: Array
    a: Array


class LayerWorkspace:
    """One Dense layer's work on a batch of n examples.

        A_prev ── forward ──▶  Z = A_prev·W + b  ──▶  A = g(Z)
        dA_prev = dZ·Wᵀ  ◀── backward ──  dZ = dA ⊙ g'(Z),   dW = A_prevᵀ·dZ,   db = Σ dZ

    below : the workspace of the layer that A_prev comes from, None for the first layer
    Z, A, dZ : (n, units)
    """

    def __init__(self, layer: Dense, n: int, below: LayerWorkspace | None):
        self.layer, self.below = layer, below
        shape, dtype = (n, layer.units), layer.kernel.dtype
        self.Z, self.A = aligned_zeros(shape, dtype), aligned_zeros(shape, dtype)
        self.dZ, self.slope = aligned_zeros(shape, dtype), aligned_zeros(shape, dtype)
        self.kernel, self.kernel_T = layer.kernel, layer.kernel.T
        self.bias = layer.bias if layer.units > 1 else layer.bias.reshape(())  # adds a µs faster
        self.dkernel_T, self.dbias, self.dZ_T = layer.dkernel.T, layer.dbias, self.dZ.T
        self.activate, self.derivative = layer.activation.value, layer.activation.derivative
        self.regularizer, self.ones = layer.kernel_regularizer, np.ones(n, dtype)

    def forward(self, A_prev: Array) -> Array:
        """Return A = g(A_prev·W + b), shape (n, units)."""
        self.A_prev = A_prev
        A_prev.dot(self.kernel, self.Z)  # (n, units)
        np.add(self.Z, self.bias, self.Z)
        self.activate(self.Z, self.A)
        return self.A

    def backward(self) -> None:
        """Write dW and db, and the dZ of the layer below, from dZ.

        dW is computed transposed, dWᵀ = dZᵀ·A_prev, because that is how the kernel lies in memory.
        """
        self.dZ_T.dot(self.A_prev, self.dkernel_T)  # (units, n_in)
        self.ones.dot(self.dZ, self.dbias)  # (units,)
        if self.regularizer is not None:
            self.dkernel_T += self.regularizer.gradient(self.kernel_T)
        below = self.below
        if below is not None:
            self.dZ.dot(self.kernel_T, below.dZ)  # dA_prev = dZ·Wᵀ  (n, n_in)
            below.derivative(below.A, below.slope)
            np.multiply(below.dZ, below.slope, below.dZ)  # dZ_prev = dA_prev ⊙ g'


class Workspace:
    """Everything that one step needs for a batch of n examples, allocated once.

    forward(X) ─▶ output.Z, output.A ─▶ loss_gradient(loss, y) ─▶ backward() ─▶ model.gradients
    """

    def __init__(self, layers: Iterable[Dense], n: int):
        self.n = n
        self.layers: list[LayerWorkspace] = []
        for layer in layers:
            below = self.layers[-1] if self.layers else None
            self.layers.append(LayerWorkspace(layer, n, below))
        self.output = self.layers[-1]
        self._upwards, self._downwards = tuple(self.layers), tuple(reversed(self.layers))
        self._mean = constant(1 / (n * self.output.layer.units))
        self._rows: Array | None = None

    def gather(self, X: Array, rows: Array) -> Array:
        """Return the batch of these rows of X, (n, n_in), in memory that every batch reuses."""
        if self._rows is None:
            self._rows = aligned_zeros((self.n, X.shape[1]))
        return X.take(rows, 0, self._rows, "clip")

    def forward(self, X: Array) -> Array:
        """Return the activations of the output layer, (n, units), valid until the next call."""
        A = X
        for layer in self._upwards:
            A = layer.forward(A)
        return A

    def loss_gradient(self, loss: Loss, y: Array, weights: Array | None) -> None:
        """Write the output layer's dZ: the gradient of the mean loss by its logits."""
        output = self.output
        loss.gradient(y, output.Z, output.A, output.layer.activation, output.dZ)
        np.multiply(output.dZ, self._mean, output.dZ)
        if weights is not None:
            np.multiply(output.dZ, weights, output.dZ)

    def backward(self) -> None:
        """Write every layer's dW and db, from the output layer's dZ."""
        for layer in self._downwards:
            layer.backward()


def split_vector(vector: Array, shapes: Iterable[tuple[int, int]]) -> list[Array]:
    """Return views of a vector (P,): kernel (n_in, units) and bias (units,) for each shape in turn.

    Each kernel lies there unit by unit (Fortran order), since the products of forward and backward
    are a third quicker that way; then comes its bias.
    """
    views, start = [], 0
    for n_in, units in shapes:
        middle, end = start + n_in * units, start + (n_in + 1) * units
        views += [vector[start:middle].reshape((n_in, units), order="F"), vector[middle:end]]
        start = end
    return views


def make_predictor(layers: Sequence[Dense]) -> Callable[[Array], Array]:
    """Return a function from one example x (n_in,) float32, unchecked, to the output (units,).

    A hidden sigmoid is ½ + ½ tanh(z / 2); its halves are worked into the weights around it, so that
    of each layer a = scale · h + shift.
    """
    steps, scale, shift = [], 1.0, 0.0
    for layer in layers:
        W, b = scale * layer.kernel, layer.bias + shift * layer.kernel.sum(axis=0)
        activate, scale, shift = layer.activation.value, 1.0, 0.0
        if layer.activation is sigmoid and layer is not layers[-1]:
            W, b, activate, scale, shift = W / 2, b / 2, tanh.value, 0.5, 0.5
        steps.append((W.T.copy(), b, np.empty_like(b), np.empty_like(b), activate))
    *hidden, (W_last, b_last, z_last, _, _) = steps
    output = layers[-1].activation.new_array

    def predict_one(h: Array) -> Array:
        for W, b, z, z_plus_b, activate in hidden:
            W.dot(h, z)
            np.add(z, b, z_plus_b)
            activate(z_plus_b, z)
            h = z
        W_last.dot(h, z_last)
        return output(np.add(z_last, b_last))

    return predict_one
