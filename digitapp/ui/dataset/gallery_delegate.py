"""GalleryDelegate: paints a drawing with its frame into a cell. Decides nothing.

    wrong ╲┌────────┐╱ held out
           │ drawing │
  doubtful └────────┘ label: 0 a circle, 1 a square

A cell is two images, both made before: the thumbnail of its image, and the frame with its marks.
Every mark has a shape of its own besides its colour.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractItemDelegate, QStyleOptionViewItem

from digitapp.digits.dataset.snapshot import Bools
from digitapp.ui.widgets.theme import LIGHT, Colours, Theme

from .gallery_model import DOUBTFUL, HELD_OUT, WRONG, GalleryModel, Index
from .thumbnails import Thumbnails

SELECTED, CURRENT, INACTIVE = 16, 32, 64  # bits of a frame's state, beside those of the model

_PICTURE_SIDE = 40  # pixels at scale 1
_PADDING = 5
_BADGE_SIDE = 15
_CORNER_SIDE = 13
_RADIUS = 4


class GalleryDelegate(QAbstractItemDelegate):
    """Paints the cells of a GalleryModel.

    selected : (n,) bool by cell, which ones are selected
    current : the cell that the keyboard stands on, None where no focus is to be seen
    active : whether keys act on what is selected; it is faint otherwise
    """

    def __init__(self, model: GalleryModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbnails = Thumbnails()
        self._frames = Frames(LIGHT, QFont(), 1.0)
        self.selected: Bools = np.empty(0, np.bool_)
        self.current: int | None = None
        self.active = False

    @property
    def side(self) -> int:
        """How wide and high a frame is."""
        return self._frames.side

    def set_look(self, theme: Theme, font: QFont, ratio: float, zoom: float) -> None:
        """Paint in these colours and sizes from now on.

        ratio : pixels of the device to one of Qt's
        """
        self._frames = Frames(theme, font, ratio, zoom)
        self._thumbnails.set_look(
            round(self._frames.side * ratio),
            round(self._frames.padding * ratio),
            ratio,
            theme.colours.paper,
            theme.colours.ink,
        )

    def prepare(self, cells: Iterable[int]) -> None:
        """Make the thumbnails of these cells in one go."""
        dataset, order = self._model.known.dataset, self._model.order
        rows = [int(dataset.rows[order[cell]]) for cell in cells]
        self._thumbnails.prepare(dataset.cached_images, rows)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell; its thumbnail must have been prepared."""
        model = self._model
        cell = model.cell(index)
        if cell is None:
            return
        row = model.order[cell]
        state = int(model.states[row])
        if self.selected[cell]:
            state |= SELECTED if self.active else SELECTED | INACTIVE
        if cell == self.current:
            state |= CURRENT
        place = option.rect.topLeft()
        painter.drawImage(place, self._thumbnails.picture(int(model.known.dataset.rows[row])))
        painter.drawImage(place, self._frames.frame(state))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a frame; the gallery sets the cells itself."""
        return QSize(self.side, self.side)


class Frames:
    """Frames of one size and look, each made when it is first needed."""

    def __init__(self, theme: Theme, font: QFont, ratio: float, zoom: float = 1.0) -> None:
        self._theme, self._ratio, self._zoom = theme, ratio, zoom
        self._font = QFont(font)
        self._made: dict[int, QImage] = {}
        self.side = self._px(_PICTURE_SIDE + 2 * _PADDING)

    @property
    def padding(self) -> int:
        """How far the drawing stays from the edge of its frame."""
        return self._px(_PADDING)

    def frame(self, state: int) -> QImage:
        """Return the frame for a state, transparent where the drawing shows through."""
        if state not in self._made:
            self._made[state] = self._painted(state)
        return self._made[state]

    def _px(self, size: float) -> int:
        return self._theme.px(size * self._zoom)

    def _painted(self, state: int) -> QImage:
        pixels = round(self.side * self._ratio)
        image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self._ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_border(painter, state)
        self._paint_marks(painter, state)
        self._paint_label(painter, state & 1)
        painter.end()
        return image

    def _paint_border(self, painter: QPainter, state: int) -> None:
        """Round the corners in the panel's colour, draw the border, and the focus around it."""
        colours = self._theme.colours
        outside, rounded = QPainterPath(), self._rounded()
        outside.addRect(0, 0, self.side, self.side)
        painter.fillPath(outside - rounded, QColor(colours.panel))
        colour, width = colours.border, 1.0
        if state & WRONG:
            colour, width = colours.error, 1.5
        if state & SELECTED:
            colour, width = (colours.faint, 1.5) if state & INACTIVE else (colours.accent, 2.5)
            tint = QColor(colour)
            tint.setAlphaF(0.14)
            painter.fillPath(rounded, tint)
        self._outline(painter, QPen(QColor(colour), width * self._theme.scale), inset=0)
        if state & CURRENT:
            pen = QPen(QColor(colours.text), 2 * self._theme.scale)
            self._outline(painter, pen, inset=self._px(3.5))

    def _rounded(self) -> QPainterPath:
        path, radius = QPainterPath(), self._px(_RADIUS)
        path.addRoundedRect(0, 0, self.side, self.side, radius, radius)
        return path

    def _outline(self, painter: QPainter, pen: QPen, inset: float) -> None:
        room = inset + pen.widthF() / 2
        rectangle = QRectF(0, 0, self.side, self.side).adjusted(room, room, -room, -room)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = max(self._px(_RADIUS) - room, 1)
        painter.drawRoundedRect(rectangle, radius, radius)

    def _paint_label(self, painter: QPainter, label: int) -> None:
        colours, size = self._theme.colours, self._px(_BADGE_SIDE)
        place = QRectF(self.side - size - 1, self.side - size - 1, size, size)
        painter.setBrush(QColor(colours.one if label else colours.zero))
        painter.setPen(QPen(QColor(colours.panel), self._theme.scale))
        if label:
            painter.drawRoundedRect(place, self._px(2), self._px(2))
        else:
            painter.drawEllipse(place)
        self._write(painter, place, str(label), colours.on_label)

    def _paint_marks(self, painter: QPainter, state: int) -> None:
        colours, far, corner = self._theme.colours, float(self.side), float(self._px(_CORNER_SIDE))
        if state & WRONG:
            wide = 1.4 * corner
            self._paint_corner(painter, colours.error, [(0, 0), (wide, 0), (0, wide)])
            self._paint_cross(painter, colours)
        if state & HELD_OUT:
            self._paint_corner(painter, colours.muted, [(far, 0), (far, corner), (far - corner, 0)])
        if state & DOUBTFUL:
            size = self._px(_BADGE_SIDE)
            place = QRectF(1, far - size - 1, size, size)
            painter.setBrush(QColor(colours.panel))
            painter.setPen(QPen(QColor(colours.error), 1.2 * self._theme.scale))
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), size / 2, size / 2)
            self._write(painter, place, "?", colours.error)

    def _paint_corner(
        self, painter: QPainter, colour: str, corners: list[tuple[float, float]]
    ) -> None:
        triangle = QPainterPath()
        triangle.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        painter.fillPath(triangle & self._rounded(), QColor(colour))

    def _paint_cross(self, painter: QPainter, colours: Colours) -> None:
        near, far = self._px(3), self._px(8)
        painter.setPen(QPen(QColor(colours.on_label), 1.6 * self._theme.scale))
        painter.drawLine(QPointF(near, near), QPointF(far, far))
        painter.drawLine(QPointF(near, far), QPointF(far, near))

    def _write(self, painter: QPainter, place: QRectF, text: str, colour: str) -> None:
        font = QFont(self._font)
        font.setPixelSize(self._px(_BADGE_SIDE - 5))
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
