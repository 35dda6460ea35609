"""Which drawings the gallery shows, and in what order. numpy only; knows no Qt.

    DatasetSnapshot ─┐
    DatasetPredictions ──────┼─▶ Known, row by row ─ filter ─ sort ─▶ order: rows of the dataset
    held out ───┘

What a network says may come later than the drawings do, or of a few less, so it is matched by id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from digitapp.digits.dataset.snapshot import Bools, DatasetSnapshot, Floats, Integers
from digitapp.training.dataset_predictions import DatasetPredictions


class Filter(Enum):
    """Which drawings are shown; the value stands on the button."""

    ALL = "All"
    ZEROS = "0"
    ONES = "1"
    HELD_OUT = "Held out"
    WRONG = "Wrong"
    DOUBTFUL = "Doubtful"
    GIVEN = "Given"  # by their ids; the button says what they are


class Sort(Enum):
    """What comes first; the value stands in the box."""

    NEWEST = "newest first"
    OLDEST = "oldest first"
    LABEL = "by label"
    LOSS = "highest loss"
    UNSURE = "nearest to ½"


@dataclass(frozen=True, eq=False)
class Known:
    """All that the gallery knows of the m drawings of a dataset, row by row.

    dataset : the drawings
    held_out, wrong, doubtful : (m,) bool
    probabilities, losses : (m,) float32, NaN where the network has not been asked yet
    given : (k,) int64, the ids that Filter.GIVEN shows
    """

    dataset: DatasetSnapshot
    held_out: Bools
    wrong: Bools
    doubtful: Bools
    probabilities: Floats
    losses: Floats
    given: Integers

    @classmethod
    def only(cls, dataset: DatasetSnapshot) -> Self:
        """Return what is known of drawings that no network was asked about."""
        m = len(dataset)
        nothing, unknown = np.zeros(m, np.bool_), np.full(m, np.nan, np.float32)
        return cls(dataset, nothing, nothing, nothing, unknown, unknown, np.empty(0, np.int64))

    def moved_to(self, dataset: DatasetSnapshot) -> Known:
        """Return what is known of the drawings that are still there.

        What the network said of a drawing that was relabelled since is forgotten: it was about
        the other label.
        """
        places, here = _places(self.dataset.ids, dataset.ids)
        same = here.copy()
        same[here] = self.dataset.labels[places[here]] == dataset.labels[here]
        return Known(
            dataset,
            _moved(self.held_out, places, here, False),
            _moved(self.wrong, places, same, False),
            _moved(self.doubtful, places, same, False),
            _moved(self.probabilities, places, same, np.nan),
            _moved(self.losses, places, same, np.nan),
            self.given,
        )

    def with_marks(self, marks: DatasetPredictions | None) -> Known:
        """Return it with what a network says; None removes that."""
        if marks is None:
            return replace(Known.only(self.dataset), held_out=self.held_out, given=self.given)
        places, here = _places(marks.ids, self.dataset.ids)
        return replace(
            self,
            wrong=_moved(marks.wrong, places, here, False),
            doubtful=_moved(marks.doubtful, places, here, False),
            probabilities=_moved(marks.probabilities, places, here, np.nan),
            losses=_moved(marks.losses, places, here, np.nan),
        )

    def with_held_out(self, held_out: Bools) -> Known:
        """Return it with which drawings are held out: (m,) bool."""
        if held_out.shape != (len(self.dataset),):
            raise ValueError(
                f"held_out must have shape ({len(self.dataset)},), got {held_out.shape}. "
                "Show the dataset that it belongs to first."
            )
        return replace(self, held_out=held_out)

    def shown(self, chosen: Filter) -> Bools:
        """Return which drawings a filter shows: (m,) bool."""
        labels = self.dataset.labels
        masks: dict[Filter, Bools] = {
            Filter.ALL: np.ones(len(labels), np.bool_),
            Filter.ZEROS: labels == 0,
            Filter.ONES: labels == 1,
            Filter.HELD_OUT: self.held_out,
            Filter.WRONG: self.wrong,
            Filter.DOUBTFUL: self.doubtful,
            Filter.GIVEN: np.isin(self.dataset.ids, self.given),
        }
        return masks[chosen]

    def order(self, chosen: Filter, sort: Sort) -> Integers:
        """Return the rows of the dataset to show, first to last: (n,) int64."""
        rows = np.flatnonzero(self.shown(chosen))
        if sort is Sort.OLDEST:
            return rows
        rows = rows[::-1]
        if sort is Sort.LABEL:
            rows = rows[np.argsort(self.dataset.labels[rows], kind="stable")]
        elif sort is Sort.LOSS:
            rows = rows[np.argsort(-self.losses[rows], kind="stable")]  # NaN, not known, goes last
        elif sort is Sort.UNSURE:
            rows = rows[np.argsort(np.abs(self.probabilities[rows] - 0.5), kind="stable")]
        return rows


def _places(ids: Integers, wanted: Integers) -> tuple[Integers, Bools]:
    """Find each of wanted (m,) in ids (k,), both ascending: its place, and whether it is there."""
    if len(ids) <= len(wanted) and np.array_equal(ids, wanted[: len(ids)]):
        places = np.arange(len(wanted))  # as after adding drawings, ten times as quickly
        return places, places < len(ids)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return places, ids[places] == wanted


def _moved(values: npt.NDArray[Any], places: Integers, here: Bools, other: Any) -> Any:
    """Return values[places] where here, other elsewhere."""
    moved = np.full(len(places), other, values.dtype)
    moved[here] = values[places[here]]
    return moved
