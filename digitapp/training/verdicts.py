"""Verdicts: what goes wrong in a training run, in words, with what to do about it.

numpy and digits only; knows nothing of threads or windows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .collection import Bools, Collection
from .config import TrainingConfig
from .timeline import Curves

_FEW = 10  # drawings
_RECENT = 20  # epochs that a trend is read from
_GUESSING = float(np.log(2))  # the loss of whoever says 0.5 to everything


@dataclass(frozen=True)
class Verdict:
    """One thing that a person should know of a run.

    key : stays the same while the same thing is wrong
    sentence : what is wrong and what to do
    grave : training cannot go on, or is of no use, until something is done
    """

    key: str
    sentence: str
    grave: bool


@dataclass(frozen=True, eq=False)
class Situation:
    """All that is judged.

    held_out : (m,) of the collection
    behind : drawings added, removed or relabelled since the last run began
    other : the settings ask for another network than the one that is trained
    failure : the sentence that the last run failed with, or ""
    asked : training was asked for, and there was nothing to learn from
    """

    collection: Collection
    held_out: Bools
    config: TrainingConfig
    curves: Curves
    behind: int = 0
    other: bool = False
    failure: str = ""
    asked: bool = False


def verdicts(now: Situation) -> tuple[Verdict, ...]:
    """Judge; what matters most comes first, and nothing to say is ()."""
    return (*_of_failure(now), *_of_drawings(now), *_of_curves(now), *_of_settings(now))


def _of_failure(now: Situation) -> Iterator[Verdict]:
    if now.failure:
        yield Verdict("failed", now.failure, True)


def _of_drawings(now: Situation) -> Iterator[Verdict]:
    m = len(now.collection)
    if m == 0:
        if now.asked:
            told = (
                "There is nothing to learn from yet. Draw some 0s and 1s, or load starter digits."
            )
            yield Verdict("no drawings", told, True)
        return
    learnt, tested = now.collection.labels[~now.held_out], now.collection.labels[now.held_out]
    if len(np.unique(learnt)) == 1:
        only = int(learnt[0])
        told = (
            f"All drawings to learn from are {only}s, so the network will call everything a {only}."
            f" Draw some {1 - only}s as well."
        )
        yield Verdict("one class", told, True)
    elif m < _FEW:
        told = f"There are only {m} drawings, too few to read new ones. Draw ten 0s and ten 1s."
        yield Verdict("few", told, False)
    yield from _of_held_out(now, tested)


def _of_held_out(now: Situation, tested: npt.NDArray[np.uint8]) -> Iterator[Verdict]:
    if now.config.validation_share == 0 or len(np.unique(now.collection.labels)) < 2:
        return
    if len(tested) == 0:
        told = "No drawing is held out, so nothing tests what was learnt. Draw ten of each digit."
        yield Verdict("held out empty", told, False)
    elif len(np.unique(tested)) == 1:
        only = int(tested[0])
        told = (
            f"All held-out drawings are {only}s, so val_loss says nothing of {1 - only}s. "
            f"Draw more {1 - only}s."
        )
        yield Verdict("held out one-sided", told, False)


def _of_curves(now: Situation) -> Iterator[Verdict]:
    loss = now.curves.loss
    if len(loss) <= _RECENT or now.failure:
        return
    recent = loss[-_RECENT:]
    if now.config.loss == "binary_crossentropy" and (abs(recent - _GUESSING) < 0.02).all():
        told = (
            "The loss stays near ln 2, that of guessing. Try a larger learning rate, fewer layers, "
            "or relu in place of sigmoid."
        )
        yield Verdict("plateau", told, False)


def _of_settings(now: Situation) -> Iterator[Verdict]:
    if now.other:
        told = "You chose other layers or another seed: Train begins a new network at epoch 0."
        yield Verdict("new network", told, False)
    elif now.behind:
        drawings = "1 drawing" if now.behind == 1 else f"{now.behind:,} drawings"
        told = f"The network is {drawings} behind the data. Keep training to include them."
        yield Verdict("behind", told, False)
