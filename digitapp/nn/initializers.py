"""Initializers: the weights before the first step. numpy only; knows nothing of layers.

Names, formulas and defaults are Keras's (https://keras.io/api/layers/initializers/); the random
numbers are numpy's, so they are alike in distribution, not in value.
"""

from __future__ import annotations

import math

import numpy as np

from .array_checks import find
from .arrays import Array

Shape = tuple[int, ...]


class Initializer:
    """Base class: `initializer(shape, rng)` returns the first values of a kernel or bias.

    With a seed of its own it returns the same values at every call; without, it draws from `rng`.

    >>> bool((GlorotUniform(seed=1)((400, 25)) == GlorotUniform(seed=1)((400, 25))).all())
    True
    """

    def __init__(self, seed: int | None = None):
        self.seed = seed

    def __call__(self, shape: Shape, rng: np.random.Generator | None = None) -> Array:
        """Return a float32 array of that shape."""
        if rng is None or self.seed is not None:
            rng = np.random.default_rng(self.seed)
        return self._draw(shape, rng)

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        raise NotImplementedError


class Zeros(Initializer):
    """All values 0."""

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return np.zeros(shape, np.float32)


class Ones(Initializer):
    """All values 1."""

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return np.ones(shape, np.float32)


class RandomUniform(Initializer):
    """Uniform in [minval, maxval)."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None):
        super().__init__(seed)
        self.minval, self.maxval = minval, maxval

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return rng.uniform(self.minval, self.maxval, shape).astype(np.float32)


class RandomNormal(Initializer):
    """Normal with that mean and standard deviation."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None):
        super().__init__(seed)
        self.mean, self.stddev = mean, stddev

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return rng.normal(self.mean, self.stddev, shape).astype(np.float32)


class _Scaled(Initializer):
    """Base of those whose variance follows from the shape of a kernel of shape (fan_in, fan_out).

    Uniform: in ±√(3 · variance). Normal: cut off at two standard deviations, and widened so that
    the variance is as wanted all the same.
    """

    normal = False

    def variance(self, fan_in: int, fan_out: int) -> float:
        raise NotImplementedError

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        stddev = math.sqrt(self.variance(shape[0], shape[-1]))
        if not self.normal:
            limit = math.sqrt(3) * stddev
            return rng.uniform(-limit, limit, shape).astype(np.float32)
        values = rng.standard_normal(shape)
        while (outside := np.abs(values) > 2).any():
            values[outside] = rng.standard_normal(np.count_nonzero(outside))
        stddev_of_cut = 0.87962566103423978
        return (values * (stddev / stddev_of_cut)).astype(np.float32)


class GlorotUniform(_Scaled):
    """Uniform with variance 2 / (fan_in + fan_out): Keras's default (Glorot and Bengio, 2010)."""

    def variance(self, fan_in: int, fan_out: int) -> float:
        """Return 2 / (fan_in + fan_out)."""
        return 2 / (fan_in + fan_out)


class GlorotNormal(GlorotUniform):
    """Cut normal with variance 2 / (fan_in + fan_out) (Glorot and Bengio, 2010)."""

    normal = True


class HeUniform(_Scaled):
    """Uniform with variance 2 / fan_in, made for relu (He et al., 2015)."""

    def variance(self, fan_in: int, fan_out: int) -> float:
        """Return 2 / fan_in."""
        return 2 / fan_in


class HeNormal(HeUniform):
    """Cut normal with variance 2 / fan_in, made for relu (He et al., 2015)."""

    normal = True


def get_initializer(wanted: str | Initializer) -> Initializer:
    """Return the initializer of that name."""
    return find("initializer", wanted, Initializer)
