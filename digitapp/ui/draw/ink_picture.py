"""The picture of the strokes on the canvas, painted piece by piece. Knows no events, no widgets.

Every curve leaves in each pixel the largest coverage that any curve has there, so that

- joints are as smooth as the rest (laid over one another, antialiased edges would add up to steps),
- painting only what is new gives the very same pixels as painting all.

numpy owns the pixels, QPainter writes into them.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from digitapp.ui.widgets.palette import Words, palette

from .smooth_curve import SmoothCurve
from .strokes import SIDE, Piece


class InkPicture:
    """A square picture of strokes in two colours.

    size : pixels of the device a side
    pen : width of the pen in canvas units
    image : the picture, always up to date
    """

    def __init__(self, size: int, pen: float, paper: str, ink: str) -> None:
        self.size = size
        scale = size / SIDE
        self._to_pixels = QTransform.fromScale(scale, scale)  # from canvas units
        self._pen = round_pen(max(1.0, pen * scale), "#ffffff")
        self._whole = QRect(0, 0, size, size)
        self._palette = palette(paper, ink)
        self._coverage = np.zeros((size, size), np.uint8)  # 0 = paper, 255 = ink
        self._pixels = np.full((size, size), self._palette[0])
        self._scratch = np.zeros((size, size), np.uint32)
        # 32 bits: QPainter takes ten times as long to draw into 8
        self._brush = _image(self._scratch, QImage.Format.Format_ARGB32_Premultiplied)
        self.image = _image(self._pixels, QImage.Format.Format_RGB32)
        self._n_whole = 0  # pieces of the growing stroke that are painted to their end
        self._curve = SmoothCurve()  # of its last piece

    def paint(self, pieces: list[Piece]) -> None:
        """Add finished pieces."""
        for piece in pieces:
            self._follow(piece, SmoothCurve(), whole=True)

    def follow(self, growing: list[Piece], *, ended: bool = False) -> QRect:
        """Add what is settled of a growing stroke and not yet painted; returns what changed.

        All but the tip is settled. `ended` settles that too; then another stroke may be followed.
        """
        changed = QRect()
        for piece in growing[self._n_whole :]:
            whole = ended or piece is not growing[-1]
            changed |= self._follow(piece, self._curve, whole)
            if whole:
                self._n_whole, self._curve = self._n_whole + 1, SmoothCurve()
        if ended:
            self._n_whole = 0
        return changed

    def tip(self) -> QPainterPath:
        """Return the end of the growing stroke, in canvas units: it changes with the next point."""
        return self._curve.tip()

    def recolour(self, paper: str, ink: str) -> None:
        """Show the same strokes in other colours."""
        self._palette = palette(paper, ink)
        np.copyto(self._pixels, self._palette[self._coverage])

    def _follow(self, piece: Piece, curve: SmoothCurve, whole: bool) -> QRect:
        changed = QRect()
        curve.read(piece)
        for part in curve.settled():
            changed |= self._stamp(part)
        return changed | self._stamp(curve.tip()) if whole else changed

    def _stamp(self, curve: QPainterPath) -> QRect:
        path = self._to_pixels.map(curve)
        box = reach(path, self._pen.widthF()) & self._whole
        painter = QPainter(self._brush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(path, self._pen)
        painter.end()
        part = np.s_[box.top() : box.bottom() + 1, box.left() : box.right() + 1]
        coverage = self._coverage[part]
        np.maximum(coverage, self._scratch[part].astype(np.uint8), out=coverage)
        self._scratch[part] = 0
        self._pixels[part] = self._palette.take(coverage)
        return box


def reach(path: QPainterPath, width: float) -> QRect:
    """Return the pixels that a pen of this width may touch on a path."""
    side = width / 2 + 1
    return path.boundingRect().adjusted(-side, -side, side, side).toAlignedRect()


def round_pen(width: float, colour: str) -> QPen:
    """Return the pen that all strokes are drawn with."""
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _image(pixels: Words, form: QImage.Format) -> QImage:
    height, width = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], form)
