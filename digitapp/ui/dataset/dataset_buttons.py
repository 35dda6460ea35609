"""DatasetButtons: what can be done to the drawings, below the gallery. Does none of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from digitapp.ui.widgets.flow_layout import FlowLayout

_GAP = 6
_TOOLTIPS = {
    "Delete": "Take the selected drawings out. Ctrl+Z brings them back.",
    "Import…": (
        "Add 0s and 1s from files: MNIST (IDX), npz, npy, CSV, or a folder with the folders 0 and "
        "1 of images. Dropping them here does it too."
    ),
    "Export…": "Write the selected drawings, or else all that are shown, to a file.",
}


class DatasetButtons(QWidget):
    """Relabel and delete the selection; import and export."""

    relabel_pressed = Signal(int)  # label
    delete_pressed = Signal()
    import_pressed = Signal()
    export_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selected = QLabel()
        self._selected.setObjectName("selectionLabel")
        self._selected.setProperty("role", "muted")
        self._to_0 = _button("relabel0Button", "→ 0", _relabel_tip(0))
        self._to_1 = _button("relabel1Button", "→ 1", _relabel_tip(1))
        self._delete = _button("deleteButton", "Delete", _TOOLTIPS["Delete"])
        self._import = _button("importButton", "Import…", _TOOLTIPS["Import…"])
        self._export = _button("exportButton", "Export…", _TOOLTIPS["Export…"])
        layout = FlowLayout(_GAP)
        self.setLayout(layout)
        layout.add(_together(self._selected, self._to_0, self._to_1, self._delete))
        layout.add(_together(self._import, self._export), trailing=True)
        self._to_0.clicked.connect(self._on_to_0)
        self._to_1.clicked.connect(self._on_to_1)
        self._delete.clicked.connect(self.delete_pressed)
        self._import.clicked.connect(self.import_pressed)
        self._export.clicked.connect(self.export_pressed)

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

    def _on_to_0(self) -> None:
        self.relabel_pressed.emit(0)

    def _on_to_1(self) -> None:
        self.relabel_pressed.emit(1)


def _together(*widgets: QWidget) -> QWidget:
    """Keep widgets in one row, however narrow the column."""
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_GAP)
    for widget in widgets:
        row.addWidget(widget)
    return group


def _button(name: str, text: str, tooltip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tooltip)
    button.setAccessibleName(text.replace("→", "Label as"))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _relabel_tip(label: int) -> str:
    return (
        f"Say that the selected drawings are {label}s. "
        f"The key {label} does it too while the gallery has the focus."
    )
