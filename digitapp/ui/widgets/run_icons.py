"""Run icons: play, pause and stop, drawn, for no font is sure to have them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

_SIZE = 16  # of the paths below
_RATIOS = (1, 2, 3)  # device pixels in a pixel


def run_icon(shape: str, size: int, colour: str, disabled: str) -> QIcon:
    """Return "play", "pause" or "stop" as an icon of a size in pixels."""
    icon = QIcon()
    for ratio in _RATIOS:
        icon.addPixmap(_pixmap(shape, size, ratio, colour), QIcon.Mode.Normal)
        icon.addPixmap(_pixmap(shape, size, ratio, disabled), QIcon.Mode.Disabled)
    return icon


def _pixmap(shape: str, size: int, ratio: int, colour: str) -> QPixmap:
    pixmap = QPixmap(size * ratio, size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(size / _SIZE, size / _SIZE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(_path(shape), QColor(colour))
    painter.end()
    return pixmap


def _path(shape: str) -> QPainterPath:
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
    return path
