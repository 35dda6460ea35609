"""Painting: what several widgets that paint by hand do alike."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter


def set_text(painter: QPainter, colour: str, pixels: int, *, bold: bool = False) -> None:
    """Set the colour and the size of the text that is drawn next."""
    font = painter.font()
    font.setPixelSize(pixels)
    font.setBold(bold)
    painter.setFont(font)
    painter.setPen(QColor(colour))
