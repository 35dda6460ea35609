"""How far a long job is: told at most 20 times a second, and the way to stop it. Knows no Qt."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from ..digits import Cancelled

_BETWEEN = 0.05  # seconds between two times of telling; what is done sooner is not told at all


class Telling:
    """A progress for digits.formats and the store: called with (done, total), may raise Cancelled.

    text : what is going on, "Importing mnist.npz"
    stop : set from any thread to stop it
    tell : called with (text, done, total)
    told : whether anything was told
    """

    def __init__(
        self, text: str, stop: threading.Event, tell: Callable[[str, int, int], object]
    ) -> None:
        self._text, self._stop, self._tell = text, stop, tell
        self._last = time.monotonic()
        self.told = False

    def __call__(self, done: int, total: int) -> None:
        """Tell, if it is time for that."""
        if self._stop.is_set():
            raise Cancelled("It was stopped.")
        now = time.monotonic()
        if now - self._last >= _BETWEEN:
            self._last, self.told = now, True
            self._tell(self._text, done, total)
