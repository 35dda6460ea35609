"""Corrections: drawings that were read wrong and got their label, and how they are read since.

numpy and nn only; knows nothing of windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .displayed_model import Prediction
from .inspection import Floats

Stage = Literal["new", "learning", "learnt"]
MOST = 2  # that are followed, the newest first
_KINDS = ("zero", "one")  # of a prediction, by label


@dataclass(frozen=True, eq=False)
class Correction:
    """A drawing that was corrected.

    x : (400,) float32 in [0, 1]
    label : 0 or 1, which it got
    prediction : by the network that is shown
    stage : whether a run has begun since ("learning"), and ended ("learnt"), or not yet ("new")
    number : its id in the digits file; None until it is saved
    """

    x: Floats
    label: int
    prediction: Prediction
    stage: Stage = "new"
    number: int | None = None

    @property
    def is_right(self) -> bool:
        """Return whether it is read as its label says."""
        return self.prediction.kind == _KINDS[self.label]


def correction_text(corrections: Sequence[Correction], *, running: bool) -> str:
    """Return how the corrected drawing is read, and what to do where that is wrong.

    corrections : the newest first; of several, the newest that is read wrong counts
    running : whether a run is under way

    >>> import numpy as np
    >>> from digitapp.training.displayed_model import judge
    >>> zero = Correction(np.zeros(400, np.float32), 0, judge(0.9, unlike=False), "learnt")
    >>> correction_text([zero], running=False)
    'The 0 you corrected is still read as 1: draw two like it, then press T.'
    """
    wrong = [each for each in corrections if not each.is_right]
    if not corrections:
        return ""
    correction = (wrong or corrections)[0]
    drawing = f"The {correction.label} you corrected"
    if not wrong:
        return f"{drawing} is now read as {correction.label}."
    if correction.stage == "new":
        the_drawing = f"the {correction.label} you corrected"
        if running:
            return f"The next run learns {the_drawing}."
        return f"Press T: the network learns {the_drawing}."
    read = f"read as {1 - correction.label}"
    if correction.prediction.kind not in _KINDS:
        read = "neither a 0 nor a 1 to it"
    remedy = "" if correction.stage == "learning" else ": draw two like it, then press T"
    return f"{drawing} is still {read}{remedy}."
