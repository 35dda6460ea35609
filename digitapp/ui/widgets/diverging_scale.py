"""DivergingScale: numbers around 0 as colours, and the legend that says which is which.

    −largest  blue ◀── paper ──▶ orange  +largest

Blue and orange are those of 0 and 1: what is orange raises z and speaks for 1. Colour-blind people
tell them apart, and the further a number is from 0 the further its colour is from paper.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp.training.figures import figure

from .controls import set_tooltip
from .painting import set_text
from .palette import palette
from .theme import LIGHT, Theme

Words = npt.NDArray[np.uint32]
_HALF = 127  # steps on each side of 0
_NONE = 2 * _HALF + 1  # the colour of what is not a number


class DivergingScale:
    """The colours of one theme.

    lowers, raises : the colours of both ends, for what has no size but a sign
    """

    def __init__(self, theme: Theme) -> None:
        colours = theme.colours
        self.lowers, self.raises = QColor(colours.zero), QColor(colours.one)
        self._ink = palette(colours.paper, colours.ink)
        self._words = _ramp(colours.zero, colours.paper, colours.one)
        self._words[_NONE] = QColor(colours.track).rgb()

    def words(self, values: npt.NDArray[np.floating], largest: float) -> Words:
        """Return the colours 0xffRRGGBB of values, in their shape; ±largest are the ends."""
        share = values / largest if largest > 0 else np.zeros_like(values)
        with np.errstate(invalid="ignore"):
            steps = np.rint(np.clip(share, -1, 1) * _HALF) + _HALF
        steps = np.where(np.isfinite(steps), steps, _NONE).astype(np.intp)
        words: Words = self._words[steps]
        return words

    def ink(self, x: npt.NDArray[np.floating]) -> Words:
        """Return the colours of ink from 0 to 1, in its shape."""
        words: Words = self._ink[np.rint(np.clip(x, 0, 1) * 255).astype(np.intp)]
        return words


def _ramp(low: str, middle: str, high: str) -> Words:
    words: Words = np.full(2 * _HALF + 2, 0xFF, np.uint32)
    for part in (QColor.red, QColor.green, QColor.blue):
        ends = [part(QColor(colour)) for colour in (low, middle, high)]
        mixed = np.interp(np.arange(2 * _HALF + 2), [0, _HALF, 2 * _HALF], ends)
        words = words << np.uint32(8) | np.rint(mixed).astype(np.uint32)
    return words


def image_of(words: Words) -> QImage:
    """Return colours (h, w) as an image that owns its pixels."""
    words = np.ascontiguousarray(words)
    height, width = words.shape
    return QImage(words.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def paint_bars(
    painter: QPainter, place: QRectF, shares: npt.NDArray[np.floating], scale: DivergingScale
) -> None:
    """Paint shares (n,) from −1 to 1 as bars, up and down from the middle of a place."""
    half, middle = place.height() / 2, place.center().y()
    bars: tuple[list[QRectF], list[QRectF]] = [], []
    edges = _edges(place.left(), place.right(), len(shares))
    for number, share in enumerate(np.clip(shares, -1, 1).tolist()):
        if math.isnan(share):
            continue
        height, left, width = share * half, edges[number], edges[number + 1] - edges[number]
        thick = max(1.0, width - (width > 3))  # whole pixels, else thin ones would not be painted
        bars[share > 0].append(QRectF(left, middle - max(height, 0), thick, abs(height)))
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, rectangles in zip((scale.lowers, scale.raises), bars, strict=True):
        painter.setBrush(colour)
        painter.drawRects(rectangles)
    painter.setBrush(Qt.BrushStyle.NoBrush)


@lru_cache(256)  # the same at every frame
def _edges(left: float, right: float, n: int) -> list[float]:
    """Return the whole pixels between which n bars stand."""
    edges: list[float] = np.rint(np.linspace(left, right, n + 1)).tolist()
    return edges


class ScaleLegend(QWidget):
    """The scale, lying, with its three numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scaleLegend")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme, self._scale, self._largest = LIGHT, DivergingScale(LIGHT), 0.0
        self.show_largest(0.0)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme, self._scale = theme, DivergingScale(theme)
        self.updateGeometry()
        self.update()

    def show_largest(self, largest: float) -> None:
        """Show the range from −largest to largest."""
        self._largest = largest
        end = figure(largest, 2)
        self.setAccessibleName(f"Scale of the pictures: blue is −{end}, orange is +{end}")
        set_tooltip(
            self,
            f"From −{end} (blue: lowers z) over 0 (paper) to +{end} (orange: raises z). "
            "All pictures of a layer have the same scale.",
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the scale and figures beside it."""
        return QSize(self._theme.px(190), self._theme.px(18))

    def minimumSizeHint(self) -> QSize:
        """Return what can still be read."""
        return QSize(self._theme.px(120), self._theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint figure, ramp, figure."""
        painter = QPainter(self)
        set_text(painter, self._theme.colours.muted, self._theme.caption())
        end, metrics = figure(self._largest, 2), painter.fontMetrics()
        low, high = (f"−{end}", f"+{end}") if self._largest else ("0", "0")
        room, gap = max(metrics.horizontalAdvance(text) for text in (low, high)), self._theme.px(5)
        ramp = QRectF(
            room + gap, self._theme.px(4), self.width() - 2 * (room + gap), self._theme.px(10)
        )
        values = np.linspace(-1, 1, 2 * _HALF + 1)[np.newaxis]
        painter.drawImage(ramp, image_of(self._scale.words(values, 1.0)))
        painter.setPen(QPen(QColor(self._theme.colours.border), 1))
        painter.drawRect(ramp)
        painter.setPen(QColor(self._theme.colours.muted))
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, room, self.height()), right | middle, low)
        painter.drawText(
            QRectF(self.width() - room, 0, room, self.height()),
            Qt.AlignmentFlag.AlignLeft | middle,
            high,
        )
        centre = ramp.center().x()
        painter.drawLine(int(centre), int(ramp.top()), int(centre), int(ramp.bottom()))
