"""OrientationDialog: shows digits read by rows and by columns; asks which stand upright."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitapp.digits.dataset.snapshot import Floats
from digitapp.ui.widgets.qimage import to_image

if TYPE_CHECKING:
    from digitapp.digits.formats import OrientationUnknown

_ACROSS = 6  # digits side by side
_MARGIN = 2  # pixels of the image around each digit
_ZOOM = 2


class OrientationDialog(QDialog):
    """Two pictures of the same digits, and a button under each; then(transposed)."""

    def __init__(
        self, window: QWidget, problem: OrientationUnknown, then: Callable[[bool], object]
    ) -> None:
        super().__init__(window)
        self.setObjectName("whichWayDialog")
        self.setWindowTitle("Which way up?")
        self._then = then
        sentence = QLabel(str(problem))
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setWordWrap(True)
        rows = self._make_choice("rowsButton", "Row by row", problem.as_rows)
        columns = self._make_choice("columnsButton", "Column by column", problem.as_columns)
        rows[1].clicked.connect(self._on_rows)
        columns[1].clicked.connect(self._on_columns)
        suggested = columns[1] if problem.transposed else rows[1]
        suggested.setProperty("role", "primary")
        suggested.setDefault(True)
        pictures = QHBoxLayout()
        for choice in (rows, columns):
            column = QVBoxLayout()
            for widget in choice:
                column.addWidget(widget)
            pictures.addLayout(column)
        cancel = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(sentence)
        layout.addLayout(pictures)
        layout.addWidget(cancel)
        self.finished.connect(self.deleteLater)

    def _make_choice(self, name: str, text: str, digits: Floats) -> tuple[QLabel, QPushButton]:
        picture = QLabel()
        sheet = QPixmap.fromImage(to_image(_sheet(digits)))
        picture.setPixmap(sheet.scaled(sheet.size() * _ZOOM))
        picture.setAccessibleName(f"The digits read {text.lower()}")
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip("Choose this if the digits above it stand upright.")
        return picture, button

    def _on_rows(self) -> None:
        self.accept()
        self._then(False)

    def _on_columns(self) -> None:
        self.accept()
        self._then(True)


def _sheet(digits: Floats) -> npt.NDArray[np.uint8]:
    """Lay (n, 20, 20) out on one sheet of paper as grays (h, w)."""
    empty = -len(digits) % _ACROSS
    spaced = np.pad(digits, ((0, empty), (_MARGIN, _MARGIN), (_MARGIN, _MARGIN)))
    height, width = spaced.shape[1:]
    rows = spaced.reshape(-1, _ACROSS, height, width).swapaxes(1, 2)
    return np.rint(255 * (1 - rows.reshape(-1, _ACROSS * width))).astype(np.uint8)
