"""Progress of a long read or write, and the way to stop it. Standard library only.

A callback gets (done, total) with done never falling; it may raise errors.Cancelled.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called as progress(done, total)."""

_TOTAL = 1000


def ignore(done: int, total: int) -> None:
    """Take notice of nothing: the progress of whoever does not ask."""


def part(progress: Progress | None, start: float, stop: float) -> Progress:
    """Give the progress of a stage that takes from start to stop (0..1) of the whole."""
    if progress is None:
        return ignore

    def report(done: int, total: int) -> None:
        share = start + (stop - start) * min(done, total) / max(total, 1)
        progress(round(_TOTAL * share), _TOTAL)

    return report
