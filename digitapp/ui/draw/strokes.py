"""Strokes: what has been drawn, with undo and redo. Knows no Qt, no pixels and no events.

Points stand in canvas units, 400 a side whatever the size on the screen, so that a resize changes
nothing. What is drawn outside is cut off at the edge: such a stroke may fall into several pieces,
which are undone together.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from digitapp.digits import Drawing

SIDE = 400.0  # canvas units

_MAX_STROKES = 5_000  # half of what a Drawing can hold, and
_MAX_POINTS = 60_000  # far less than it can hold: a minute of the quickest mouse, pen down
_MAX_SHOWN_POINTS = 10_000  # points of a drawing from elsewhere; of more, every n-th is shown
_MARGIN = 0.1  # of the side, around a drawing that comes from a larger canvas


class Point(NamedTuple):
    """A place in canvas units and its time in seconds."""

    x: float
    y: float
    t: float


Piece = list[Point]  # at least one point, all inside the canvas; consecutive ones differ


class _Step(NamedTuple):
    """What one undo takes back: a stroke added, or everything replaced."""

    before: list[Piece] | None  # what was replaced; None when the pieces were added to the rest
    pieces: list[Piece]
    made: float  # seconds since 1970


class Strokes:
    """The pieces on the canvas, the stroke that is growing, and the steps that led there.

    >>> strokes = Strokes()
    >>> strokes.begin(-10.0, 50.0, t=0.0)
    >>> strokes.extend(30.0, 50.0, t=0.01)
    True
    >>> strokes.end()
    >>> strokes.pieces
    [[Point(x=0.0, y=50.0, t=0.0025), Point(x=30.0, y=50.0, t=0.01)]]
    """

    def __init__(self) -> None:
        self.pieces: list[Piece] = []  # finished
        self.growing: list[Piece] = []  # of the stroke that is being drawn
        self._last: Point | None = None  # where the pen is, also outside
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._n_points = 0

    def is_blank(self) -> bool:
        """Return whether there is no ink."""
        return not self.pieces and not self.growing

    def can_undo(self) -> bool:
        """Return whether there is a step to undo."""
        return bool(self._done or self.growing)

    def can_redo(self) -> bool:
        """Return whether there is a step to redo."""
        return bool(self._undone) and not self.growing

    def step_times(self) -> tuple[float, float]:
        """Return when what undo takes back, and what redo does again, was done; 0 for nothing.

        Seconds since 1970; a stroke that is growing is of now.
        """
        done = time.time() if self.growing else self._done[-1].made if self._done else 0.0
        return done, self._undone[-1].made if self.can_redo() else 0.0

    def begin(self, x: float, y: float, t: float) -> None:
        """Put the pen down; a stroke that was growing ends."""
        self.end()
        self._last = Point(x, y, t)
        if _inside(self._last) and self._has_room():
            self.growing.append([self._last])

    def extend(self, x: float, y: float, t: float) -> bool:
        """Move the pen on; return whether that left ink."""
        if self._last is None or (x, y) == self._last[:2] or not math.isfinite(x + y):
            return False
        start, self._last = self._last, Point(x, y, t)
        part = _clipped(start, self._last)
        if part is None or part[0][:2] == part[1][:2] or not self._has_room():
            return False
        if _inside(start) and self.growing:
            self.growing[-1].append(part[1])
        else:
            self.growing.append(list(part))
        self._n_points += 1
        return True

    def end(self) -> None:
        """Lift the pen: the stroke becomes one step."""
        pieces, self.growing, self._last = self.growing, [], None
        if pieces:
            self._do(_Step(None, pieces, time.time()))

    def cancel(self) -> None:
        """Remove the stroke that is growing, as if the pen had never touched."""
        self.growing, self._last = [], None

    def replace(self, pieces: list[Piece]) -> None:
        """Put other pieces (or none) in place of all, as one step."""
        self.end()
        if pieces or self.pieces:
            self._do(_Step(self.pieces, pieces, time.time()))

    def erase(self, x: float, y: float, radius: float) -> bool:
        """Remove the pieces that come so near to a place; return whether there were any."""
        kept = [piece for piece in self.pieces if _distance(piece, x, y) > radius]
        if len(kept) == len(self.pieces):
            return False
        self.replace(kept)
        return True

    def undo(self) -> None:
        """Undo the last step, if there is one."""
        self.end()
        if self._done:
            step = self._done.pop()
            self._undone.append(step)
            kept = len(self.pieces) - len(step.pieces)
            self._put(self.pieces[:kept] if step.before is None else step.before)

    def redo(self) -> None:
        """Do again what was undone last, if a new step has not come between."""
        self.end()
        if self._undone:
            self._apply(self._undone.pop())

    def wipe(self) -> None:
        """Start anew: nothing drawn, and no step to undo."""
        self.cancel()
        self._put([])
        self._done, self._undone = [], []

    def drawing(self) -> Drawing | None:
        """Return all that is drawn, the times counted from the first point; None when blank."""
        if self.is_blank():
            return None
        strokes = [np.array(piece) for piece in (*self.pieces, *self.growing)]
        start = strokes[0][0, 2]
        return Drawing(stroke - (0, 0, start) for stroke in strokes)

    def _do(self, step: _Step) -> None:
        self._undone.clear()
        self._apply(step)

    def _apply(self, step: _Step) -> None:
        self._done.append(step)
        self._put([*(self.pieces if step.before is None else ()), *step.pieces])

    def _put(self, pieces: list[Piece]) -> None:
        self.pieces, self._n_points = pieces, sum(map(len, pieces))

    def _has_room(self) -> bool:
        n_strokes = len(self.pieces) + len(self.growing)
        return n_strokes < _MAX_STROKES and self._n_points < _MAX_POINTS


def pieces_of(drawing: Drawing, now: float) -> list[Piece]:
    """Return the strokes of a drawing as pieces that were finished now.

    Strokes that the canvas does not hold are made smaller and put in the middle.
    """
    strokes = [stroke.astype(np.float64) for stroke in drawing.strokes]
    strokes = [stroke[np.isfinite(stroke).all(axis=1)] for stroke in strokes]
    strokes = [stroke for stroke in strokes if len(stroke)]
    if not strokes:
        return []
    points = np.concatenate(strokes)[:, :2]
    nth = -(-len(points) // _MAX_SHOWN_POINTS)
    low, high = points.min(axis=0), points.max(axis=0)
    scale, shift = 1.0, (0.0, 0.0)
    if low.min() < 0 or high.max() > SIDE:
        scale = min(1.0, (1 - 2 * _MARGIN) * SIDE / max(float((high - low).max()), 1.0))
        shift = tuple(SIDE / 2 - scale * (low + high) / 2)
    offset = (*shift, now - max(stroke[:, 2].max() for stroke in strokes))
    return [_piece(stroke[::nth] * (scale, scale, 1) + offset) for stroke in strokes]


def _piece(points: Iterable[Iterable[float]]) -> Piece:
    """Return points as a piece, those that stay in place left out."""
    piece: Piece = []
    for x, y, t in points:
        if not piece or (x, y) != piece[-1][:2]:
            piece.append(Point(float(x), float(y), float(t)))
    return piece


def _distance(piece: Piece, x: float, y: float) -> float:
    """Return how far a place is from a polyline."""
    points = np.array(piece)[:, :2] - (x, y)  # (n, 2)
    starts, ways = points[:-1], np.diff(points, axis=0)
    along = -(starts * ways).sum(axis=1) / np.maximum((ways**2).sum(axis=1), 1e-12)
    nearest = starts + np.clip(along, 0, 1)[:, None] * ways
    return float(np.hypot(*np.concatenate([nearest, points]).T).min())


def _inside(point: Point) -> bool:
    return 0 <= point.x <= SIDE and 0 <= point.y <= SIDE


def _clipped(start: Point, stop: Point) -> tuple[Point, Point] | None:
    """Return the part of a segment that lies on the canvas (Liang and Barsky, 1984)."""
    enter, leave = 0.0, 1.0
    for begin, end in ((start.x, stop.x), (start.y, stop.y)):
        step = end - begin
        if step == 0:
            if not 0 <= begin <= SIDE:
                return None
            continue
        first, second = sorted(((0 - begin) / step, (SIDE - begin) / step))
        enter, leave = max(enter, first), min(leave, second)
    if enter > leave or not all(map(math.isfinite, (*start, *stop))):
        return None
    return _between(start, stop, enter), _between(start, stop, leave)


def _between(start: Point, stop: Point, part: float) -> Point:
    if part in (0.0, 1.0):
        return stop if part else start
    x, y, t = (a + part * (b - a) for a, b in zip(start, stop, strict=True))
    return Point(min(max(x, 0.0), SIDE), min(max(y, 0.0), SIDE), t)
