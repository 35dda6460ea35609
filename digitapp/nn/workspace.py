"""Workspace: the buffers of a forward and backward pass, and how parameters lie in one vector.

numpy only; knows nothing of optimizers, epochs or callbacks. What is computed is the lecture's; how
it lies in memory is chosen for speed, and only this module knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from .activations import Calls, sigmoid, tanh
from .arrays import Array, aligned_zeros, constant
from .layers import Dense
from .losses import Loss


class LayerValues(NamedTuple):
    """What one layer computed: logits z and activations a = g(z), both (m, units)."""

    z: Array
    a: Array


class LayerWorkspace:
    """One Dense layer's work on a batch of n examples, as calls of numpy with their arguments.

        A_prev ── forward ──▶  Z = A_prev·W + b  ──▶  A = g(Z)
        dA_prev = dZ·Wᵀ  ◀── backward ──  dZ = dA ⊙ g'(Z),   dW = A_prevᵀ·dZ,   db = Σ dZ

    A_prev : (n, n_in), what the layer is fed with; below : the layer that it comes from, if any
    Z, A, dZ : (n, units)
    """

    def __init__(self, layer: Dense, A_prev: Array, below: LayerWorkspace | None):
        self.layer, self.A_prev = layer, A_prev
        shape, dtype = (len(A_prev), layer.units), layer.kernel.dtype
        self.Z, self.A, self.dZ = (aligned_zeros(shape, dtype) for _ in range(3))
        self.forward_calls = self.forward(layer.kernel, layer.bias)
        self.backward_calls = self.backward(layer.kernel, below)

    def forward(self, W: Array, b: Array) -> Calls:
        """Return the calls that write Z and A = g(A_prev·W + b), both (n, units)."""
        return [
            partial(self.A_prev.dot, W, self.Z),  # Z = A_prev·W  (n, units)
            *self._add_bias(b),  # Z = Z + b
            *self.layer.activation.value(self.Z, self.A),  # A = g(Z)
        ]

    def _add_bias(self, b: Array) -> Calls:
        n, units = self.Z.shape
        if n == 1 or units == 1:
            return [partial(np.add, self.Z, b if units > 1 else b.reshape(()), self.Z)]
        # adding a row to each of n takes twice as long as their product and a sum of equal shapes
        ones, rows = np.ones((n, 1), self.Z.dtype), aligned_zeros((n, units), self.Z.dtype)
        return [
            partial(ones.dot, b.reshape(1, units), rows),
            partial(np.add, self.Z, rows, self.Z),
        ]

    def backward(self, W: Array, below: LayerWorkspace | None) -> Calls:
        """Return the calls that write dW and db, and the dZ of the layer below, from dZ."""
        dZ, dW, ones = self.dZ, self.layer.dkernel, np.ones(len(self.dZ), self.dZ.dtype)
        calls: Calls = [
            partial(dZ.T.dot, self.A_prev, dW.T),  # dWᵀ = dZᵀ·A_prev, as W lies in memory
            partial(ones.dot, dZ, self.layer.dbias),  # db = Σ dZ
        ]
        penalty = self.layer.kernel_regularizer
        if penalty is not None:
            calls.append(partial(penalty.add_gradient, W.T, dW.T))
        if below is not None:
            slope = np.empty_like(below.A)
            calls += [
                partial(dZ.dot, W.T, below.dZ),  # dA_prev = dZ·Wᵀ  (n, n_in)
                *below.layer.activation.derivative(below.A, slope),
                partial(np.multiply, below.dZ, slope, below.dZ),  # dZ_prev = dA_prev ⊙ g'
            ]
        return calls


class Workspace:
    """Everything that one step needs for a batch of n examples, allocated once.

    X ─▶ forward() ─▶ output.Z, output.A ─▶ loss_gradient(loss, y) ─▶ backward() ─▶ gradients

    X : (n, n_in), the batch, to be written before forward
    """

    def __init__(self, layers: Sequence[Dense], n: int):
        first = layers[0].kernel
        self.n, self.X = n, aligned_zeros((n, len(first)), first.dtype)
        self.layers: list[LayerWorkspace] = []
        below, A = None, self.X
        for layer in layers:
            below = LayerWorkspace(layer, A, below)
            A = below.A
            self.layers.append(below)
        self.output = self.layers[-1]
        forward = [call for layer in self.layers for call in layer.forward_calls]
        n_last = len(layers[-1].activation.value(self.output.Z, self.output.A))
        self._logits, self._activation = tuple(forward[:-n_last]), tuple(forward[-n_last:])
        self._backward = tuple(
            call for layer in reversed(self.layers) for call in layer.backward_calls
        )
        self._mean = constant(1 / (n * self.output.layer.units))

    def logits(self) -> Array:
        """Return the output layer's z, (n, units), valid until the next call."""
        for call in self._logits:
            call()
        return self.output.Z

    def forward(self) -> Array:
        """Return the output layer's a, (n, units), valid until the next call."""
        self.logits()
        for call in self._activation:
            call()
        return self.output.A

    def loss_gradient(self, loss: Loss, y: Array, weights: Array | None) -> None:
        """Write the output layer's dZ: the gradient of the mean loss by its logits."""
        output = self.output
        loss.gradient(y, output.Z, output.A, output.layer.activation, output.dZ)
        np.multiply(output.dZ, self._mean, output.dZ)
        if weights is not None:
            np.multiply(output.dZ, weights, output.dZ)

    def backward(self) -> None:
        """Write every layer's dW and db, from the output layer's dZ."""
        for call in self._backward:
            call()


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
    calls: Calls = []
    h, scale, shift = np.empty(len(layers[0].kernel), np.float32), 1.0, 0.0
    for layer in layers:
        W: Array = (scale * layer.kernel).T.copy()
        b: Array = layer.bias + shift * layer.kernel.sum(axis=0)
        g, scale, shift = layer.activation, 1.0, 0.0
        if g is sigmoid and layer is not layers[-1]:
            W, b, g, scale, shift = W / 2, b / 2, tanh, 0.5, 0.5
        z, a = np.empty_like(b), np.empty_like(b)
        exact = [] if g.exact is None else [partial(g.exact, z, a)]
        calls += [partial(W.dot, h, z), partial(np.add, z, b, z), *(exact or g.value(z, a))]
        h = a
    multiply, z_first, others = calls[0].func, calls[0].args[1], tuple(calls[1:])

    def predict_one(x: Array) -> Array:
        multiply(x, z_first)
        for call in others:
            call()
        return h.copy()

    return predict_one
