"""Which drawings are selected, kept by id so that it outlives every rearranging. numpy only.

A table's own selection is by place: the next drawing that comes in would move it to a neighbour,
and 100,000 scattered cells make it crawl. Here a range goes in reading order, as in a text.
"""

from __future__ import annotations

import numpy as np

from digitapp.digits.dataset.snapshot import Bools, Integers

_NO_IDS = np.empty(0, np.int64)


class Selection:
    """The ids that a person selected, and the place from which a range is drawn.

    anchor : id where the next range begins, None before the first click
    """

    def __init__(self) -> None:
        self._ids: Integers = _NO_IDS
        self.anchor: int | None = None

    @property
    def ids(self) -> Integers:
        """All selected ids, ascending, also those that are not shown now."""
        return self._ids

    def mask(self, ids: Integers) -> Bools:
        """Return which of these ids are selected: bool of the same shape."""
        return np.isin(ids, self._ids)

    def replace(self, ids: Integers) -> None:
        """Select these, each named once, and nothing else."""
        self._ids = np.sort(ids)

    def add(self, ids: Integers) -> None:
        """Select these, each named once, as well."""
        self.replace(np.concatenate([self._ids, ids[~self.mask(ids)]]))

    def toggle(self, one: int) -> None:
        """Select one if it is not selected, else not."""
        self._ids = np.setxor1d(self._ids, np.array([one], np.int64))

    def clear(self) -> None:
        """Select nothing."""
        self._ids = _NO_IDS

    def reach(self, shown: Integers, one: int) -> Integers:
        """Return the ids from the anchor to one, in the order shown; one alone without an anchor.

        shown : (n,) ids in reading order
        """
        ends = np.flatnonzero(np.isin(shown, [one, one if self.anchor is None else self.anchor]))
        return shown[ends[0] : ends[-1] + 1] if len(ends) else _NO_IDS
