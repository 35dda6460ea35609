"""Loss plot's axes: round numbers, whole epochs, powers of ten. Know no lines."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFont

from digitapp.ui.widgets.theme import Theme

from .axes import linear_ticks, log_ticks

MARGIN = 16  # pixels that a number at the end of an axis may stand out
_MOST_TICKS = 8


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis with few round ticks; with `log` its coordinates are log10 of the values."""

    def __init__(self, orientation: str, *, whole: bool = False) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        self.log, self._whole = False, whole

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places of the ticks, as far apart as their text needs."""
        apart = self.style["tickFont"].pixelSize() * (5 if self.orientation == "bottom" else 2.2)
        most = min(_MOST_TICKS, max(1, int(size / apart)))
        if self.log:
            return [(1.0, [float(np.log10(tick)) for tick in log_ticks(low, high, most)])]
        return [(1.0, linear_ticks(low, high, most, whole=self._whole))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the values as a person writes them."""
        if self._whole:
            return [f"{value:,.0f}" for value in values]
        return [f"{10**value if self.log else value:.6g}" for value in values]

    def show_theme(self, theme: Theme, font: QFont) -> None:
        """Take the colours and sizes of a theme."""
        self.setPen(theme.colours.border)
        self.setTextPen(theme.colours.muted)
        self.setTickFont(font)
        self.setStyle(
            tickLength=-theme.px(3),
            tickTextOffset=theme.px(4),
            autoExpandTextSpace=False,
            hideOverlappingLabels=theme.px(MARGIN),  # what stands out further is left out
        )
