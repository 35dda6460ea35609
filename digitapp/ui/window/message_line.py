"""MessageLine: the one place where the window says what has happened.

Information and warnings are shown for six seconds, errors until they are dismissed; then what
stands otherwise is shown again. Knows nothing of what it says.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitapp.files.errors import Severity
from digitapp.ui.widgets.controls import make_button, make_label
from digitapp.ui.widgets.elided_label import ElidedLabel

SHOWN_MS = 6000
_MOST_LINES = 3


class MessageLine(QWidget):
    """Whether all is saved, and in its place for a while what has happened."""

    def __init__(self) -> None:
        super().__init__()
        self._errors = list[str]()  # that nobody has dismissed, the newest last
        self._passing: tuple[str, Severity] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.on_time_over)
        self._standing = make_label("", "", "statusLabel")
        self._standing.setAccessibleName("Status")
        self._standing.setIndent(0)
        self._message = ElidedLabel(least=1, most=_MOST_LINES)
        self._message.setObjectName("message")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        # else the padding of the style sheet moves it down, and it is cut
        self._message.setIndent(0)
        self._dismiss = make_button(
            "Dismiss", "dismissButton", "Dismiss this message.", spoken="Dismiss the message"
        )
        self._dismiss.clicked.connect(self._on_dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.addWidget(self._standing, 1)
        row.addWidget(self._message, 1)
        row.addWidget(self._dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self._show()

    def show_standing(self, text: str) -> None:
        """Show what is so while there is nothing else to say."""
        self._standing.setText(text)

    def show_message(self, sentence: str, severity: Severity) -> None:
        """Show a sentence: an error until it is dismissed, another for six seconds."""
        self.withdraw(sentence)
        if severity == "error":
            self._passing = None
            self._errors.append(sentence)
        else:
            self._passing = sentence, severity
            self._timer.start()
        self._show()

    def withdraw(self, sentence: str) -> None:
        """Show a sentence no longer: it holds no more."""
        if self._passing is not None and self._passing[0] == sentence:
            self._passing = None
        self._errors = [each for each in self._errors if each != sentence]
        self._show()

    def clear(self) -> None:
        """Show none of the messages any more, also no error."""
        self._passing, self._errors = None, []
        self._show()

    def on_time_over(self) -> None:
        """End what is shown for a while; an error that waited behind it comes back."""
        self._passing = None
        self._show()

    def _on_dismissed(self) -> None:
        """Show no longer what is shown; an error that waited behind it comes next."""
        if self._passing is None:
            self._errors = self._errors[:-1]
        self._passing = None
        self._show()

    def _show(self) -> None:
        error = (self._errors[-1], "error") if self._errors else None
        sentence, severity = self._passing or error or ("", "information")
        self._message.show_sentence(sentence, role=severity)
        self._message.setVisible(bool(sentence))
        self._dismiss.setVisible(severity == "error")
        self._standing.setVisible(not sentence)
