"""A peer of the network: 400-25-15-1 alone, in plain numpy, with every habit that makes it fast.

It has no layers, no choice of loss, no callbacks. What it does in other ways than digitapp.nn:

    W/4 is stored, inputs are doubled, and activations are A = 2a = 1 + tanh(z/2), so that
        z/2 = (W/4)·A  and  4 a' = A (2 − A): a sigmoid takes two calls, and so does its slope
    the inputs have a constant column as well, so that no bias, not even the first, is added
    rate and mean are multiplied into the 1 × batch error of the output, not into all gradients
    Adam's β₂ is multiplied into the error as well: V ← V + G² needs no decay
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from digitapp.nn.arrays import aligned_zeros

SIZES = (400, 25, 15, 1)
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7
WIDTH = 416  # of the input: 400, a constant, and padding up to whole cache lines


class PlainNetwork:
    """The network, its data and one epoch after the other; kind is "sgd" or "adam"."""

    def __init__(self, X: np.ndarray, y: np.ndarray, kind: str, batch: int, seed: int = 0):
        self.rng, self.kind, self.batch, self.m = np.random.default_rng(seed), kind, batch, len(X)
        shapes = [(25, WIDTH), (15, 26), (1, 16)]
        starts = np.cumsum([0, *(rows * columns for rows, columns in shapes)])
        self.w, self.g, self.t, self.M, self.V = (aligned_zeros((starts[-1],)) for _ in range(5))
        parts = list(zip(shapes, starts, starts[1:], strict=False))
        self.W = [self.w[low:high].reshape(shape) for shape, low, high in parts]
        self.G = [self.g[low:high].reshape(shape) for shape, low, high in parts]
        for W, (n_in, units) in zip(self.W, itertools.pairwise(SIZES), strict=True):
            limit = math.sqrt(6 / (n_in + units))
            W[:, :n_in] = self.rng.uniform(-limit, limit, (units, n_in)) / 4
        self.X = aligned_zeros((self.m, WIDTH))
        self.X[:, :400], self.X[:, 400] = 2 * X, 2
        self.signs = 2 * y.ravel() - 1  # −1 or 1
        self.half_logits = np.empty(self.m, np.float32)
        self.buffers = {n: self._allocate(n) for n in {batch, self.m % batch} - {0}}
        self.steps, self.base = 0, 0

    def _allocate(self, n: int) -> tuple[np.ndarray, ...]:
        A = aligned_zeros((42, n))  # both hidden layers: 25 rows and a constant, 15 and a constant
        A[25] = A[41] = 2
        X, slope = aligned_zeros((n, WIDTH)), aligned_zeros((42, n))
        return X, A, slope, aligned_zeros((26, n)), aligned_zeros((16, n)), aligned_zeros((1, n))

    def epoch(self) -> float:
        """Take every example once; return the mean loss, each batch before its step."""
        order = self.rng.permutation(self.m)
        signs = self.signs.take(order)
        if self.kind == "adam" and BETA_2 ** (-(self.steps - self.base) / 2) > 1e4:
            scale = BETA_2 ** ((self.steps - self.base) / 2)  # keeps the growing scale in range
            self.M *= np.float32(scale)
            self.V *= np.float32(scale**2)
            self.base = self.steps
        for start in range(0, self.m, self.batch):
            rows = order[start : start + self.batch]
            stop = start + len(rows)
            self._step(rows, signs[start:stop], self.half_logits[start:stop])
        z = -2 * self.half_logits * signs
        return float((np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))).mean())

    def _step(self, rows: np.ndarray, signs: np.ndarray, half_logits: np.ndarray) -> None:
        X, A, slope, D1, D2, D3 = self.buffers[len(rows)]
        (W1, W2, W3), (G1, G2, G3) = self.W, self.G
        A1, A2, Z3 = A[:26], A[26:], half_logits.reshape(1, -1)
        self.X.take(rows, 0, X, "clip")
        for W, below, out in ((W1, X.T, A[:25]), (W2, A1, A[26:41])):
            W.dot(below, out)
            np.tanh(out, out)
            np.add(out, ONE, out)
        W3.dot(A2, Z3)
        np.tanh(Z3, D3)
        np.subtract(D3, signs, D3)
        np.multiply(D3, self._scale(len(rows)), D3)
        D3.dot(A2.T, G3)
        np.subtract(TWO, A, slope)
        np.multiply(slope, A, slope)
        W3.T.dot(D3, D2)
        np.multiply(D2, slope[26:], D2)
        D2[:15].dot(A1.T, G2)
        W2.T.dot(D2[:15], D1)
        np.multiply(D1, slope[:26], D1)
        D1[:25].dot(X, G1)
        self._update()

    def _scale(self, n: int) -> np.float32:
        """Return what the error of the output is multiplied with, and count the step."""
        self.steps += 1
        if self.kind == "sgd":
            return np.float32(0.01 / (16 * n))
        return np.float32(BETA_2 ** (-(self.steps - self.base) / 2) / (4 * n))

    def _update(self) -> None:
        if self.kind == "sgd":
            np.subtract(self.w, self.g, self.w)
            return
        step, root = self.steps, math.sqrt(1 - BETA_2)
        epsilon = EPSILON * BETA_2 ** (-(step - self.base) / 2) / root
        bias_correction = math.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
        alpha = 0.001 * (1 - BETA_1) / root * bias_correction / 4
        w, g, t, M, V = self.w, self.g, self.t, self.M, self.V
        np.multiply(M, DECAY, M)
        np.add(M, g, M)
        np.multiply(g, g, t)
        np.add(V, t, V)
        np.sqrt(V, t)
        np.add(t, np.float32(epsilon), t)
        np.divide(M, t, t)
        np.multiply(t, np.float32(alpha), t)
        np.subtract(w, t, w)


ONE, TWO = np.array(1, np.float32), np.array(2, np.float32)
DECAY = np.array(BETA_1 / math.sqrt(BETA_2), np.float32)
