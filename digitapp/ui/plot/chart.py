"""Chart: the axes of one of the plot's two charts, by pyqtgraph, and where its values are on them.

Knows no lines: what lies between the axes is painted by its curve area.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtGui import QFont

from digitapp.ui.widgets.theme import LIGHT, Theme

from .axes import ValueAxis
from .legend import sized

Floats = npt.NDArray[np.float64]
_Number = TypeVar("_Number", float, Floats)
_MIN_LOSS = 1e-12  # the smallest loss that has a place on the log axis


class Chart(pg.PlotItem):  # type: ignore[misc]
    """Two axes; values and epochs become pixels between them.

    level : a value that is marked; None for none
    wide, high : pixels between the axes
    """

    scaled = Signal()  # other epochs or values are shown

    def __init__(self, label: str) -> None:
        self._label = label
        self._value_axis = ValueAxis("left")
        self._epoch_axis = ValueAxis("bottom", whole=True)
        axes = {"left": self._value_axis, "bottom": self._epoch_axis}
        super().__init__(axisItems=axes, enableMenu=False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.vb.disableAutoRange()
        self.theme = LIGHT
        self._has_epochs = self._is_epoch_named = True
        self.level: float | None = None
        self.left, self.right, self.bottom, self.top = 0.0, 1.0, 0.0, 1.0
        self.wide = self.high = 1.0
        self.vb.geometryChanged.connect(self.on_resized)
        self.log = False

    def show_range(
        self, epochs: tuple[float, float], values: tuple[float, float], *, log: bool = False
    ) -> None:
        """Show the epochs and the values between two of each; with log, of log10."""
        if (*epochs, *values, log) == (self.left, self.right, self.bottom, self.top, self.log):
            return
        (self.left, self.right), (self.bottom, self.top), self.log = epochs, values, log
        self._value_axis.log = log
        self.vb.setRange(xRange=epochs, yRange=values, padding=0)
        self._value_axis.picture = None
        self.scaled.emit()

    def show_level(self, value: float, words: str) -> None:
        """Mark a value, with a word for it among the numbers of the axis."""
        self.level = value
        self._value_axis.named = (value, words)
        self._value_axis.picture = None
        self._value_axis.update()
        self.scaled.emit()

    def ticks(self) -> tuple[Floats, Floats]:
        """Return the pixels of the ticks of the values, and of the epochs."""
        values = self._value_axis.ticks(self.bottom, self.top, self.high)
        epochs = self._epoch_axis.ticks(self.left, self.right, self.wide)
        return self.y_of_scaled(np.array(values)), self.x_of(np.array(epochs))

    def show_theme(self, theme: Theme, font: QFont, *, with_epochs: bool) -> None:
        """Show the colours and sizes of a theme; only the lowest chart names its epochs."""
        self.theme, font = theme, sized(font, theme.px(11))
        colours, px = theme.colours, theme.px
        for axis in (self._value_axis, self._epoch_axis):
            axis.show_theme(theme, font)
        css = {"color": colours.muted, "font-size": f"{px(11)}px"}
        css["font-family"] = font.family()
        self._value_axis.setLabel(self._label, **css)
        self._value_axis.setWidth(px(50))
        self._epoch_axis.setStyle(showValues=with_epochs)
        if with_epochs:
            self._epoch_axis.setLabel("epoch", **css)
        self._has_epochs = with_epochs
        self._size_epoch_axis()

    def name_epochs(self, named: bool) -> None:
        """Write "epoch" below the axis, or leave that room to the curves."""
        if named != self._is_epoch_named:
            self._is_epoch_named = named
            self._size_epoch_axis()

    def name_values(self, named: bool) -> None:
        """Write what the values are beside their axis, or leave it out where that is too short."""
        self._value_axis.showLabel(named)

    def _size_epoch_axis(self) -> None:
        px, named = self.theme.px, self._is_epoch_named
        self._epoch_axis.showLabel(self._has_epochs and named)
        self._epoch_axis.setHeight(px(4 if not self._has_epochs else 34 if named else 19))

    def on_resized(self) -> None:
        """Keep the size as numbers: each rectangle of Qt that ends hands on Python's lock."""
        self.wide, self.high = self.vb.width(), self.vb.height()

    def x_of(self, epoch: _Number) -> _Number:
        """Return the pixel of an epoch, or of several."""
        return (epoch - self.left) / (self.right - self.left) * self.wide

    def epoch_at(self, x: float) -> float:
        """Return the epoch of a pixel."""
        return self.left + x / max(1.0, self.wide) * (self.right - self.left)

    def y_of(self, value: float) -> float:
        """Return the pixel of a value."""
        return float(self.y_of_scaled(self.scaled_values(np.array([value])))[0])

    def scaled_values(self, values: Floats) -> Floats:
        """Return values as the axis has them: with log their log10."""
        return np.log10(np.maximum(values, _MIN_LOSS)) if self.log else values

    def y_of_scaled(self, values: Floats) -> Floats:
        """Return the pixels of scaled values."""
        return (self.top - values) / (self.top - self.bottom) * self.high
