"""Initializers: the weights before the first step. numpy only; knows nothing of layers.

Names, formulas and defaults are Keras's (https://keras.io/api/layers/initializers/); the random
numbers are numpy's, so they are alike in distribution, not in value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .array_checks import find, number
from .arrays import Array, new_rng

Shape = tuple[int, ...]


class Initializer:
    """Base class: `initializer(shape, rng)` returns the first values of a kernel or bias."""

    def __call__(self, shape: Shape, rng: np.random.Generator | None = None) -> Array:
        """Return a float32 array of that shape."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal initializer."""
        return dict(vars(self))


class Constant(Initializer):
    """All values the same.

    >>> Constant(0.5)((2,)).tolist()
    [0.5, 0.5]
    """

    def __init__(self, value: float = 0.0):
        self.value = number("value", value, "a number", lambda v: True)

    def __call__(self, shape: Shape, rng: np.random.Generator | None = None) -> Array:
        """Return a float32 array of that shape."""
        return np.full(shape, self.value, np.float32)


class Zeros(Initializer):
    """All values 0.

    >>> Zeros()((2,)).tolist()
    [0.0, 0.0]
    """

    def __call__(self, shape: Shape, rng: np.random.Generator | None = None) -> Array:
        """Return a float32 array of that shape."""
        return np.zeros(shape, np.float32)


class Ones(Initializer):
    """All values 1.

    >>> Ones()((2,)).tolist()
    [1.0, 1.0]
    """

    def __call__(self, shape: Shape, rng: np.random.Generator | None = None) -> Array:
        """Return a float32 array of that shape."""
        return np.ones(shape, np.float32)


class _Random(Initializer):
    """Base of those that draw: with a seed of its own the same at every call, else from `rng`.

    >>> bool((GlorotUniform(seed=1)((400, 25)) == GlorotUniform(seed=1)((400, 25))).all())
    True
    """

    def __init__(self, seed: int | None = None):
        new_rng(seed)  # refuses what is no seed
        self.seed = seed

    def __call__(self, shape: Shape, rng: np.random.Generator | None = None) -> Array:
        """Return a float32 array of that shape."""
        if rng is None or self.seed is not None:
            rng = new_rng(self.seed)
        return self._draw(shape, rng)

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        raise NotImplementedError


class RandomUniform(_Random):
    """Uniform in [minval, maxval)."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None):
        super().__init__(seed)
        self.minval = number("minval", minval, "a number", lambda v: True)
        self.maxval = number("maxval", maxval, "a number ≥ minval", lambda v: v >= self.minval)

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return rng.uniform(self.minval, self.maxval, shape).astype(np.float32)


class RandomNormal(_Random):
    """Normal with that mean and standard deviation."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None):
        super().__init__(seed)
        self.mean = number("mean", mean, "a number", lambda v: True)
        self.stddev = number("stddev", stddev, "a number ≥ 0", lambda v: v >= 0)

    def _draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return rng.normal(self.mean, self.stddev, shape).astype(np.float32)


class _Scaled(_Random):
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


def get_initializer(wanted: str | Initializer | Mapping[str, Any]) -> Initializer:
    """Return the initializer of that name."""
    return find("initializer", wanted, Initializer)
