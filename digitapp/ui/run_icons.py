"""Run icons: play, pause and stop, drawn, for no font is sure to have them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

_SIZE = 16
_RATIOS = (1, 2, 3)  # device pixels in a pixel


def run_icon(shape: str, colour: str, disabled: str) -> QIcon:
    """Give "play", "pause" or "stop" as an icon."""
    icon = QIcon()
    for ratio in _RATIOS:
        icon.addPixmap(_pixmap(shape, colour, ratio), QIcon.Mode.Normal)
        icon.addPixmap(_pixmap(shape, disabled, ratio), QIcon.Mode.Disabled)
    return icon


def _pixmap(shape: str, colour: str, ratio: int) -> QPixmap:
    pixmap = QPixmap(_SIZE * ratio, _SIZE * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
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
