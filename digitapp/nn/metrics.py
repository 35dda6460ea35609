"""Metrics: shares of right predictions, of labels y and predictions p, at a threshold.

numpy only; knows nothing of networks. A prediction means 1 where p > threshold, as in Keras. Every
function takes y_true and y_pred of shape (m,) or (m, 1), and can be given to compile(metrics=[…]).
Of several output units each counts as an example, where Keras would ask for the largest.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .arrays import Array

Metric = Callable[[npt.ArrayLike, npt.ArrayLike], float]


def confusion_matrix(
    y_true: npt.ArrayLike, y_pred: npt.ArrayLike, threshold: float = 0.5
) -> npt.NDArray[np.int64]:
    """Count by label (row) and prediction (column): [[TN, FP], [FN, TP]].

    >>> confusion_matrix([0, 0, 1], [0.1, 0.9, 0.8]).tolist()
    [[1, 1], [0, 1]]
    """
    y, p = _pairs(y_true, y_pred)
    if not np.isin(y, (0, 1)).all():
        raise ValueError("y_true must hold labels that are 0 or 1.")
    cells = 2 * y.astype(np.int64) + (p > threshold)
    return np.bincount(cells, minlength=4).reshape(2, 2)


def binary_accuracy(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, threshold: float = 0.5) -> float:
    """Return (TP + TN) / m, the share of predictions that mean the label.

    >>> binary_accuracy([0, 1], [0.2, 0.3])
    0.5
    """
    y, p = _pairs(y_true, y_pred)
    return float((y == (p > threshold)).mean())


def precision(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, threshold: float = 0.5) -> float:
    """Return TP / (TP + FP): of those called 1, the share that is 1; 0 where none is called so.

    >>> precision([0, 1], [0.9, 0.8])
    0.5
    """
    (_, fp), (_, tp) = confusion_matrix(y_true, y_pred, threshold)
    return float(tp / max(tp + fp, 1))


def recall(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, threshold: float = 0.5) -> float:
    """Return TP / (TP + FN): of those that are 1, the share called 1; 0 where there is none.

    >>> recall([1, 1], [0.9, 0.2])
    0.5
    """
    _, (fn, tp) = confusion_matrix(y_true, y_pred, threshold)
    return float(tp / max(tp + fn, 1))


def _pairs(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> tuple[Array, Array]:
    """Return labels and predictions as two vectors of the same length."""
    y, p = np.asarray(y_true).ravel(), np.asarray(y_pred).ravel()
    if y.shape != p.shape or y.size == 0:
        raise ValueError(
            f"y_true and y_pred must have the same length, at least 1, got {y.size} and {p.size}."
        )
    return y, p


METRICS: dict[str, Metric] = {
    "accuracy": binary_accuracy,
    "acc": binary_accuracy,
    "binary_accuracy": binary_accuracy,
    "precision": precision,
    "recall": recall,
}


def get_metric(wanted: str | Metric) -> tuple[str, Metric]:
    """Return the metric of that name, or that function, with its key in logs."""
    if callable(wanted):
        return getattr(wanted, "__name__", "metric"), wanted
    name = str(wanted).lower().replace("binaryaccuracy", "binary_accuracy")
    if name not in METRICS:
        known = ", ".join(METRICS)
        raise ValueError(f"Unknown metric {wanted!r}. Known are {known}, or a function (y, p).")
    return name, METRICS[name]
