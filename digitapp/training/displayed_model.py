"""DisplayedModel: the network that predictions are made with; and what they mean in words.

numpy and nn only. A model may be used by one thread at a time: this one belongs to the window, and
gets copies of the weights that the fit has learnt. It shows the newest, or those of a past epoch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitapp.nn import Sequential

from .checkpoint import Checkpoint, Floats, read_only
from .config import TrainingConfig

_UNKNOWN = 0.5  # P where weights are so large that they give no number
THRESHOLD = 0.5  # from here on the digit is a 1
SURE_OF_ZERO = 0.2  # below it, and
SURE_OF_ONE = 0.8  # above it, there is an answer; between them the network is not sure


class DisplayedModel:
    """Predicts with the newest weights, or with past ones.

    weights : (P,) those that it predicts with, read-only; another array whenever they change
    newest : (P,) the newest weights, also while those of a past epoch are shown
    past : the epoch that is shown and its checkpoint; None for the newest weights

    >>> network = DisplayedModel(TrainingConfig())
    >>> 0 < network.probability(np.zeros(400)) < 1
    True
    """

    def __init__(self, config: TrainingConfig) -> None:
        self.specify(config)

    def specify(self, config: TrainingConfig) -> None:
        """Use the layers of a config, with the first weights of its seed."""
        self._model = config.make_model()
        self._loaded: Floats | None = None  # the weights that are in the model
        self.newest = read_only(self._model.parameters.copy())
        self.rewind(None)

    def update(self, newest: Floats) -> None:
        """Use newer weights (P,), unless a past epoch is shown."""
        self.newest = newest
        if self.past is None:
            self.rewind(None)

    def rewind(self, past: tuple[int, Checkpoint] | None) -> None:
        """Show a past epoch, or the newest weights."""
        self.past = past
        self.weights = self.newest if past is None else past[1].parameters
        self._predict_one: Callable[[Floats], Floats] | None = None

    @property
    def shown_epoch(self) -> int | None:
        """The past epoch that is shown; None for the newest weights."""
        return None if self.past is None else self.past[0]

    def probability(self, x: npt.ArrayLike) -> float:
        """Return P(digit is 1) of one image: (400,) or (20, 20) in [0, 1]."""
        with np.errstate(over="ignore", invalid="ignore"):
            if self._predict_one is None:
                self._predict_one = self._ready_model().predictor()
            probability = float(self._predict_one(np.asarray(x, np.float32).reshape(-1))[0])
        return _UNKNOWN if np.isnan(probability) else probability

    def probabilities(self, X: Floats) -> Floats:
        """Return P(digit is 1) of images (k, 400): (k,) float32."""
        if len(X) == 0:
            return np.empty(0, np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            output: Floats = self._ready_model().predict(X)[:, 0]
        return np.nan_to_num(output, nan=_UNKNOWN)

    def save(self, path: Path) -> None:
        """Write it as .keras or .npz; raises OSError or ValueError with a sentence."""
        self._ready_model().save(path)

    def _ready_model(self) -> Sequential:
        if self._loaded is not self.weights:
            self._model.parameters[...] = self._loaded = self.weights
        return self._model


@dataclass(frozen=True)
class Prediction:
    """An answer as it is shown.

    kind : "empty", "zero", "one", "unsure" or "unlike" (neither a 0 nor a 1)
    probability : P(digit is 1), or None where there is none
    text : begins with "0", "1" or "?"; "" for an empty canvas
    hint : what to do, where there is no answer
    built_in : by the network that comes with digitapp, not by the person's own
    """

    kind: str
    probability: float | None
    text: str
    hint: str = ""
    built_in: bool = False


def judge(probability: float | None, *, unlike: bool, built_in: bool = False) -> Prediction:
    """Return what P(digit is 1) means.

        p < 0.2  →  0        0.2 ≤ p ≤ 0.8  →  not sure        p > 0.8  →  1

    probability : in [0, 1]; None for an empty canvas, NaN from a network that has diverged
    unlike : whether the drawing looks like no 0 or 1 that is known; then no digit is named
    built_in : whether the network that comes with digitapp was asked

    >>> judge(0.983, unlike=False).text
    '1 — P(digit is 1) = 0.983'
    """
    if probability is None:
        return Prediction("empty", None, "", "Draw a 0 or a 1: the answer appears here.")
    if math.isnan(probability):
        text = "? no answer: weights are not numbers.\nPress Reset and train again."
        return Prediction("unsure", None, text, built_in=built_in)
    if unlike:
        text = f"? does not look like a 0 or a 1,\n({_equation(probability)})"
        return Prediction("unlike", probability, text, built_in=built_in)
    kind, begin = _meaning(probability)
    text = f"{begin} — {_equation(probability)}"
    return Prediction(kind, probability, text, built_in=built_in)


def _meaning(probability: float) -> tuple[str, str]:
    if probability < SURE_OF_ZERO:
        return "zero", "0"
    if probability > SURE_OF_ONE:
        return "one", "1"
    return "unsure", "? not sure"


def _equation(probability: float) -> str:
    """Never claim more than three digits show: no network is certain."""
    if probability < 0.0005:
        return "P(digit is 1) < 0.001"
    if probability >= 0.9995:
        return "P(digit is 1) > 0.999"
    return f"P(digit is 1) = {probability:.3f}"
