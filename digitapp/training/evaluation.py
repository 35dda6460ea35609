"""Evaluation: how well a network reads drawings, and how sure one can be of that.

    network, drawings ─ Judging, a slice at a time ─▶ Judged: P and loss of each
    Judged, threshold ─▶ Evaluation: confusion matrix, accuracy, precision, recall, loss

numpy and nn only; knows nothing of windows. The answer is 1 where P > threshold, as in Keras.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitapp.digits.dataset.snapshot import Bools, DatasetSnapshot, Floats, Integers
from digitapp.nn.losses import get_loss
from digitapp.nn.metrics import confusion_matrix

from .config import TrainingConfig
from .figures import percent, share
from .inspection import forward, layers_of

HELD_OUT, TRAINING, ALL = "held out", "training", "all"
BARS = 10  # of the histogram, from P = 0 to 1
SLICE = 2000  # drawings: about 2 ms
_Z = 1.959964  # standard deviations that hold 95 % of a normal distribution
_FEW = 1000  # drawings, below which one says how sure the accuracy is

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Judged:
    """What a network says of n drawings.

    ids, labels : (n,) as in the dataset
    probabilities : (n,) float32, P(digit is 1); NaN from weights that are not numbers
    losses : (n,) float32, without the penalty on large weights
    """

    ids: Integers
    labels: npt.NDArray[np.uint8]
    probabilities: Floats
    losses: Floats

    @property
    def has_answers(self) -> bool:
        """Whether every P is a number."""
        return bool(np.isfinite(self.probabilities).all())

    @cached_property
    def bars(self) -> Integers:
        """The bar of the histogram that each P falls into: (n,), k/10 < P ≤ (k + 1)/10."""
        return np.searchsorted(np.arange(1, BARS) / BARS, self.probabilities)

    def histogram(self) -> Counts:
        """Return how many of each label (row) fall into each bar: (2, BARS)."""
        places = BARS * self.labels.astype(np.int64) + self.bars
        counts: Counts = np.bincount(places, minlength=2 * BARS).reshape(2, BARS)
        return counts

    def ids_in_bar(self, label: int, bar: int) -> Integers:
        """Return the ids of the drawings of a label in a bar, ascending."""
        ids: Integers = self.ids[(self.labels == label) & (self.bars == bar)]
        return ids


class Judging:
    """Asks the network of a config, with weights (P,), about drawings of a dataset.

    on : HELD_OUT, TRAINING or ALL, by the config's own split
    """

    def __init__(
        self, config: TrainingConfig, weights: Floats, dataset: DatasetSnapshot, on: str
    ) -> None:
        self._layers, self._dataset = layers_of(config, weights), dataset
        self._loss = get_loss(config.loss)
        self._places = np.flatnonzero(_chosen(config, dataset, on))
        self._done: list[tuple[Floats, Floats]] = [(np.empty(0, np.float32),) * 2]

    def go_on(self) -> Judged | None:
        """Ask about the next slice; return the answers to all when it was the last."""
        start = (len(self._done) - 1) * SLICE
        places = self._places[start : start + SLICE]
        if len(places):
            y = self._dataset.labels[places, np.newaxis].astype(np.float32)
            with np.errstate(over="ignore", invalid="ignore"):
                last = forward(self._layers, self._dataset.images(places))[-1]
                losses = self._loss.values(y, last.z, self._layers[-1].activation)
            self._done.append((last.a[:, 0], losses))
        if start + SLICE < len(self._places):
            return None
        probabilities, losses = (np.concatenate(parts) for parts in zip(*self._done, strict=True))
        ids, labels = self._dataset.ids[self._places], self._dataset.labels[self._places]
        return Judged(ids, labels, probabilities, losses)


def _chosen(config: TrainingConfig, dataset: DatasetSnapshot, on: str) -> Bools:
    if on == ALL:
        return np.ones(len(dataset), np.bool_)
    held_out = dataset.held_out(config.validation_share, config.seed)
    return held_out if on == HELD_OUT else ~held_out


class Part(NamedTuple):
    """So many of a number; there may be none to take them from.

    >>> Part(118, 120).words(), Part(38, 40).words()
    ('118 of 120, 98.3 %', '38 of 40')
    >>> Part(118, 120).short(), Part(38, 40).short()
    ('98.3 %', '38 of 40')
    """

    hits: int
    number: int

    def words(self) -> str:
        """Return both as text, and the percentage where that does not say too much."""
        fraction, short = f"{self.hits:,} of {self.number:,}", self.short()
        return short if short == fraction else f"{fraction}, {short}"

    def short(self) -> str:
        """Return the percentage, or the fraction where that would say too much."""
        return share(self.hits / self.number, self.number)

    def interval(self) -> tuple[float, float]:
        """Return between which shares the true one lies, by 95 % of such intervals.

            (k + z²/2 ± z·√(k (n − k) / n + z²/4)) / (n + z²),    z = 1.96

        From E. B. Wilson, Probable inference, the law of succession, and statistical inference,
        Journal of the American Statistical Association 22 (1927), 209 to 212.

        >>> low, high = Part(38, 40).interval()
        >>> round(low, 3), round(high, 3)
        (0.835, 0.986)
        """
        k, n = self
        half = _Z * math.sqrt(k * (n - k) / n + _Z**2 / 4)
        low, high = ((k + _Z**2 / 2 + side * half) / (n + _Z**2) for side in (-1, 1))
        return max(low, 0.0), min(high, 1.0)

    def interval_words(self) -> str:
        """Return the interval as text, its ends rounded away from its middle.

        >>> Part(38, 40).interval_words()
        '83 to 99 %'
        """
        low, high = self.interval()
        places = 0 if high - low > 0.02 else 1
        scale = 10**places
        ends = math.floor(100 * low * scale + 1e-9), math.ceil(100 * high * scale - 1e-9)
        return f"{ends[0] / scale:g} to {ends[1] / scale:g} %"


class Evaluation:
    """The figures for answers that are 1 where P > threshold.

    matrix : (2, 2), by label (row) and answer (column)
    loss : the mean; it does not depend on the threshold
    """

    def __init__(self, judged: Judged, threshold: float) -> None:
        self._judged = judged
        self._answers = judged.probabilities.astype(np.float64) > threshold
        self.number = len(judged.ids)
        self.matrix = confusion_matrix(judged.labels, judged.probabilities, threshold)
        self.loss = float(judged.losses.mean(dtype=np.float64))

    def parts(self) -> dict[str, Part]:
        """Return the figures that count drawings.

        accuracy : of all, those answered as they are labelled
        precision : of those answered 1, those labelled 1
        recall : of those labelled 1, those answered 1
        """
        ones = int(self.matrix[1, 1])
        return {
            "accuracy": Part(int(np.trace(self.matrix)), self.number),
            "precision": Part(ones, int(self.matrix[:, 1].sum())),
            "recall": Part(ones, int(self.matrix[1].sum())),
        }

    def ids(self, label: int, answer: int) -> Integers:
        """Return the ids of the drawings of a cell of the matrix, ascending."""
        ids: Integers = self._judged.ids[(self._judged.labels == label) & (self._answers == answer)]
        return ids


def cell_words(matrix: Counts, label: int, answer: int) -> str:
    """Return what a cell of the matrix counts, as text.

    >>> cell_words(np.array([[57, 3], [0, 60]]), 0, 1)
    'label 0, answered 1: 3 of 60, 5 %'
    """
    count, number = int(matrix[label, answer]), int(matrix[label].sum())
    of_row = f"{count:,} of {number:,}, {percent(count / number)}" if number else "none has it"
    return f"label {label}, answered {answer}: {of_row}"


def bar_words(histogram: Counts, label: int, bar: int) -> str:
    """Return what a bar of the histogram counts, as text.

    >>> bar_words(np.ones((2, BARS), np.int64), 1, 9)
    'label 1, P from 0.9 to 1: 1 drawing'
    """
    count = int(histogram[label, bar])
    drawings = "1 drawing" if count == 1 else f"{count:,} drawings"
    return f"label {label}, P from {bar / BARS:g} to {(bar + 1) / BARS:g}: {drawings}"


def why_nothing(dataset: DatasetSnapshot, on: str) -> str:
    """Return a sentence on why there is no drawing to judge."""
    if not len(dataset):
        return "There are no drawings yet. Draw a 0 or a 1 and say which it is."
    if on == TRAINING:
        return "Every drawing is held out: there is none that the network learns from."
    return (
        "No drawing is held out, so nothing tests the network with what it has not learnt. Set a "
        "held-out share in step 3 of Train, and train."
    )


def remark(found: Evaluation, on: str) -> str:
    """Return a sentence on how far one can rely on the figures; "" where nothing limits it."""
    present = np.flatnonzero(found.matrix.sum(axis=1))
    if len(present) == 1:
        other = 1 - int(present[0])
        return (
            f"All of these are labelled {present[0]}: nothing shows how {other}s are read. Draw "
            f"some {other}s."
        )
    if on != HELD_OUT:
        return (
            "The network learns from these, and may know them by heart: how it reads others is "
            "shown by the drawings held out."
        )
    if found.number >= _FEW:
        return ""
    right = found.parts()["accuracy"].interval_words()
    sentence = (
        f"How sure is that? {found.number:,} drawings are few, and luck counts: of very many like "
        f"these it would read {right} right (95 % sure)."
    )
    return sentence.replace(" %", "\u00a0%")
