"""SmoothCurve: the curve that the eye expects through the points of a hand. Paints nothing.

A mouse reports whole pixels, so that a line through its points is bumpy. The curve therefore goes
by knots, each the mean of the points on a short way, as a quadratic B-spline: from the middle
between two knots to the next middle. A sharp turn stays sharp.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from .strokes import Piece

_STEP = 8.0  # canvas units of way that a knot stands for
_SHARP = 0.4  # cosine of the turn (66°) from which on a corner is meant
_DOT = 0.01  # canvas units: QPainter draws nothing for a line without any length


class SmoothCurve:
    """Follows a piece that may still grow; each part of the curve is given once."""

    def __init__(self) -> None:
        self._knots: list[QPointF] = []
        self._since: list[QPointF] = []  # the points after the last knot
        self._last = QPointF()
        self._n_read = 0
        self._n_given = 0

    def read(self, piece: Piece) -> None:
        """Take the points that have come since the last time."""
        for point in piece[self._n_read :]:
            self._last = QPointF(point.x, point.y)
            self._since.append(self._last)
            if not self._knots or _distance(self._last, self._knots[-1]) >= _STEP:
                total = sum(self._since, QPointF())
                self._knots.append(total / len(self._since))
                self._since.clear()
        self._n_read = len(piece)

    def settled(self) -> Iterator[QPainterPath]:
        """Return the parts that no further point can change, from where the last call ended."""
        while self._n_given < len(self._knots) - 1:
            yield self._part(self._n_given)
            self._n_given += 1

    def tip(self) -> QPainterPath:
        """Return what leads from there to the last point."""
        if len(self._knots) == 1:
            path = QPainterPath(self._knots[0])
            path.lineTo(self._last + QPointF(_DOT, 0))
            return path
        path = QPainterPath(self._middle(len(self._knots) - 2))
        path.quadTo(self._knots[-1], self._last)
        return path

    def _part(self, i: int) -> QPainterPath:
        """Return the part around knot i, which leads half way to the next."""
        end, knot = self._middle(i), self._knots[i]
        if i == 0:
            path = QPainterPath(knot)
            path.lineTo(end)
            return path
        path = QPainterPath(self._middle(i - 1))
        if self._is_sharp(i):
            path.lineTo(knot)
            path.lineTo(end)
        else:
            path.quadTo(knot, end)
        return path

    def _middle(self, i: int) -> QPointF:
        return (self._knots[i] + self._knots[i + 1]) / 2

    def _is_sharp(self, i: int) -> bool:
        before, knot, after = self._knots[i - 1 : i + 2]
        lengths = _distance(before, knot) * _distance(knot, after)
        return QPointF.dotProduct(knot - before, after - knot) < _SHARP * lengths


def _distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
