"""AnswerBadge: the digit that was read, large. 0 is a circle, 1 a square, "?" neither."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp.ui.widgets.theme import LIGHT, Theme

_MIN_SIDE = 92  # pixels a side
_MAX_SIDE = 200
_OUTLINE = 4  # pixels, of a hollow shape


class AnswerBadge(QWidget):
    """Shows "0", "1", "?" or, empty, that there is no answer; as large as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what it lies on stays
        self._theme = LIGHT
        self._answer, self._hollow = "", False

    def show_answer(self, answer: str, *, hollow: bool = False) -> None:
        """Show one of "0", "1", "?" and ""; hollow where another's network answers."""
        if (answer, hollow) != (self._answer, self._hollow):
            self._answer, self._hollow = answer, hollow
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the smallest size: the panel has all else to show first."""
        return QSize(self._theme.px(_MIN_SIDE), self._theme.px(_MIN_SIDE))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shape and digit."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._theme.colours.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height(), self._theme.px(_MAX_SIDE)) - self._theme.px(
            _OUTLINE
        )
        margin = self._theme.px(_OUTLINE) / 2
        place = QRectF((self.width() - side) / 2, margin, side, side)
        colour = self._paint_shape(painter, place)
        font = self.font()
        font.setPixelSize(max(1, round(place.height() * 0.62)))
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._answer or "–")

    def _paint_shape(self, painter: QPainter, place: QRectF) -> str:
        """Paint what lies under the digit, and return the digit's colour."""
        colours, rounding = self._theme.colours, place.width() / 8
        if self._answer in ("0", "1"):
            colour = colours.zero if self._answer == "0" else colours.one
            painter.setPen(QPen(QColor(colour), self._theme.px(_OUTLINE)))
            painter.setBrush(Qt.BrushStyle.NoBrush if self._hollow else QColor(colour))
            if self._answer == "0":
                painter.drawEllipse(place)
            else:
                painter.drawRoundedRect(place, rounding, rounding)
            return colour if self._hollow else colours.on_label
        colour = colours.text if self._answer else colours.faint
        painter.setPen(QPen(QColor(colour), self._theme.px(2), Qt.PenStyle.DashLine))
        painter.drawRoundedRect(place, 2.5 * rounding, 2.5 * rounding)
        return colour
