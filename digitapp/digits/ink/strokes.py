"""Strokes → 20×20 ink. numpy only; knows nothing of windows, files or labels.

The strokes are the truth and the image is derived from them: the *points* are moved and scaled
before anything is painted, so that place, size and pen of the drawing cannot matter.

Pixel i of a row covers i to i + 1, so the middle of the image is at (10, 10). A path is a list of
points with the number of the stroke that each belongs to:

    path : (n, 2) float64, columns x right, y down
    owner : (n,) int64, ascending
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE, Image
from digitapp.files.errors import DataError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

PEN = 2.2  # width of the canonical pen, in pixels
SPAN = 16.0  # pixels that the longer side of a drawing's path spans

_REACH = PEN / 2 + 0.5  # how far from its path the pen leaves any ink
_MAX_POINTS = 1000  # a path of more is thinned: a digit's then keeps a point every 0.05 pixels
_FARTHEST = 1e100  # coordinates beyond this are as good as infinite
_STRAY = 0.15  # a stray stroke is shorter than this part of the longest one ...
_MAX_STROKES = 50  # of more strokes than this, every one counts
_ASTRAY = 0.10  # ... and farther than this part of the drawing from all that counts
_WINDOW = 5  # pixels a side in which a piece of path at most a pixel long leaves ink
_OUTSIDE = 100.0  # pixels from the image beyond which a path is only known to be outside


def from_strokes(strokes: Sequence[npt.ArrayLike]) -> Image:
    """Paint strokes as the network sees them, whatever their place, size and unit.

    The longer side of the path spans 16 pixels, the centre of ink mass lies in the middle as far as
    all ink stays inside, and a pixel at distance d from the path gets

        clip(pen/2 + ½ − d, 0, 1)

    A stray stroke (shorter than 15 % of the longest, and farther than 10 % of the drawing from all
    else) has no say in the fit: its ink is painted where it falls, if that is inside.

    strokes : arrays (n, ≥ 2), columns x right, y down, in any unit; a point with NaN or infinity
        is left out, more than 1,000 points are thinned along their path
    Returns (20, 20) float32 in [0, 1]: all 0 without a point, a dot in the middle for one point.
    """
    path, owner = _path(strokes)
    if len(path) == 0:
        return np.zeros((SIZE, SIZE), np.float32)
    counts = _that_count(path, owner)
    path = _scaled(path, path[counts])
    counting = path[counts]
    low, high = counting.min(axis=0), counting.max(axis=0)
    mass = _centre_of_mass(_paint(counting, owner[counts]))
    path += np.clip(SIZE / 2 - mass, _REACH - low, SIZE - _REACH - high)
    return _paint(path, owner).astype(np.float32)


def raw(strokes: Sequence[npt.ArrayLike], canvas_size: float | tuple[float, float]) -> Image:
    """Paint strokes where they are on the canvas, neither centred nor scaled to fit.

    For lessons: this is what a network would get to see without from_strokes.

    canvas_size : side of the canvas, or its width and height, in the unit of the strokes; the
        longer of these becomes 20 pixels, from the upper left corner
    Returns (20, 20) float32 in [0, 1].
    """
    try:
        side = float(np.max(np.asarray(canvas_size, np.float64)))
    except (TypeError, ValueError):
        side = 0.0
    if not 0 < side < _FARTHEST:
        raise DataError(f"The size of a canvas must be positive numbers, got {canvas_size!r}.")
    path, owner = _path(strokes)
    if len(path) == 0:
        return np.zeros((SIZE, SIZE), np.float32)
    return _paint(path * (SIZE / side), owner).astype(np.float32)


def _path(strokes: Sequence[npt.ArrayLike]) -> tuple[Floats, Integers]:
    """Put the finite points of all strokes into one path, thinned to what can be seen."""
    parts = [_finite(points) for points in strokes]
    lengths = [len(part) for part in parts]
    if sum(lengths) > _MAX_POINTS:
        # a stroke of few points keeps them all, however many the others have
        share, few = _MAX_POINTS / sum(lengths), max(2, _MAX_POINTS // len(parts))
        parts = [_thinned(part, max(few, int(len(part) * share))) for part in parts]
        lengths = [len(part) for part in parts]
    path = np.concatenate([np.empty((0, 2)), *parts])
    return path, np.repeat(np.arange(len(parts)), lengths)


def _finite(points: npt.ArrayLike) -> Floats:
    try:
        array = np.asarray(points, np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"A stroke must hold numbers ({error}).") from error
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] < 2:
        raise DataError(f"A stroke must have shape (n, 2) or wider, got {array.shape}.")
    points_xy = array[:, :2]
    inside = np.abs(points_xy).max(axis=1, initial=0) < _FARTHEST  # False for NaN as well
    return points_xy if inside.all() else points_xy[inside]


def _thinned(points: Floats, n: int) -> Floats:
    """Return n points at equal steps along a stroke.

    Equal steps, not "drop what is near": where such a choice falls would hang on the last bit of a
    coordinate, and the same digit at another place would come out another image.
    """
    if len(points) <= n:
        return points
    step_x, step_y = np.diff(points, axis=0).T
    along = np.concatenate([[0.0], np.cumsum(np.hypot(step_x, step_y))])  # (len(points),)
    at = np.linspace(0, along[-1], n)
    return np.stack([np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])], 1)


def _that_count(path: Floats, owner: Integers) -> Mask:
    """Separate the points of the digit from those of stray strokes, as from_strokes says.

    Small strokes join what counts as long as one of them is near enough, so that a row of dots
    that leads away from the digit counts as a whole. Returns (n,) bool.
    """
    if owner[0] == owner[-1]:  # there is one stroke
        return np.ones(len(path), np.bool_)
    begins = np.diff(owner, prepend=-1) > 0  # (n,) the first point of each stroke
    stroke = np.cumsum(begins) - 1  # (n,) the owner, without gaps
    first = np.flatnonzero(begins)
    extent = (np.maximum.reduceat(path, first) - np.minimum.reduceat(path, first)).max(axis=1)
    counts: Mask = (extent >= _STRAY * extent.max())[stroke]
    if len(first) > _MAX_STROKES:
        return np.ones(len(path), np.bool_)
    joining, distance = counts, np.full(len(path), np.inf)
    while joining.any() and not counts.all():
        left = ~counts
        found = _distances(path[left], path[joining], owner[joining])
        distance[left] = np.minimum(distance[left], found)
        near = left & (distance <= _ASTRAY * _sides(path[counts]).max())
        joining = left & np.isin(stroke, stroke[near])
        counts = counts | joining
    return counts


def _scaled(path: Floats, counting: Floats) -> Floats:
    """Move the middle of what counts to the middle, its longer side becoming 16 pixels.

    A drawing without any extent (a dot) keeps none.
    """
    low, sides = counting.min(axis=0), _sides(counting)
    side = sides.max()
    scale = SPAN / side if side > 1 / _FARTHEST else 0.0
    scaled: Floats = (path - low - sides / 2) * scale + SIZE / 2
    return scaled


def _distances(points: Floats, path: Floats, owner: Integers) -> Floats:
    """Return each point's distance to the nearest segment of a path → (points,)."""
    starts, steps = _segments(path, owner)
    squares = (steps * steps).sum(axis=1)
    away = points[:, None, :] - starts  # (points, segments, 2)
    part = (away * steps).sum(axis=2) / np.where(squares > 0, squares, 1)
    away -= np.clip(part, 0, 1)[:, :, None] * steps
    nearest: Floats = np.hypot(away[:, :, 0], away[:, :, 1]).min(axis=1)
    return nearest


def _sides(path: Floats) -> Floats:
    """Return width and height of a path."""
    sides: Floats = path.max(axis=0) - path.min(axis=0)
    return sides


def _segments(path: Floats, owner: Integers) -> tuple[Floats, Floats]:
    """Return start and step of what leads to each point; a stroke's first point is a mere dot."""
    starts = np.concatenate([path[:1], path[:-1]])
    begins = np.flatnonzero(owner[1:] != owner[:-1]) + 1
    starts[begins] = path[begins]
    return starts, path - starts


def _paint(path: Floats, owner: Integers) -> Floats:
    """Draw a path with the canonical pen → (20, 20) in [0, 1].

    Every segment is cut into pieces of at most a pixel, so that each leaves ink in a window of only
    5×5 pixels: four times faster than measuring all 400.
    """
    path = np.minimum(np.maximum(path, -_OUTSIDE), SIZE + _OUTSIDE)  # np.clip takes far longer
    starts, steps = _pieces(*_segments(path, owner))
    corner = np.ceil(np.minimum(starts, starts + steps) - _REACH - 0.5).astype(np.int64)
    seen = ((corner > -_WINDOW) & (corner < SIZE)).all(axis=1)
    if not seen.all():
        corner, starts, steps = corner[seen], starts[seen], steps[seen]
    pixels = corner[:, :, None] + np.arange(_WINDOW)  # (pieces, 2, 5) columns and rows
    squares = _squared_distances(pixels + 0.5 - starts[:, :, None], steps)
    column, row = pixels[:, 0] + _WINDOW, pixels[:, 1] + _WINDOW
    side = SIZE + 2 * _WINDOW  # a rim for what windows leave outside
    nearest = np.full(side * side, np.inf)
    np.minimum.at(nearest, (row[:, :, None] * side + column[:, None, :]).ravel(), squares.ravel())
    inside = slice(_WINDOW, -_WINDOW)
    distance: Floats = np.sqrt(nearest.reshape(side, side)[inside, inside])
    return np.minimum(np.maximum(_REACH - distance, 0), 1)


def _pieces(starts: Floats, steps: Floats) -> tuple[Floats, Floats]:
    """Cut segments into equal pieces of at most a pixel along either axis."""
    far = np.abs(steps)
    n = np.ceil(np.maximum(np.maximum(far[:, 0], far[:, 1]), 1)).astype(np.int64)
    if n.max() == 1:
        return starts, steps
    segment = np.repeat(np.arange(len(n)), n)
    nth = np.arange(len(segment)) - (np.cumsum(n) - n)[segment]
    steps = (steps / n[:, None])[segment]
    return starts[segment] + steps * nth[:, None], steps


def _squared_distances(pixels: Floats, steps: Floats) -> Floats:
    """Measure from pixels to segments, along and across each segment's direction.

    pixels : (s, 2, k) columns and rows of a window, counted from the start of segment s
    steps : (s, 2) from start to end
    Returns (s, k, k) squared distances [segment, row, column].
    """
    length = np.hypot(steps[:, 0], steps[:, 1])[:, None]  # (s, 1)
    unit = np.where(length > 0, steps / np.where(length > 0, length, 1), (1.0, 0.0))
    x, y, unit_x, unit_y = pixels[:, 0], pixels[:, 1], unit[:, :1], unit[:, 1:]
    along = (y * unit_y)[:, :, None] + (x * unit_x)[:, None, :]
    across = (y * unit_x)[:, :, None] - (x * unit_y)[:, None, :]
    along -= np.minimum(np.maximum(along, 0), length[:, :, None])  # what is beyond either end
    result: Floats = along * along + across * across
    return result


def _centre_of_mass(ink: Floats) -> Floats:
    """Return (x, y) of the centre of ink."""
    centres = np.arange(SIZE) + 0.5
    centre: Floats = np.array([ink.sum(axis=0) @ centres, ink.sum(axis=1) @ centres]) / ink.sum()
    return centre
