"""Status texts: how far a run is, how fast it goes, and how old the network is. Know no widget."""

from __future__ import annotations

from digitapp.training.progress import Progress

_NOTICED = 2.0  # seconds
_SLOW_EPOCH = 0.5  # seconds, from which on single batches can be followed


def status_texts(progress: Progress) -> tuple[str, ...]:
    """Return how far the run is, in full, and then in fewer and fewer words.

    >>> status_texts(Progress("paused", epoch=4, epochs=9))
    ('epoch 4 of 9 · paused',)
    """
    if progress.phase == "stopping":
        return ("stopping …",)
    if progress.phase == "idle":
        if progress.trained:
            return (f"{_epochs(progress.epoch)} so far",)
        return ("no epoch yet",)
    place = f"epoch {progress.epoch:,} of {progress.epochs:,}"
    batch = f"batch {progress.batch:,} of {progress.batches:,}"
    if progress.phase == "paused":
        shortest = f"{place} · paused"
        return (f"{place} · {batch} · paused", shortest) if progress.batch else (shortest,)
    speed, left = f"{_round(progress.examples_per_second):,} examples/s", progress.seconds_left
    middle = batch if progress.batches and is_slow(progress) else speed
    if left is None:
        return (f"{place} · {middle}", place)
    return (f"{place} · {middle} · {duration(left)} left", f"{place} · {duration(left)} left")


def badge_text(progress: Progress, shown_epoch: int | None, stale_count: int) -> str:
    """Return which network answers: of a past epoch, trained on fewer drawings, or up to date."""
    if shown_epoch is not None:
        return f"epoch {shown_epoch:,} is shown"
    if stale_count:
        return f"{stale_count:,} drawing{'s' if stale_count > 1 else ''} behind"
    return "up to date" if progress.trained else "not trained yet"


def first_steps_text(progress: Progress) -> str:
    """Return what a newcomer should know, as long as nothing was learnt."""
    if progress.trained or progress.phase != "idle":
        return ""
    return "Press Train: the network goes through the drawings again and again, and the loss falls."


def train_text(progress: Progress) -> str:
    """Return what the button Train does now."""
    if progress.phase == "running":
        return "Pause"
    if progress.phase == "paused":
        return "Resume"
    return "Keep training" if progress.trained else "Train"


def speed_texts(speed: float | None) -> tuple[str, str]:
    """Return how many batches a second are made at most, in full and in fewer words."""
    if speed is None:
        return "full speed", "full speed"
    number = f"{speed:,.0f}" if speed >= 9.5 else f"{speed:.1f}".removesuffix(".0")
    return f"{number} batch{'' if number == '1' else 'es'} a second", f"{number} a second"


def slowed_text(seconds: float) -> str:
    """Return why a first run is not as fast as it could be; empty where nobody would notice.

    seconds : that it takes at least
    """
    if seconds < _NOTICED:
        return ""
    return f"The first run takes {seconds:.0f} s, so that it can be watched. F: full speed."


def duration(seconds: float) -> str:
    """Return a time as exactly as one wants to know it."""
    if seconds < 0.95:
        return "< 1 s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    if seconds < 99.5 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"


def is_slow(progress: Progress) -> bool:
    """Return whether the batches of a run can be followed one by one."""
    left = progress.seconds_left
    return left is None or left > _SLOW_EPOCH * (progress.epochs - progress.epoch)


def _epochs(epochs: int) -> str:
    return "1 epoch" if epochs == 1 else f"{epochs:,} epochs"


def _round(number: float) -> int:
    """Return a number with two digits: more would flicker."""
    whole = round(number)
    return round(whole, 2 - len(str(whole)))
