"""Plot readout: the figures of one epoch in a row of text above the charts.

They are those of the epoch that is pointed at or looked at, else of the lowest held-out loss.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from digitapp.training.figures import figure
from digitapp.training.timeline import Curves
from digitapp.ui.widgets.controls import set_tooltip

_FEW = 3  # epochs, before which no lowest loss is worth a word
_TIP = (
    "The figures of the epoch below the mouse, else where the held-out loss was lowest. Names that "
    "begin with val_ are of the held-out drawings; accuracy is the share read right."
)


class Readout(QLabel):
    """One row of text: the longest of several wordings that has room."""

    def __init__(self) -> None:
        super().__init__()
        self._wordings: Sequence[str] = ("",)
        self.setProperty("role", "muted")
        self.setObjectName("plotReadout")
        set_tooltip(self, _TIP)

    def show_epoch(self, curves: Curves, place: int) -> None:
        """Show the figures at a place of the curves."""
        self._show_wordings(*_values(curves, place))

    def show_lowest(self, lowest: tuple[float, float] | None) -> None:
        """Show the epoch and the value of the lowest held-out loss; nothing without."""
        if lowest is None:
            self._show_wordings("")
            return
        epoch, value = f"epoch {lowest[0]:,.0f}", three_digits(lowest[1])
        self._show_wordings(
            f"held-out loss lowest at {epoch}: {value}", f"held out lowest at {epoch}", epoch
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the wording for another width."""
        super().resizeEvent(event)
        self._choose()

    def _show_wordings(self, *wordings: str) -> None:
        if wordings != self._wordings:
            self._wordings = wordings
            self.setAccessibleName(wordings[0])
            self._choose()

    def _choose(self) -> None:
        metrics, room = self.fontMetrics(), self.width()
        fitting = (text for text in self._wordings if metrics.horizontalAdvance(text) <= room)
        text = next(fitting, self._wordings[-1])
        if text != self.text():
            self.setText(text)


def lowest_held_out(curves: Curves) -> tuple[float, float] | None:
    """Return the epoch at which the held-out loss was lowest, and that loss; None without."""
    if len(curves.epochs) < _FEW or not math.isfinite(curves.val_loss[-1]):
        return None
    place = int(np.nanargmin(curves.val_loss))
    return float(curves.epochs[place]), float(curves.val_loss[place])


def _values(curves: Curves, place: int) -> tuple[str, ...]:
    """Return the figures of an epoch, by their names and in fewer words."""
    epoch = f"epoch {curves.epochs[place]:,.0f}"
    values = {name: float(getattr(curves, name)[place]) for name in Curves._fields[1:]}
    there = {name: three_digits(value) for name, value in values.items() if value == value}
    named = [f"{name} {text}" for name, text in there.items()]
    pairs = [
        f"{name} {' / '.join(there[x] for x in (name, f'val_{name}') if x in there)}"
        for name in ("loss", "accuracy")
        if name in there
    ]
    return tuple(" · ".join([epoch, *words]) for words in (named, pairs, pairs[:1]))


def three_digits(value: float) -> str:
    """Return a number with the three digits that count: 0.693, 1.00, 2.40·10⁻⁵.

    >>> three_digits(0.98), three_digits(0.04), three_digits(123.4)
    ('0.980', '0.0400', '123')
    """
    if not 1e-4 <= abs(value) < 999.5:
        return figure(value, 3)
    return f"{value:#.3g}".removesuffix(".")
