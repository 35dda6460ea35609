"""Gallery: the drawings of a dataset, to look through and to select. Changes no drawing.

    mouse, keys ─▶ Selection (ids) ─▶ cells that are painted as selected

The selection is our own and not the table's, since it has to outlive every change of what is shown.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitapp.digits.dataset.snapshot import Bools, DatasetSnapshot, Integers
from digitapp.training.dataset_predictions import DatasetPredictions
from digitapp.ui.widgets.theme import Theme

from .gallery_grid import step_from
from .gallery_model import GalleryModel
from .gallery_query import Filter, Sort
from .gallery_selection import Selection
from .gallery_table import GalleryTable
from .rubber_band import RubberBand

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_FOR_A_MENU = (Qt.FocusReason.MenuBarFocusReason, Qt.FocusReason.PopupFocusReason)
_NO_IDS = np.empty(0, np.int64)


class Gallery(GalleryTable):
    """A grid of drawings of which any number can be selected."""

    selection_changed = Signal(int)  # how many of those shown are selected
    drawing_activated = Signal(int)  # id: double-clicked, or Enter
    keyboard_moved = Signal()  # it came here, or went; not for a menu, after which it comes back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery")
        self.setAccessibleName("Drawings")
        self._selection = Selection()
        self._kept = _NO_IDS  # ids selected before a rectangle was begun, that stay so
        self._current: int | None = None  # id that the keyboard stands on
        self._by_keyboard = False
        self._band = RubberBand(self)
        self._band.moved.connect(self._select_band)
        self._model.modelReset.connect(self._find_selection)

    @property
    def shown(self) -> GalleryModel:
        """What is shown, in order."""
        return self._model

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Show these drawings; what was selected and where one looked stays."""
        self._model.show_dataset(dataset)
        self._show_selection()

    def show_marks(self, marks: DatasetPredictions | None) -> None:
        """Show what a network says of them.

        While something is selected every drawing stays in its cell, or one that a person is about
        to relabel would be gone from under the mouse.
        """
        model = self._model
        order, states = model.order, model.states
        model.show_marks(marks, rearrange=not self._is_busy())
        if not (np.array_equal(order, model.order) and np.array_equal(states, model.states)):
            self._show_selection()

    def show_held_out(self, held_out: Bools) -> None:
        """Show which are held out: (m,) bool."""
        self._model.show_held_out(held_out)
        self._show_selection()

    def arrange(self, chosen: Filter, sort: Sort) -> None:
        """Show what a filter lets through, sorted, from the first or the first selected on."""
        self._model.arrange(chosen, sort)
        self._selection.replace(self.selected_ids())  # what is out of sight shall not be deleted
        self._show_selection()
        self.verticalScrollBar().setValue(0)
        if self._delegate.selected.any():
            self._scroll_to(int(self._delegate.selected.argmax()))

    def show_theme(self, theme: Theme) -> None:
        """Paint in these colours and sizes."""
        super().show_theme(theme)
        self._band_colour = QColor(theme.colours.accent)

    def selected_ids(self) -> Integers:
        """Return the ids of those shown that are selected, ascending: (k,) int64."""
        selected = self._model.ids[self._selection.mask(self._model.ids)]
        selected.sort()
        return selected

    def select_all(self) -> None:
        """Select all that are shown."""
        self._selection.replace(self._model.ids)
        self._show_selection()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select one; with Ctrl one more or less, with Shift all from the last one to this."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        mouse, modifiers = event.position().toPoint(), event.modifiers()
        more = bool(modifiers & (_CTRL | _SHIFT))
        cell = self._cell_at(mouse)
        self._by_keyboard = False
        self._band.begin(mouse)
        if cell is not None:
            self._choose(cell, modifiers)
        elif not more:
            self._selection.clear()
        self._kept = self._selection.ids if more else _NO_IDS
        self._show_selection()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select what the rectangle from the press to here touches."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._band.move(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the rectangle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._band.end()
            self._show_selection()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the drawing to be put back on the canvas."""
        cell = self._cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.drawing_activated.emit(int(self._model.ids[cell]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, select or open; what is not for the gallery goes to the window."""
        cell, key, modifiers = self._current_cell(), event.key(), event.modifiers()
        target = step_from(key, cell or 0, self._grid, self._page_rows())
        if target is not None:
            self._move_to(0 if cell is None else target, modifiers)
        elif key in _ENTER and cell is not None:
            self.drawing_activated.emit(int(self._model.ids[cell]))
        elif key == Qt.Key.Key_Escape and self._delegate.selected.any():
            self._selection.clear()
            self._show_selection()
        elif key == Qt.Key.Key_Space and modifiers & _CTRL and cell is not None:
            self._choose(cell, _CTRL)
            self._show_selection()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands when it was the keyboard that came here."""
        super().focusInEvent(event)
        self._by_keyboard = self._by_keyboard or event.reason() in _BY_KEYBOARD
        if self._by_keyboard and self._current_cell() is None and len(self._model.order):
            self._stand_on(self._grid.rows_between(self.verticalScrollBar().value(), 0).start)
        self._show_current()
        self._report_keyboard(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a rectangle whose release of the mouse may never come."""
        super().focusOutEvent(event)
        self._band.end()
        self._show_current()
        self._report_keyboard(event)

    def _report_keyboard(self, event: QFocusEvent) -> None:
        if event.reason() not in _FOR_A_MENU:
            self.keyboard_moved.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the drawings, and the rectangle over them."""
        super().paintEvent(event)
        if self._band.drawn:
            painter = QPainter(self.viewport())
            painter.setPen(self._band_colour)
            inside = QColor(self._band_colour)
            inside.setAlphaF(0.12)
            painter.setBrush(inside)
            shift = self.verticalScrollBar().value()
            painter.drawRect(self._band.rectangle.translated(0, -shift))
            painter.end()

    def _is_busy(self) -> bool:
        """Return whether a person is selecting, so that no drawing may leave its cell."""
        return self._band.active or bool(self._delegate.selected.any())

    def _choose(self, cell: int, modifiers: Qt.KeyboardModifier) -> None:
        one = int(self._model.ids[cell])
        if modifiers & _SHIFT:
            reached = self._selection.reach(self._model.ids, one)
            if modifiers & _CTRL:
                self._selection.add(reached)
            else:
                self._selection.replace(reached)
        elif modifiers & _CTRL:
            self._selection.toggle(one)
        else:
            self._selection.replace(np.array([one], np.int64))
        if not modifiers & _SHIFT or self._selection.anchor is None:
            self._selection.anchor = one
        self._stand_on(cell)

    def _move_to(self, cell: int, modifiers: Qt.KeyboardModifier) -> None:
        self._by_keyboard = True
        if modifiers & _CTRL and not modifiers & _SHIFT:
            self._stand_on(cell)
        else:
            self._choose(cell, modifiers)
        self._scroll_to(cell)
        self._show_selection()

    def _select_band(self, rectangle: QRect) -> None:
        cells = self._grid.cells_between(
            rectangle.left(), rectangle.top(), rectangle.right(), rectangle.bottom()
        )
        self._selection.replace(self._kept)
        self._selection.add(self._model.ids[cells])
        self._show_selection()

    def _show_selection(self) -> None:
        self._find_selection()
        if not self._is_busy():
            self._model.rearrange()  # what show_marks put off
        self.viewport().update()
        self.selection_changed.emit(int(self._delegate.selected.sum()))

    def _find_selection(self) -> None:
        """Find the selected drawings and the current one where they are shown now."""
        self._delegate.selected = self._selection.mask(self._model.ids)
        self._show_current()

    def _stand_on(self, cell: int) -> None:
        self._current = int(self._model.ids[cell])
        self.selectionModel().setCurrentIndex(  # tells a screen reader
            self._model.index_of(cell), QItemSelectionModel.SelectionFlag.NoUpdate
        )
        self._show_current()

    def _show_current(self) -> None:
        seen = self._by_keyboard and self.hasFocus()
        self._delegate.current = self._current_cell() if seen else None
        self._delegate.active = self.hasFocus()
        self.viewport().update()

    def _current_cell(self) -> int | None:
        cells = np.flatnonzero(self._model.ids == self._current) if self._current else _NO_IDS
        return int(cells[0]) if len(cells) else None

    def _page_rows(self) -> int:
        return max(self.viewport().height() // self._grid.down, 1)
