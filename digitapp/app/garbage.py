"""Garbage: circular garbage is collected in the window's thread, and in no other.

Python collects it in whatever thread happens to allocate, also in the one that trains; a widget
among it would be destroyed there, which Qt does not survive.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 1000  # ms
_ALL = 10  # every so many times also what has lived for long


class GarbageCollector(QObject):
    """Takes over from Python for as long as the application lives; one is enough."""

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        gc.disable()
        self._times = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(_EVERY)

    def collect(self) -> None:
        """Collect what is young; now and then everything, which takes longer."""
        self._times += 1
        gc.collect(1 if self._times % _ALL else 2)


def spare_what_is_loaded() -> None:
    """Never look through what is there by now: it stays, and would stop the window for 30 ms."""
    gc.freeze()


def collect_here(application: QObject) -> None:
    """Let the thread of this application collect all garbage."""
    if application.findChild(GarbageCollector) is None:
        GarbageCollector(application)
