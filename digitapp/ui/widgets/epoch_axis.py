"""EpochAxis: where which epochs are, for what stands below the plot. Knows no widget."""

from __future__ import annotations

from typing import NamedTuple


class EpochAxis(NamedTuple):
    """Which epochs are shown, and how far their axis ends from both borders of a widget.

    first, last : epochs, with fractions
    left, right : pixels

    >>> EpochAxis(0, 100, 50, 10).x_of(25, width=160)
    75.0
    """

    first: float
    last: float
    left: float
    right: float

    def x_of(self, epoch: float, width: float) -> float:
        """Return the pixel of an epoch in a widget of this width."""
        share = (epoch - self.first) / (self.last - self.first)
        return self.left + share * (width - self.left - self.right)
