"""Callbacks: code that runs at the beginnings and ends of a fit, its epochs and its batches.

numpy only; knows nothing of how a step is computed. The order of calls, as in Keras:

    on_train_begin
      on_epoch_begin(epoch)
        on_train_batch_begin(batch) … on_train_batch_end(batch, logs)
      on_epoch_end(epoch, logs)
    on_train_end(logs)

`self.model.stop_training = True`, set in any of them or from another thread, ends the fit after the
batch that is running. Set in on_train_batch_begin it ends the fit before that batch.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .array_checks import whole_number
from .arrays import Array

Logs = Mapping[str, float]


class Callback:
    """Base of all: override what you need. `self.model` is the model, `self.params` the plan.

    logs of a batch are means over the epoch so far. Computing them takes longer than a small step:
    what needs no logs is better done in on_train_batch_begin.

    >>> class StopAfterOneEpoch(Callback):
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         self.model.stop_training = True
    """

    model: Any  # the Sequential that is fitted
    params: dict[str, Any]

    def set_model(self, model: Any) -> None:
        """Take the model, before on_train_begin."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Take {"epochs", "steps" (batches an epoch), "verbose"}, before on_train_begin."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Run before anything is computed."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Run after everything, also after a stop; logs are those of the last epoch."""

    def on_divergence(self, epoch: int, message: str) -> bool:
        """Run when a fit ends since loss or weights became NaN or infinite; not in Keras.

        Returns True to take the place of the RuntimeWarning.
        """
        return False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Run before the first batch of an epoch, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Run after the last batch of an epoch and its validation."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Run before a step."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Run after a step: the weights are new."""
        self.on_batch_end(batch, logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Run with on_train_batch_begin: Keras's older name."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Run with on_train_batch_end: Keras's older name."""


class History(Callback):
    """Record the logs of every epoch: `epoch` is a list, `history` a dict of lists by name."""

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Append the logs."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class EarlyStopping(Callback):
    """Stop a fit whose `monitor` has not improved by min_delta for `patience` epochs.

    mode : "min", "max", or "auto": "max" for accuracies, precision and recall, else "min"
    verbose : 1 prints a line when it stops
    restore_best_weights : go back to the weights of the best epoch at the end
    start_from_epoch : how many epochs to wait before watching

    After the fit `best`, `best_epoch` and `stopped_epoch` (0 without a stop) hold the outcome.

    >>> stopping = EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ):
        if mode not in ("auto", "min", "max"):
            raise ValueError(f'mode must be "auto", "min" or "max", got {mode!r}.')
        if mode == "auto":
            larger_is_better = monitor.endswith(("accuracy", "acc", "precision", "recall"))
            mode = "max" if larger_is_better else "min"
        self.monitor, self.mode = monitor, mode
        self.min_delta, self.patience = abs(min_delta), whole_number("patience", patience, 0)
        self.verbose = verbose
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget an earlier fit."""
        self.best = math.inf if self.mode == "min" else -math.inf
        self.best_epoch = self.stopped_epoch = self.wait = 0
        self._best_weights: list[Array] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare with the best; stop when patience is used up."""
        if epoch < self.start_from_epoch:
            return
        if self.monitor not in (logs := logs or {}):
            warnings.warn(
                f"EarlyStopping can't watch {self.monitor!r}: the logs hold {', '.join(logs)}. "
                "For val_… give fit validation_data or validation_split.",
                stacklevel=2,
            )
            return
        if self.restore_best_weights and self._best_weights is None:
            self._best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self._is_better(logs[self.monitor]):
            self.best, self.best_epoch, self.wait = logs[self.monitor], epoch, 0
            if self.restore_best_weights:
                self._best_weights = self.model.get_weights()
        elif self.wait >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True
            if self.verbose:
                print(f"Stopped early in epoch {epoch + 1}: {self.monitor} got no better.")

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Restore the best weights, if asked to."""
        if self._best_weights is not None:
            self.model.set_weights(self._best_weights)

    def _is_better(self, value: float) -> bool:
        gain = self.best - value if self.mode == "min" else value - self.best
        return gain > self.min_delta


class CallbackList:
    """The callbacks of one fit; those without a hook for batches cost nothing at a batch."""

    def __init__(self, callbacks: Iterable[Callback], model: Any, params: dict[str, Any]):
        self._callbacks = list(callbacks)
        for callback in self._callbacks:
            if not isinstance(callback, Callback):
                raise TypeError(f"callbacks must be Callback objects, got {callback!r}.")
            callback.set_model(model)
            callback.set_params(dict(params))
        self._batch_begin = self._overridden("on_train_batch_begin", "on_batch_begin")
        self._batch_end = self._overridden("on_train_batch_end", "on_batch_end")

    def _overridden(self, hook: str, old_name: str) -> list[Callable[[int, Logs | None], None]]:
        return [
            getattr(callback, hook)
            for callback in self._callbacks
            if any(
                getattr(getattr(callback, name), "__func__", None) is not getattr(Callback, name)
                for name in (hook, old_name)
            )
        ]

    def call(self, hook: str, *arguments: Any) -> None:
        """Call a hook of each: call("on_epoch_end", epoch, logs)."""
        for callback in self._callbacks:
            getattr(callback, hook)(*arguments)

    def divergence(self, epoch: int, message: str) -> bool:
        """Call on_divergence of each; return whether one of them reported it."""
        return any([callback.on_divergence(epoch, message) for callback in self._callbacks])

    def batch_begin(self, batch: int) -> None:
        """Call on_train_batch_begin where there is one."""
        for hook in self._batch_begin:
            hook(batch, None)

    def batch_end(self, batch: int, compute_logs: Callable[[], Logs]) -> None:
        """Call on_train_batch_end where there is one; only then are its logs computed."""
        if self._batch_end:
            logs = compute_logs()
            for hook in self._batch_end:
                hook(batch, logs)
