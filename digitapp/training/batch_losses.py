"""BatchLosses: the loss of single batches between the epochs, as the fit itself computes it.

numpy and nn only; knows nothing of threads or windows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from digitapp.nn import Callback
from digitapp.nn.callbacks import Logs

Floats = npt.NDArray[np.float64]

_YOUNG = 1000  # batches since epoch 0, up to which whole epochs are followed at any speed
_MAX_KEPT = 2000


class BatchPoints(NamedTuple):
    """Losses of single batches: each (n,) float64, read-only.

    epochs : where each batch begins, in epochs; batch 3 of 4 in the first epoch is at 0.5
    loss : of the weights before its step, on the drawings as they were learnt from
    """

    epochs: Floats
    loss: Floats

    @classmethod
    def empty(cls) -> BatchPoints:
        """Return no points."""
        return cls(np.empty(0), np.empty(0))


class BatchLosses(Callback):
    """Keeps the loss of each batch while a run is young or slow: else they are too many to be seen.

    The logs of a fit are means over the batches of the epoch done so far, L_k over n_k examples:

        loss of batch k = (n_k L_k − n_{k−1} L_{k−1}) / (n_k − n_{k−1})

    These logs are only computed while batches are followed, so that a fast run is not slowed.

    >>> len(BatchLosses().points().loss)
    0
    """

    def __init__(self) -> None:
        self._points: deque[tuple[float, float]] = deque(maxlen=_MAX_KEPT)
        self._array: BatchPoints | None = BatchPoints.empty()
        self._examples, self._batch_size = 0, 1
        self._is_slow: Callable[[], bool] = bool

    def watch(self, examples: int, batch_size: int, is_slow: Callable[[], bool]) -> None:
        """Set how the examples of an epoch are divided; call it before every fit.

        is_slow : tells whether batches come so slowly that each can be followed
        """
        self._examples, self._batch_size, self._is_slow = examples, batch_size, is_slow

    def follows_batches(self) -> bool:
        """Return whether the next batch is kept."""
        return self._is_young or self._is_slow()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Begin the means anew."""
        self._epoch = epoch
        self._is_young = (epoch + 1) * self.params["steps"] <= _YOUNG
        self._last, self._sum = -1, 0.0  # the last batch followed, and its n_k L_k

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Keep the loss of the batch, where that of the one before is known."""
        start = batch * self._batch_size
        stop = min(start + self._batch_size, self._examples)
        total = stop * (logs or {})["loss"]
        if self._last == batch - 1:
            place = self._epoch + batch / self.params["steps"]
            self._points.append((place, (total - self._sum) / (stop - start)))
            self._array = None
        self._last, self._sum = batch, total

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Release what the fit was watched by: it holds this object in turn."""
        self._is_slow = bool

    def cut(self, epoch: int) -> None:
        """Forget what came after an epoch; not while a fit runs."""
        kept = [point for point in self._points if point[0] < epoch]
        self._points, self._array = deque(kept, _MAX_KEPT), None

    def copy(self) -> Self:
        """Return another with the same points; not while a fit runs."""
        other = type(self)()
        other._points, other._array = self._points.copy(), self._array
        return other

    def restore(self, points: BatchPoints) -> None:
        """Set the points of an earlier run."""
        pairs = zip(points.epochs.tolist(), points.loss.tolist(), strict=True)
        self._points, self._array = deque(pairs, _MAX_KEPT), None

    def points(self) -> BatchPoints:
        """Return what is kept; in the thread of the fit, or while none runs."""
        if self._array is None:
            columns = np.array(self._points, np.float64).reshape(-1, 2).T.copy()
            columns.flags.writeable = False
            self._array = BatchPoints(*columns)
        return self._array
