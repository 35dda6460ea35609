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
    """Ignore progress: for callers who show none."""


def part(progress: Progress | None, start: float, stop: float) -> Progress:
    """Return the progress of a stage that takes from start to stop (0..1) of the whole."""
    if progress is None:
        return ignore

    def report(done: int, total: int) -> None:
        share = start + (stop - start) * min(done, total) / max(total, 1)
        progress(round(_TOTAL * share), _TOTAL)

    return report


class ThrottledProgress:
    """A Progress that reports at most 20 times a second, and raises Cancelled once it is stopped.

    text : what is going on, "Importing mnist.npz"
    stop : set from any thread to stop it
    report : called with (text, done, total)
    has_reported : whether it was ever called
    """

    def __init__(
        self, text: str, stop: threading.Event, report: Callable[[str, int, int], object]
    ) -> None:
        self._text, self._stop, self._report = text, stop, report
        self._last = time.monotonic()
        self.has_reported = False

    def __call__(self, done: int, total: int) -> None:
        """Report, if the last report is long enough ago."""
        if self._stop.is_set():
            raise Cancelled("It was stopped.")
        now = time.monotonic()
        if now - self._last >= _INTERVAL:
            self._last, self.has_reported = now, True
            self._report(self._text, done, total)
