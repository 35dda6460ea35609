"""Notice label: a sentence in a place that is always there, so that nothing jumps when it comes.

What does not fit stands in the tooltip. Knows nothing of what it says.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from .controls import set_tooltip


class ElidedLabel(QLabel):
    """Text that wraps and is cut at a word when it is too long.

    least, most : lines that it always has, and at the most
    """

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self._least, self._most, self._sentence = least, most, ""
        self._shown = ("", "", "")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_sentence(self, sentence: str, more: str = "", role: str = "muted") -> None:
        """Show a sentence in its role; `more` joins it in the tooltip."""
        if (shown := (sentence, more, role)) == self._shown:
            return  # a new style and layout would cost a running fit some of its speed
        self._shown, self._sentence = shown, sentence
        self.setProperty("role", role)
        self.style().polish(self)
        set_tooltip(self, "\n\n".join(filter(None, (sentence, more))))
        self.setAccessibleName(sentence)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text anew for another width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Cut it anew for another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        words = self._sentence.split(" ")
        count, text = len(words), self._sentence
        line = self.fontMetrics().lineSpacing()
        room = line * self._most + line // 2  # fonts round the height of lines as they like
        while count > 1 and self._height(text) > room:
            count -= 1
            text = " ".join(words[:count]) + " …"
        if text != self.text():
            self.setText(text)
        self.setFixedHeight(max(line * self._least, self._height(text)))

    def _height(self, text: str) -> int:
        place = QRect(0, 0, max(self.width(), 100), 10_000)
        return self.fontMetrics().boundingRect(place, Qt.TextFlag.TextWordWrap, text).height()
