"""Strokes as other people might draw them: 0s and 1s in many styles, and what is neither.

Written by hand as curves, not collected from people: they widen what the tests see, and stand for
nobody. A style is a function of an rng; it draws in a box of about 1 × 1 (x right, y down).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Stroke = np.ndarray  # (n, 2)
Style = Callable[[np.random.Generator], list[Stroke]]


class Stranger(NamedTuple):
    strokes: list[Stroke]
    label: int
    style: str


def strangers(m: int, seed: int) -> list[Stranger]:
    """Draw m digits, half of them 0s, each in a style, place, size and haste of its own."""
    rng = np.random.default_rng(seed)
    drawn = []
    for i in range(m):
        styles = (ZEROS, ONES)[i % 2]
        name = str(rng.choice(list(styles)))
        drawn.append(Stranger(by_hand(styles[name](rng), rng), i % 2, name))
    return drawn


def neither(m: int, seed: int, styles: dict[str, Style]) -> list[list[Stroke]]:
    """Draw m of the OTHER digits or of the SCRIBBLES, with the same unsteady hand."""
    rng = np.random.default_rng(seed)
    return [by_hand(styles[str(rng.choice(list(styles)))](rng), rng) for _ in range(m)]


def by_hand(strokes: list[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """Turn, stretch, slant and shake strokes, and put them somewhere on a canvas of 280."""
    turn = rng.normal(0, 0.08)
    slant = rng.normal(0.1, 0.15)
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ np.array([[1, -slant], [0, 1]])
    matrix = matrix @ np.diag(rng.uniform(0.85, 1.15, 2))
    size = np.exp(rng.uniform(np.log(15), np.log(240)))
    place = rng.uniform(0, 280 - size, 2)
    shake = rng.choice([0.0, 0.01, 0.025])
    return [(shaken(s, shake, rng) @ matrix.T) * size + place for s in strokes]


def shaken(stroke: Stroke, amount: float, rng: np.random.Generator) -> Stroke:
    """Add a slow wobble: a few sines along the stroke."""
    along = np.linspace(0, 1, len(stroke))[:, None]
    waves = [
        np.sin(2 * np.pi * (k * along + rng.uniform(size=2))) * rng.normal(size=2) / k
        for k in (1, 2, 4)
    ]
    return stroke + amount * sum(waves)


def line(*points: tuple[float, float], n: int = 30) -> Stroke:
    """Return n points at equal steps along a polyline."""
    corners = np.array(points, float)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    at = np.linspace(0, along[-1], n)
    return np.stack([np.interp(at, along, corners[:, axis]) for axis in (0, 1)], axis=1)


def curve(*points: tuple[float, float], n: int = 60) -> Stroke:
    """Return n points of a Catmull-Rom spline through points."""
    knots = np.array([points[0], *points, points[-1]], float)
    at = np.linspace(0, len(points) - 1 - 1e-9, n)
    i, t = at.astype(int), (at % 1)[:, None]
    a, b, c, d = (knots[i + k] for k in range(4))
    square, cube = 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d
    return 0.5 * (2 * b + (c - a) * t + square * t**2 + cube * t**3)


def oval(rng, width=0.65, sweep=1.0, power=2.0, egg=0.0, n=60, start=None) -> Stroke:
    """Return part of an oval, clockwise or not, from near the top."""
    start = rng.normal(-np.pi / 2, 0.4) if start is None else start
    angle = start + rng.choice([-1, 1]) * np.linspace(0, 2 * np.pi * sweep, n)
    x, y = np.cos(angle), np.sin(angle)
    x, y = (np.sign(v) * np.abs(v) ** (2 / power) for v in (x, y))
    return np.stack([x * width * (1 + egg * y) / 2 + 0.5, y / 2 + 0.5], axis=1)


def two_halves(rng) -> list[Stroke]:
    width = rng.uniform(0.5, 0.9)
    angle = np.linspace(-np.pi / 2, np.pi / 2, 30) + rng.normal(0, 0.1)
    side = np.stack([np.cos(angle) * width / 2, np.sin(angle) / 2], axis=1)
    return [side + 0.5, side * [-1, 1] + 0.5 + rng.normal(0, 0.03, 2)]


def spiral(rng) -> list[Stroke]:
    stroke = oval(rng, rng.uniform(0.6, 0.9), sweep=rng.uniform(1.1, 1.3))
    shrink = np.linspace(1, rng.uniform(0.75, 0.9), len(stroke))[:, None]
    return [(stroke - 0.5) * shrink + 0.5]


ZEROS: dict[str, Style] = {
    "round": lambda rng: [oval(rng, rng.uniform(0.85, 1.05))],
    "oval": lambda rng: [oval(rng, rng.uniform(0.55, 0.8))],
    "narrow": lambda rng: [oval(rng, rng.uniform(0.38, 0.5))],
    "flat": lambda rng: [oval(rng, rng.uniform(1.1, 1.35))],
    "boxy": lambda rng: [oval(rng, rng.uniform(0.55, 0.85), power=rng.uniform(2.5, 4))],
    "egg": lambda rng: [oval(rng, rng.uniform(0.6, 0.85), egg=rng.uniform(-0.3, 0.3))],
    "open": lambda rng: [oval(rng, rng.uniform(0.6, 0.9), sweep=rng.uniform(0.84, 0.95))],
    "overlapping": lambda rng: [oval(rng, rng.uniform(0.6, 0.9), sweep=rng.uniform(1.03, 1.15))],
    "traced twice": lambda rng: [oval(rng, rng.uniform(0.6, 0.9), sweep=rng.uniform(1.8, 2.2))],
    "hasty": lambda rng: [oval(rng, rng.uniform(0.6, 0.9), n=int(rng.integers(7, 12)))],
    "from anywhere": lambda rng: [oval(rng, rng.uniform(0.6, 0.9), start=rng.uniform(0, 6.28))],
    "spiral": spiral,
    "two halves": two_halves,
}


def stem(rng, bow=0.0, n=30) -> Stroke:
    """Return a line downwards (or upwards) at x = 0.5, perhaps a little bent."""
    stroke = curve((0.5, 0), (0.5 + bow, 0.5), (0.5, 1), n=n)
    return stroke[::-1] if rng.uniform() < 0.2 else stroke


def flag(rng) -> tuple[float, float]:
    """Return where the upstroke of a 1 begins; it ends at the top of the stem."""
    length, angle = rng.uniform(0.15, 0.4), rng.uniform(0.35, 1.1)
    return 0.5 - length * np.cos(angle), length * np.sin(angle)


def base(rng) -> Stroke:
    half, y = rng.uniform(0.12, 0.3), 1 + rng.normal(0, 0.02)
    return line((0.5 - half, y), (0.5 + half, y + rng.normal(0, 0.03)), n=12)


def lean(stroke: Stroke, rng) -> Stroke:
    """Slant a stroke to the right by up to 35°."""
    return stroke + (1 - stroke[:, 1:]) * [rng.uniform(0.2, 0.7), 0]


ONES: dict[str, Style] = {
    "bar": lambda rng: [stem(rng)],
    "slanted bar": lambda rng: [lean(stem(rng), rng)],
    "bent bar": lambda rng: [stem(rng, bow=rng.choice([-1, 1]) * rng.uniform(0.03, 0.08))],
    "flag": lambda rng: [line(flag(rng), (0.5, 0), (0.5, 1))],
    "slanted flag": lambda rng: [lean(line(flag(rng), (0.5, 0), (0.5, 1)), rng)],
    "flag apart": lambda rng: [stem(rng), line(flag(rng), (0.5, 0.02), n=8)],
    "base": lambda rng: [stem(rng), base(rng)],
    "flag and base": lambda rng: [line(flag(rng), (0.5, 0), (0.5, 1)), base(rng)],
    "traced twice": lambda rng: [line((0.5, 0), (0.5, 1), (0.52, 0.05), n=50)],
    "two points": lambda rng: [np.array([[0.5, 0], [0.5, 1]])],
    "hook": lambda rng: [curve((0.5, 0), (0.5, 0.5), (0.52, 0.95), (0.62, 1.0))],
}

OTHERS: dict[str, Style] = {
    "2": lambda rng: [curve((0.15, 0.2), (0.5, 0), (0.8, 0.25), (0.45, 0.65), (0.1, 1), (0.9, 1))],
    "2 with loop": lambda rng: [
        curve((0.1, 0.25), (0.5, 0), (0.8, 0.3), (0.3, 0.9), (0.1, 0.8), (0.5, 0.9), (0.95, 1))
    ],
    "3": lambda rng: [
        curve((0.1, 0.1), (0.5, 0), (0.75, 0.25), (0.4, 0.47), (0.8, 0.75), (0.45, 1), (0.1, 0.9))
    ],
    "4 open": lambda rng: [line((0.2, 0), (0.1, 0.55), (0.8, 0.55)), line((0.65, 0.1), (0.65, 1))],
    "4 closed": lambda rng: [line((0.9, 0.65), (0.05, 0.65), (0.6, 0), (0.6, 1), n=50)],
    "5": lambda rng: [
        curve((0.2, 0), (0.15, 0.45), (0.5, 0.4), (0.8, 0.7), (0.45, 1), (0.1, 0.9)),
        line((0.2, 0), (0.75, 0.02), n=10),
    ],
    "6": lambda rng: [
        curve((0.65, 0), (0.25, 0.4), (0.2, 0.8), (0.5, 1), (0.75, 0.75), (0.5, 0.55), (0.22, 0.75))
    ],
    "7": lambda rng: [line((0.1, 0.02), (0.85, 0), (0.4, 1), n=40)],
    "7 crossed": lambda rng: [
        line((0.1, 0.02), (0.85, 0), (0.4, 1), n=40),
        line((0.3, 0.5), (0.8, 0.5), n=10),
    ],
    "8": lambda rng: [
        curve(
            *((0.75, 0.15), (0.45, 0), (0.25, 0.22), (0.5, 0.47), (0.78, 0.75), (0.5, 1)),
            *((0.2, 0.78), (0.5, 0.48), (0.75, 0.18)),
            n=90,
        )
    ],
    "9": lambda rng: [
        curve((0.75, 0.25), (0.45, 0), (0.2, 0.28), (0.45, 0.5), (0.75, 0.2), (0.72, 0.6), (0.6, 1))
    ],
}

SCRIBBLES: dict[str, Style] = {
    "wandering": lambda rng: [curve(*rng.uniform(0, 1, (rng.integers(5, 12), 2)), n=120)],
    "zigzag": lambda rng: [
        line(*((x, y) for x, y in zip(np.linspace(0, 1, 7), [0, 1] * 3 + [0], strict=True)))
    ],
    "cross": lambda rng: [line((0, 0), (1, 1)), line((1, 0), (0, 1))],
    "wave": lambda rng: [curve((0, 0.5), (0.2, 0.2), (0.4, 0.7), (0.6, 0.2), (0.8, 0.7), (1, 0.5))],
    "walk": lambda rng: [np.cumsum(np.cumsum(rng.normal(0, 0.02, (60, 2)), axis=0), axis=0)],
    "hatching": lambda rng: [line((x, 0), (x + 0.3, 1)) for x in np.linspace(0, 0.8, 5)],
    "triangle": lambda rng: [line((0.5, 0), (1, 1), (0, 1), (0.5, 0), n=40)],
    "lines about": lambda rng: [
        line(*rng.uniform(0, 1, (2, 2))) for _ in range(rng.integers(3, 6))
    ],
}
