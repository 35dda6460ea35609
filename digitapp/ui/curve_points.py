"""Curve points: what of a long curve can be seen, as the outline of a pen that follows it.

numpy only; knows nothing of plots. A run has up to 200,000 epochs and a plot some hundred columns
of pixels, so each column keeps the lowest and highest value that the curve has in it: no peak is
lost, and what is drawn stays small. The outline is filled, not stroked: a wide smooth pen that goes
up and down in every column takes several times as long.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def envelope(x: Floats, y: Floats, edges: Floats) -> tuple[Floats, Floats]:
    """Give the lowest and highest value of a polyline in each column.

    x : (n,) ascending; y : (n,), what is not finite is a gap
    edges : (c + 1,) ascending, the borders of the columns
    Returns two arrays (c,), NaN where the polyline is not.
    """
    first, last = np.searchsorted(x, [edges[0], edges[-1]])
    near = slice(max(first - 1, 0), last + 1)  # one more on each side, to reach the borders
    x, y = x[near], np.where(np.isfinite(y[near]), y[near], np.nan)
    if not len(x):
        return np.full(len(edges) - 1, np.nan), np.full(len(edges) - 1, np.nan)
    at_edges = np.interp(edges, x, y, left=np.nan, right=np.nan)
    low = np.fmin(at_edges[:-1], at_edges[1:])
    high = np.fmax(at_edges[:-1], at_edges[1:])
    bounds = np.searchsorted(x, edges)
    bounds[-1] = np.searchsorted(x, edges[-1], side="right")
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled):
        starts, inside = bounds[:-1][filled], y[: bounds[-1]]
        low[filled] = np.fmin(low[filled], np.fmin.reduceat(inside, starts))
        high[filled] = np.fmax(high[filled], np.fmax.reduceat(inside, starts))
    return low, high


def thicken(low: Floats, high: Floats, radius: float, step: float) -> tuple[Floats, Floats]:
    """Give the outline of a round pen that goes over everything between low and high.

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


def dashes(low: Floats, high: Floats, step: float, on: float, off: float) -> Bools:
    """Tell which columns of a band a dashed pen draws, by the length of the way along it.

    low, high : (c,) in pixels, columns `step` apart; on, off : lengths in pixels
    """
    climbs = np.abs(np.diff((low + high) / 2, prepend=np.nan))
    lengths = np.hypot(step, np.where(np.isfinite(climbs), climbs, 0))
    # where a column holds more than a dash, each would be cut at random: every column counts less
    way = np.cumsum(np.minimum(lengths, on / 2))
    drawn: Bools = way % (on + off) < on
    return drawn


def pieces(low: Floats, high: Floats, drawn: Bools, step: float) -> tuple[Floats, Floats, Bools]:
    """Give the closed outlines of a band's drawn parts, one after the other.

    Returns x, y (n,), and connected (n,): a point goes on to the next one of the same outline.
    """
    shown = drawn & np.isfinite(low) & np.isfinite(high)
    changes = np.flatnonzero(np.diff(np.concatenate([[False], shown, [False]])))
    x: list[Floats] = []
    y: list[Floats] = []
    connected: list[Bools] = []
    for start, end in changes.reshape(-1, 2):
        columns = np.arange(start, end) * step
        x += [columns, columns[::-1]]
        y += [high[start:end], low[start:end][::-1]]
        joins = np.ones(2 * (end - start), np.bool_)
        joins[-1] = False
        connected.append(joins)
    if not x:
        return np.empty(0), np.empty(0), np.empty(0, np.bool_)
    return np.concatenate(x), np.concatenate(y), np.concatenate(connected)
