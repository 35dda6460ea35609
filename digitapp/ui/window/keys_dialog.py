"""KeysDialog: all keys on one page, beside the window: one can go on working while reading it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from digitapp.ui.widgets.controls import make_label

from .layout_keys import NOTE

_MAX_HEIGHT = 520  # pixels, so that it fits on a screen of 768


class KeysDialog(QDialog):
    """A table of keys and what they do.

    table : (keys, what they do); keys as QKeySequence reads them, several with ", " between
    """

    def __init__(self, window: QWidget, table: Iterable[tuple[str, str]]) -> None:
        super().__init__(window)
        self.setObjectName("keysDialog")
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QWidget()
        grid = QGridLayout(page)
        grid.setColumnStretch(1, 1)
        for row, (keys, meaning) in enumerate(table):
            key = QLabel(_native(keys))
            key.setProperty("role", "step")
            grid.addWidget(key, row, 0)
            grid.addWidget(QLabel(meaning), row, 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        for part in (page, area.viewport()):
            part.setAutoFillBackground(False)  # a scroll area would paint it in the system's grey
        page.ensurePolished()
        wide = page.sizeHint().width() + 2 * area.verticalScrollBar().sizeHint().width()
        area.setMinimumSize(wide, min(page.sizeHint().height(), _MAX_HEIGHT))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        note = make_label(NOTE, "muted")
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(note)
        layout.addWidget(close)


def _native(keys: str) -> str:
    """Write keys as they are called on this system, ⌘Z on a Mac."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(QKeySequence(key).toString(native) for key in keys.split(", "))
