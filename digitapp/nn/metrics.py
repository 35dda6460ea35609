"""Metrics: figures for people, computed from labels y and predictions p of all examples at once.

numpy only; knows nothing of networks. A prediction means 1 where p > threshold, as in Keras.
confusion_matrix, binary_accuracy, precision and recall are functions of y_true and y_pred, both
(m,) or (m, 1). The classes are Keras's: they can be given to compile(metrics=[…]), or be fed by
update_state and asked for their result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import losses
from .arguments import call_with_plain_errors, described, plain_errors
from .array_checks import as_numbers, as_pair, find
from .arrays import Array
from .outside import NamesWhatIsMeant, refuse_outside
from .settings import any_number, checked, count_from, from_0_to_1, one_of, optional, text

MetricFunction = Callable[[npt.ArrayLike, npt.ArrayLike], float]


@plain_errors
def confusion_matrix(
    y_true: npt.ArrayLike, y_pred: npt.ArrayLike, threshold: float = 0.5
) -> npt.NDArray[np.int64]:
    """Count by label (row) and prediction (column): [[TN, FP], [FN, TP]].

    >>> confusion_matrix([0, 0, 1], [0.1, 0.9, 0.8]).tolist()
    [[1, 1], [0, 1]]
    """
    y, p = as_pair(y_true, y_pred)
    if not np.isin(y, (0, 1)).all():
        raise ValueError("y_true must hold labels that are 0 or 1.")
    any_number("threshold", threshold)
    cells = 2 * y.astype(np.int64).ravel() + (p > threshold).ravel()
    return np.bincount(cells, minlength=4).reshape(2, 2)


@plain_errors
def binary_accuracy(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, threshold: float = 0.5) -> float:
    """Return (TP + TN) / m, the share of predictions that mean the label.

    >>> binary_accuracy([0, 1], [0.2, 0.3])
    0.5
    """
    y, p = as_pair(y_true, y_pred)
    return float((y == (p > any_number("threshold", threshold))).mean())


def accuracy(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
    """Return binary_accuracy; of several units, how often the largest is that of the label."""
    y, p = as_pair(y_true, y_pred)
    right = y == (p > 0.5) if y.shape[1] == 1 else y.argmax(axis=1) == p.argmax(axis=1)
    return float(right.mean())


@plain_errors
def precision(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, threshold: float = 0.5) -> float:
    """Return TP / (TP + FP): of those called 1, the share that is 1; 0 where none is called so.

    >>> precision([0, 1], [0.9, 0.8])
    0.5
    """
    (_, fp), (_, tp) = confusion_matrix(y_true, y_pred, threshold)
    return float(tp / max(tp + fp, 1))


@plain_errors
def recall(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, threshold: float = 0.5) -> float:
    """Return TP / (TP + FN): of those that are 1, the share called 1; 0 where there is none.

    >>> recall([1, 1], [0.9, 0.2])
    0.5
    """
    _, (fn, tp) = confusion_matrix(y_true, y_pred, threshold)
    return float(tp / max(tp + fn, 1))


class Metric(NamesWhatIsMeant):
    """Base class: a function of all labels and predictions, with settings and a name.

    Called like a function, or fed in portions:

    >>> metric = Precision(thresholds=0.7)
    >>> metric.update_state([0, 1], [0.6, 0.8])
    >>> metric.update_state([0, 1], [0.9, 0.8])
    >>> round(metric.result(), 4)
    0.6667
    """

    default_name = "metric"
    larger_is_better = False
    name: str = checked(text)

    @plain_errors
    def __init__(self, name: str | None = None):
        self.name = name or self.default_name
        self.reset_state()

    @plain_errors
    def reset_state(self) -> None:
        """Forget all that was fed."""
        self._fed: list[tuple[Array, Array]] = []

    @plain_errors
    def update_state(self, y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> None:
        """Feed labels and predictions."""
        self._fed.append(as_pair(y_true, y_pred))

    @plain_errors
    def result(self) -> float:
        """Return the figure for all that was fed; 0 before anything was."""
        if not self._fed:
            return 0.0
        y, p = (np.concatenate(part) for part in zip(*self._fed, strict=True))
        return self.value(y, p)

    @plain_errors
    def __call__(self, y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
        """Feed labels and predictions; return the result."""
        self.update_state(y_true, y_pred)
        return self.result()

    def value(self, y: npt.ArrayLike, p: npt.ArrayLike) -> float:
        """Return the figure for these labels and predictions alone."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal metric."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}


class BinaryAccuracy(Metric):
    """The share of predictions that mean the label, at a threshold."""

    default_name = "binary_accuracy"
    larger_is_better = True
    threshold: float = checked(from_0_to_1)

    @plain_errors
    def __init__(self, name: str | None = None, *, threshold: float = 0.5):
        super().__init__(name)
        self.threshold = threshold

    def value(self, y: npt.ArrayLike, p: npt.ArrayLike) -> float:
        """Return the figure for these labels and predictions alone."""
        return binary_accuracy(y, p, self.threshold)


class _AtThreshold(Metric):
    """Base of those that follow from the confusion matrix; a label above 0 counts as 1."""

    function: Callable[..., Any]
    thresholds: float | None = checked(optional(from_0_to_1))

    @plain_errors
    def __init__(self, thresholds: float | None = None, *, name: str | None = None):
        super().__init__(name)
        self.thresholds = thresholds

    def value(self, y: npt.ArrayLike, p: npt.ArrayLike) -> float:
        """Return the figure for these labels and predictions alone."""
        threshold = 0.5 if self.thresholds is None else self.thresholds
        return float(self.function(np.asarray(y) != 0, p, threshold))


class Precision(_AtThreshold):
    """TP / (TP + FP), at one threshold."""

    default_name = "precision"
    larger_is_better = True
    function = staticmethod(precision)


class Recall(_AtThreshold):
    """TP / (TP + FN), at one threshold."""

    default_name = "recall"
    larger_is_better = True
    function = staticmethod(recall)


class TruePositives(_AtThreshold):
    """TP: how many that are 1 were called 1."""

    default_name = "true_positives"
    larger_is_better = True
    function = staticmethod(lambda *given: confusion_matrix(*given)[1, 1])


class TrueNegatives(_AtThreshold):
    """TN: how many that are 0 were called 0."""

    default_name = "true_negatives"
    larger_is_better = True
    function = staticmethod(lambda *given: confusion_matrix(*given)[0, 0])


class FalsePositives(_AtThreshold):
    """FP: how many that are 0 were called 1."""

    default_name = "false_positives"
    function = staticmethod(lambda *given: confusion_matrix(*given)[0, 1])


class FalseNegatives(_AtThreshold):
    """FN: how many that are 1 were called 0."""

    default_name = "false_negatives"
    function = staticmethod(lambda *given: confusion_matrix(*given)[1, 0])


class AUC(Metric):
    """The area under the curve of recall over false positive rate, from 200 thresholds as in Keras.

    >>> AUC().value([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.9])
    0.75
    """

    default_name = "auc"
    larger_is_better = True
    num_thresholds: int = checked(count_from(2))
    curve: str = checked(one_of("ROC"))
    summation_method: str = checked(one_of("interpolation"))

    @plain_errors
    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        *,
        name: str | None = None,
    ):
        super().__init__(name)
        self.num_thresholds = num_thresholds
        self.curve, self.summation_method = curve, summation_method

    def value(self, y: npt.ArrayLike, p: npt.ArrayLike) -> float:
        """Return the figure for these labels and predictions alone."""
        positive, p = np.ravel(y) != 0, np.ravel(p).astype(np.float32)
        steps = np.arange(1, self.num_thresholds - 1) / (self.num_thresholds - 1)
        thresholds = np.concatenate([[-1e-7], steps, [1 + 1e-7]]).astype(np.float32)
        above = p > thresholds[:, np.newaxis]  # (thresholds, m)
        recall = above[:, positive].sum(axis=1) / max(positive.sum(), 1)
        false_positive = above[:, ~positive].sum(axis=1) / max((~positive).sum(), 1)
        return float(-np.trapezoid(recall, false_positive))


class _MeanOfLoss(Metric):
    """Base of those that are the mean of a loss."""

    loss: losses.Loss

    def value(self, y: npt.ArrayLike, p: npt.ArrayLike) -> float:
        """Return the figure for these labels and predictions alone."""
        return self.loss(y, p)


class MeanSquaredError(_MeanOfLoss):
    """The mean of (p − y)²."""

    default_name = "mean_squared_error"
    loss = losses.MeanSquaredError()


class MeanAbsoluteError(_MeanOfLoss):
    """The mean of |p − y|."""

    default_name = "mean_absolute_error"
    loss = losses.MeanAbsoluteError()


class BinaryCrossentropy(_MeanOfLoss):
    """The mean of −y·log(p) − (1 − y)·log(1 − p)."""

    default_name = "binary_crossentropy"
    loss = losses.BinaryCrossentropy()


class _OfFunction(Metric):
    def __init__(self, name: str, function: MetricFunction):
        super().__init__(name)
        self._function = function

    def value(self, y: npt.ArrayLike, p: npt.ArrayLike) -> float:
        values = call_with_plain_errors(self._function, y, p)
        return float(as_numbers(values, f"What the metric {self.name} returns").mean())


def get_metrics(wanted: Any) -> dict[str, Metric]:
    """Return the metrics of a list by their keys in logs: a name as it was given, or the object's.

    A key that is there already gets a number: accuracy, accuracy_1, as in Keras; "loss" is one.
    """
    if wanted is None or isinstance(wanted, str | Metric) or callable(wanted):
        wanted = [] if wanted is None else [wanted]
    if not isinstance(wanted, list | tuple):
        raise TypeError(f"metrics must be a list such as ['accuracy'], got {described(wanted)}.")
    if len(wanted) == 1 and isinstance(wanted[0], list | tuple):  # a list for each output
        wanted = wanted[0]
    found: dict[str, Metric] = {}
    for metric in map(_get_metric, wanted):
        keys = [metric.name, *(f"{metric.name}_{n}" for n in range(1, len(found) + 2))]
        found[next(key for key in keys if key not in ("loss", *found))] = metric
    return found


def _get_metric(wanted: Any) -> Metric:
    if isinstance(wanted, str) and wanted.lower() in ("accuracy", "acc"):
        return _OfFunction(wanted, accuracy)
    if callable(wanted) and not isinstance(wanted, type | Metric):
        return _OfFunction(getattr(wanted, "__name__", "metric").strip("<>"), wanted)
    aliases = {"mse": MeanSquaredError, "mae": MeanAbsoluteError, "bce": BinaryCrossentropy}
    try:
        metric = find("metric", wanted, Metric, **aliases)
    except ValueError as error:
        raise ValueError(f"{error} Or accuracy, or a function of (y_true, y_pred).") from error
    if isinstance(wanted, str):
        metric.name = wanted
    return metric


get = _get_metric  # Keras's name

if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
