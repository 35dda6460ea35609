"""Callback: code that runs at the beginnings and ends of a fit, its epochs and its batches.

numpy only; knows nothing of how a step is computed. The order of calls, as in Keras:

    on_train_begin
      on_epoch_begin(epoch)
        on_train_batch_begin(batch) … on_train_batch_end(batch, logs)
        on_test_begin, on_test_batch_begin(batch) … on_test_end(logs)    with held-out examples
      on_epoch_end(epoch, logs)
    on_train_end(logs)

evaluate calls the on_test_… alone, predict on_predict_…. Where there are no logs yet, logs is {}.

`self.model.stop_training = True`, set in any of them or from another thread, ends the fit after the
batch that is running. Set in on_train_batch_begin it ends the fit before that batch.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

from .arguments import call_with_plain_errors, described
from .outside import NamesWhatIsMeant

Logs = MutableMapping[str, float]


class Callback(NamesWhatIsMeant):
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
        """Set the model; called before on_train_begin."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Set {"epochs", "steps" (batches an epoch), "verbose"}, before on_train_begin."""
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
        call_with_plain_errors(self.on_batch_begin, batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Run after a step: the weights are new."""
        call_with_plain_errors(self.on_batch_end, batch, logs)

    def follows_batches(self) -> bool:
        """Return whether on_train_batch_end is to run after this step; not in Keras.

        While no callback follows the batches, their logs are not computed.
        """
        return True

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Run before an evaluation."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Run after an evaluation."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Run before a batch is evaluated."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Run after a batch was evaluated; logs are of all batches so far."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Run before predict."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Run after predict."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Run before a batch is predicted."""

    def on_predict_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Run after a batch was predicted; logs hold its "outputs"."""

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Run with on_train_batch_begin: Keras's older name."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Run with on_train_batch_end: Keras's older name."""


class History(Callback):
    """Record the logs of every epoch: `epoch` is a list, `history` a dict of lists by name."""

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def set_model(self, model: Any) -> None:
        """Set the model, weakly: it holds its History, and is freed as soon as nobody uses it."""
        self.model = weakref.proxy(model)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the model out of copies: it copies its History, not the reverse."""
        return {name: value for name, value in vars(self).items() if name != "model"}

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Append the logs."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class CallbackList:
    """The callbacks of one fit, evaluate or predict; a hook that none overrides costs nothing."""

    def __init__(
        self,
        callbacks: Callback | Iterable[Callback] | None,
        model: Any,
        params: dict[str, Any],
    ):
        if callbacks is None or isinstance(callbacks, Callback):
            callbacks = [] if callbacks is None else [callbacks]
        if not isinstance(callbacks, Iterable):
            raise TypeError(
                f"callbacks must be a list of Callback objects, got {described(callbacks)}."
            )
        self._model, self._params = model, params
        self._callbacks: list[Callback] = []
        self.add(*callbacks)

    def add(self, *callbacks: Callback) -> None:
        """Append more, to be called after the others."""
        for callback in callbacks:
            if not isinstance(callback, Callback):
                got = described(callback)
                raise TypeError(f"callbacks must be Callback objects, Name(…), got {got}.")
            callback.set_model(self._model)
            callback.set_params(dict(self._params))
            self._callbacks.append(callback)
        begin = self._overridden("on_train_batch_begin", "on_batch_begin")
        self.begin_batches = [callback.on_train_batch_begin for callback in begin]
        self.end_batches = self._overridden("on_train_batch_end", "on_batch_end")

    def _overridden(self, *names: str) -> list[Callback]:
        """Return those callbacks that override one of the hooks."""
        return [
            callback
            for callback in self._callbacks
            if any(
                getattr(getattr(callback, name), "__func__", None) is not getattr(Callback, name)
                for name in names
            )
        ]

    def watch(self, *hooks: str) -> bool:
        """Return whether a callback overrides one of these hooks."""
        return any(self._overridden(hook) for hook in hooks)

    def call(self, hook: str, *arguments: Any) -> None:
        """Call a hook of each: call("on_epoch_end", epoch, logs)."""
        for callback in self._callbacks:
            call_with_plain_errors(getattr(callback, hook), *arguments)

    def divergence(self, epoch: int, message: str) -> bool:
        """Call on_divergence of each; return whether one of them reported it."""
        return any([callback.on_divergence(epoch, message) for callback in self._callbacks])

    def batch_begin(self, batch: int) -> None:
        """Call on_train_batch_begin where there is one."""
        for hook in self.begin_batches:
            call_with_plain_errors(hook, batch, {})

    def batch_end(self, batch: int, compute_logs: Callable[[], Logs]) -> None:
        """Call on_train_batch_end where a callback follows; only then are its logs computed."""
        logs = None
        for callback in self.end_batches:
            if callback.follows_batches():
                logs = compute_logs() if logs is None else logs
                call_with_plain_errors(callback.on_train_batch_end, batch, logs)
