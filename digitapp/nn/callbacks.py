"""Callbacks by Keras's names: what a fit can be told to do beside its steps.

Names, arguments and defaults are Keras's (https://keras.io/api/callbacks/). callback.py has their
base class and the order in which a fit calls them.
"""

from __future__ import annotations

import csv
import math
import os
import warnings
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

from .arguments import call_with_plain_errors, described, fits, plain_errors
from .arrays import Array
from .callback import Callback, CallbackList, History, Logs
from .outside import refuse_outside
from .settings import (
    any_number,
    at_least_0,
    checked,
    count_from,
    one_of,
    optional,
    share,
    text,
    true_or_false,
)

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "Logs",
    "ModelCheckpoint",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
]

_LARGER_IS_BETTER = ("accuracy", "acc", "precision", "recall", "auc")


class _Monitor(Callback):
    """Base of those that watch one figure in the logs for an improvement.

    monitor : its name; mode : "min", "max" or "auto", by what the figure is
    """

    monitor: str = checked(text)
    mode: str = checked(one_of("auto", "min", "max"))
    min_delta: float = checked(lambda name, value: abs(any_number(name, value)))

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0):
        self.monitor, self.mode, self.min_delta = monitor, mode, min_delta

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget an earlier fit."""
        self._larger = self.mode == "max"
        if self.mode == "auto":
            metric = self.model.metrics.get(self.monitor.removeprefix("val_"))
            self._larger = self.monitor.endswith(_LARGER_IS_BETTER)
            self._larger |= metric is not None and metric.larger_is_better
        self.best = -math.inf if self._larger else math.inf

    def watched(self, logs: Logs | None) -> float | None:
        """Return the figure; None, with a warning, where this fit has it not.

        Raises ValueError where no fit of this model could have it.
        """
        from difflib import get_close_matches  # here: `import digitapp.nn` is to be quick

        logs = logs or {}
        if self.monitor in logs:
            return logs[self.monitor]
        name, known = type(self).__name__, ", ".join(logs)
        figures = ["loss", *self.model.metrics]
        if self.monitor.removeprefix("val_") not in figures:
            near = get_close_matches(self.monitor, [*logs, *(f"val_{f}" for f in figures)], 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{name} can't watch {self.monitor!r}: the logs hold {known}.{hint}")
        warnings.warn(
            f"{name} can't watch {self.monitor!r}: the logs hold {known}. "
            "For val_… give fit validation_data or validation_split.",
            stacklevel=3,
        )
        return None

    def is_better(self, value: float, best: float) -> bool:
        """Return whether a value is better than the best by more than min_delta."""
        return (value - best if self._larger else best - value) > self.min_delta


def _name_of_file(path: object) -> str:
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"The name of a file is needed, got {described(path)}.")
    if "\0" in os.fspath(path):
        raise ValueError("The name of a file is needed, got one with a zero in it.")
    return os.fspath(path)


class EarlyStopping(_Monitor):
    """Stop a fit whose `monitor` has not improved by min_delta in `patience` epochs.

    mode : "min", "max", or "auto": "max" for accuracies, precision and recall, else "min"
    verbose : 1 prints a line when it stops
    baseline : a value to become better than
    restore_best_weights : go back to the weights of the best epoch at the end
    start_from_epoch : how many epochs to wait before watching

    After the fit `best`, `best_epoch` and `stopped_epoch` (0 without a stop) hold the outcome.

    >>> stopping = EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)
    """

    patience: int = checked(count_from(0))
    baseline: float | None = checked(optional(any_number))
    restore_best_weights: bool = checked(true_or_false)
    start_from_epoch: int = checked(count_from(0))

    @plain_errors
    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ):
        super().__init__(monitor, mode, min_delta)
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget an earlier fit."""
        super().on_train_begin()
        self.best_epoch = self.stopped_epoch = self.wait = 0
        self._best_weights: list[Array] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare with the best; stop when patience is used up."""
        if epoch < self.start_from_epoch or (value := self.watched(logs)) is None:
            return
        if self.restore_best_weights and self._best_weights is None:
            self._best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self.is_better(value, self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self._best_weights = self.model.get_weights()
            if self.baseline is None or self.is_better(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True
            if self.verbose:
                print(f"Stopped early in epoch {epoch + 1}: {self.monitor} got no better.")

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Restore the best weights, if asked to."""
        if self._best_weights is not None:
            self.model.set_weights(self._best_weights)


class ModelCheckpoint(_Monitor):
    """Save the model after every epoch, or after every best one, to a .keras or .weights.h5 file.

    filepath : may hold the epoch and the logs, as in "{epoch:02d}-{val_loss:.2f}.keras"
    save_freq : "epoch", or a number of batches
    initial_value_threshold : a value to be better than before anything is saved

    >>> checkpoint = ModelCheckpoint("best.keras", monitor="loss", save_best_only=True)
    """

    filepath: str = checked(lambda name, value: _name_of_file(value))
    save_best_only: bool = checked(true_or_false)
    save_weights_only: bool = checked(true_or_false)
    initial_value_threshold: float | None = checked(optional(any_number))

    @plain_errors
    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ):
        super().__init__(monitor, mode)
        self.filepath, self.verbose = filepath, verbose  # type: ignore[assignment]
        self.save_best_only, self.save_weights_only = save_best_only, save_weights_only
        ending = ".weights.h5" if save_weights_only else ".keras"
        if not self.filepath.endswith(ending):
            raise ValueError(f"The filepath must end with {ending}, got {self.filepath!r}.")
        self.every = None if save_freq == "epoch" else count_from(1)("save_freq", save_freq)
        if self.every is not None:  # else a batch costs nothing
            self.on_train_batch_end = self._count_batch  # type: ignore[method-assign]
        self.initial_value_threshold = initial_value_threshold

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget an earlier fit."""
        super().on_train_begin()
        if self.initial_value_threshold is not None:
            self.best = self.initial_value_threshold
        self._epoch = self._batches = 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Store the number of the epoch."""
        self._epoch = epoch

    def _count_batch(self, batch: int, logs: Logs | None = None) -> None:
        self._batches += 1
        if self._batches % (self.every or 1) == 0:
            self._save(logs or {})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save, after an epoch."""
        if self.every is None:
            self._save(logs or {})

    def _save(self, logs: Logs) -> None:
        if self.save_best_only:
            value = self.watched(logs)
            if value is None or not self.is_better(value, self.best):
                return
            self.best = value
        try:
            path = self.filepath.format(epoch=self._epoch + 1, **logs)
        except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
            raise ValueError(
                f"The filepath {self.filepath!r} can hold {{epoch}} and {', '.join(logs)}."
            ) from error
        if self.verbose:
            print(f"Epoch {self._epoch + 1}: saving {path}")
        self.model.save_weights(path) if self.save_weights_only else self.model.save(path)


def _refuse_schedule(callback: Callback) -> None:
    """Raise TypeError, as in Keras, where the learning rate follows a schedule."""
    if callback.model.optimizer.schedule is not None:
        raise TypeError(
            f"{type(callback).__name__} can't set a learning rate that follows a schedule: give "
            "the optimizer a number instead."
        )


class ReduceLROnPlateau(_Monitor):
    """Multiply the learning rate by factor when `monitor` has not improved in `patience` epochs.

    cooldown : epochs after that before counting again; min_lr : it never gets smaller

    >>> plateau = ReduceLROnPlateau(monitor="loss", factor=0.5, patience=3)
    """

    factor: float = checked(share)
    patience: int = checked(count_from(0))
    cooldown: int = checked(count_from(0))
    min_lr: float = checked(at_least_0)

    @plain_errors
    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ):
        super().__init__(monitor, mode, min_delta)
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr = cooldown, min_lr

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget an earlier fit."""
        super().on_train_begin()
        _refuse_schedule(self)
        self.wait = self.cooldown_counter = 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Log the learning rate; compare with the best, and reduce it when patience is used up."""
        logs = {} if logs is None else logs
        rate = logs["learning_rate"] = self.model.optimizer.learning_rate
        value = self.watched(logs)
        if value is None:
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self.is_better(value, self.best):
            self.best, self.wait = value, 0
        elif self.cooldown_counter == 0:
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                self.model.optimizer.learning_rate = max(rate * self.factor, self.min_lr)
                self.cooldown_counter, self.wait = self.cooldown, 0
                if self.verbose:
                    new_rate = self.model.optimizer.learning_rate
                    print(f"Epoch {epoch + 1}: learning rate reduced to {new_rate:g}.")


def _function(name: str, value: Callable[..., Any]) -> Callable[..., Any]:
    if not callable(value):
        raise TypeError(f"{name} must be a function, got {described(value)}.")
    return value


class LearningRateScheduler(Callback):
    """Set the learning rate of every epoch: schedule(epoch, learning_rate) returns it.

    >>> scheduler = LearningRateScheduler(lambda epoch, rate: rate if epoch < 10 else rate / 2)
    """

    schedule: Callable[..., float] = checked(_function)

    @plain_errors
    def __init__(self, schedule: Callable[..., float], verbose: int = 0):
        self.schedule, self.verbose = schedule, verbose

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Check that the learning rate can be set."""
        _refuse_schedule(self)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Set the learning rate."""
        optimizer, known = self.model.optimizer, [epoch]
        if fits(self.schedule, epoch, optimizer.learning_rate):
            known.append(optimizer.learning_rate)
        optimizer.learning_rate = call_with_plain_errors(self.schedule, *known)
        if self.verbose:
            print(f"Epoch {epoch + 1}: the learning rate is {optimizer.learning_rate:g}.")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Log the learning rate."""
        if logs is not None:
            logs["learning_rate"] = self.model.optimizer.learning_rate


def _one_character(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) != 1:
        raise ValueError(f"{name} must be one character, got {described(value)}.")
    return value


class CSVLogger(Callback):
    """Write a row for every epoch, its number and logs, to a CSV file.

    >>> logger = CSVLogger("training.csv", separator=";", append=True)
    """

    filename: str = checked(lambda name, value: _name_of_file(value))
    separator: str = checked(_one_character)
    append: bool = checked(true_or_false)

    @plain_errors
    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ):
        self.filename, self.separator, self.append = filename, separator, append  # type: ignore[assignment]
        self._file: IO[str] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Open the file."""
        goes_on = self.append and os.path.exists(self.filename)
        self._needs_header = not (goes_on and os.path.getsize(self.filename))
        try:
            self._file = open(self.filename, "a" if goes_on else "w", newline="", encoding="utf-8")
        except OSError as error:
            raise OSError(f"“{self.filename}” could not be written ({error.strerror}).") from error

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write the row, after a header where there is none yet."""
        writer = csv.writer(self._file, delimiter=self.separator)  # type: ignore[arg-type]
        if self._needs_header:
            writer.writerow(["epoch", *sorted(logs or {})])
            self._needs_header = False
        writer.writerow([epoch, *(value for _, value in sorted((logs or {}).items()))])
        self._file.flush()  # type: ignore[union-attr]

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


class LambdaCallback(Callback):
    """Call functions of one's own: on_epoch_end=lambda epoch, logs: print(epoch), and so on.

    >>> printer = LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs["loss"]))
    """

    @plain_errors
    def __init__(self, **hooks: Callable[..., Any] | None):
        for name, function in hooks.items():
            if not name.startswith("on_") or not hasattr(Callback, name):
                raise TypeError(f"LambdaCallback has no hook {name}: they are on_epoch_end, ….")
            if function is not None:
                setattr(self, name, _function(name, function))


class TerminateOnNaN(Callback):
    """Do nothing: every fit ends by itself when the loss is NaN or infinite.

    >>> callbacks = [TerminateOnNaN()]
    """


if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
