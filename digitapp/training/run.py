"""Run: one fit to the drawings of a dataset, from collecting them to its outcome.

numpy, nn and digits only; knows nothing of windows. It is created in one thread and fitted in
another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from digitapp.digits.dataset.snapshot import OWN, Bools, DatasetSnapshot
from digitapp.nn import Callback, EarlyStopping, History, Sequential
from digitapp.nn.array_checks import Examples
from digitapp.nn.callbacks import Logs

from .augmentation import Augmentation
from .checkpoint import Checkpoint, Floats
from .config import TrainingConfig
from .control import TrainingControl
from .figures import share
from .progress import Pace
from .timeline import Timeline

_WATCHED = 5.0  # seconds that a run takes that is to be watched
_WATCHED_EPOCHS = 20.0  # of it a second, at least
_MOST_EPOCHS = 1_000_000  # that a config can hold


def fit(
    model: Sequential,
    config: TrainingConfig,
    X: Floats,
    y: npt.ArrayLike,
    *,
    sources: Sequence[str] = (),
    held_out: tuple[Floats, npt.ArrayLike] | None = None,
    callbacks: Sequence[Callback] = (),
    first_epoch: int = 0,
    verbose: int = 0,
) -> History:
    """Fit a model to drawings with a config's epochs, batches, augmentation and weights.

    X : (m, 400) float32 in [0, 1], stays as it is; y : (m,) or (m, 1), 0 or 1
    sources : (m,) as Example.source has them; without, all drawings count the same
    held_out : X and y that are only evaluated, as they are; may be empty
    first_epoch : 0, or where an earlier fit of this model stopped

    >>> config = TrainingConfig(epochs=2)
    >>> len(fit(config.make_model(), config, np.eye(2, 400, dtype=np.float32), [0, 1]).epoch)
    2
    """
    inputs, warping = X, list[Callback]()
    if config.augment:
        augmentation = Augmentation(X, config.seed)
        inputs, warping = augmentation.inputs, [augmentation]
    has_held_out = held_out is not None and len(held_out[0]) > 0
    return model.fit(
        inputs,
        y,
        batch_size=config.batch_size,
        epochs=config.epochs,
        verbose=verbose,
        callbacks=[*warping, *callbacks],
        validation_data=held_out if has_held_out else None,
        initial_epoch=first_epoch,
        sample_weight=config.sample_weights(sources) if sources else None,
    )


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    kind : "succeeded" when all epochs were made, "stopped" when asked to, else "failed"
    sentence : for the person
    """

    kind: Literal["succeeded", "stopped", "failed"]
    sentence: str


class _Stopping(EarlyStopping):
    """Stops by itself, and keeps how the fit has left the model before the best weights are put in.

    last : that state; None as long as the fit has not ended, or was broken off
    """

    last: Checkpoint | None = None

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Keep the state, and put the best weights in."""
        self.last = Checkpoint.of(self.model)
        super().on_train_end(logs)


class Run:
    """A fit that is about to be made: config.epochs more epochs than the timeline has.

    trained : the model has made a step before

    watched_speed : batches a second, at which the run can be watched
    watched_seconds : that it takes then
    control : steers the fit and shows it, from another thread
    """

    def __init__(
        self,
        model: Sequential,
        config: TrainingConfig,
        dataset: DatasetSnapshot,
        timeline: Timeline,
        trained: bool = False,
    ) -> None:
        self._model, self._config, self._dataset = model, config, dataset
        self._timeline = timeline
        self._held_out = dataset.held_out(config.validation_share, config.seed)
        self._first = timeline.last_epoch
        self._last = min(self._first + config.epochs, _MOST_EPOCHS)
        n_training = int(np.count_nonzero(~self._held_out))
        batches = -(-n_training // config.batch_size)  # of an epoch
        self.watched_speed = max(_WATCHED_EPOCHS * batches, config.epochs * batches / _WATCHED)
        self.watched_seconds = config.epochs * batches / max(self.watched_speed, 1.0)
        self._stopping: _Stopping | None = None
        pace = Pace(self._first, self._last, n_training, trained)
        self.control = TrainingControl(timeline.curves, pace, timeline.batches.points)

    def fit(self) -> Outcome:
        """Train, evaluate and log; ValueError or DataError where drawings and network don't fit."""
        training, validation = self._examples(~self._held_out), self._examples(self._held_out)
        self._timeline.watch(training, validation if len(validation.X) else None)
        batches, size = self._timeline.batches, self._config.batch_size
        batches.watch(len(training.X), size, self.control.is_slow)
        callbacks: list[Callback] = [self.control, batches, self._timeline]
        if self._config.patience and len(validation.X):
            stopping = _Stopping(patience=self._config.patience, restore_best_weights=True)
            self._stopping = stopping
            callbacks.append(stopping)
        if not self.control.is_stopping():  # copying very many drawings takes a while
            fit(
                self._model,
                replace(self._config, epochs=self._last),
                training.X,
                training.y,
                sources=self._sources(),
                held_out=(validation.X, validation.y),
                callbacks=callbacks,
                first_epoch=self._first,
            )
        return self._outcome()

    def last_state(self) -> Checkpoint | None:
        """Return the state of the model at the end, before that of the best epoch was put in."""
        return None if self._stopping is None else self._stopping.last

    def best_epoch(self) -> int | None:
        """Return the epoch whose weights the model has, where there are later ones."""
        stopping = self._stopping
        if stopping is None or stopping.last is None or self._timeline.last_epoch == self._first:
            return None
        best = stopping.best_epoch + 1
        return best if best < self._timeline.last_epoch else None

    def _examples(self, which: Bools) -> Examples:
        labels = self._dataset.labels[which].astype(np.float32)
        return Examples(self._dataset.images(which), labels[:, np.newaxis], None)

    def _sources(self) -> Sequence[str]:
        if self._config.own_weight == 1:
            return ()
        return [OWN if own else "" for own in self._dataset.own[~self._held_out]]

    def _outcome(self) -> Outcome:
        if self.control.diverged is not None:
            return Outcome("failed", self.control.diverged)
        epoch = self._timeline.last_epoch
        if epoch == 0:
            return Outcome("stopped", "Stopped within the first epoch. Keep training to go on.")
        best = self.best_epoch()
        if best is not None:
            by_itself = "by itself " if self._stopping and self._stopping.stopped_epoch else ""
            ended = f"Stopped {by_itself}after" if epoch < self._last else "Trained up to"
            kept = f"The network is that of epoch {best:,}, where the held-out loss was lowest."
            return Outcome("succeeded", f"{ended} epoch {epoch:,}. {kept}")
        if epoch < self._last:
            return Outcome(
                "stopped", f"Stopped after epoch {epoch:,}. Keep training to go on from here."
            )
        return Outcome("succeeded", f"Trained up to epoch {epoch:,}. {self._figures()}")

    def _figures(self) -> str:
        curves = self._timeline.curves()
        right, which, name = curves.val_accuracy[-1], self._held_out, "the held-out"
        if np.isnan(right):
            right, which, name = curves.accuracy[-1], ~self._held_out, "its training"
        return f"Of {name} drawings it reads {share(right, int(which.sum()))} right."
