"""Arrays: aligned memory, constants for quick calls of numpy, matrix products on one thread.

numpy only. As an operand a 0-d array is quicker than a Python number, and an array that starts at a
cache line is quicker to multiply.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .arguments import described

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Array = npt.NDArray[Any]  # float32; float64 where gradients are checked

_CACHE_LINE = 64  # bytes
_this_thread = threading.local()


def constant(value: float) -> Array:
    """Return a read-only 0-d float32 array."""
    array = np.array(value, np.float32)
    array.flags.writeable = False
    return array


def new_rng(seed: int | None) -> np.random.Generator:
    """Return a generator of random numbers; without a seed its own is drawn from Python's random.

    So random.seed, and utils.set_random_seed, make everything repeatable, as in Keras.
    """
    if seed is not None and (not isinstance(seed, int | np.integer) or seed < 0):
        raise ValueError(f"A seed must be a whole number ≥ 0, or None, got {described(seed)}.")
    return np.random.default_rng(random.getrandbits(64) if seed is None else seed)


def aligned_zeros(shape: tuple[int, ...], dtype: npt.DTypeLike = np.float32) -> Array:
    """Return a C-contiguous array of zeros that starts at a cache line."""
    n_bytes = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.zeros(n_bytes + _CACHE_LINE, np.uint8)
    start = -raw.ctypes.data % _CACHE_LINE
    return raw[start : start + n_bytes].view(dtype).reshape(shape)


def copies(arrays: Iterable[Array]) -> list[Array]:
    """Return C-contiguous copies."""
    return [array.copy(order="C") for array in arrays]


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Return a context in which numpy's matrix products use one thread.

    More would split a product of 32×400 by 400×25 into pieces too small to be worth it, stall when
    the machine is busy, and may round differently. It holds for the whole process; of two fits in
    two threads the first to end lifts it for both, which changes their speed alone. Within another
    one it costs nothing.
    """
    if getattr(_this_thread, "is_limited", False):
        yield
        return
    with _loaded_libraries().limit(limits=1, user_api="blas"):
        _this_thread.is_limited = True
        try:
            yield
        finally:
            _this_thread.is_limited = False


@cache
def _loaded_libraries() -> ThreadpoolController:
    """Return the BLAS that numpy has loaded; finding it takes ten times as long as setting it."""
    from threadpoolctl import ThreadpoolController  # here: `import digitapp.nn` is to be quick

    return ThreadpoolController()
