"""Made others: what is neither 0 nor 1, of our own making: 2 to 9, letters, signs, scribbles.

They are known so that an image can be nearer to one of them than to any 0 or 1. What somebody's 0
or 1 looks like is not among them: no O, D, Q, C, U; no I, l, i, J, /. numpy only.
"""

from __future__ import annotations

import numpy as np

from digitapp.digits.drawing import Drawing
from digitapp.digits.handwriting import Floats, Point, by_hand, path

Rng = np.random.Generator


def made_others(m: int, seed: int) -> list[Drawing]:
    """Return m drawings: half of them 2 to 9, a quarter letters and signs, a quarter scribbles."""
    rng = np.random.default_rng(seed)
    return [(_digit, _sign, _digit, _scribble)[k % 4](rng) for k in range(m)]


# Knots in hundredths of the box, "!" behind a corner, " / " between strokes; several ways to write
# one digit stand side by side.
_DIGITS = {
    "2": (
        "10,25 45,0 80,25 50,65 5,100! 90,100",
        "15,15 50,0 75,25 40,75 10,97 5,80 35,85 90,100",
        "10,10 40,0 60,25 40,65 10,100! 70,97",
        "15,35 35,0 60,20 35,65 0,97 30,92 75,100",
        "20,12 50,0 50,30 25,75 10,100! 45,100",
    ),
    "3": (
        "10,12 50,0 75,22 35,47! 80,72 45,100 5,90",
        "10,0 75,0! 35,40! 75,68 40,100 5,92",
        "15,20 45,0 65,20 40,42 60,65 45,93 0,100",
        "20,10 60,2 40,40 55,55 40,90 0,97",
    ),
    "4": (
        "35,0 5,60! 85,58 / 60,30 55,100",
        "70,100 70,0! 0,65! 95,65",
        "10,0 5,50 40,55 65,45 70,0! 60,100",
        "25,0 0,60! 50,65 / 42,40 40,100",
        "30,0 5,50 15,68 50,60 / 55,5 40,100",
    ),
    "5": (
        "70,0 20,0! 12,42! 50,38 75,70 40,100 2,92",
        "20,0 15,42! 60,45 70,80 30,100 0,90 / 20,0 80,0",
        "80,2 35,2 20,35 45,55 50,85 0,100",
        "30,5 20,40 45,60 40,90 0,100 / 30,4 80,0",
    ),
    "6": (
        "65,0 25,35 12,75 40,100 68,78 45,55 15,70",
        "50,0 15,50 15,90 50,98 60,70 30,60 10,80",
        "45,0 15,55 20,95 45,90 45,70 20,75",
    ),
    "7": (
        "5,5 75,0! 40,50 30,100 / 15,50 75,48",
        "0,15 3,2! 75,2! 30,100",
        "2,0 80,4! 45,45 35,100",
        "15,15 25,2 60,5 50,50 20,100 / 10,60 65,50",
        "10,5 60,0! 25,100 / 10,60 70,45",
    ),
    "8": (
        "70,12 40,0 15,20 42,47 72,75 40,100 10,78 40,48 72,15",
        "40,0 12,20 40,45 68,20 40,0 / 40,45 5,72 40,100 75,72 40,45",
        "80,0 30,10 40,50 40,90 10,95 20,70 80,0",
        "30,2 25,20 50,80 35,100 20,80 55,25 60,5 25,5",
        "20,2 55,80 35,100 20,80 65,2! 15,5",
    ),
    "9": (
        "70,12 40,0 10,25 35,50 68,20! 62,100",
        "68,20 35,2 10,30 40,48 68,15 62,75 35,100 5,90",
        "85,5 45,0 20,25 50,32 85,5 60,55 0,100",
        "60,5 30,5 25,30 50,30 60,5 55,50 40,100",
    ),
}
_SIGNS = (
    "0,100 40,0! 80,100 / 15,60 65,60",  # A
    "10,0 10,100 / 10,0 60,20 10,48! 70,75 10,100",  # B
    "60,0 10,0! 10,100! 65,100 / 10,50 55,50",  # E
    "65,0 10,0! 10,100 / 10,50 55,50",  # F
    "5,0 5,100 / 70,0 70,100 / 5,50 70,50",  # H
    "10,0 10,100 / 65,0 12,50! 70,100",  # K
    "0,100 10,0! 45,70! 80,0! 90,100",  # M
    "5,100 5,0! 70,100! 70,0",  # N
    "10,100 10,0! 65,20 10,50",  # P
    "10,100 10,0! 65,20 10,50! 70,100",  # R
    "70,12 40,0 10,22 40,50 70,78 40,100 5,88",  # S
    "0,0 90,0 / 45,0 45,100",  # T
    "0,0 40,100! 80,0",  # V
    "0,0 20,100! 45,30! 70,100! 90,0",  # W
    "0,0 80,100 / 80,0 0,100",  # X
    "0,0 40,50 / 80,0 40,50 35,100",  # Y
    "5,0 80,0! 0,100! 85,100",  # Z
    "65,20 30,0 0,50 25,100 65,30! 65,90 85,100",  # a
    "10,0 10,100! 12,60 50,50 60,80 30,100 10,90",  # b
    "60,60 30,45 5,75 30,100 60,80 62,0! 62,100",  # d
    "5,50 75,45 40,0 2,50 40,100 80,80",  # e
    "60,10 30,0 5,25 30,45 60,10! 58,80 30,100 0,85",  # g
    "10,0 10,100! 15,60 45,45 60,65 60,100",  # h
    "10,0 10,100 / 55,40 12,70! 60,100",  # k
    "0,100 0,20! 30,0 40,100! 45,20 75,0 85,100",  # m
    "0,0 5,100! 15,20 50,0 70,30 70,100",  # n
    "10,0 10,100! 15,30 60,5",  # r
    "35,0 35,85 60,100 75,90 / 5,30 70,30",  # t
    "0,0 30,20 50,80 80,100 / 80,0 40,50 0,100",  # x
    "0,0 10,40 40,40 60,0! 50,90 10,100",  # y
    "0,0 60,0! 10,50! 60,65 40,100 0,90",  # z
    "5,20 35,0 60,20 35,50 33,75 / 33,95 34,100",  # ?
    "80,100 15,20 40,0 50,20 10,70 30,100 75,60",  # &
    "50,0 50,100 / 0,50 100,50",  # +
    "0,50 100,50",  # -
    "0,35 100,35 / 0,65 100,65",  # =
    "30,0 25,100 / 70,0 65,100 / 0,35 100,35 / 0,68 100,68",  # #
    "50,0 50,100 / 5,25 95,75 / 95,25 5,75",  # *
    "0,55 30,100! 100,0",  # tick
    "50,0 100,100! 0,100! 50,0",  # triangle
    "50,30 20,0 0,30 50,100! 100,30 80,0 50,30",  # heart
    "20,100 50,0! 80,100! 0,40! 100,40! 20,100",  # star
    "0,50 100,50 / 70,20 100,50! 70,80",  # arrow
    "90,0 40,90 0,50 40,10 90,100",  # alpha
    "50,25 20,2 0,25 20,50 50,25 80,0 100,25 80,50 50,25",  # infinity
)


def _digit(rng: Rng) -> Drawing:
    ways = _DIGITS[str(rng.integers(2, 10))]
    return _written(ways[rng.integers(len(ways))], rng)


def _sign(rng: Rng) -> Drawing:
    return _written(_SIGNS[rng.integers(len(_SIGNS))], rng)


def _written(glyph: str, rng: Rng) -> Drawing:
    """Move each knot a little, the same one in all strokes alike, and let a hand write it."""
    knots: dict[str, Point] = {}
    strokes = []
    for stroke in glyph.split(" / "):
        points = list[Point]()
        for knot in stroke.split():
            name = knot.removesuffix("!")
            if name not in knots:
                x, y = np.array(name.split(","), float) / 100 + rng.normal(0, 0.05, 2)
                knots[name] = (float(x), float(y))
            points += [knots[name]] * (2 if knot.endswith("!") else 1)
        strokes.append(path(*points))
    return by_hand(strokes, rng)


def _scribble(rng: Rng) -> Drawing:
    kind = rng.choice(["wandering", "zigzag", "lines", "loops", "walk"])
    return by_hand(_SCRIBBLES[kind](rng), rng)


def _wandering(rng: Rng) -> list[Floats]:
    return [path(*_points(rng.uniform(0, 1, (rng.integers(5, 12), 2))))]


def _zigzag(rng: Rng) -> list[Floats]:
    n, vertical = int(rng.integers(4, 9)), rng.random() < 0.5
    along = np.linspace(0, 1, n) + rng.normal(0, 0.04, n)
    across = np.arange(n) % 2 * rng.uniform(0.3, 1) + rng.normal(0, 0.08, n)
    knots = np.stack([across, along] if vertical else [along, across], axis=1)
    return [path(*_points(np.repeat(knots, 1 + int(rng.random() < 0.5), axis=0)))]


def _lines(rng: Rng) -> list[Floats]:
    n = int(rng.integers(3, 7))
    if rng.random() < 0.5:
        return [path(*_points(rng.uniform(0, 1, (2, 2)))) for _ in range(n)]
    slant = np.array([[0, 0], rng.normal(0, 0.3, 2)])
    bars = [np.array([[x, 0], [x, 1]]) + slant for x in np.linspace(0, 1, n)]
    return [path(*_points(bar + rng.normal(0, 0.05, (2, 2)))) for bar in bars]


def _loops(rng: Rng) -> list[Floats]:
    angle = np.linspace(0, 2 * np.pi * rng.uniform(2, 5), 120) * rng.choice([-1, 1])
    drift = np.linspace(0, rng.uniform(0.8, 2.5), 120)
    circle = np.stack([np.cos(angle) * rng.uniform(0.3, 0.6), np.sin(angle) * 0.5], axis=1)
    return [circle + drift[:, None] * [1, rng.normal(0, 0.2)]]


def _walk(rng: Rng) -> list[Floats]:
    speed = np.cumsum(rng.normal(0, 0.02, (60, 2)), axis=0)
    return [np.cumsum(speed, axis=0)]


def _points(knots: Floats) -> list[Point]:
    return [(float(x), float(y)) for x, y in knots]


_SCRIBBLES = {
    "wandering": _wandering,
    "zigzag": _zigzag,
    "lines": _lines,
    "loops": _loops,
    "walk": _walk,
}
