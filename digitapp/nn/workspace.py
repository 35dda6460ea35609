"""Workspace: forward and backward through all layers for batches of one size.

numpy only; knows nothing of optimizers, epochs or callbacks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .arrays import Array, aligned_zeros, constant
from .layers import Dense, DensePass
from .losses import Loss


class Workspace:
    """Everything that one step needs for a batch of n examples, allocated once.

    forward(X) ─▶ output.Z, output.A ─▶ loss_gradient(loss, y) ─▶ backward() ─▶ model.gradients
    """

    def __init__(self, layers: Sequence[Dense], n: int):
        self.n = n
        self.passes: list[DensePass] = []
        for layer in layers:
            self.passes.append(DensePass(layer, n, self.passes[-1] if self.passes else None))
        self.output = self.passes[-1]
        self._upwards, self._downwards = tuple(self.passes), tuple(reversed(self.passes))
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
        """From the output layer's dZ, write every layer's dW and db."""
        for layer in self._downwards:
            layer.backward()
