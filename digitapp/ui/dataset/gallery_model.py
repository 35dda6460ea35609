"""GalleryModel: the drawings of a dataset as a grid of cells. Knows no widget.

Cells are numbered in reading order: cell = row · columns + column. Everything stands in arrays;
only what is on the screen is ever looked at one by one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from digitapp.digits.dataset.snapshot import Bools, DatasetSnapshot, Integers
from digitapp.training.dataset_predictions import DatasetPredictions
from digitapp.ui.widgets.controls import wrapped

from .gallery_query import Filter, Known, Sort

Index = QModelIndex | QPersistentModelIndex

WRONG, HELD_OUT, DOUBTFUL = 2, 4, 8  # bits of a state beside the label, which is bit 1
_NO_PARENT = QModelIndex()
_MAX_TIME = 1e11  # seconds since 1970; beyond, a calendar makes no sense


class GalleryModel(QAbstractTableModel):
    """What is shown, in order; the network's marks come and go without moving cells.

    known : all that is known of the dataset's drawings
    order : (n,) int64, the row of the dataset that each cell shows
    states : (m,) uint8 by row of the dataset: label, WRONG, HELD_OUT, DOUBTFUL
    has_marks : whether a network was asked about the drawings
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.known = Known.only(DatasetSnapshot.empty())
        self.order: Integers = np.empty(0, np.int64)
        self.states = np.empty(0, np.uint8)
        self.columns = 1
        self.filter, self.sorted_by = Filter.ALL, Sort.NEWEST
        self.has_marks = False
        self._is_late = False  # the order is not the one that filter and sort give

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Show other drawings, or the same ones after a change."""
        self._show(self.known.moved_to(dataset), rearrange=True)

    def show_marks(self, marks: DatasetPredictions | None, *, rearrange: bool = True) -> None:
        """Show what a network says; without rearrange every drawing stays in its cell."""
        self.has_marks = marks is not None
        self._show(self.known.with_marks(marks), rearrange=rearrange)

    def show_held_out(self, held_out: Bools) -> None:
        """Show which drawings are held out: (m,) bool."""
        self._show(self.known.with_held_out(held_out), rearrange=True)

    def arrange(self, chosen: Filter, sort: Sort) -> None:
        """Show what a filter lets through, sorted."""
        self.filter, self.sorted_by = chosen, sort
        self._show(self.known, rearrange=True)

    def give(self, ids: Integers) -> None:
        """Use these ids (k,) as Filter.GIVEN."""
        self._show(replace(self.known, given=ids), rearrange=True)

    def set_columns(self, columns: int) -> None:
        """Set how many drawings stand side by side."""
        if columns != self.columns:
            self.beginResetModel()
            self.columns = columns
            self.endResetModel()

    def rearrange(self) -> None:
        """Sort the drawings as filter and sort ask, if show_marks did not."""
        if self._is_late:
            self._show(self.known, rearrange=True)

    @property
    def ids(self) -> Integers:
        """The ids of what is shown, in reading order: (n,) int64."""
        return self.known.dataset.ids[self.order]

    def cell(self, index: Index) -> int | None:
        """Return the number of a cell that shows a drawing."""
        cell = index.row() * self.columns + index.column()
        return cell if index.isValid() and cell < len(self.order) else None

    def index_of(self, cell: int) -> QModelIndex:
        """Return the index of a cell."""
        return self.index(cell // self.columns, cell % self.columns)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return the rows of the grid; the last may be filled in part."""
        return 0 if parent.isValid() else -(-len(self.order) // self.columns)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many drawings stand side by side."""
        return 0 if parent.isValid() else self.columns

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that drawings can be focused; the empty cells after the last cannot."""
        if self.cell(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return a drawing in words, for the tooltip and for those who cannot see it."""
        cell = self.cell(index)
        if cell is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return wrapped(self._described(int(self.order[cell])))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._described(int(self.order[cell])).replace("\n", ", ")
        return None

    def _show(self, known: Known, *, rearrange: bool) -> None:
        order = known.order(self.filter, self.sorted_by) if rearrange else self.order
        moved = not np.array_equal(known.dataset.ids[order], self.known.dataset.ids[self.order])
        if moved:
            self.beginResetModel()
        self.known, self.order, self._is_late = known, order, not rearrange
        self.states = known.dataset.labels.copy()
        for mask, bit in ((known.wrong, WRONG), (known.held_out, HELD_OUT)):
            self.states[mask] |= bit
        self.states[known.doubtful] |= DOUBTFUL
        if moved:
            self.endResetModel()

    def _described(self, row: int) -> str:
        known, state = self.known, int(self.states[row])
        dataset = known.dataset
        origin = "drawn here" if dataset.own[row] else "imported"
        origin = "made by digitapp" if dataset.made[row] else origin
        lines = [f"a {state & 1}, {origin}{_when(float(dataset.created[row]))}"]
        if not np.isnan(known.losses[row]):
            lines.append(
                f"P(digit is 1) = {known.probabilities[row]:.3f}, loss {known.losses[row]:.3f}"
            )
        if state & WRONG:
            lines.append(f"wrong: the network reads it as {1 - (state & 1)}")
        if state & DOUBTFUL:
            lines.append("doubtful: is the label right?")
        if state & HELD_OUT:
            lines.append("held out: tests the network, is not learnt")
        return "\n".join(lines)


def _when(created: float) -> str:
    if not 0 < created < _MAX_TIME:
        return ""
    moment = QDateTime.fromSecsSinceEpoch(int(created))
    return " on " + QLocale().toString(moment, QLocale.FormatType.ShortFormat)
