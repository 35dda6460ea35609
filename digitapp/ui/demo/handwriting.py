"""The demo's handwriting: 0s and 1s as an unsteady hand draws them. numpy only, no Qt.

A stroke is (n, 2) float64: x right, y down, in a square of 1 × 1, one point for every 60th of a
second of the pen.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Stroke = npt.NDArray[np.float64]


def written(digit: int, rng: np.random.Generator) -> list[Stroke]:
    """Write a 0 or a 1; no two are alike."""
    strokes = _zero(rng) if digit == 0 else _one(rng)
    slant, size = rng.uniform(0.0, 0.25), rng.uniform(0.55, 0.85)
    middle = 0.5 + rng.uniform(-0.06, 0.06, 2)
    lean = np.array([[1.0, 0.0], [-slant, 1.0]])  # x grows upwards, as in handwriting
    return [_wobbled(stroke, rng) @ lean * size + middle for stroke in strokes]


def _zero(rng: np.random.Generator) -> list[Stroke]:
    """One oval against the clock from near the top, not quite closed or a little past it."""
    sweep = 2 * np.pi * rng.uniform(0.97, 1.08)
    angle = -np.pi / 2 + rng.uniform(-0.4, 0.3) - sweep * _pace(44)
    oval = np.stack([rng.uniform(0.27, 0.42) * np.cos(angle), 0.5 * np.sin(angle)], axis=1)
    return [oval * (1 - rng.uniform(0.0, 0.1) * _pace(44)[:, None])]


def _one(rng: np.random.Generator) -> list[Stroke]:
    """One stem downwards, and before it a short upstroke in two of three."""
    bow = rng.uniform(-0.03, 0.03)
    along = _pace(20)
    stem = np.stack([bow * np.sin(np.pi * along), along - 0.5], axis=1)
    if rng.uniform() < 1 / 3:
        return [stem]
    tip = np.array([-rng.uniform(0.16, 0.3), -0.5 + rng.uniform(0.15, 0.28)])
    upstroke = tip + (stem[0] - tip) * _pace(9)[:, None]
    return [np.concatenate([upstroke, stem[1:]])]


def _pace(n: int) -> npt.NDArray[np.float64]:
    """Return n steps from 0 to 1: a pen sets off slowly and comes to rest slowly."""
    even = np.linspace(0.0, 1.0, n)
    return even - np.sin(2 * np.pi * even) * 0.6 / (2 * np.pi)


def _wobbled(stroke: Stroke, rng: np.random.Generator) -> Stroke:
    along = np.linspace(0.0, 2 * np.pi, len(stroke))[:, None]
    slow, quick = (
        np.sin(waves * along + rng.uniform(0, 2 * np.pi, 2)) * rng.normal(0, 1 / waves, 2)
        for waves in (1, 3)
    )
    return stroke + 0.011 * (slow + quick)
