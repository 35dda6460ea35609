"""The picture of the strokes on the canvas, painted piece by piece. Knows no events, no widgets.

Every curve leaves in each pixel the largest coverage that any curve has there, so that

- joints are as smooth as the rest (laid over one another, antialiased edges would add up to steps),
- painting only what is new gives the very same pixels as painting all.

numpy owns the pixels, QPainter writes into them. Places and boxes are plain numbers: whenever an
object of Qt is destroyed, Python's lock is handed on, also to a fit, and must be waited for.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from digitapp.ui.widgets.palette import Words, palette

from .smooth_curve import Part, SmoothCurve
from .strokes import SIDE, Piece


class Box(NamedTuple):
    """Pixels, from left and top up to right and bottom; those themselves are outside."""

    left: int
    top: int
    right: int
    bottom: int


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
        self._path, self._painter = QPainterPath(), QPainter()
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

    def follow(self, growing: list[Piece], *, ended: bool = False) -> Box | None:
        """Add what is settled of a growing stroke and not yet painted; return what changed.

        All but the tip is settled. `ended` settles that too; then another stroke may be followed.
        """
        changed = None
        for piece in growing[self._n_whole :]:
            whole = ended or piece is not growing[-1]
            changed = self._follow(piece, self._curve, whole, changed)
            if whole:
                self._n_whole, self._curve = self._n_whole + 1, SmoothCurve()
        if ended:
            self._n_whole = 0
        return changed

    def tip(self) -> Part:
        """Return the end of the growing stroke: it changes with the next point."""
        return self._curve.tip()

    def recolour(self, paper: str, ink: str) -> None:
        """Show the same strokes in other colours."""
        self._palette = palette(paper, ink)
        np.copyto(self._pixels, self._palette[self._coverage])

    def _follow(
        self, piece: Piece, curve: SmoothCurve, whole: bool, changed: Box | None = None
    ) -> Box | None:
        curve.read(piece)
        for part in curve.settled():
            changed = around(changed, self._stamp(part))
        return around(changed, self._stamp(curve.tip())) if whole else changed

    def _stamp(self, part: Part) -> Box:
        box = lay_path(self._path, part, self._pen.widthF(), self._scale)
        self._painter.begin(self._brush)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.strokePath(self._path, self._pen)
        self._painter.end()
        pixels = np.s_[max(box.top, 0) : box.bottom, max(box.left, 0) : box.right]
        coverage = self._coverage[pixels]
        np.maximum(coverage, self._scratch[pixels].astype(np.uint8), out=coverage)
        self._scratch[pixels] = 0
        self._pixels[pixels] = self._palette.take(coverage)
        return box


def around(*boxes: Box | None) -> Box | None:
    """Return the box around all that there are."""
    sides = list(zip(*(box for box in boxes if box is not None), strict=True))
    return Box(*map(min, sides[:2]), *map(max, sides[2:])) if sides else None


def lay_path(
    path: QPainterPath, part: Part, width: float, scale: float, x: float = 0, y: float = 0
) -> Box:
    """Make a path that of a part, scaled and moved; return what a pen of a width may touch."""
    places = [(scale * across + x, scale * down + y) for across, down in part.places]
    path.clear()
    path.moveTo(*places[0])
    if part.is_bend:
        path.quadTo(*places[1], *places[2])
    else:
        for place in places[1:]:
            path.lineTo(*place)
    side = width / 2 + 1
    across, down = zip(*places, strict=True)
    left, top = math.floor(min(across) - side), math.floor(min(down) - side)
    return Box(left, top, math.ceil(max(across) + side), math.ceil(max(down) + side))


def round_pen(width: float, colour: str) -> QPen:
    """Return the pen that all strokes are drawn with."""
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _image(pixels: Words, form: QImage.Format) -> QImage:
    height, width = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], form)
