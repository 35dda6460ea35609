"""Curve points: what of a long curve can be seen, as the outline of a pen that follows it.

numpy only; knows nothing of plots. A run has up to 200,000 epochs and a plot some hundred columns
of pixels, so each column keeps the lowest and highest value that the curve has in it: no peak is
lost, and what is drawn stays small. The outline is filled, not stroked: a wide smooth pen that goes
up and down in every column takes several times as long.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
_ROUGH_STEP = 0.7  # pixels up or down in a column
_ROUGH_HEIGHT = 3.0  # pixels


class Envelope(NamedTuple):
    """What a curve does in each column, three times (c,); NaN where it is not."""

    low: Floats
    high: Floats
    mean: Floats


def envelope(x: Floats, y: Floats, edges: Floats) -> Envelope:
    """Return the lowest, highest and mean value of a polyline in each column.

    x : (n,) ascending; y : (n,), what is not finite is a gap
    edges : (c + 1,) ascending, the borders of the columns
    The mean is that of the points in a column, or of the line where it has none.
    """
    first, last = np.searchsorted(x, [edges[0], edges[-1]])
    near = slice(max(first - 1, 0), last + 1)  # one more on each side, to reach the borders
    x, y = x[near], np.where(np.isfinite(y[near]), y[near], np.nan)
    if not len(x):
        return Envelope(*np.full((3, len(edges) - 1), np.nan))
    at_edges = np.interp(edges, x, y, left=np.nan, right=np.nan)
    low = np.fmin(at_edges[:-1], at_edges[1:])
    high = np.fmax(at_edges[:-1], at_edges[1:])
    mean = (low + high) / 2
    bounds = np.searchsorted(x, edges)
    sizes = bounds[1:] - bounds[:-1]  # numpy's diff takes several times as long
    filled = np.flatnonzero(sizes)
    if len(filled):
        starts, inside = bounds[:-1][filled], y[: bounds[-1]]
        low[filled] = np.fmin(low[filled], np.fmin.reduceat(inside, starts))
        high[filled] = np.fmax(high[filled], np.fmax.reduceat(inside, starts))
        means = np.add.reduceat(inside, starts) / sizes[filled]
        # a column that is partly a gap has no mean of its own; the middle must do
        mean[filled] = np.where(np.isnan(means), (low[filled] + high[filled]) / 2, means)
    return Envelope(low, high, mean)


def nearest(x: Floats, wanted: float) -> int | None:
    """Return the index of the value nearest to a wanted one; x ascends, None if it is empty.

    >>> nearest(np.array([0.0, 1.0, 5.0]), 2.9)
    1
    """
    if not len(x):
        return None
    right = min(int(np.searchsorted(x, wanted)), len(x) - 1)
    left = max(right - 1, 0)
    return left if wanted - x[left] < x[right] - wanted else right


def thicken(low: Floats, high: Floats, radius: float, step: float) -> tuple[Floats, Floats]:
    """Return the outline of a round pen that goes over everything between low and high.

        high'(x) = max of high(x + d) + √(radius² − d²) over |d| ≤ radius

    low, high : (c,) in pixels, columns `step` pixels apart
    Returns two arrays (c + 2k,), k columns more on each side, k = ⌊radius / step⌋.
    """
    reach = int(radius / step)
    wide_low, wide_high = (np.full(len(low) + 2 * reach, np.nan) for _ in range(2))
    for shift in range(-reach, reach + 1):
        height = math.sqrt(radius**2 - (shift * step) ** 2)
        place = slice(reach + shift, reach + shift + len(low))
        wide_low[place] = np.fmin(wide_low[place], low - height)
        wide_high[place] = np.fmax(wide_high[place], high + height)
    return wide_low, wide_high


def is_rough(low: Floats, high: Floats) -> bool:
    """Return whether a band is so thick, or up and down so much, that one sees no line in it."""
    thickness = high - low
    thickness = thickness[np.isfinite(thickness)]
    return len(thickness) > 0 and bool(thickness.mean() > _ROUGH_HEIGHT or is_zigzag(high))


def is_zigzag(line: Floats) -> bool:
    """Return whether a line goes up and down more than one can follow."""
    line = line[np.isfinite(line)]
    way = np.abs(line[1:] - line[:-1]).sum()
    return len(line) > 0 and bool(way > _ROUGH_STEP * len(line) + line.max() - line.min())


def dashes(line: Floats, step: float, on: float, off: float) -> Bools:
    """Return which columns of a line a dashed pen draws, by the length along it.

    line : (c,) in pixels, columns `step` apart; on, off : lengths in pixels
    """
    lengths = np.full(len(line), step)
    lengths[1:] = np.hypot(step, line[1:] - line[:-1])
    # where a column holds more than a dash, each would be cut at random: every column counts less
    way = np.cumsum(np.fmin(lengths, on / 2))
    drawn: Bools = way % (on + off) < on
    return drawn


def outlines(low: Floats, high: Floats, drawn: Bools, step: float) -> tuple[Floats, Floats, Bools]:
    """Return the closed outlines of a band's drawn parts, one after the other.

    Returns x, y (n,), and connected (n,): a point goes on to the next one of the same outline.
    """
    columns = np.flatnonzero(drawn & np.isfinite(low) & np.isfinite(high))
    if not len(columns):
        return np.empty(0), np.empty(0), np.empty(0, np.bool_)
    firsts = np.flatnonzero(np.append(True, columns[1:] - columns[:-1] > 1))
    lengths = np.append(firsts[1:], len(columns)) - firsts
    start, length = np.repeat(firsts, lengths), np.repeat(lengths, lengths)
    place = np.arange(len(columns))
    there = start + place  # along the upper border, after the outlines before
    back = 2 * length - 1 + 3 * start - place  # and back along the lower
    x, y = np.empty(2 * len(columns)), np.empty(2 * len(columns))
    x[there], x[back] = columns * step, columns * step
    y[there], y[back] = high[columns], low[columns]
    connected = np.ones(2 * len(columns), np.bool_)
    connected[2 * (firsts + lengths) - 1] = False
    return x, y, connected


def bars(low: Floats, high: Floats, step: float) -> tuple[Floats, Floats]:
    """Return the ends of one upright line in each column of a band: x, y (2n,), two for each."""
    columns = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    return np.repeat(columns * step, 2), np.stack([low, high], axis=1)[columns].ravel()


def strokes(line: Floats, drawn: Bools, step: float) -> tuple[Floats, Floats]:
    """Return the ends of a line's pieces from one pair of columns to the next: x, y (2n,).

    line : (c,) in pixels; drawn : (c,)
    """
    whole = len(line) // 2 * 2
    y = (line[:whole:2] + line[1:whole:2]) / 2
    x = np.arange(step, (len(y) + 0.5) * 2 * step, 2 * step)[: len(y)]
    shown = np.flatnonzero(drawn[1:whole:2][:-1] & np.isfinite(y[:-1] + y[1:]))
    ends = np.stack([shown, shown + 1], axis=1).ravel()
    return x[ends], y[ends]
