"""The two lines that appear above the gallery when there is something to tell, and then go again.

MessageLine says one sentence until it is dismissed, BusyLine how far a long job is. Neither ever
takes the focus or stops anybody from working.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from digitapp.ui.widgets.theme import LIGHT, Theme

_LONGEST_WORD = 24  # characters; file names have no spaces where a line could end
_THICK = 6  # pixels, of the bar
_LONGEST = 400  # characters shown; the tooltip has all


class MessageLine(QWidget):
    """One sentence, with a button that takes it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._label.setObjectName("datasetMessage")
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        dismiss = QPushButton("×")
        dismiss.setObjectName("dismissButton")
        dismiss.setProperty("role", "tab")
        dismiss.setAccessibleName("Dismiss the message")
        dismiss.setToolTip("Take this message away.")
        dismiss.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label, 1)
        layout.addWidget(dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_message(self, sentence: str, grave: bool) -> None:
        """Say a sentence; an empty one takes the last away."""
        self._label.setProperty("role", "warning" if grave else "muted")
        self._label.style().unpolish(self._label)
        self._label.style().polish(self._label)
        shown = sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1] + "…"
        self._label.setText(_breakable(shown))
        self._label.setToolTip(sentence)
        self._label.setAccessibleName(sentence)
        self.setVisible(bool(sentence))


class BusyLine(QWidget):
    """What goes on, how far it is, and a button that stops it."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._label.setObjectName("busyLabel")
        self._label.setProperty("role", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("busyBar")
        self._bar.setAccessibleName("Progress")
        cancel = QPushButton("Cancel")
        cancel.setObjectName("cancelButton")
        cancel.setAccessibleName("Cancel")
        cancel.setToolTip("Stop it. Nothing half done stays behind.")
        cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        cancel.clicked.connect(self.cancel_requested)
        row = QHBoxLayout()
        row.addWidget(self._label, 1)
        row.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self._bar)
        self.show_theme(LIGHT)
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Keep the bar thin at any scale."""
        self._bar.setFixedHeight(theme.px(_THICK))

    def show_busy(self, text: str, done: int, total: int) -> None:
        """Show how far a job is; a total of 0 means that nobody knows."""
        self._label.setText(_breakable(text))
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        self.show()


def _breakable(text: str) -> str:
    """Let a line end inside a long word, by spaces of no width."""
    return re.sub(rf"([^\s/-]{{{_LONGEST_WORD}}})(?=[^\s/-])", "\\1\u200b", text)
