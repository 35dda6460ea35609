"""Colours between two others: one by one, and as a table from paper to ink. Knows no widget."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

Words = npt.NDArray[np.uint32]  # pixels, 0xffRRGGBB


def palette(paper: str, ink: str) -> Words:
    """Return the colours from paper (0) to ink (255): (256,) uint32."""
    words: Words = np.full(256, 0xFF, np.uint32)
    for channel in (QColor.red, QColor.green, QColor.blue):
        mixed = np.linspace(channel(QColor(paper)), channel(QColor(ink)), 256)
        words = words << np.uint32(8) | np.rint(mixed).astype(np.uint32)
    return words


def mixed(colour: str, other: str, share: float) -> QColor:
    """Return a colour between two: `share` of the first, the rest of the second."""
    first, second = QColor(colour), QColor(other)
    channels = (QColor.red, QColor.green, QColor.blue)
    return QColor(*(round(share * of(first) + (1 - share) * of(second)) for of in channels))
