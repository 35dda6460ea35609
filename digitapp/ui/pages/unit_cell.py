"""UnitCell: one unit of the network's picture, a button to mouse, keyboard and screen reader.

┌─┬──────┐
│▒│ map  │   the edge is filled by a, from its lowest to its highest value
└─┴──────┘
   0.93      a
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from digitapp.training.figures import figure
from digitapp.training.inspection import Floats
from digitapp.ui.widgets.arrow_group import arrow
from digitapp.ui.widgets.diverging_scale import DivergingScale, paint_bars
from digitapp.ui.widgets.painting import set_text
from digitapp.ui.widgets.theme import LIGHT, Theme

_MOST_BARS = 64


class UnitCell(QAbstractButton):
    """Paints the map or the bars of one unit's weights, and its activation.

    layer, unit : which one, from 0
    side : of its picture, in pixels
    """

    looked_at = Signal(int, int)  # layer, unit: under the mouse, or with the keyboard's focus
    focused = Signal()
    moved = Signal(int, int)  # columns to the right, rows down: the arrow that was pressed

    def __init__(self, layer: int, unit: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.layer, self.unit = layer, unit
        self.setObjectName(f"unit{layer + 1}_{unit + 1}")
        self.setCheckable(True)
        self._theme, self._scale = LIGHT, DivergingScale(LIGHT)
        self.side, self._label = 0.0, 0.0
        self._image: QImage | None = None
        self._bars: Floats | None = None  # −1 to 1
        self._a: float | None = None
        self._fill, self._off, self._big = 0.0, False, False

    def show_theme(self, theme: Theme, scale: DivergingScale) -> None:
        """Show the colours of a theme."""
        self._theme, self._scale = theme, scale

    def place(self, side: float, label: float, *, big: bool = False) -> None:
        """Take the size of picture and number; big is the output, whose number is large."""
        self.side, self._label, self._big = side, label, big

    def show_map(self, image: QImage | None) -> None:
        """Show a picture of the weights; None where there is nothing to show."""
        self._image, self._bars = image, None

    def show_bars(self, shares: Floats | None) -> None:
        """Show weights as bars, each from −1 to 1, up and down from the middle."""
        self._image = None
        self._bars = None if shares is None else shares[:_MOST_BARS]

    def show_activation(self, a: float | None, fill: float, *, off: bool) -> None:
        """Show a, and how full the edge is, from 0 to 1; None without a drawing."""
        self._a, self._fill, self._off = a, fill, off

    def enterEvent(self, event: QEnterEvent) -> None:
        """Emit that the mouse is over it."""
        super().enterEvent(event)
        self.looked_at.emit(self.layer, self.unit)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Emit that it has the focus."""
        super().focusInEvent(event)
        self.focused.emit()
        self.looked_at.emit(self.layer, self.unit)

    def event(self, event: QEvent) -> bool:
        """Take Space for itself: as a shortcut of the window it would predict."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a neighbour with the arrows; Enter opens as Space does."""
        direction = arrow(event)
        if direction is not None:
            self.moved.emit(*direction)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge, the picture, the frame and the number."""
        painter = QPainter(self)
        colours = self._theme.colours
        edge = self.width() - self.side
        picture = QRectF(edge, 0, self.side, self.side).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(picture, QColor(colours.paper))
        if self._image is not None:
            painter.drawImage(picture, self._image)
        elif self._bars is not None:
            self._paint_bars(painter, picture, self._bars)
        self._paint_edge(painter, QRectF(0.5, 0.5, edge - 1, self.side - 1))
        if self._off:
            painter.setPen(QPen(QColor(colours.text), self._theme.px(2)))
            painter.drawLine(picture.topLeft(), picture.bottomRight())
            painter.drawLine(picture.topRight(), picture.bottomLeft())
        self._paint_frame(painter, QRectF(0, 0, self.width(), self.side))
        if self._label:
            self._paint_number(painter)

    def _paint_bars(self, painter: QPainter, place: QRectF, bars: Floats) -> None:
        paint_bars(painter, place, bars, self._scale)
        middle = place.center().y()
        painter.setPen(QColor(self._theme.colours.faint))
        painter.drawLine(
            QPoint(int(place.left()), int(middle)), QPoint(int(place.right()), int(middle))
        )

    def _paint_edge(self, painter: QPainter, place: QRectF) -> None:
        colours = self._theme.colours
        painter.fillRect(place, QColor(colours.track))
        if self._a is not None and not self._off:
            height = place.height() * self._fill
            painter.fillRect(
                QRectF(place.left(), place.bottom() - height, place.width(), height),
                QColor(colours.ink),
            )

    def _paint_frame(self, painter: QPainter, place: QRectF) -> None:
        colours, chosen, focused = self._theme.colours, self.isChecked(), self.hasFocus()
        width = self._theme.px(3 if chosen else 2) if chosen or focused else 1
        colour = colours.accent if chosen or self.underMouse() else colours.border
        colour = colours.text if focused else colour
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRect(place.adjusted(width / 2, width / 2, -width / 2, -width / 2))

    def _paint_number(self, painter: QPainter) -> None:
        size = self._theme.px(18) if self._big else self._theme.caption()
        set_text(painter, self._theme.colours.text, size, bold=self._big)
        text = "off" if self._off else "" if self._a is None else _short(self._a)
        place = QRectF(0, self.side, self.width(), self._label)
        panel = QColor(self._theme.colours.panel)
        panel.setAlpha(190)  # connections go behind the number
        width = painter.fontMetrics().horizontalAdvance(text)
        middle = place.center().x()
        painter.fillRect(QRectF(middle - width / 2, place.top(), width, place.height()), panel)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _short(a: float) -> str:
    """Return a with two digits behind the point: what fits under a picture."""
    if not math.isfinite(a) or abs(a) >= 100:
        return figure(a, 2)
    return f"{a:.2f}".replace("-", "−")
