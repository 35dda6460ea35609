"""Made digits: 0s and 1s of our own making, in the ways of writing that MNIST does not have.

MNIST's writers learnt one school's hand: a 1 is a plain stroke. Much of the world gives it a flag,
a foot, a hook or a gap; 0s are open, looped or slashed. A seeded rng draws these as strokes; they
are marked as made, for they are nobody's handwriting. numpy only.
"""

from __future__ import annotations

import numpy as np

from . import ink
from .drawing import Drawing
from .example import Example
from .handwriting import Floats, Point, by_hand, path

SOURCE = "made"

Rng = np.random.Generator
_TOP, _BOTTOM = (0.0, 0.0), (0.0, 1.0)  # of a 1


def made(m: int, seed: int) -> list[Example]:
    """Return m drawings, 0s and 1s in turn, each with its strokes and as by another hand.

    The same seed gives the same drawings; fewer are the first of more.
    """
    rng = np.random.default_rng(seed)
    drawings = [(zero, one)[k % 2](rng) for k in range(m)]
    return [
        Example(ink.from_strokes(drawing.strokes), k % 2, drawing, SOURCE)
        for k, drawing in enumerate(drawings)
    ]


def one(rng: Rng) -> Drawing:
    """Return a 1: a stem, nearly always with a flag, often with a foot."""
    stem = [_TOP, (rng.normal(0, 0.04), 0.5), _BOTTOM]
    strokes = _with_flag(stem, rng)
    if rng.random() < 0.6:
        strokes = _with_foot(strokes, rng)
    slant = max(0.0, rng.normal(0, 0.2))  # 1s lean more than other digits, and to the right
    leaning = [path(*((x + slant * (1 - y), y) for x, y in stroke)) for stroke in strokes]
    return by_hand(leaning, rng)


def zero(rng: Rng) -> Drawing:
    """Return a 0: closed, open or overlapping, perhaps with hooks, loops or a slash."""
    ring = _ring(rng)
    strokes = [ring]
    if rng.random() < 0.15:
        strokes = _slashed(ring, rng)
    return by_hand(strokes, rng)


def _with_flag(stem: list[Point], rng: Rng) -> list[list[Point]]:
    """Put a flag before a stem: none, straight, bent, with a hook at its end, looped, or apart."""
    kind = rng.choice(
        ["none", "straight", "bent", "hooked", "looped", "apart"],
        p=[0.12, 0.4, 0.25, 0.12, 0.04, 0.07],
    )
    if kind == "none":
        return [stem]
    length = float(np.clip(np.exp(rng.normal(np.log(0.4), 0.45)), 0.08, 1))
    angle = np.radians(rng.uniform(12, 75 - 30 * length))  # from the stem: a 7's is flat and long
    far = (-length * np.sin(angle), length * np.cos(angle))
    flag = [far, _between(far, _TOP, rng.normal(0, 0.05))]
    if kind == "bent":
        flag[1] = _between(far, _TOP, rng.normal(-0.12, 0.12))
    elif kind == "hooked":
        flag.insert(0, (far[0] + rng.uniform(-0.12, 0.05), far[1] + rng.uniform(-0.12, 0.08)))
    elif kind == "looped":
        width, depth = rng.uniform(0.08, 0.22), rng.uniform(0.2, 0.4)
        flag = [(0.0, depth * 0.8), (-width / 2, depth), (-width, depth / 2), (-width / 3, 0.02)]
    elif kind == "apart":
        gap = (rng.uniform(-0.12, 0), rng.uniform(-0.03, 0.1))
        return [[far, flag[1], gap], stem]
    is_sharp = rng.random() < 0.6
    return [[*flag, _TOP, *stem] if is_sharp else [*flag, *stem]]


def _with_foot(strokes: list[list[Point]], rng: Rng) -> list[list[Point]]:
    """Put a foot under the last stroke: a bar apart or drawn on without lifting, a hook, a tick."""
    kind = rng.choice(["bar", "drawn on", "hook", "tick"], p=[0.45, 0.25, 0.2, 0.1])
    left, right = rng.uniform(0.08, 0.45, 2)
    tilt = rng.normal(0, 0.03)
    *before, last = strokes
    if kind == "bar":
        y = rng.uniform(0.86, 1.05)
        return [*strokes, [(-left, y - tilt), (right, y + tilt)]]
    if kind == "drawn on":
        heel = (-left, 1 + tilt + rng.uniform(-0.06, 0.02))
        corner = [_BOTTOM] if rng.random() < 0.5 else []
        return [*before, [*last, *corner, heel, heel, (right, 1 - tilt)]]
    if kind == "hook":
        toe = (-left * 0.8, 1 - rng.uniform(0, 0.12))
        return [*before, [*last[:-1], (-left * 0.2, 1.0), toe]]
    return [*before, [*last, *([_BOTTOM] if rng.random() < 0.5 else []), (right * 0.7, 0.95)]]


def _between(a: Point, b: Point, bend: float) -> Point:
    """Return a point beside the middle of a and b, by a part of their distance."""
    return (a[0] + b[0]) / 2 - bend * (b[1] - a[1]), (a[1] + b[1]) / 2 + bend * (b[0] - a[0])


def _ring(rng: Rng, n: int = 60) -> Floats:
    """Return most of an ellipse, or more than one, with the ends that a pen leaves: (n, 2)."""
    sweep = np.clip(rng.normal(1.04, 0.12), 0.82, 1.6)
    start = np.radians(rng.normal(-100, 30))  # near the top; y points down
    way = -1 if rng.random() < 0.85 else 1  # against the clock
    along = np.linspace(0, 1, n)
    angle = start + way * 2 * np.pi * sweep * along
    radius = 0.5 + _end(1 - along, rng) + _end(along, rng)
    power = 2 * np.exp(rng.normal(0.05, 0.12))  # 2: an ellipse, more: towards a box
    x, y = (np.sign(v) * np.abs(v) ** (2 / power) for v in (np.cos(angle), np.sin(angle)))
    width = np.exp(rng.normal(np.log(0.7), 0.3))
    egg = rng.normal(0, 0.12)
    ring = np.stack([x * width * radius * (1 + egg * y), y * radius], axis=1) + 0.5
    lean = np.radians(rng.normal(5, 13))  # to the right
    turned: Floats = (ring - 0.5) @ [[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]]
    return turned


def _end(along: Floats, rng: Rng) -> Floats:
    """Return how far a ring's end strays inwards or outwards: 0 at along = 0, most at 1."""
    stray = rng.choice([0.0, 1.0], p=[0.45, 0.55]) * rng.normal(-0.04, 0.17)
    away: Floats = stray * along ** rng.uniform(4, 16)
    return away


def _slashed(ring: Floats, rng: Rng) -> list[Floats]:
    """Put a slash through a ring, apart or drawn on without lifting the pen."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    out = rng.uniform(-0.25, 0.12, 2)[:, None] * (high - low)  # beyond the ring, or within
    up = np.array([high[0] + out[0, 0], low[1] - out[0, 1]])
    down = np.array([low[0] - out[1, 0], high[1] + out[1, 1]])
    ends = [up, down] if rng.random() < 0.6 else [down, up]
    slash = path(*((float(x), float(y)) for x, y in ends))
    if rng.random() < 0.3:
        return [np.concatenate([ring, slash])]
    return [ring, slash]
