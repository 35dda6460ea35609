"""Progress of a long read or write, and the way to stop it. Standard library only.

A callback gets (done, total) with done never falling; it may raise errors.Cancelled.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .errors import Cancelled

Progress = Callable[[int, int], None]
"""Called as progress(done, total)."""

_TOTAL = 1000
_INTERVAL = 0.05  # seconds between two reports; what is done sooner is not reported at all


def ignore(done: int, total: int) -> None:
    """Take notice of nothing: the progress of whoever does not ask."""


def part(progress: Progress | None, start: float, stop: float) -> Progress:
    """Return the progress of a stage that takes from start to stop (0..1) of the whole."""
    if progress is None:
        return ignore

    def report(done: int, total: int) -> None:
        share = start + (stop - start) * min(done, total) / max(total, 1)
        progress(round(_TOTAL * share), _TOTAL)

    return report


class ThrottledProgress:
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
        if now - self._last >= _INTERVAL:
            self._last, self.told = now, True
            self._tell(self._text, done, total)
