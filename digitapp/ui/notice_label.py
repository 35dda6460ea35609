"""Notice label: sentences in at most so many lines; the rest stands in the tooltip."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class NoticeLabel(QLabel):
    """Text that wraps, is cut at a word when it is too long, and takes no room when empty."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines, self._sentence = lines, ""
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_sentence(self, sentence: str, more: str = "") -> None:
        """Show a sentence; `more` joins it in the tooltip."""
        self._sentence = sentence
        self.setToolTip("\n\n".join(filter(None, (sentence, more))))
        self.setAccessibleName(sentence)
        self._fit()
        self.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text anew for another width."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for the height that the text takes at this width."""
        return QSize(0, self._height(self.text()))

    def _fit(self) -> None:
        words = self._sentence.split(" ")
        count, text = len(words), self._sentence
        room = self.fontMetrics().lineSpacing() * self._lines
        while count > 1 and self._height(text) > room:
            count -= 1
            text = " ".join(words[:count]) + " …"
        if text != self.text():
            self.setText(text)

    def _height(self, text: str) -> int:
        place = QRect(0, 0, max(self.width(), 100), 10_000)
        return self.fontMetrics().boundingRect(place, Qt.TextFlag.TextWordWrap, text).height()
