"""Icons, painted in the theme's colours: no font is sure to have their characters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from .theme import Theme

ICON_SIDE, RUN_ICON_SIDE = 14, 16  # pixels at scale 1
_GRID = 16  # units a side in which all icons are drawn here
_PIXEL_RATIOS = (1, 2, 3)  # device pixels in a logical pixel

Paint = Callable[[QPainter, QColor], None]


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

    return _icon(theme.px(ICON_SIDE), paint, theme.colours.text, theme.colours.faint)


def digit_icon(theme: Theme, label: int) -> QIcon:
    """Return the circle of 0 or the square of 1."""

    def paint(painter: QPainter, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if label == 0:
            painter.drawEllipse(QRectF(1.5, 1.5, 13, 13))
        else:
            painter.drawRoundedRect(QRectF(2, 2, 12, 12), 2, 2)

    colour = (theme.colours.zero, theme.colours.one)[label]
    return _icon(theme.px(ICON_SIDE), paint, colour, colour)


def run_icon(theme: Theme, shape: str, *, primary: bool = False) -> QIcon:
    """Return "play", "pause" or "stop"; `primary` in the colours of the one large button."""
    path = QPainterPath()
    if shape == "play":
        path.moveTo(4, 2)
        path.lineTo(14, 8)
        path.lineTo(4, 14)
        path.closeSubpath()
    elif shape == "pause":
        path.addRect(QRectF(3, 2, 3.5, 12))
        path.addRect(QRectF(9.5, 2, 3.5, 12))
    else:
        path.addRect(QRectF(3, 3, 10, 10))

    def paint(painter: QPainter, colour: QColor) -> None:
        painter.fillPath(path, colour)

    colours = theme.colours
    usual, disabled = (
        (colours.on_accent, colours.muted) if primary else (colours.text, colours.faint)
    )
    return _icon(theme.px(RUN_ICON_SIDE), paint, usual, disabled)


def fold_icon(theme: Theme, *, folded: bool) -> QIcon:
    """Return an arrow to the left, by which a column folds; or to the right, where it has."""

    def paint(painter: QPainter, colour: QColor) -> None:
        pen = QPen(colour, 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        tip, end = (11, 6) if folded else (5, 10)
        painter.drawPolyline([QPointF(end, 3), QPointF(tip, 8), QPointF(end, 13)])

    return _icon(theme.px(ICON_SIDE), paint, theme.colours.muted, theme.colours.faint)


def _icon(side: int, paint: Paint, colour: str, disabled: str) -> QIcon:
    """Return what `paint` paints on a grid of 16 units, for sharp and usual screens."""
    icon = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        for ratio in _PIXEL_RATIOS:
            pixels = QPixmap(side * ratio, side * ratio)
            pixels.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixels)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(side * ratio / _GRID, side * ratio / _GRID)
            paint(painter, QColor(shade))
            painter.end()
            pixels.setDevicePixelRatio(ratio)
            icon.addPixmap(pixels, mode)
    return icon
