"""WeightPicture: numbers of one unit, as a 20×20 map or as bars, with a caption."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitapp.ui.widgets.controls import wrapped
from digitapp.ui.widgets.diverging_scale import DivergingScale, image_of, paint_bars
from digitapp.ui.widgets.painting import set_text
from digitapp.ui.widgets.theme import LIGHT, Theme

Numbers = npt.NDArray[np.floating]


class WeightPicture(QWidget):
    """Shows a square of colours or a row of bars; the tooltip says the number under the mouse.

    side : pixels that the picture has at least, at scale 1
    """

    pressed_at = Signal(float, float)  # row, column of a map, in its pixels
    dragged_to = Signal(float, float)

    def __init__(self, side: int = 84) -> None:
        super().__init__()
        self._side, self._theme, self._scale = side, LIGHT, DivergingScale(LIGHT)
        self._values: Numbers | None = None
        self._largest, self._caption, self._mark = 0.0, "", (-1, -1)
        self._as_map = True
        self._say: Callable[[int], str] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme, self._scale = theme, DivergingScale(theme)
        self.updateGeometry()
        self.update()

    def show_map(
        self,
        values: Numbers | None,
        largest: float,
        caption: str,
        say: Callable[[int], str] | None = None,
    ) -> None:
        """Show values (n·n,) as a square, ±largest the ends of the scale; None for nothing.

        say : what the tooltip says of a place in `values`
        """
        self._show(values, largest, caption, say, as_map=True)

    def show_bars(
        self,
        values: Numbers | None,
        largest: float,
        caption: str,
        say: Callable[[int], str] | None = None,
    ) -> None:
        """Show values (n,) as bars from the middle, ±largest as high as there is room."""
        self._show(values, largest, caption, say, as_map=False)

    def show_probabilities(self, values: Numbers | None, caption: str) -> None:
        """Show values (n·n,) in 0 … 1 as a square: ½ is paper; the middle has a mark."""
        centred = None if values is None else (values - 0.5) * 2

        def say(place: int) -> str:
            return "" if values is None else f"P(1) = {values[place]:.3f}"

        self._show(centred, 1.0, caption, say, as_map=True)
        side = 0 if values is None else math.isqrt(len(values))
        self._mark = (side // 2, side // 2)

    def _show(
        self,
        values: Numbers | None,
        largest: float,
        caption: str,
        say: Callable[[int], str] | None,
        *,
        as_map: bool,
    ) -> None:
        self._values, self._largest, self._as_map, self._say = values, largest, as_map, say
        self._mark = (-1, -1)
        if caption != self._caption:
            self._caption = caption
            self.setAccessibleName(caption)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of picture and caption."""
        side = self._theme.px(self._side)
        return QSize(side, side + self._theme.px(6) + self._theme.caption())

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip which number is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(QPointF(event.pos()))
            text = "" if place is None or self._say is None else self._say(place)
            QToolTip.showText(event.globalPos(), wrapped(text), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Emit where the mouse was pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed_at.emit(*self._spot(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emit where it was moved."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged_to.emit(*self._spot(event.position()))

    def _spot(self, position: QPointF) -> tuple[float, float]:
        picture = self._picture()
        pixels = 1 if self._values is None else math.isqrt(len(self._values))
        row = (position.y() - picture.top()) / picture.height() * pixels
        return row, (position.x() - picture.left()) / picture.width() * pixels

    def _place_at(self, position: QPointF) -> int | None:
        picture = self._picture()
        if self._values is None or not picture.contains(position):
            return None
        if self._as_map:
            side = math.isqrt(len(self._values))
            row, column = self._spot(position)
            return min(int(row), side - 1) * side + min(int(column), side - 1)
        share = (position.x() - picture.left()) / picture.width()
        return min(int(share * len(self._values)), len(self._values) - 1)

    def _picture(self) -> QRectF:
        top = self._theme.px(6) + self._theme.caption()
        side = min(self.width(), self.height() - top)
        width = side if self._as_map else self.width()
        return QRectF((self.width() - width) / 2, top, width, side).adjusted(1, 1, -1, -1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint caption, picture and frame."""
        painter, colours, picture = QPainter(self), self._theme.colours, self._picture()
        set_text(painter, colours.muted, self._theme.caption())
        room = QRectF(0, 0, self.width(), self._theme.px(5) + self._theme.caption())
        caption = painter.fontMetrics().elidedText(
            self._caption, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, caption)
        painter.fillRect(picture, QColor(colours.paper))
        if self._values is not None and len(self._values):
            if self._as_map:
                self._paint_map(painter, picture, self._values)
            else:
                self._paint_bars(painter, picture, self._values)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawRect(picture)

    def _paint_map(self, painter: QPainter, picture: QRectF, values: Numbers) -> None:
        side = math.isqrt(len(values))
        words = self._scale.words(values, self._largest).reshape(side, side)
        painter.drawImage(picture, image_of(words))
        row, column = self._mark
        if row >= 0:
            cell = picture.width() / side
            mark = QRectF(picture.left() + column * cell, picture.top() + row * cell, cell, cell)
            painter.setPen(QPen(QColor(self._theme.colours.text), self._theme.px(2)))
            painter.drawRect(mark)

    def _paint_bars(self, painter: QPainter, picture: QRectF, values: Numbers) -> None:
        shares = values / self._largest if self._largest else np.zeros_like(values)
        paint_bars(painter, picture, shares, self._scale)
        middle = picture.center().y()
        painter.setPen(QColor(self._theme.colours.faint))
        painter.drawLine(QPointF(picture.left(), middle), QPointF(picture.right(), middle))
