"""Axes of the plot: how far they go, where their ticks are, and how these are written.

Ranges grow in steps: an axis that moved at every epoch would be unreadable and slow.
"""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFont

from digitapp.training.figures import figure
from digitapp.ui.widgets.theme import Theme

END_MARGIN = 16  # pixels that a number at the end of an axis may stand out
_MAX_TICKS = 8
_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_MIN_LOSS = 1e-9  # the smallest loss that the log axis shows
_DECADES = 30  # times the lowest loss, from which on the highest makes the axis a log one
_YOUNG = 50  # epochs, up to which a run has the same axis
_DECADE_STEPS = 2  # of the log axis, about 1 and 3: a run that learns goes down without an end
_FEWEST = 0.5  # epochs that are shown at the closest


def round_up(value: float) -> float:
    """Return the next round number that is at least `value`, which is more than 0.

    >>> round_up(41)
    50.0
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (*_STEPS, 12.0) if step * power >= value * (1 - 1e-12))


def last_epoch_shown(last: int, target: int) -> int:
    """Return where the axis of epochs ends, for a run that is at `last` and shall reach `target`.

    All of a short run stands there from the first; of a long one, two to four times what there is.
    """
    doublings = math.floor(math.log2(max(last, _YOUNG) / _YOUNG))
    return math.ceil(round_up(max(last, min(target, 4 * _YOUNG * 2**doublings), 10)))


def last_batch_shown(place: float, batches: int) -> float:
    """Return where the axis of epochs ends while batches are made one by one.

    place : of the newest batch, in epochs
    batches : an epoch has
    """
    return round_up(max(2 * place, 10 / batches))


def zoomed(
    shown: tuple[float, float], centre: float, factor: float, whole: tuple[float, float]
) -> tuple[float, float] | None:
    """Return the epochs shown after zooming by a factor around one of them; None for all.

    >>> zoomed((0.0, 100.0), 25.0, 2.0, (0.0, 100.0))
    (12.5, 62.5)
    """
    (low, high), (left, right) = shown, whole
    width = max((high - low) / factor, _FEWEST)
    if width >= right - left:
        return None
    low = centre - (centre - low) * width / (high - low)
    low = min(max(low, left), right - width)
    return low, low + width


def spans_decades(lowest: float, highest: float) -> bool:
    """Return whether most of a curve would lie on zero but for an axis by powers of ten."""
    return highest > _DECADES * max(lowest, _MIN_LOSS)


def loss_range(
    lowest: float, highest: float, guessing: float | None, *, log: bool
) -> tuple[float, float]:
    """Return the range of an axis of losses that shows them and what guessing costs.

    lowest, highest : of the finite losses
    guessing : None where it need not be seen
    Returns the range in losses, or in log10 of losses.
    """
    if guessing is None:
        top = round_up(max(highest * 1.02, _MIN_LOSS))
        bottom = max(min(lowest, top / 2), _MIN_LOSS)
    else:
        top = round_up(max(highest, guessing * 1.1) * (1.3 if log else 1.02))
        bottom = min(max(lowest, _MIN_LOSS), guessing / 10)
    if not log:
        return -0.02 * top, top
    if guessing is None:
        return math.log10(0.9 / round_up(1 / bottom)), math.log10(top)
    return math.floor(_DECADE_STEPS * math.log10(0.9 * bottom)) / _DECADE_STEPS, math.log10(top)


def accuracy_range(lowest: float) -> tuple[float, float]:
    """Return the range of an axis of accuracies: down to the lowest tenth, and half at the most."""
    bottom = min(0.5, math.floor(lowest * 10) / 10)
    pad = 0.04 * (1 - bottom)
    return bottom - pad, 1 + pad


def linear_ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Return at most `most` round values from low to high; `whole` ones only if asked for.

    >>> linear_ticks(0, 0.8, 5)
    [0.0, 0.2, 0.4, 0.6, 0.8]
    """
    least = 0.9 * (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(least))
    spacing = next(x * power for x in (1.0, 2.0, 5.0, 10.0, 20.0) if x * power >= least)
    if whole:
        spacing = max(1.0, spacing)
    first, last = math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9)
    return [round(k * spacing, 12) for k in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return about `most` round values at most, whose log10 is from low to high."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    for digits in ((1, 2, 5), (1, 3), (1,)):
        ticks = [digit * 10.0**power for power in decades for digit in digits]
        shown = [tick for tick in ticks if low <= math.log10(tick) <= high]
        if len(shown) <= max(most, 2):
            return shown
    return shown[:: math.ceil(len(shown) / max(most, 2))]


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis with few round ticks; with `log` its coordinates are log10 of the values."""

    def __init__(self, orientation: str, *, whole: bool = False) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        self.log, self._whole = False, whole
        self.named: tuple[float, str] | None = None  # a value that has a word in place of a number

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places of the ticks, as far apart as their text needs."""
        apart = self.style["tickFont"].pixelSize() * (5 if self.orientation == "bottom" else 2.2)
        most = min(_MAX_TICKS, max(1, int(size / apart)))
        if self.log:
            ticks = [float(np.log10(tick)) for tick in log_ticks(low, high, most)]
        else:
            ticks = linear_ticks(low, high, most, whole=self._is_whole(low, high))
        if (named := self._named_place()) is not None and low <= named <= high:
            near = 0.7 * apart * (high - low) / max(size, 1.0)
            ticks = [tick for tick in ticks if abs(tick - named) > near] + [named]
        return [(1.0, ticks)]

    def ticks(self, low: float, high: float, pixels: float) -> list[float]:
        """Return the places of the ticks of an axis beside so many pixels, as it writes them."""
        [(_, places)] = self.tickValues(low, high, pixels + 2)  # it stands out at both ends
        return places

    def _is_whole(self, low: float, high: float) -> bool:
        return self._whole and high - low > 2  # parts of epochs are batches

    def _named_place(self) -> float | None:
        if self.named is None:
            return None
        return math.log10(self.named[0]) if self.log else self.named[0]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the values as a person writes them."""
        if self._whole:
            return [f"{value:,.0f}" if value % 1 == 0 else f"{value:.6g}" for value in values]
        texts = [figure(10**value if self.log else value, 6) for value in values]
        if self.named is not None and (place := self._named_place()) in values:
            texts[values.index(place)] = self.named[1]
        return texts

    def show_theme(self, theme: Theme, font: QFont) -> None:
        """Show the colours and sizes of a theme."""
        self.setPen(theme.colours.border)
        self.setTextPen(theme.colours.muted)
        self.setTickFont(font)
        self.setStyle(
            tickLength=0,  # they stand between the axes, and are painted there
            tickTextOffset=theme.px(4),
            autoExpandTextSpace=False,
            hideOverlappingLabels=theme.px(END_MARGIN),  # what stands out further is left out
        )
