"""NetworkInput: the 20×20 picture that the network sees, pixel by pixel. Knows no strokes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..digits import SIZE
from .ink_picture import palette
from .theme import LIGHT, Theme

Image = npt.NDArray[np.float32]

_CELL = 4  # logical pixels that a pixel of the network takes at least,
_USUAL = 5
_GRID = 6  # and from which on lines part them


class NetworkInput(QWidget):
    """Shows (20, 20) float32 in [0, 1], each pixel as a crisp square, or empty paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkInput")
        self.setAccessibleName("What the network sees")
        self.setToolTip(
            "What the network sees: your drawing, centred and scaled to 20 × 20 pixels, "
            "the 400 numbers of its input layer."
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme = LIGHT
        self._image: Image | None = None

    def show_image(self, image: Image | None) -> None:
        """Show what the network sees; None for an empty canvas."""
        self._image = image
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take other colours and sizes."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Ask for as much height as there is width."""
        return width

    def sizeHint(self) -> QSize:
        """Give a size at which pixels can be told apart."""
        side = SIZE * self._theme.px(_USUAL) + 2
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Give the smallest such size."""
        side = SIZE * _CELL + 2
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint whole pixels only: every pixel of the network as large as the others."""
        painter = QPainter(self)
        colours, place = self._theme.colours, self._place()
        image = np.zeros((SIZE, SIZE), np.float32) if self._image is None else self._image
        pixels = palette(colours.paper, colours.ink)[np.rint(image * 255).astype(np.uint8)]
        painter.drawImage(place, QImage(pixels.data, SIZE, SIZE, QImage.Format.Format_RGB32))
        if place.width() >= SIZE * _GRID:
            self._paint_grid(painter, place)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRect(QRectF(place).adjusted(-0.5, -0.5, 0.5, 0.5))

    def _place(self) -> QRectF:
        """Give a square of 20 times whole pixels of the device, at the left."""
        ratio = self.devicePixelRatioF()
        room = min(self.width(), self.height()) - 2
        side = SIZE * max(1, int(room * ratio / SIZE)) / ratio
        return QRectF(1, 1, side, side)

    def _paint_grid(self, painter: QPainter, place: QRectF) -> None:
        colour = QColor(self._theme.colours.border)
        colour.setAlphaF(0.5)
        painter.setPen(QPen(colour, 0))
        step = place.width() / SIZE
        for i in range(1, SIZE):
            at = 1 + i * step
            painter.drawLine(QLineF(place.left(), at, place.right(), at))
            painter.drawLine(QLineF(at, place.top(), at, place.bottom()))
