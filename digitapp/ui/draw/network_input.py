"""NetworkInput: the 20×20 picture that the network sees, pixel by pixel. Knows no strokes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp.digits import SIZE
from digitapp.ui.widgets.controls import set_tooltip
from digitapp.ui.widgets.palette import Words, mixed, palette
from digitapp.ui.widgets.theme import LIGHT, Theme

Image = npt.NDArray[np.float32]

_CELL = 4.5  # logical pixels that a pixel of the network takes at least,
_GRID = 6  # and from which on lines part them


class NetworkInput(QWidget):
    """Shows (20, 20) float32 in [0, 1], each pixel as a crisp square, or empty paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkInput")
        self.setAccessibleName("What the network sees")
        set_tooltip(
            self,
            "What the network sees: your drawing, centred and scaled to 20 × 20 pixels, "
            "the 400 numbers of its input layer.",
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what it lies on stays
        self._theme = LIGHT
        self._shades, self._lines = _shades(LIGHT)
        self._image: Image | None = None

    def show_image(self, image: Image | None) -> None:
        """Show what the network sees; None for an empty canvas."""
        self._image = image
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self._shades, self._lines = _shades(theme)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the smallest size at which pixels can be told apart: it grows with the room."""
        side = SIZE * self._theme.px(_CELL) + 2
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take no height beyond a square: not by heightForWidth, which would take it always."""
        self.setMaximumHeight(max(self.width(), self.sizeHint().height()))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint whole pixels only: every pixel of the network as large as the others."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._theme.colours.panel))
        ratio = self.devicePixelRatioF()
        cell = max(1, int((min(self.width(), self.height()) - 2) * ratio / SIZE))
        pixels = self._pixels(cell)
        side = len(pixels)
        image = QImage(pixels.data, side, side, QImage.Format.Format_RGB32)
        place = QRectF(1, 1, side / ratio, side / ratio)
        painter.drawImage(place, image)
        painter.setPen(QPen(QColor(self._theme.colours.border), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _pixels(self, cell: int) -> Words:
        """Return the picture with cells of so many pixels of the device, parted by lines."""
        image = np.zeros((SIZE, SIZE), np.float32) if self._image is None else self._image
        ink = np.rint(image * 255).astype(np.uint8)  # (20, 20)
        pixels = self._shades.take(ink).repeat(cell, axis=1).repeat(cell, axis=0)
        if cell >= _GRID * self.devicePixelRatioF():
            lines = self._lines.take(ink)
            pixels[cell::cell] = lines[1:].repeat(cell, axis=1)
            pixels[:, cell::cell] = lines[:, 1:].repeat(cell, axis=0)
        return pixels


def _shades(theme: Theme) -> tuple[Words, Words]:
    """Return the colours of the pixels, and those of the lines over them."""
    paper, ink, border = theme.colours.paper, theme.colours.ink, theme.colours.border
    lines = (mixed(colour, border, 0.5).name() for colour in (paper, ink))
    return palette(paper, ink), palette(*lines)
