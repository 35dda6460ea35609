"""Icons of the Draw column, painted in the theme's colours. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from .theme import Theme

_SIZE = 14  # pixels a side at scale 1
_GRID = 16  # units a side in which they are drawn here
_RATIOS = (1, 2, 3)  # of device pixels to logical ones


def turn_icon(theme: Theme, *, back: bool) -> QIcon:
    """Return a bent arrow, to the left for Undo and to the right for Redo."""

    def paint(painter: QPainter, colour: QColor) -> None:
        if not back:
            painter.translate(_GRID, 0)
            painter.scale(-1, 1)
        pen = QPen(colour, 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        path = QPainterPath(QPointF(2, 6))
        path.lineTo(9.5, 6)
        path.arcTo(QRectF(5, 6, 9, 8), 90, -180)
        path.lineTo(5.5, 14)
        path.moveTo(5.5, 2.5)
        path.lineTo(2, 6)
        path.lineTo(5.5, 9.5)
        painter.drawPath(path)

    icon = _icon(theme, paint, theme.colours.text)
    return _icon(theme, paint, theme.colours.faint, QIcon.Mode.Disabled, icon)


def digit_icon(theme: Theme, label: int) -> QIcon:
    """Return the circle of 0 or the square of 1."""

    def paint(painter: QPainter, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if label == 0:
            painter.drawEllipse(QRectF(1.5, 1.5, 13, 13))
        else:
            painter.drawRoundedRect(QRectF(2, 2, 12, 12), 2, 2)

    return _icon(theme, paint, (theme.colours.zero, theme.colours.one)[label])


def _icon(
    theme: Theme,
    paint: Callable[[QPainter, QColor], None],
    colour: str,
    mode: QIcon.Mode = QIcon.Mode.Normal,
    icon: QIcon | None = None,
) -> QIcon:
    icon = QIcon() if icon is None else icon
    side = theme.px(_SIZE)
    for ratio in _RATIOS:
        pixels = QPixmap(side * ratio, side * ratio)
        pixels.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side * ratio / _GRID, side * ratio / _GRID)
        paint(painter, QColor(colour))
        painter.end()
        pixels.setDevicePixelRatio(ratio)
        icon.addPixmap(pixels, mode)
    return icon
