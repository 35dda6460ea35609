"""Handwriting: what all drawings of our own making have in common. numpy only.

    knots ─ path: a smooth curve with corners ─▶ points ─ by_hand: slant, wobble ─▶ Drawing

Knots lie in a box of about 1 × 1, x right and y down, which a hand slants, turns and stretches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .drawing import Drawing

Floats = npt.NDArray[np.float64]
Point = tuple[float, float]

_CANVAS = 400.0  # side of the canvas, in its units
_SECONDS = 0.012  # between two points of a pen
_LIFT = 0.15  # seconds between two strokes
_STEP = 0.02  # of the box: distance between two points before a hand smooths them
_POINTS = 40  # at most, in a stroke


def path(*knots: Point) -> Floats:
    """Return the curve through knots; a knot that is given twice in a row is a corner.

    Between corners it is a Catmull-Rom spline: a point at t in [0, 1) between knots b and c, with a
    before and d behind them, is

        ½ · (2b + (c − a)·t + (2a − 5b + 4c − d)·t² + (3b − a − 3c + d)·t³)

    Returns (n, 2), at equal steps.
    """
    pieces: list[list[Point]] = [[]]
    for knot in knots:
        if pieces[-1] and knot == pieces[-1][-1]:
            pieces.append([])
        pieces[-1].append(knot)
    return _at_equal_steps(np.concatenate([_spline(np.array(piece)) for piece in pieces]))


def by_hand(strokes: Sequence[Floats], rng: np.random.Generator) -> Drawing:
    """Return strokes as somebody writes them: slanted, unsteady, in haste, anywhere on a canvas."""
    turn, slant = rng.normal(0, 0.07), rng.normal(0.12, 0.17)
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ np.array([[1, -slant], [0, 1]])
    matrix = matrix @ np.diag([np.exp(rng.normal(0, 0.13)), 1])
    rounding = rng.uniform(0, 0.05)  # a hand in a hurry cuts the corners
    wobble = rng.gamma(2, 0.006)
    written = [_wobbly(_rounded(stroke, rounding), wobble, rng) @ matrix.T for stroke in strokes]
    return _on_canvas(written, rng)


def _spline(knots: Floats, n: int = 12) -> Floats:
    """Return n points between every two of (k, 2) knots, and the last knot."""
    if len(knots) < 2:
        return knots
    ends = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    a, b, c, d = (ends[i : i + len(knots) - 1, None] for i in range(4))  # (k − 1, 1, 2)
    t = np.arange(n)[:, None] / n
    curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
    curve += (3 * b - a - 3 * c + d) * t**3
    return np.concatenate([curve.reshape(-1, 2) / 2, knots[-1:]])


def _at_equal_steps(points: Floats, most: int | None = None) -> Floats:
    """Return points along a stroke that lie _STEP apart, or at most so many farther apart."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    n = max(2, round(along[-1] / _STEP)) if most is None else min(most, len(points))
    at = np.linspace(0, along[-1], n)
    return np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], axis=1)


def _rounded(stroke: Floats, width: float) -> Floats:
    """Average each point with those before and behind it, weighted by a Gaussian of a width."""
    reach = int(2 * width / _STEP)
    if reach == 0:
        return stroke
    weights = np.exp(-((np.arange(-reach, reach + 1) * _STEP / width) ** 2) / 2)
    padded = np.pad(stroke, ((reach, reach), (0, 0)), "reflect", reflect_type="odd")
    smooth = [np.convolve(padded[:, axis], weights / weights.sum(), "valid") for axis in (0, 1)]
    return np.stack(smooth, axis=1)


def _wobbly(stroke: Floats, amount: float, rng: np.random.Generator) -> Floats:
    """Add a slow wobble: sines of one, two and four periods along a stroke."""
    along = np.linspace(0, 1, len(stroke))[:, None]
    periods = np.array([1, 2, 4])
    phase, height = rng.uniform(size=(3, 2)), rng.normal(size=(3, 2)) / periods[:, None]
    waves = np.sin(2 * np.pi * (periods[:, None] * along[:, None] + phase)) * height  # (n, 3, 2)
    wobbly: Floats = stroke + amount * waves.sum(axis=1)
    return wobbly


def _on_canvas(strokes: Sequence[Floats], rng: np.random.Generator) -> Drawing:
    """Return strokes at a size and place of their own, with the times of a pen."""
    points = np.concatenate(strokes)
    low, sides = points.min(axis=0), np.ptp(points, axis=0)
    size = rng.uniform(0.35, 0.85) * _CANVAS
    scale = size / sides.max()
    corner = rng.uniform(0, 1, 2) * (_CANVAS - sides * scale)
    timed, start = [], 0.0
    for stroke in strokes:
        thin = _at_equal_steps(stroke, _POINTS)
        times = start + np.arange(len(thin))[:, None] * _SECONDS
        timed.append(np.hstack([(thin - low) * scale + corner, times]))
        start = float(times[-1, 0]) + _LIFT
    return Drawing(timed)
