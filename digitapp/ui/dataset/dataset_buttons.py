"""DatasetButtons: what can be done to the drawings, below the gallery. Does none of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from digitapp.ui.widgets.arrow_group import ArrowGroup
from digitapp.ui.widgets.controls import make_button, make_label, make_row, set_tooltip
from digitapp.ui.widgets.flow_layout import FlowLayout
from digitapp.ui.widgets.form_fields import FieldGuard
from digitapp.ui.widgets.slider import Slider

_GAP = 6
_SIZES = (70, 300)  # percent
_SLIDER_WIDTH = 80


class DatasetButtons(QWidget):
    """Relabel and delete the selection; import and export."""

    relabel_pressed = Signal(int)  # label
    delete_pressed = Signal()
    export_pressed = Signal()
    thumbnail_size_changed = Signal(int)  # percent

    def __init__(self) -> None:
        super().__init__()
        self._selected = make_label("", "muted", "selectionLabel")
        self._to_0, self._to_1 = (
            make_button(
                f"→ {label}",
                f"relabel{label}Button",
                f"Say that the selected drawings are {label}s. "
                f"The key {label} does it too while the gallery has the focus.",
                spoken=f"Label as {label}",
            )
            for label in (0, 1)
        )
        self._delete = make_button(
            "Delete", "deleteButton", "Delete the selected drawings. Ctrl+Z brings them back."
        )
        self._import = make_button(
            "Import",
            "importButton",
            "Add 0s and 1s from files, from a folder of images, or the starter digits. Dropping "
            "files or folders on the window does it too.",
        )
        self._import.setMenu(QMenu(self._import))
        self._export = make_button(
            "Export…",
            "exportButton",
            "Write the selected drawings, or else all that are shown, to a file.",
        )
        self._size = Slider()
        self._size.setObjectName("thumbnailSize")
        self._size.setAccessibleName("Size of the drawings in percent")
        set_tooltip(self._size, "How large the drawings are shown here.")
        self._size.setRange(*_SIZES)
        self._size.setValue(100)
        self._size.setFixedWidth(_SLIDER_WIDTH)
        FieldGuard(self).watch(self._size)
        layout = FlowLayout(_GAP)
        self.setLayout(layout)
        layout.add(self._selected)
        layout.add(self._size, trailing=True)
        layout.add(make_row(self._to_0, self._to_1, self._delete, spacing=_GAP))
        layout.add(make_row(self._import, self._export, spacing=_GAP), trailing=True)
        ArrowGroup(self, (self._to_0, self._to_1, self._delete, self._import, self._export))
        self._to_0.clicked.connect(self._on_to_0)
        self._to_1.clicked.connect(self._on_to_1)
        self._delete.clicked.connect(self.delete_pressed)
        self._export.clicked.connect(self.export_pressed)
        self._size.valueChanged.connect(self.thumbnail_size_changed)

    def show_import_actions(self, actions: Sequence[QAction]) -> None:
        """Offer these in the menu of the button Import."""
        self._import.menu().addActions(actions)

    def set_thumbnail_size(self, percent: int) -> None:
        """Move the slider."""
        self._size.setValue(percent)

    def thumbnail_size(self) -> int:
        """Return where the slider stands, in percent."""
        return self._size.value()

    def show_state(self, *, selected: int, shown: int, read_only: bool) -> None:
        """Enable what has something to work on.

        selected, shown : how many drawings are
        read_only : the digits file cannot be changed
        """
        self._selected.setText(f"{selected:,} selected" if selected else "none selected")
        for button in (self._to_0, self._to_1, self._delete):
            button.setEnabled(selected > 0 and not read_only)
        self._import.setEnabled(not read_only)
        self._export.setEnabled(shown > 0)
        for number in (shown, selected or shown):  # as wide as for all: it moves with no selection
            self._export.setText(f"Export {number:,}…" if number else "Export…")
            if number == shown and self.isVisible():  # else its font is not the one it will have
                self._export.setMinimumWidth(self._export.sizeHint().width())

    def _on_to_0(self) -> None:
        self.relabel_pressed.emit(0)

    def _on_to_1(self) -> None:
        self.relabel_pressed.emit(1)
