"""WordPace: lets sentences wait while numbers change with every frame. Knows no page."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer

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
