"""Someone else's gray image → 20×20 ink. numpy only; decodes no image files.

All images of a stack are worked on at once: an image of m has its own crop and scale, which become
two small matrices, so that (20, 20) = rows (20, h) @ ink (h, w) @ columns (w, 20).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE, Image
from digitapp.files.errors import DataError

Floats = npt.NDArray[np.float32]

# Pixels that the longer side of the ink spans. With 17, starter digits and drawings have equally
# much ink, and a network that learned from these reads those best; 14 to 20 were tried.
SPAN = 17.0

_FAINT = 0.15  # ink below this part of the darkest does not set the crop
_SPECK = 0.02  # neither does what stands apart with less than this part of all ink
_LEAST_CONTRAST = 0.04  # of full scale: an image with less is blank paper
_FARTHEST = 1e30  # levels beyond this are as good as infinite
_PIECE = 1_000_000  # pixels worked on at a time, to bound the memory


def from_image(gray: npt.ArrayLike) -> Image:
    """Bring someone else's image (h, w) to the form of ours (20, 20): see from_images."""
    array = np.asarray(gray)
    if array.ndim != 2:
        raise DataError(f"An image must have shape (h, w), got {array.shape}. Make it gray first.")
    image: Image = from_images(array[None])[0]
    return image


def from_images(grays: npt.ArrayLike) -> Image:
    """Bring other people's images to the form of ours.

    Paper is what most of the border is and ink is what differs from it, so that dark on light and
    light on dark are both understood. The ink is cropped without tiny specks, scaled by area
    averaging until its longer side spans 17 pixels (the aspect is kept), centred by its mass as far
    as all of it stays inside, and divided by its maximum.

    grays : (m, h, w) integers or floats, 0..1 or 0..255; what is not finite counts as paper
    Returns (m, 20, 20) float32 in [0, 1]; all 0 for an image without ink.
    """
    array = np.asarray(grays)
    if array.ndim != 3 or array.dtype.kind not in "buif":
        raise DataError(
            f"Images must be numbers of shape (m, h, w), got {array.dtype} of shape {array.shape}."
        )
    images = np.zeros((len(array), SIZE, SIZE), np.float32)
    if array.size:
        step = max(1, _PIECE // array[0].size)
        for first in range(0, len(array), step):
            piece = slice(first, first + step)
            images[piece] = _fitted(_ink(array[piece]))
    return images


def _ink(grays: npt.NDArray[np.generic]) -> Floats:
    """Tell ink from paper → (m, h, w) float32, 0 = paper, 1 = the darkest ink of each image."""
    with np.errstate(over="ignore"):  # what float32 cannot hold is not a level
        levels = grays.astype(np.float32)
    if not (np.abs(levels) < _FARTHEST).all():
        levels = _without_gaps(levels)
    full_scale = np.where(np.abs(levels).max(axis=(1, 2)) > 1, 255, 1)  # (m,)
    sides = [levels[:, 0], levels[:, -1], levels[:, :, 0], levels[:, :, -1]]
    paper = np.median(np.concatenate(sides, axis=1), axis=1)  # (m,)
    lighter, darker = levels.max(axis=(1, 2)) - paper, paper - levels.min(axis=(1, 2))
    contrast = np.maximum(lighter, darker)
    blank = contrast < _LEAST_CONTRAST * full_scale
    sign = np.where(lighter > darker, 1, -1) * ~blank
    levels -= paper[:, None, None]
    levels *= (sign / np.where(blank, 1, contrast)).astype(np.float32)[:, None, None]
    return np.maximum(levels, 0, out=levels)


def _without_gaps(levels: Floats) -> Floats:
    """Fill what is not finite with the middle level of its image, which is paper."""
    known = np.abs(levels) < _FARTHEST  # False for NaN as well
    for image, good in zip(levels, known, strict=True):
        image[~good] = np.median(image[good]) if good.any() else 0
    return levels


def _fitted(ink: Floats) -> Floats:
    """Crop, scale and centre → (m, 20, 20)."""
    top, bottom, middle_row = _extent(ink, axis=2)
    left, right, middle_column = _extent(ink, axis=1)
    pixel = np.maximum(np.maximum(bottom - top, right - left), 1) / SPAN  # (m,) ours, in theirs
    rows = _averaging(top, bottom, middle_row, pixel, ink.shape[1])  # (m, 20, h)
    columns = _averaging(left, right, middle_column, pixel, ink.shape[2])  # (m, 20, w)
    images = rows @ ink @ columns.transpose(0, 2, 1)
    darkest = images.max(axis=(1, 2), keepdims=True)
    return np.clip(images / np.where(darkest > 0, darkest, np.float32(1)), 0, 1)


def _extent(ink: Floats, axis: int) -> tuple[Floats, Floats, Floats]:
    """Find where the ink begins, ends and has its centre of mass, summed over an axis.

    Specks are runs of rows (or columns) with hardly any ink that empty ones part from the rest.
    Returns three (m,) float32, in pixels from the edge; all 0 without ink.
    """
    m, n = len(ink), ink.shape[3 - axis]
    mass = ink.sum(axis=axis)  # (m, n)
    inked = ink.max(axis=axis) > _FAINT
    run = np.cumsum(np.diff(inked, axis=1, prepend=False) & inked, axis=1)  # (m, n) 1, 2, ...
    run += np.arange(m)[:, None] * (n + 1)
    run_mass = np.bincount(run[inked], mass[inked], m * (n + 1))
    large = inked & (run_mass[run] >= _SPECK * mass.sum(axis=1, keepdims=True))
    large = np.where(large.any(axis=1, keepdims=True), large, inked)
    first = large.argmax(axis=1)
    end = np.where(large.any(axis=1), n - large[:, ::-1].argmax(axis=1), 0)
    place = np.arange(n)
    mass *= (place >= first[:, None]) & (place < end[:, None])
    total = mass.sum(axis=1)
    middle = (mass @ (place + np.float32(0.5))) / np.where(total > 0, total, 1)
    return first.astype(np.float32), end.astype(np.float32), middle


def _averaging(first: Floats, end: Floats, middle: Floats, pixel: Floats, n: int) -> Floats:
    """Return matrices that average n pixels of ink into 20, the middle coming to the middle.

    What lies outside first..end is left out. All arguments but n : (m,), see _extent.
    Returns (m, 20, n): the part that each of n has in each of 20.
    """
    size = (end - first) / pixel
    offset = np.clip(SIZE / 2 - (middle - first) / pixel, 0, np.maximum(SIZE - size, 0))
    edges = first[:, None] + (np.arange(SIZE + 1) - offset[:, None]) * pixel[:, None]  # (m, 21)
    edges = np.clip(edges, first[:, None], end[:, None])
    covered = np.clip(edges[:, :, None] - np.arange(n), 0, 1)  # of each of n, left of each edge
    averaging: Floats = np.diff(covered, axis=1) / pixel[:, None, None]
    return averaging.astype(np.float32)
