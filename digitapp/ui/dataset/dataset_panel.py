"""DatasetPanel: the Digits column. Shows all drawings; asks for what a person wants done to them.

    title, counts, sort
    filter
    (busy)
    gallery
    selection: → 0, → 1, delete;  import, export

Changes no drawing and opens no file: every signal only asks.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitapp.digits.dataset.snapshot import Bools, DatasetSnapshot, Integers
from digitapp.training.dataset_predictions import DatasetPredictions
from digitapp.ui.widgets.controls import fill_layout
from digitapp.ui.widgets.theme import Theme

from .dataset_buttons import DatasetButtons
from .dataset_header import DatasetHeader, GalleryFilter
from .dataset_messages import BusyLine, GalleryEmpty
from .gallery import Gallery
from .gallery_query import Filter, Sort


class DatasetPanel(QWidget):
    """The drawings of a digits file.

    buttons : below them, with the menu of Import and the size of the drawings
    """

    relabel_requested = Signal(object, int)  # ids (k,) int64, label
    delete_requested = Signal(object)  # ids (k,) int64
    export_requested = Signal(object)  # ids (k,) int64: the selection, or all that is shown
    starter_requested = Signal()
    drawing_requested = Signal(int)  # id, to be put back on the canvas
    cancel_requested = Signal()  # of a running import or export
    keyboard_moved = Signal()  # into the gallery or out of it
    selection_changed = Signal(int)  # how many of those shown are selected

    def __init__(self) -> None:
        super().__init__()
        self._dataset = DatasetSnapshot.empty()
        self._sort_before: Sort | None = None  # the one to go back to after Doubtful
        self._head, self._filter, self.buttons = DatasetHeader(), GalleryFilter(), DatasetButtons()
        self._busy = BusyLine()
        self._gallery = Gallery()
        self._empty = GalleryEmpty(self._gallery.viewport())
        self._lay_out()
        self._connect()
        self.show_dataset(self._dataset)

    def _lay_out(self) -> None:
        QVBoxLayout(self._gallery.viewport()).addWidget(self._empty)
        parts = (self._head, self._filter, self._busy, (self._gallery, 1), self.buttons)
        fill_layout(QVBoxLayout(self), *parts).setSpacing(8)

    def _connect(self) -> None:
        self._head.sort_chosen.connect(self._on_sort_chosen)
        self._filter.filter_chosen.connect(self._on_filter_chosen)
        self._busy.cancel_requested.connect(self.cancel_requested)
        self._empty.starter_requested.connect(self.starter_requested)
        self._empty.all_requested.connect(self._on_all_requested)
        self._gallery.selection_changed.connect(self._on_selection_changed)
        self._gallery.drawing_activated.connect(self.drawing_requested)
        self._gallery.selection_changed.connect(self.selection_changed)
        self._gallery.keyboard_moved.connect(self.keyboard_moved)
        self.buttons.relabel_pressed.connect(self._on_relabel)
        self.buttons.delete_pressed.connect(self._on_delete)
        self.buttons.export_pressed.connect(self.request_export)
        self.buttons.thumbnail_size_changed.connect(self._gallery.set_thumbnail_size)

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Show these drawings."""
        if dataset.path != self._dataset.path and self._filter.chosen() is Filter.GIVEN:
            self._filter.choose(Filter.ALL)  # the ids were those of another file
        self._dataset = dataset
        self._gallery.show_dataset(dataset)
        self._head.show_counts(dataset.zeros, dataset.ones)
        self._show_numbers()

    def show_marks(self, marks: DatasetPredictions | None) -> None:
        """Show what the network says of the drawings; None when it says nothing."""
        self._gallery.show_marks(marks)
        self._show_numbers()

    def show_held_out(self, mask: Bools) -> None:
        """Show which drawings are held out: (m,) bool."""
        self._gallery.show_held_out(mask)
        self._show_numbers()

    def show_drawings(self, ids: Integers, name: str) -> None:
        """Show the drawings of these ids (k,) alone; the name says what they are."""
        self._gallery.shown.give(ids)
        self._filter.choose_given(name)
        self._arrange()

    def show_busy(self, text: str, done: int, total: int) -> None:
        """Show how far a long job is."""
        self._busy.show_busy(text, done, total)

    def show_idle(self) -> None:
        """Show that no long job runs any more."""
        self._busy.hide()

    def show_theme(self, theme: Theme) -> None:
        """Paint in these colours and sizes."""
        self._gallery.show_theme(theme)
        self._busy.show_theme(theme)

    def selected_ids(self) -> Integers:
        """Return the ids of the selected drawings, ascending: (k,) int64."""
        return self._gallery.selected_ids()

    def gallery_has_focus(self) -> bool:
        """Return whether keys go to the gallery."""
        return self._gallery.hasFocus()

    def select_all(self) -> None:
        """Select all drawings that are shown."""
        self._gallery.select_all()

    def focus_gallery(self) -> None:
        """Focus the gallery."""
        self._gallery.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def request_export(self) -> None:
        """Ask for the selected drawings to be written to a file, or else all that are shown."""
        chosen = self.selected_ids()
        self.export_requested.emit(chosen if len(chosen) else np.sort(self._gallery.shown.ids))

    def _show_numbers(self) -> None:
        shown = self._gallery.shown
        for chosen in (Filter.WRONG, Filter.DOUBTFUL):
            number = int(shown.known.shown(chosen).sum()) if shown.has_marks else None
            self._filter.show_number(chosen, number)
        self._filter.show_number(Filter.GIVEN, len(shown.order))  # it is hidden but when chosen
        self._empty.setVisible(not len(shown.order))
        self._empty.show_reason(
            shown.filter,
            drawings=len(self._dataset),
            asked=shown.has_marks,
            read_only=self._dataset.read_only,
        )
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.buttons.show_state(
            selected=len(self._gallery.selected_ids()),
            shown=len(self._gallery.shown.order),
            read_only=self._dataset.read_only,
        )

    def _on_selection_changed(self, count: int) -> None:
        self._show_buttons()

    def _on_filter_chosen(self, chosen: Filter) -> None:
        """Show what the filter lets through; doubtful ones begin with the highest loss."""
        if chosen is Filter.DOUBTFUL:
            self._sort_before = self._head.sort()
            self._head.show_sort(Sort.LOSS)
        elif self._sort_before is not None:
            self._head.show_sort(self._sort_before)
            self._sort_before = None
        self._arrange()

    def _on_sort_chosen(self, sort: Sort) -> None:
        self._sort_before = None
        self._arrange()

    def _on_all_requested(self) -> None:
        self._filter.choose(Filter.ALL)
        self._gallery.setFocus()

    def _arrange(self) -> None:
        self._gallery.arrange(self._filter.chosen(), self._head.sort())
        self._show_numbers()

    def _on_relabel(self, label: int) -> None:
        self.relabel_requested.emit(self.selected_ids(), label)

    def _on_delete(self) -> None:
        ids = self.selected_ids()
        if len(ids) and not self._dataset.read_only:
            self.delete_requested.emit(ids)
