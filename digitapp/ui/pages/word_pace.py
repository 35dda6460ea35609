"""WordPace and Later: what may wait while numbers change with every frame. Know no page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_LEAST = 120  # ms between two updates, which nobody reads quicker
_FRAMES = 4  # of which one has new sentences at most: laying them out takes longer than numbers


class WordPace:
    """Says with every frame whether its sentences are due."""

    def __init__(self) -> None:
        self._since, self._frames = QElapsedTimer(), 0

    def is_due(self, *, running: bool) -> bool:
        """Return whether to show sentences now; always while nothing runs."""
        self._frames += 1
        waits = self._since.isValid() and (self._since.elapsed() < _LEAST or self._frames < _FRAMES)
        if running and waits:
            return False
        self._since.restart()
        self._frames = 0
        return True


class Later(QTimer):
    """Calls a function of a widget once, when the time is up and the widget is shown."""

    def __init__(self, widget: QWidget, act: Callable[[], None]) -> None:
        super().__init__(widget)
        self.setSingleShot(True)
        self._widget, self._act = widget, act
        self.timeout.connect(self._on_timeout)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on when the widget is shown again."""
        if event.type() == QEvent.Type.Show:
            self._widget.removeEventFilter(self)
            self.start(0)
        return False

    def _on_timeout(self) -> None:
        if self._widget.isVisible():
            self._act()
        else:  # only until then: Python would run at every event of the widget
            self._widget.installEventFilter(self)
