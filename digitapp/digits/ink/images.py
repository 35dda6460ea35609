"""Someone else's gray image → 20×20 ink. numpy only; decodes no image files.

All images of a stack are worked on at once: an image of m has its own crop and scale, which become
two small matrices, so that (20, 20) = rows (20, h) @ ink (h, w) @ columns (w, 20).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE, Image
from digitapp.files.errors import DataError

from .shadows import without_shadows

Floats = npt.NDArray[np.float32]

# Pixels that the longer side of the ink spans. With 17, starter digits and drawings have equally
# much ink, and a network that learned from these reads those best; 14 to 20 were tried.
SPAN = 17.0

_FAINT = 0.15  # ink below this part of the darkest does not set the crop
_SPECK = 0.02  # neither does what stands apart with less than this part of all ink
_LEAST_CONTRAST = 0.04  # of full scale: an image with less is blank paper
_FARTHEST = 1e30  # levels beyond this are as good as infinite
_PART = 0.15  # of all ink: less is no digit of its own
_WIDE = 1.15  # width by height of two digits side by side
_FRAME = 6  # a frame lies within this part of the shorter side
_LINE = 0.7  # part of a side that a line of a frame covers at least
_LEAST_FRAMED = 16  # pixels a side; smaller images have no frame
_PIECE = 1_000_000  # pixels worked on at a time, to bound the memory


def from_image(gray: npt.ArrayLike) -> Image:
    """Return someone else's image (h, w) as ink (20, 20): see from_images."""
    array = np.asarray(gray)
    if array.ndim != 2:
        raise DataError(f"An image must have shape (h, w), got {array.shape}. Make it gray first.")
    image: Image = from_images(array[None])[0]
    return image


def from_images(grays: npt.ArrayLike) -> Image:
    """Return other people's images as ink, as strokes become ink.

    Paper is what most of the border is and ink is what differs from it, so that dark on light and
    light on dark are both understood. A frame around the digit counts for nothing, and paper that
    is lit unevenly, as on a photograph, is made even. The ink is cropped without tiny specks,
    scaled by area averaging until its longer side spans 17 pixels (the aspect is kept), centred by
    its mass as far as all of it stays inside, and divided by its maximum.

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
            images[piece] = _fitted(_without_frames(_ink(without_shadows(_levels(array[piece])))))
    return images


def show_several(images: Floats) -> npt.NDArray[np.bool_]:
    """Return which of (m, 20, 20) seem to show more than one digit, side by side: (m,) bool.

    Parts of one digit may stand apart too; they are narrower than high taken together.
    """
    across, down = (images.max(axis=axis) > _FAINT for axis in (1, 2))  # (m, 20)
    begins = across & ~np.pad(across, ((0, 0), (1, 0)))[:, :-1]
    part = np.cumsum(begins, axis=1) * across  # (m, 20) 1, 2, ... from left to right, 0 between
    mass = np.stack([(images.sum(axis=1) * (part == k)).sum(axis=1) for k in range(1, 5)])
    parts = (mass > _PART * images.sum(axis=(1, 2))).sum(axis=0)
    several: npt.NDArray[np.bool_] = (parts > 1) & (_length(across) > _WIDE * _length(down))
    return several


def _levels(grays: npt.NDArray[np.generic]) -> Floats:
    """Return the levels of images as (m, h, w) float32, all finite."""
    with np.errstate(over="ignore"):  # what float32 cannot hold is not a level
        levels: Floats = grays.astype(np.float32)
    if not (np.abs(levels) < _FARTHEST).all():
        return _without_gaps(levels)
    return levels


def _ink(levels: Floats) -> Floats:
    """Return ink (m, h, w) float32: 0 = paper, 1 = the darkest ink of each image."""
    full_scale = np.where(np.abs(levels).max(axis=(1, 2)) > 1, 255, 1)  # (m,)
    paper = np.median(_border(levels), axis=1)  # (m,)
    lighter, darker = levels.max(axis=(1, 2)) - paper, paper - levels.min(axis=(1, 2))
    contrast = np.maximum(lighter, darker)
    blank = contrast < _LEAST_CONTRAST * full_scale
    sign = np.where(lighter > darker, 1, -1) * ~blank
    ink: Floats = levels - paper[:, None, None]
    ink *= (sign / np.where(blank, 1, contrast)).astype(np.float32)[:, None, None]
    np.maximum(ink, 0, out=ink)
    return ink


def _border(levels: Floats) -> Floats:
    """Return the outermost pixels: (m, 2 h + 2 w)."""
    sides = [levels[:, 0], levels[:, -1], levels[:, :, 0], levels[:, :, -1]]
    return np.concatenate(sides, axis=1)


def _without_frames(ink: Floats) -> Floats:
    """Clear frames: lines of ink along all four sides, with paper and ink inside of them.

    Where most of an image is "ink", its border is a frame and no paper: the frame is taken off and
    the ink found anew in what is left.
    """
    height, width = ink.shape[1:]
    if min(height, width) < _LEAST_FRAMED:
        return ink
    depth = min(height, width) // _FRAME
    for k in np.flatnonzero(_are_framed(ink, depth) | ((ink > 0.5).mean(axis=(1, 2)) > 0.5)):
        ink[k] = _inside_frame(ink[k], depth)
    return ink


def _are_framed(ink: Floats, depth: int) -> npt.NDArray[np.bool_]:
    """Return which images have a line of ink near each of their sides: (m,)."""
    heavy = ink > 0.5
    rows, columns = heavy.mean(axis=2), heavy.mean(axis=1)  # (m, h), (m, w): parts that are ink
    ends = (rows[:, :depth], rows[:, -depth:], columns[:, :depth], columns[:, -depth:])
    framed: npt.NDArray[np.bool_] = np.all([end.max(axis=1) > _LINE for end in ends], axis=0)
    return framed


def _inside_frame(ink: Floats, depth: int) -> Floats:
    """Return (h, w) ink without what lies outside of the frame, unless that leaves no digit."""
    for d in range(1, depth + 1):
        inside = _ink(ink[None, d:-d, d:-d])
        is_paper = not (_border(inside) > _FAINT).any()
        has_digit = 0 < (inside > 0.5).mean() < 0.5 and not _are_framed(inside, depth).any()
        if is_paper and has_digit:
            return np.pad(inside[0], d)
    return ink


def _length(inked: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return from the first to the last True of (m, n): (m,)."""
    n = inked.shape[1]
    found: npt.NDArray[np.intp] = n - inked[:, ::-1].argmax(axis=1) - inked.argmax(axis=1)
    return found


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
