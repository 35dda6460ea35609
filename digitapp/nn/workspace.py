"""Workspace: the buffers of a forward and backward pass, and how parameters lie in one vector.

numpy only; knows nothing of optimizers, epochs or callbacks. What is computed is the lecture's; how
it lies in memory is chosen for speed, and only this module knows it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from .activations import Calls, sigmoid, tanh
from .arrays import Array, aligned_zeros, constant
from .layers import Dense
from .losses import Loss

QUICK_ROWS = 48  # a product of more rows by 400 columns takes longer by the row
_CACHED_ROWS = 960  # what is computed of so many fits the processor's cache


class LayerValues(NamedTuple):
    """What one layer computed: logits z and activations a = g(z), both (m, units)."""

    z: Array
    a: Array


class LayerWorkspace:
    """One Dense layer's work on a batch of n examples, as calls of numpy with their arguments.

        A_prev ── forward ──▶  Z = A_prev·W + b  ──▶  A = g(Z)
        dA_prev = dZ·Wᵀ  ◀── backward ──  dZ = dA ⊙ g'(Z),   dW = A_prevᵀ·dZ,   db = Σ dZ

    A_prev : (n, n_in), what the layer is fed with; below : the layer that it comes from, if any
    Z, A, dZ, slope : (n, units), slope = g'(Z)

    All lie in memory units first, and behind the units of A one that is always 1: [A 1]ᵀ. For a
    layer above it b is the weights of that unit, so that neither b nor db takes sums of its own:

        Zᵀ = [Wᵀ b]·[A_prev 1]ᵀ,    [dWᵀ db] = dZᵀ·[A_prev 1]

    Wb, dWb : [Wᵀ b] and [dWᵀ db], (units, n_in + 1); in the first layer b comes behind all of Wᵀ
    room : (4, units + 1, n), where Z, A, dZ and slope lie
    """

    def __init__(
        self,
        layer: Dense,
        A_prev: Array,
        below: LayerWorkspace | None,
        Wb: Array,
        dWb: Array,
        room: Array,
    ):
        self.layer, self.A_prev = layer, A_prev
        _, self.A1, self.dZ1, _ = room  # (units + 1, n)
        self.A1[-1] = 1
        parts: list[Array] = [each[:-1].T for each in room]
        self.Z, self.A, self.dZ, self.slope = parts
        self.forward_calls = self.forward(Wb, below)
        self.backward_calls = self.backward(Wb, dWb, below)

    def forward(self, Wb: Array, below: LayerWorkspace | None) -> Calls:
        """Return the calls that write Z and A = g(A_prev·W + b), both (n, units)."""
        calls: Calls
        if below is not None:
            calls = [partial(Wb.dot, below.A1, self.Z.T)]  # Zᵀ = [Wᵀ b]·[A_prev 1]ᵀ  (units, n)
        else:
            W, b = self.layer.kernel, self.layer.bias
            rows = aligned_zeros(self.Z.T.shape, b.dtype).T  # to add b to each takes twice as long
            calls = [
                partial(W.T.dot, self.A_prev.T, self.Z.T),  # Zᵀ = Wᵀ·A_prevᵀ  (units, n)
                partial(rows.__setitem__, ..., b),
                partial(np.add, self.Z, rows, self.Z),  # Z = Z + b
            ]
        return [*calls, *self.layer.activation.value(self.Z, self.A)]  # A = g(Z)

    def backward(self, Wb: Array, dWb: Array, below: LayerWorkspace | None) -> Calls:
        """Return the calls that write dW and db, and the dZ of the layer below, from dZ."""
        dZ, W, dW, db = self.dZ, self.layer.kernel, self.layer.dkernel, self.layer.dbias
        calls: Calls = []
        if below is not None:
            calls += [
                partial(dZ.T.dot, below.A1.T, dWb),  # [dWᵀ db] = dZᵀ·[A_prev 1]  (units, n_in + 1)
                partial(Wb.T.dot, dZ.T, below.dZ1),  # dA_prevᵀ = W·dZᵀ  (n_in, n)
                partial(np.multiply, below.dZ, below.slope, below.dZ),  # dZ_prev = dA_prev ⊙ g'
            ]
        else:
            calls += [
                partial(dZ.T.dot, self.A_prev, dW.T),  # dWᵀ = dZᵀ·A_prev  (units, n_in)
                partial(dZ.T.dot, np.ones(len(dZ), dZ.dtype), db),  # db = Σ dZ
            ]
        penalty = self.layer.kernel_regularizer
        if penalty is not None:
            calls.append(partial(penalty.add_gradient, W.T, dW.T))
        return calls


class Workspace:
    """Everything that one step needs for a batch of n examples, allocated once.

    X ─▶ forward() ─▶ output.Z, output.A ─▶ loss_gradient(loss, y) ─▶ backward() ─▶ gradients

    X : (n, n_in), the batch, to be written before forward
    """

    def __init__(self, layers: Sequence[Dense], parameters: Array, gradients: Array, n: int):
        shapes = [layer.kernel.shape for layer in layers]
        ends = np.cumsum([layer.units + 1 for layer in layers])
        room = aligned_zeros((4, ends[-1], n), parameters.dtype)
        self.n, self.X = n, aligned_zeros((n, shapes[0][0]), parameters.dtype)
        self.layers: list[LayerWorkspace] = []
        below, A = None, self.X
        blocks = _blocks(parameters, shapes), _blocks(gradients, shapes)
        for layer, Wb, dWb, own in zip(layers, *blocks, np.split(room, ends, axis=1), strict=False):
            below = LayerWorkspace(layer, A, below, Wb, dWb, own)
            A = below.A
            self.layers.append(below)
        self.output = output = self.layers[-1]
        self._output_values = output.Z, output.A, output.layer.activation, output.dZ
        forward = [call for layer in self.layers for call in layer.forward_calls]
        n_last = len(output.layer.activation.value(output.Z, output.A))
        self._forward, self._logits = tuple(forward), tuple(forward[:-n_last])
        self._backward = (
            *_slopes(self.layers[:-1], *room[1::2]),
            *(call for layer in reversed(self.layers) for call in layer.backward_calls),
        )
        self._mean = constant(1 / (n * output.layer.units))

    def logits(self) -> Array:
        """Return the output layer's z, (n, units), valid until the next call."""
        for call in self._logits:
            call()
        return self.output.Z

    def forward(self) -> Array:
        """Return the output layer's a, (n, units), valid until the next call."""
        for call in self._forward:
            call()
        return self.output.A

    def loss_gradient(self, loss: Loss, y: Array, weights: Array | None) -> None:
        """Write the output layer's dZ: the gradient of the mean loss by its logits."""
        Z, A, g, dZ = self._output_values
        loss.gradient(y, Z, A, g, dZ)
        np.multiply(dZ, self._mean, dZ)
        if weights is not None:
            np.multiply(dZ, weights, dZ)

    def backward(self) -> None:
        """Write every layer's dW and db, from the output layer's dZ."""
        for call in self._backward:
            call()


def _slopes(layers: Sequence[LayerWorkspace], A: Array, slopes: Array) -> Calls:
    """Return the calls that write g'(Z) of these layers, of neighbours with the same g at once."""
    calls, start = Calls(), 0
    for g, run in itertools.groupby(layers, lambda each: each.layer.activation):
        stop = start + sum(len(each.A1) for each in run)
        calls += g.derivative(A[start:stop], slopes[start:stop])
        start = stop
    return calls


def split_vector(vector: Array, shapes: Iterable[tuple[int, int]]) -> list[Array]:
    """Return views of a vector (P,): kernel (n_in, units) and bias (units,) for each shape in turn.

    The weights of a unit lie one behind the other, since products are a third quicker that way,
    and then comes its bias; but the biases of the first layer come behind all its weights.
    """
    views = []
    for number, block in enumerate(_blocks(vector, shapes)):
        units, columns = block.shape
        if number == 0:
            weights, bias = np.split(block.reshape(-1), [units * (columns - 1)])
            views += [weights.reshape(units, columns - 1).T, bias]
        else:
            views += [block[:, :-1].T, block[:, -1]]
    return views


def join_arrays(arrays: Sequence[Array]) -> Array:
    """Return the vector (P,) of which split_vector returns these kernels and biases."""
    vector = np.empty(sum(array.size for array in arrays), arrays[0].dtype)
    views = split_vector(vector, [kernel.shape for kernel in arrays[::2]])
    for view, array in zip(views, arrays, strict=True):
        view[...] = array
    return vector


def _blocks(vector: Array, shapes: Iterable[tuple[int, int]]) -> list[Array]:
    """Return a view of each layer's part of a vector, (units, n_in + 1)."""
    blocks, start = [], 0
    for n_in, units in shapes:
        end = start + (n_in + 1) * units
        blocks.append(vector[start:end].reshape(units, n_in + 1))
        start = end
    return blocks


def logits_of_many(layers: Sequence[Dense], X: Array) -> Array:
    """Return the z of the output layer for any number of examples X (m, n_in): (m, units)."""
    logits = np.empty((len(X), layers[-1].units), layers[-1].kernel.dtype)
    for start in range(0, len(X), _CACHED_ROWS):
        A = X[start : start + _CACHED_ROWS]
        for layer in layers:
            Z = np.empty((len(A), layer.units), logits.dtype)
            step = QUICK_ROWS if layer is layers[0] else len(A)
            for row in range(0, len(A), step):
                A[row : row + step].dot(layer.kernel, Z[row : row + step])  # Z = A·W
            Z += layer.bias
            if layer is not layers[-1]:
                for call in layer.activation.value(Z, Z):  # A = g(Z)
                    call()
            A = Z
        logits[start : start + len(A)] = A
    return logits


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
