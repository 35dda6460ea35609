"""Initializers: the weights before the first step. numpy only; knows nothing of layers.

Names, formulas and defaults are Keras's (https://keras.io/api/layers/initializers/); the random
numbers are numpy's, so they are alike in distribution, not in value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import described, plain_errors
from .array_checks import find
from .arrays import Array, new_rng
from .outside import refuse_outside
from .settings import any_number, at_least_0, checked, one_of, positive, whole_number

Shape = tuple[int, ...]


class Initializer:
    """Base class: `initializer(shape, rng)` returns the first values of a kernel or bias."""

    @plain_errors
    def __init__(self) -> None:
        """Take no settings."""

    @plain_errors
    def __call__(self, shape: Shape, rng: np.random.Generator | None = None) -> Array:
        """Return a float32 array of that shape, drawn from rng where it is random."""
        if not isinstance(shape, tuple | list) or not shape:
            raise ValueError(f"shape must be such as (400, 25), got {described(shape)}.")
        sizes = tuple(whole_number("A number of the shape", size, 1) for size in shape)
        return self._draw(sizes, rng).astype(np.float32, copy=False)

    def _draw(self, shape: Shape, rng: np.random.Generator | None) -> Array:
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal initializer."""
        return dict(vars(self))


class Constant(Initializer):
    """All values the same.

    >>> Constant(0.5)((2,)).tolist()
    [0.5, 0.5]
    """

    value: float = checked(any_number)

    @plain_errors
    def __init__(self, value: float = 0.0):
        self.value = value

    def _draw(self, shape: Shape, rng: np.random.Generator | None) -> Array:
        return np.full(shape, self.value)


class Zeros(Initializer):
    """All values 0.

    >>> Zeros()((2,)).tolist()
    [0.0, 0.0]
    """

    def _draw(self, shape: Shape, rng: np.random.Generator | None) -> Array:
        return np.zeros(shape)


class Ones(Initializer):
    """All values 1.

    >>> Ones()((2,)).tolist()
    [1.0, 1.0]
    """

    def _draw(self, shape: Shape, rng: np.random.Generator | None) -> Array:
        return np.ones(shape)


def _seed(name: str, value: int | None) -> int | None:
    new_rng(value)  # refuses what is no seed
    return value


class _Random(Initializer):
    """Base of those that draw: with a seed of its own the same at every call, else from `rng`.

    >>> bool((GlorotUniform(seed=1)((400, 25)) == GlorotUniform(seed=1)((400, 25))).all())
    True
    """

    seed: int | None = checked(_seed)

    @plain_errors
    def __init__(self, seed: int | None = None):
        self.seed = seed

    def _draw(self, shape: Shape, rng: np.random.Generator | None) -> Array:
        return self.draw(shape, new_rng(self.seed) if rng is None or self.seed is not None else rng)

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        raise NotImplementedError


class RandomUniform(_Random):
    """Uniform in [minval, maxval)."""

    minval: float = checked(any_number)
    maxval: float = checked(any_number)

    @plain_errors
    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None):
        super().__init__(seed)
        self.minval, self.maxval = minval, maxval
        if self.maxval < self.minval:
            raise ValueError(f"maxval must be a number ≥ minval, got {maxval}.")

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Return random numbers of that shape."""
        return rng.uniform(self.minval, self.maxval, shape)


class RandomNormal(_Random):
    """Normal with that mean and standard deviation."""

    mean: float = checked(any_number)
    stddev: float = checked(at_least_0)

    @plain_errors
    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None):
        super().__init__(seed)
        self.mean, self.stddev = mean, stddev

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Return random numbers of that shape."""
        return rng.normal(self.mean, self.stddev, shape)


class TruncatedNormal(RandomNormal):
    """Normal, cut off at two standard deviations from the mean."""

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Return random numbers of that shape."""
        return self.mean + self.stddev * _cut_normal(shape, rng)


def _cut_normal(shape: Shape, rng: np.random.Generator) -> Array:
    values = rng.standard_normal(shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.standard_normal(np.count_nonzero(outside))
    return values


class _Scaled(_Random):
    """Base of those whose variance is scale / n, for a kernel of shape (fan_in, fan_out).

    mode : what n is: "fan_in", "fan_out", or "fan_avg", the mean of both
    distribution : "uniform", in ±√(3 · variance); "untruncated_normal"; or "truncated_normal", cut
        off at two standard deviations, and widened so that the variance is as wanted all the same
    """

    scale, mode, distribution = 1.0, "fan_in", "truncated_normal"

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """Return random numbers of that shape."""
        fan_in, fan_out = shape[0], shape[-1]
        n = {"fan_in": fan_in, "fan_out": fan_out}.get(self.mode, (fan_in + fan_out) / 2)
        stddev = math.sqrt(self.scale / n)
        if self.distribution == "uniform":
            limit = math.sqrt(3) * stddev
            return rng.uniform(-limit, limit, shape)
        if self.distribution == "untruncated_normal":
            return rng.normal(0, stddev, shape)
        stddev_of_cut = 0.87962566103423978
        return _cut_normal(shape, rng) * (stddev / stddev_of_cut)


class VarianceScaling(_Scaled):
    """Random with variance scale / n: see _Scaled for the settings.

    >>> VarianceScaling(2.0, "fan_out", "uniform", seed=1)((3, 2)).shape
    (3, 2)
    """

    scale = checked(positive)
    mode = checked(one_of("fan_in", "fan_out", "fan_avg"))
    distribution = checked(one_of("truncated_normal", "untruncated_normal", "uniform"))

    @plain_errors
    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
    ):
        super().__init__(seed)
        self.scale, self.mode, self.distribution = scale, mode, distribution


class GlorotUniform(_Scaled):
    """Uniform with variance 2 / (fan_in + fan_out): Keras's default (Glorot and Bengio, 2010)."""

    mode, distribution = "fan_avg", "uniform"


class GlorotNormal(_Scaled):
    """Cut normal with variance 2 / (fan_in + fan_out) (Glorot and Bengio, 2010)."""

    mode = "fan_avg"


class HeUniform(_Scaled):
    """Uniform with variance 2 / fan_in, made for relu (He et al., 2015)."""

    scale, distribution = 2.0, "uniform"


class HeNormal(_Scaled):
    """Cut normal with variance 2 / fan_in, made for relu (He et al., 2015)."""

    scale = 2.0


class LecunUniform(_Scaled):
    """Uniform with variance 1 / fan_in (LeCun et al., 1998)."""

    distribution = "uniform"


class LecunNormal(_Scaled):
    """Cut normal with variance 1 / fan_in (LeCun et al., 1998)."""


def get_initializer(wanted: str | Initializer | Mapping[str, Any]) -> Initializer:
    """Return the initializer of that name."""
    return find("initializer", wanted, Initializer)


get = get_initializer  # Keras's name

if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
