"""Diagnostics: what goes wrong in a training run, in words, with what to do about it.

numpy and digits only; knows nothing of threads or windows. What is said of drawings alone holds
before any training; what is said of curves needs some epochs, and is rather late than wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitapp.digits.dataset.snapshot import Bools, DatasetSnapshot
from digitapp.files.errors import Severity

from .config import TrainingConfig
from .timeline import Curves, Floats

_FEW_DRAWINGS = 10
_TREND = 10  # epochs that a trend must last before it counts
_PLATEAU = 20  # epochs without any progress
_NEAR_GUESS = 0.02  # of loss
_RISEN = 1.5, 0.1  # times the lowest loss, and more than it by so much
_LOPSIDED = 20  # times as many of one digit as of the other
_CONFLICTING = 0.25  # of the drawings: with more there is hardly anything to learn
_LEARNT_BEFORE = 0.1  # of the held-out drawings: fewer hardly matter


@dataclass(frozen=True)
class Diagnostic:
    """One thing that a person should know of a run.

    key : stays the same while the same thing is wrong
    sentence : what is wrong and what to do
    severity : "error" where training cannot go on, "warning" where it is of no use, or ever less,
        until something is done
    """

    key: str
    sentence: str
    severity: Severity


@dataclass(frozen=True, eq=False)
class Situation:
    """All that diagnostics are made of.

    held_out : (m,) of the dataset
    curves : of the run so far
    since : the epoch from which on the curves are of the same drawings as those of their end
    stale_count : drawings added, removed or relabelled since the last run began
    new_held_out : of these, those that were added and are held out, which it never learns
    learnt_before : held-out drawings that the network has learnt from, before they were held out
    other : the settings ask for another network than the one that is trained
    failure : the sentence that the last run failed with, or ""
    asked : training was asked for, though there was nothing to learn from
    """

    dataset: DatasetSnapshot
    held_out: Bools
    config: TrainingConfig
    curves: Curves
    since: int = 0
    stale_count: int = 0
    new_held_out: int = 0
    learnt_before: int = 0
    other: bool = False
    failure: str = ""
    asked: bool = False


def diagnostics(now: Situation) -> tuple[Diagnostic, ...]:
    """Return what is to be said, the worst first; () where there is nothing."""
    found = [*_of_failure(now), *_of_drawings(now), *_of_held_out(now)]
    if not now.failure:
        found += _of_curves(now)
    ranks = ("error", "warning", "information")
    return tuple(sorted([*found, *_of_settings(now)], key=lambda each: ranks.index(each.severity)))


def _of_failure(now: Situation) -> Iterator[Diagnostic]:
    if now.failure:
        yield Diagnostic("failed", now.failure, "error")


def _of_drawings(now: Situation) -> Iterator[Diagnostic]:
    m, learnt = len(now.dataset), now.dataset.labels[~now.held_out]
    if m == 0:
        yield Diagnostic(
            "no drawings",
            "There is nothing to learn from yet: draw some 0s and 1s, or load the starter digits.",
            "error" if now.asked else "information",
        )
    elif conflicting := int(now.dataset.conflicting.sum()):
        yield Diagnostic(
            "conflicting",
            f"{conflicting:,} drawings are there both as a 0 and as a 1, and the network cannot "
            "learn both. Relabel or delete the wrong ones.",
            "warning" if conflicting > _CONFLICTING * m else "information",
        )
    elif learnt.min() == learnt.max():
        only = learnt[0]
        yield Diagnostic(
            "one class",
            f"All drawings to learn from are {only}s, so the network would learn to call "
            f"everything a {only}. Draw some {1 - only}s as well.",
            # the first drawings cannot but be of one digit
            "warning" if m >= _FEW_DRAWINGS or len(now.curves.epochs) > 0 else "information",
        )
    elif (rare := _rare(learnt)) is not None:
        few, many = np.sort(np.bincount(learnt, minlength=2))
        yield Diagnostic(
            "lopsided",
            f"There are {many:,} {1 - rare}s to learn from but only {few:,} of {rare}, so the "
            f"network may call many a {rare} a {1 - rare}. Draw more {rare}s.",
            "information",
        )
    elif m < _FEW_DRAWINGS:
        yield Diagnostic(
            "few",
            f"There are only {m} drawings, too few to read new ones reliably. "
            "Draw ten 0s and ten 1s to begin with.",
            "information",
        )


def _rare(labels: npt.NDArray[np.uint8]) -> int | None:
    """Return the label that is far more seldom than the other; None where there is none."""
    zeros, ones = np.bincount(labels, minlength=2)
    if max(zeros, ones) <= _LOPSIDED * min(zeros, ones):
        return None
    return int(ones < zeros)


def _of_held_out(now: Situation) -> Iterator[Diagnostic]:
    tested = now.dataset.labels[now.held_out]
    if len(now.dataset) == 0:
        return
    if len(tested) == 0:
        cure = "Draw more." if now.config.validation_share else "Hold out 20 %."
        if now.config.patience:
            yield Diagnostic(
                "no stopping",
                "Training cannot stop by itself: no drawing is held out to tell when. " + cure,
                "warning",
            )
            return
        yield Diagnostic(
            "held out empty",
            f"No drawing is held out, so nothing shows how new ones would be read. {cure}",
            "information",
        )
    elif tested.min() == tested.max():
        only = tested[0]
        yield Diagnostic(
            "held out one-sided",
            f"All held-out drawings are {only}s, so val_loss says nothing about {1 - only}s. "
            f"Draw more {1 - only}s.",
            "information",
        )
    elif (copies := _copies(now)) > _LEARNT_BEFORE * len(tested):
        yield Diagnostic(
            "held out copies",
            f"{copies:,} of the {len(tested):,} held-out drawings are exact copies of drawings "
            "that are learnt from, so val_loss is too good to be true. Delete the copies.",
            "warning",
        )
    elif now.learnt_before > _LEARNT_BEFORE * len(tested):
        yield Diagnostic(
            "held out learnt",
            f"The network has already learnt {now.learnt_before:,} of the {len(tested):,} held-out "
            "drawings, so val_loss is too good to be true. Reset, and train anew.",
            "warning",
        )


def _copies(now: Situation) -> int:
    """Count the held-out drawings whose very image, with the same label, is learnt from."""
    keys = now.dataset.content_keys * 2 + now.dataset.labels  # modulo 2**64: they are hashes
    learnt = set(keys[~now.held_out].tolist())  # np.isin would load numpy.ma, at every start
    return sum(key in learnt for key in keys[now.held_out].tolist())


def _of_curves(now: Situation) -> Iterator[Diagnostic]:
    curves = _of_same_drawings(now)
    if len(curves.loss) <= _TREND:
        return
    if _has_risen(curves.loss):
        yield Diagnostic(
            "rising",
            f"The loss is rising: {curves.loss[-1]:.3g}, after {curves.loss.min():.3g} at best. "
            "The steps are too large: take a smaller learning rate.",
            "warning",
        )
    elif _is_stuck(curves.loss, now) and not _conflict_explains_it(now):
        steps = np.diff(curves.loss[-_PLATEAU:])
        is_steady = steps[steps > 0].sum() < _NEAR_GUESS  # or falls, but far too slowly
        yield Diagnostic(
            "plateau",
            f"The loss stays at {curves.loss[-1]:.2f}, no better than guessing. "
            + (
                "Take a larger learning rate, or give it more epochs."
                if is_steady
                else "It jumps about, so take a smaller learning rate, and Reset."
            ),
            "warning",
        )
    elif now.stale_count == 0 and now.held_out.sum() >= _FEW_DRAWINGS and _is_overfitting(curves):
        best = int(curves.epochs[np.nanargmin(curves.val_loss)])
        cure = " or draw more" if now.config.augment else ", tick vary, or draw more"
        yield Diagnostic(
            "overfitting",
            f"Overfitting: since epoch {best:,} loss falls but val_loss rises. "
            f"Go back to epoch {best:,}{cure}.",
            "warning",
        )


def _of_same_drawings(now: Situation) -> Curves:
    """Leave out what was before the drawings changed: a jump there has that cause."""
    begin = np.searchsorted(now.curves.epochs, now.since, side="right") if now.since else 0
    return Curves(*(values[begin:] for values in now.curves))


def _has_risen(loss: Floats) -> bool:
    """Return whether a loss has not once returned near its lowest for a while."""
    times, more = _RISEN
    lowest = loss[:-_TREND].min()
    return bool(loss[-_TREND:].min() > max(times * lowest, lowest + more))


def _is_stuck(loss: Floats, now: Situation) -> bool:
    """Return whether the loss was for long no better than that of guessing."""
    learnt = now.dataset.labels[~now.held_out]
    guessing = _loss_of_guessing(learnt, now.config.loss)
    return bool(len(loss) > _PLATEAU and loss[-_PLATEAU:].min() > guessing - _NEAR_GUESS)


def _conflict_explains_it(now: Situation) -> bool:
    """Return whether so many drawings have both labels that no settings would help."""
    return bool(now.dataset.conflicting.mean() > _CONFLICTING)


def _loss_of_guessing(labels: npt.NDArray[np.uint8], loss: str) -> float:
    """Return the loss of naming the share of 1s every time: ln 2 ≈ 0.693 for as many 1s as 0s."""
    share = float(labels.mean()) if len(labels) else 0.5
    if loss == "binary_crossentropy":
        return -sum(p * float(np.log(p)) for p in (share, 1 - share) if p > 0)
    return share * (1 - share)


def _is_overfitting(curves: Curves) -> bool:
    """Return whether val_loss has risen since its lowest, while loss has gone on falling."""
    if np.isnan(curves.val_loss[-_TREND:]).any() or np.isnan(curves.val_loss[:-_TREND]).all():
        return False
    best = int(np.nanargmin(curves.val_loss))
    return bool(
        best < len(curves.loss) - _TREND
        and _has_risen(np.where(np.isnan(curves.val_loss), np.inf, curves.val_loss))
        and curves.loss[-_TREND:].max() < curves.loss[best]
    )


def _of_settings(now: Situation) -> Iterator[Diagnostic]:
    if now.other:
        yield Diagnostic(
            "new network",
            "You chose other layers, weights or seed: Train will begin a new network at epoch 0.",
            "information",
        )
    elif now.stale_count:
        yield Diagnostic("stale", _stale_words(now), "information")


def _stale_words(now: Situation) -> str:
    if now.new_held_out == now.stale_count:
        return (
            "What you added is held out: it tests the network, which never learns from it. "
            "Draw more like it."
        )
    drawings = "1 drawing" if now.stale_count == 1 else f"{now.stale_count:,} drawings"
    held_out = f", {now.new_held_out:,} of them held out to test it" if now.new_held_out else ""
    return f"The network is {drawings} behind the data{held_out}. Keep training to catch up."
