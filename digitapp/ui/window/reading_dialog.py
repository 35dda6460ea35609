"""ReadingDialog: shows the digits of a file as each choice reads them, and asks which is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitapp.digits.dataset.snapshot import Floats
from digitapp.ui.widgets.controls import set_tooltip

if TYPE_CHECKING:
    from digitapp.digits.formats import Choice, Question

_ACROSS = 6  # digits side by side
_MARGIN = 2  # pixels of the image around each digit
_ZOOM = 2


class ReadingDialog(QDialog):
    """A picture of the digits for each choice, and a button under it; then(index of the choice)."""

    def __init__(self, window: QWidget, question: Question, then: Callable[[int], object]) -> None:
        super().__init__(window)
        self.setObjectName("whichWayDialog")
        self.setWindowTitle(question.title)
        self._then = then
        sentence = QLabel(question.sentence)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setWordWrap(True)
        self._buttons = QButtonGroup(self)
        self._buttons.idClicked.connect(self._on_chosen)
        choices = QHBoxLayout()
        for index, choice in enumerate(question.choices):
            column, button = self._make_choice(choice)
            self._buttons.addButton(button, index)
            choices.addLayout(column)
            if index == question.suggested:
                button.setProperty("role", "primary")
                button.setDefault(True)
        cancel = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(sentence)
        layout.addLayout(choices)
        layout.addWidget(cancel)
        self.finished.connect(self.deleteLater)

    def _make_choice(self, choice: Choice) -> tuple[QVBoxLayout, QPushButton]:
        picture = QLabel()
        sheet = QPixmap.fromImage(to_image(_sheet(choice.images)))
        picture.setPixmap(sheet.scaled(sheet.size() * _ZOOM))
        picture.setAccessibleName(f"The digits: {choice.text.lower()}")
        button = QPushButton(choice.text)
        button.setObjectName(f"{choice.key}Button")
        set_tooltip(button, "Choose this if the digits above it are right.")
        column = QVBoxLayout()
        column.addWidget(picture)
        column.addWidget(button)
        return column, button

    def _on_chosen(self, index: int) -> None:
        self.accept()
        self._then(index)


def to_image(grays: npt.NDArray[np.uint8]) -> QImage:
    """Copy grays (h, w) to an image that owns its pixels."""
    rows = np.ascontiguousarray(grays, np.uint8)
    height, width = rows.shape
    shared = QImage(rows.data, width, height, width, QImage.Format.Format_Grayscale8)
    return shared.copy()


def _sheet(digits: Floats) -> npt.NDArray[np.uint8]:
    """Lay (n, 20, 20) out on one sheet of paper as grays (h, w)."""
    empty = -len(digits) % _ACROSS
    spaced = np.pad(digits, ((0, empty), (_MARGIN, _MARGIN), (_MARGIN, _MARGIN)))
    height, width = spaced.shape[1:]
    rows = spaced.reshape(-1, _ACROSS, height, width).swapaxes(1, 2)
    return np.rint(255 * (1 - rows.reshape(-1, _ACROSS * width))).astype(np.uint8)
