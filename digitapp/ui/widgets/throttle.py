"""Throttle: shows what changes at every frame less often. Knows nothing of what is shown."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

_INTERVAL = 85  # ms between two times at least, less than three frames: nobody reads faster
_LATEST = 95  # ms after which what was put off is due


class Throttle(QObject):
    """Says when to show something: as soon as it is asked, or some time after the last time.

    While frames come, it is within one of them: what is painted for it is painted together with
    what others show of that frame.
    """

    due = Signal()  # to a method, which it does not keep alive: a cycle would be garbage

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._since = QElapsedTimer()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_LATEST)
        self._late.timeout.connect(self.show_now)

    def show_soon(self) -> None:
        """Emit due now, or later."""
        if not self._since.isValid() or self._since.hasExpired(_INTERVAL):
            self.show_now()
        elif not self._late.isActive():
            self._late.start()

    def show_now(self) -> None:
        """Emit due now, and not once more later."""
        self._late.stop()
        self._since.start()
        self.due.emit()
