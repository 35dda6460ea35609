"""SmoothCurve: the curve that the eye expects through the points of a hand. Paints nothing.

A mouse reports whole pixels, so that a line through its points is bumpy. The curve therefore goes
by knots, each the mean of the points on a short way, as a quadratic B-spline: from the middle
between two knots to the next middle. A sharp turn stays sharp.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from .strokes import Piece

_STEP = 8.0  # canvas units of way that a knot stands for
_SHARP = 0.4  # cosine of the turn (66°) from which on a corner is meant
_DOT = 0.01  # canvas units: QPainter draws nothing for a line without any length

Place = tuple[float, float]  # canvas units


class Part(NamedTuple):
    """A part of a curve: lines through two or three places, or a bend.

    A bend leads from the first of three to the last, at both ends in the direction of the middle
    one, which it does not reach (a quadratic Bézier curve).
    """

    places: tuple[Place, ...]
    is_bend: bool = False


class SmoothCurve:
    """Follows a piece that may still grow; each part of the curve is given once."""

    def __init__(self) -> None:
        self._knots: list[Place] = []
        self._since: list[Place] = []  # the points after the last knot
        self._last: Place = (0.0, 0.0)
        self._n_read = 0
        self._n_given = 0

    def read(self, piece: Piece) -> None:
        """Take the points that have come since the last time."""
        for x, y, _ in piece[self._n_read :]:
            self._last = x, y
            self._since.append(self._last)
            if not self._knots or math.dist(self._last, self._knots[-1]) >= _STEP:
                across, down = zip(*self._since, strict=True)
                n = len(self._since)
                self._knots.append((sum(across) / n, sum(down) / n))
                self._since.clear()
        self._n_read = len(piece)

    def settled(self) -> Iterator[Part]:
        """Return the parts that no further point can change, from where the last call ended."""
        while self._n_given < len(self._knots) - 1:
            yield self._part(self._n_given)
            self._n_given += 1

    def tip(self) -> Part:
        """Return what leads from there to the last point."""
        if len(self._knots) == 1:
            return Part((self._knots[0], (self._last[0] + _DOT, self._last[1])))
        return Part((self._middle(len(self._knots) - 2), self._knots[-1], self._last), True)

    def _part(self, i: int) -> Part:
        """Return the part around knot i, which leads half way to the next."""
        end, knot = self._middle(i), self._knots[i]
        if i == 0:
            return Part((knot, end))
        return Part((self._middle(i - 1), knot, end), not self._is_sharp(i))

    def _middle(self, i: int) -> Place:
        (x, y), (next_x, next_y) = self._knots[i], self._knots[i + 1]
        return (x + next_x) / 2, (y + next_y) / 2

    def _is_sharp(self, i: int) -> bool:
        before, knot, after = self._knots[i - 1 : i + 2]
        lengths = math.dist(before, knot) * math.dist(knot, after)
        across = (knot[0] - before[0]) * (after[0] - knot[0])
        down = (knot[1] - before[1]) * (after[1] - knot[1])
        return across + down < _SHARP * lengths
