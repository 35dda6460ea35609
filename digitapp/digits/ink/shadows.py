"""Shadows: find the ink of a photograph whose paper is not lit evenly. numpy only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Floats = npt.NDArray[np.float32]

_LEAST = 128  # pixels a side; smaller images are no photographs
_SIDE = 120  # pixels of the shorter side, at most, in which the ink is looked for
_EVEN, _MOSTLY = 0.02, 0.98  # part of the contrast by which so much of even paper's border differs
_WINDOW = 7  # of it to a side: strokes are narrower, shadows wider
_DARK = 0.05  # part of the brightest level
_DARKEST = 0.002  # so many of the pixels count as ink through and through
_LEAST_CONTRAST = 0.06  # part of the paper's level: with less there is only paper
_FAINT = 0.3  # ink below this part of it is noise, or an edge of a shadow that is not quite sharp
_KEPT = 0.6  # of the ink must not run out of the picture, or what was found is no digit


def without_shadows(levels: Floats) -> Floats:
    """Replace photographs on uneven paper by their ink, on paper that is 0; others stay.

    levels : (m, h, w), is written to
    """
    if min(levels.shape[1:]) < _LEAST:
        return levels
    for image in levels:
        step = -(-min(image.shape) // _SIDE)
        height, width = (n // step for n in image.shape)
        large = image[: height * step, : width * step]
        small = large.reshape(height, step, width, step).mean(axis=(1, 3))
        ink = None if _is_even(small) else _ink(small - min(small.min(), 0))
        if ink is not None:
            image[...] = 0
            large[...] = ink.repeat(step, axis=0).repeat(step, axis=1)
    return levels


def _is_even(small: Floats) -> bool:
    border = small[_rim(small.shape)]
    paper = np.median(border)
    contrast = np.abs(small - paper).max()
    return bool((np.abs(border - paper) <= _EVEN * contrast).mean() >= _MOSTLY)


def _ink(small: Floats) -> Floats | None:
    """Return how much each pixel differs from its paper, from 0 to 1; None where nothing tells.

    Paper is what is left when all that is darker (for light ink, lighter) and narrower than a
    window is taken away; the edges of shadows, however sharp, stay. Light multiplies, so that

        ink = 1 − level / paper, for light ink 1 − paper / level

    small : (h, w), at least 0
    """
    window = min(small.shape) // _WINDOW
    dark = np.float32(_DARK) * small.max()  # what is not much lighter than this is mostly noise
    has_dark_ink = _skewness(np.log(small + dark), window) < 0
    narrow, wide = (np.max, np.min) if has_dark_ink else (np.min, np.max)
    paper: Floats = _local(small, window, narrow, wide)
    ratio = (small + dark) / (paper + dark)
    ink: Floats = 1 - (ratio if has_dark_ink else 1 / ratio)
    if ink.max() < _LEAST_CONTRAST:
        return np.zeros_like(ink)
    ink = np.clip(ink / max(np.quantile(ink, 1 - _DARKEST), ink.max() / 2), 0, 1)
    of_ink = np.median(small[ink > 0.5])
    if paper.min() <= of_ink if has_dark_ink else paper.max() >= of_ink:
        return None  # strokes are wider than the window: they were taken for paper
    ink = np.maximum(ink - np.float32(_FAINT), 0)
    inside: Floats = ink * ~_running_out(ink > 0)
    return inside if inside.sum() > _KEPT * ink.sum() else None


def _skewness(levels: Floats, window: int) -> float:
    """Return a number below 0 if few pixels are darker than those around them, not lighter."""
    difference = levels - _local(levels, 2 * window, np.mean)
    return float((difference**3).mean())


def _running_out(heavy: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which True pixels of (h, w) are connected with one at the border: edges of shadows."""
    reached = heavy & _rim(heavy.shape)
    while not np.array_equal(further := _local(reached, 3, np.max) & heavy, reached):
        reached = further
    return reached


def _rim(shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Return where the outermost pixels of (h, w) are."""
    return np.pad(np.zeros([n - 2 for n in shape], np.bool_), 1, constant_values=True)


def _local(
    pixels: npt.NDArray[Any], window: int, *reduce: Callable[..., npt.NDArray[Any]]
) -> npt.NDArray[Any]:
    """Return the largest, smallest or mean of a square window around each pixel of (h, w).

    Of several such, each is that of the result before, also beyond the border.
    """
    pixels = np.pad(pixels, len(reduce) * (window // 2), mode="edge")
    for each in reduce:
        for axis in (0, 1):
            pixels = each(sliding_window_view(pixels, window // 2 * 2 + 1, axis), axis=-1)
    return pixels
