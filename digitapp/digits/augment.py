"""Augment: the same digit, drawn a little differently. numpy only.

A warp turns by up to 10°, scales by up to 10 %, shears by up to 0.1 and shifts by up to a pixel.
That much is worth it, and more is not: see benchmarks/ink.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from digitapp.digits.ink.strokes import SPAN
from digitapp.files.errors import DataError

from .drawing import Drawing
from .example import SIZE

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

TURN = np.radians(10)
SCALE = 0.1
SHEAR = 0.1
SHIFT = 1.0  # pixels of the 20×20 image

_LARGEST_GROUP = 64  # images that share a warp: as many as fit the processor's cache
_RIM = SIZE + 3  # side of an image with paper around it: one pixel before, two behind
_OFFSETS = np.arange(SIZE) - (SIZE - 1) / 2
_FROM_MIDDLE = np.array(  # x and y of each pixel, and 1: (3, 400)
    [np.tile(_OFFSETS, SIZE), np.repeat(_OFFSETS, SIZE), np.ones(SIZE * SIZE)], np.float32
)


def images(X: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Warp each of m images a little, for one epoch of training.

    About √m warps are drawn and every √m-th image shares one: from epoch to epoch each image meets
    others, so that a network learns as well from it as from m warps, in a fraction of the time.

    X : (m, 400) float32 in [0, 1], 0 = paper, 1 = ink; stays as it is
    Returns (m, 400) float32 in [0, 1].
    """
    warped = np.empty((len(X), SIZE * SIZE), np.float32)
    Warper(X).write(rng, warped)
    return warped


class Warper:
    """Warps the same images epoch after epoch, as `images` does, with memory that it keeps.

    X : (m, 400), which must stay as they are
    """

    def __init__(self, X: npt.NDArray[np.float32]) -> None:
        if X.ndim != 2 or X.shape[1] != SIZE * SIZE:
            raise DataError(f"X must have shape (m, {SIZE * SIZE}), got {X.shape}.")
        self._X, self._n_warps = X, _count_warps(len(X))
        self._resampler = _Resampler(-(-len(X) // max(1, self._n_warps)))

    def write(self, rng: np.random.Generator, out: npt.NDArray[np.float32]) -> None:
        """Write the images of an epoch: (m, 400)."""
        tables = zip(*_tables(_warps(self._n_warps, rng)), strict=True)
        for first, table in enumerate(tables):
            group = slice(first, len(out), self._n_warps)
            out[group] = self._resampler.resample(self._X[group], *table)


def images_at(
    X: npt.NDArray[np.float32], places: Integers, m: int, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Warp some of m images as `images` would, given all of them and such an rng.

    X : (k, 400), those at the `places` (k,) among the m
    Returns (k, 400) float32 in [0, 1].
    """
    n_warps = _count_warps(m)
    needed, group = np.unique(places % n_warps, return_inverse=True)
    tables = zip(*_tables(_warps(n_warps, rng)[needed]), strict=True)
    warped, resampler = np.empty_like(X), _Resampler(len(X))
    for number, table in enumerate(tables):
        own = group == number
        warped[own] = resampler.resample(X[own], *table)
    return warped


def warp(X: npt.NDArray[np.float32], matrix: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Return all images one and the same warp.

    X : (m, 400) float32 in [0, 1]; stays as it is
    matrix : (2, 2); from the middle, the ink at (x, y) comes from matrix · (x, y)
    Returns (m, 400) float32 in [0, 1].
    """
    without_shift = np.hstack([matrix, np.zeros((2, 1))])
    (corner,), (right,), (down,) = _tables(without_shift[None])
    return _Resampler(len(X)).resample(X, corner, right, down).copy()


def drawing(original: Drawing, rng: np.random.Generator) -> Drawing:
    """Warp the strokes of a drawing about the middle of its box; the times stay.

    A pixel of shift is a 16th of its longer side, as in the image that ink makes of it. (Ink undoes
    shift and scale, so that only turn and shear reach the network.)
    """
    if not any(len(stroke) for stroke in original.strokes):
        return original
    points = np.concatenate([stroke[:, :2] for stroke in original.strokes]).astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, pixel = (low + high) / 2, (high - low).max() / SPAN
    matrix, shift = np.split(_warps(1, rng)[0], [2], axis=1)
    strokes = [stroke.copy() for stroke in original.strokes]
    for stroke in strokes:
        stroke[:, :2] = (stroke[:, :2] - middle) @ matrix.T + middle + shift[:, 0] * pixel
    return Drawing(strokes)


def _count_warps(m: int) -> int:
    return max(int(np.sqrt(m)), -(-m // _LARGEST_GROUP))


def _warps(n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw n random warps: (n, 2, 3), a 2×2 matrix for (x, y) and a shift in pixels.

    matrix = scale · [[cos, −sin], [sin, cos]] · [[1, shear], [0, 1]]
    """
    turn, scale, shear, *shift = rng.uniform(-1, 1, (5, n))
    cos = np.cos(turn * TURN) * (1 + scale * SCALE)
    sin = np.sin(turn * TURN) * (1 + scale * SCALE)
    shear = shear * SHEAR
    rows = [[cos, cos * shear - sin, shift[0] * SHIFT], [sin, sin * shear + cos, shift[1] * SHIFT]]
    return np.array(rows).transpose(2, 0, 1)


def _tables(warps: npt.NDArray[np.float64]) -> tuple[Integers, Floats, Floats]:
    """Return for each pixel of n warped images where in an image with rim its ink comes from.

    Returns three (n, 400): the upper left of four pixels, and the weights of the right and lower.
    """
    padded = warps + np.array([0, 0, (SIZE - 1) / 2 + 1])  # from the corner, with paper around it
    place = padded.astype(np.float32).reshape(-1, 3).dot(_FROM_MIDDLE)  # (2 n, 400)
    np.clip(place, 0, SIZE + 1, out=place)
    whole = np.floor(place)
    place -= whole
    column, row = whole[::2], whole[1::2]
    return (row * _RIM + column).astype(np.int64), place[::2], place[1::2]


class _Resampler:
    """Looks up the pixels of at most k images, between four others each: bilinear interpolation.

    Pixels lie in rows, (…, k), since rows are quick to look up.
    """

    def __init__(self, k: int) -> None:
        padded = np.zeros((_RIM * _RIM, k), np.float32)  # images with paper around
        self._inner = padded.reshape(_RIM, _RIM, k)[1 : SIZE + 1, 1 : SIZE + 1]
        self._sources = [padded[first:] for first in (0, 1, _RIM, _RIM + 1)]
        self._rows = np.empty((4, SIZE * SIZE, k), np.float32)

    def resample(self, X: Floats, corner: Integers, right: Floats, down: Floats) -> Floats:
        """Return X (m, 400), m ≤ k, warped by one of _tables: valid until the next call."""
        self._inner[..., : len(X)] = X.T.reshape(SIZE, SIZE, len(X))
        upper, lower, pixels, weights = self._rows
        weights[...] = right[:, np.newaxis]  # in full, which is quicker than to broadcast them
        for out, at_left, at_right in ((upper, *self._sources[:2]), (lower, *self._sources[2:])):
            at_left.take(corner, 0, out, "clip")  # "clip" only because it is the fast mode
            at_right.take(corner, 0, pixels, "clip")
            pixels -= out
            pixels *= weights
            out += pixels
        weights[...] = down[:, np.newaxis]
        lower -= upper
        lower *= weights
        upper += lower
        return upper[:, : len(X)].T
