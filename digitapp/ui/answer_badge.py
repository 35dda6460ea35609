"""AnswerBadge: the digit that was read, large. 0 is a circle, 1 a square, "?" neither."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from .theme import LIGHT, Theme

_USUAL = 44  # pixels a side


class AnswerBadge(QWidget):
    """Shows "0", "1", "?" or, empty, that there is no answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._answer = ""

    def show_answer(self, answer: str) -> None:
        """Show one of "0", "1", "?" and ""."""
        self._answer = answer
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take other colours and sizes."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give a square to be read from afar."""
        return QSize(self._theme.px(_USUAL), self._theme.px(_USUAL))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shape and digit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        colour = self._paint_shape(painter, place)
        font = self.font()
        font.setPixelSize(max(1, round(place.height() * 0.62)))
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._answer or "–")

    def _paint_shape(self, painter: QPainter, place: QRectF) -> str:
        """Paint what lies under the digit, and give the digit's colour."""
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        if self._answer == "0":
            painter.setBrush(QColor(colours.zero))
            painter.drawEllipse(place)
            return colours.on_label
        if self._answer == "1":
            painter.setBrush(QColor(colours.one))
            painter.drawRoundedRect(place, self._theme.px(6), self._theme.px(6))
            return colours.on_label
        line = colours.text if self._answer else colours.border
        pen = QPen(QColor(line), self._theme.px(2), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(place, self._theme.px(14), self._theme.px(14))
        return colours.text if self._answer else colours.muted
