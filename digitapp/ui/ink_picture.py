"""The picture of the strokes on the canvas, painted piece by piece. Knows no events, no widgets.

Every curve leaves in each pixel the largest coverage that any curve has there, so that

- joints are as smooth as the rest (laid over one another, antialiased edges would add up to steps),
- painting only what is new gives the very same pixels as painting all.

numpy owns the pixels, QPainter writes into them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from .strokes import SIDE, Piece, Point

Words = npt.NDArray[np.uint32]

_SHARP = 0.4  # cosine of the turn (66°) from which on a corner is meant and stays sharp
_DOT = 0.01  # canvas units: QPainter draws nothing for a line without any length


class InkPicture:
    """A square picture of strokes in two colours.

    size : pixels of the device a side
    pen : width of the pen in canvas units
    image : the picture, always up to date
    """

    def __init__(self, size: int, pen: float, paper: str, ink: str) -> None:
        self.size = size
        self._scale = size / SIDE  # canvas units → pixels
        self._pen = round_pen(max(1.0, pen * self._scale), "#ffffff")
        self._palette = palette(paper, ink)
        self._coverage = np.zeros((size, size), np.uint8)  # 0 = paper, 255 = ink
        self._pixels = np.full((size, size), self._palette[0])
        self._scratch = np.zeros((size, size), np.uint32)
        # 32 bits: QPainter takes ten times as long to draw into 8
        self._brush = _image(self._scratch, QImage.Format.Format_ARGB32_Premultiplied)
        self.image = _image(self._pixels, QImage.Format.Format_RGB32)
        self._next = (0, 0)  # piece and curve of the growing stroke that are to be painted next

    def paint(self, pieces: list[Piece]) -> None:
        """Add finished pieces."""
        for piece in pieces:
            for curve in curves(piece):
                self._stamp(curve)

    def follow(self, growing: list[Piece], *, ended: bool = False) -> QRect:
        """Add what is settled of a growing stroke and not yet painted; returns what changed.

        All but the last curve is settled: how a curve ends hangs on where the next one goes.
        `ended` settles all; then another stroke may be followed.
        """
        changed = QRect()
        index, first = self._next
        for piece in growing[index:]:
            whole = ended or piece is not growing[-1]
            settled = n_curves(piece) - (not whole)
            for curve in curves(piece, first, settled):
                changed |= self._stamp(curve)
            index, first = (index + 1, 0) if whole else (index, settled)
        self._next = (0, 0) if ended else (index, first)
        return changed

    def recolour(self, paper: str, ink: str) -> None:
        """Show the same strokes in other colours."""
        self._palette = palette(paper, ink)
        np.copyto(self._pixels, self._palette[self._coverage])

    def _stamp(self, curve: QPainterPath) -> QRect:
        path = QTransform.fromScale(self._scale, self._scale).map(curve)
        box = reach(path, self._pen.widthF()) & QRect(0, 0, self.size, self.size)
        painter = QPainter(self._brush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(path, self._pen)
        painter.end()
        part = np.s_[box.top() : box.bottom() + 1, box.left() : box.right() + 1]
        coverage = self._coverage[part]
        np.maximum(coverage, self._scratch[part].astype(np.uint8), out=coverage)
        self._scratch[part] = 0
        self._pixels[part] = self._palette[coverage]
        return box


def n_curves(piece: Piece) -> int:
    """Count the curves of a piece; a dot is one."""
    return max(1, len(piece) - 1)


def curves(piece: Piece, first: int = 0, stop: int | None = None) -> Iterator[QPainterPath]:
    """Give a smooth curve from each point to the next (or those from first to stop).

    A Catmull-Rom spline: it goes through all points, in each in the direction from the one before
    to the one after. A sharp turn stays sharp.
    """
    for i in range(first, n_curves(piece) if stop is None else stop):
        start, end = piece[i], piece[min(i + 1, len(piece) - 1)]
        path = QPainterPath(QPointF(*start[:2]))
        if start[:2] == end[:2]:
            path.lineTo(start.x + _DOT, start.y)
        else:
            third = math.dist(start[:2], end[:2]) / 3
            leave, arrive = _direction(piece, i), _direction(piece, i + 1)
            path.cubicTo(
                QPointF(*start[:2]) + leave * third,
                QPointF(*end[:2]) - arrive * third,
                QPointF(*end[:2]),
            )
        yield path


def reach(path: QPainterPath, width: float) -> QRect:
    """Give the pixels that a pen of this width may touch on a path."""
    side = width / 2 + 1
    return path.boundingRect().adjusted(-side, -side, side, side).toAlignedRect()


def round_pen(width: float, colour: str) -> QPen:
    """Give the pen that all strokes are drawn with."""
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _direction(piece: Piece, i: int) -> QPointF:
    """Give the unit vector of the curve at a point; 0 at a sharp turn."""
    last = len(piece) - 1
    if last < 2:
        return QPointF()
    if i in (0, last):
        inner = 1 if i == 0 else last - 1
        return _mirrored(_direction(piece, inner), QPointF(*piece[inner][:2]), piece[i])
    before, here, after = (QPointF(*point[:2]) for point in piece[i - 1 : i + 2])
    arrive, leave, through = here - before, after - here, after - before
    lengths = math.hypot(arrive.x(), arrive.y()) * math.hypot(leave.x(), leave.y())
    if QPointF.dotProduct(arrive, leave) < _SHARP * lengths:
        return QPointF()
    return through / math.hypot(through.x(), through.y())


def _mirrored(direction: QPointF, place: QPointF, end: Point) -> QPointF:
    """Give the direction at an end with which the curve to it is an arc."""
    chord = QPointF(*end[:2]) - place
    chord /= math.hypot(chord.x(), chord.y())
    return chord * (2 * QPointF.dotProduct(chord, direction)) - direction


def _image(pixels: Words, form: QImage.Format) -> QImage:
    height, width = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], form)


def palette(paper: str, ink: str) -> Words:
    """Give the colours from paper (0) to ink (255): (256,) uint32, 0xffRRGGBB."""
    words: Words = np.full(256, 0xFF, np.uint32)
    for part in (QColor.red, QColor.green, QColor.blue):
        mixed = np.linspace(part(QColor(paper)), part(QColor(ink)), 256)
        words = words << np.uint32(8) | np.rint(mixed).astype(np.uint32)
    return words
