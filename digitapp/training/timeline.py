"""Timeline: the logs and weights of a run by epoch, so that a person can go back in time.

numpy and nn only; knows nothing of threads or windows, but lets another thread read while a fit
writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from digitapp.nn import Callback
from digitapp.nn.array_checks import Examples
from digitapp.nn.callbacks import Logs

from .batch_losses import BatchLosses
from .checkpoint import Checkpoint
from .checkpoint_buffer import CheckpointBuffer

Floats = npt.NDArray[np.float64]

_FIRST_CAPACITY = 1024  # epochs
_CLEAR_HISTORY = 1000  # epochs
_MOST_EPOCHS = 1_000_000


class Curves(NamedTuple):
    """What a run has logged, epoch by epoch, from epoch 0 before any step.

    Each (n,) float64, read-only; val_loss and val_accuracy are NaN where no drawings are held out.
    """

    epochs: Floats
    loss: Floats
    val_loss: Floats
    accuracy: Floats
    val_accuracy: Floats

    @classmethod
    def empty(cls) -> Curves:
        """Return the curves of a run that has logged nothing."""
        return cls(*np.empty((len(cls._fields), 0)))


class Event(NamedTuple):
    """What was done to a run between two epochs, in a few words, after the epoch named."""

    epoch: int
    words: str


class Timeline(Callback):
    """Keeps loss and accuracy of every finished epoch, and checkpoints of some.

    All four figures of an epoch are of the same weights, those at its end: loss and accuracy are
    evaluated on the training drawings as they are, neither warped nor weighted, as val_loss and
    val_accuracy are on the held-out ones. They are not the running means over the epoch that fit
    reports, which mix the weights of all its steps and so lie above what the network can do.

    Of every epoch, or of every s-th when there are too many, a checkpoint is put in the buffer. An
    epoch that was broken off leaves nothing.

    buffer : the checkpoints
    batches : the losses of single batches
    events : what was done to the run, in the order of its epochs

    >>> Timeline().curves().epochs
    array([], dtype=float64)
    """

    def __init__(self) -> None:
        self.buffer = CheckpointBuffer()
        self.batches = BatchLosses()
        self.events: tuple[Event, ...] = ()
        self._lock = Lock()
        self._buffer, self._n = np.empty((len(Curves._fields), _FIRST_CAPACITY)), 0
        self._curves: Curves | None = None  # of all that is in the buffer, once asked for
        self._training: Examples | None = None
        self._held_out: Examples | None = None

    def watch(self, training: Examples, held_out: Examples | None) -> None:
        """Set the drawings to evaluate; before every fit."""
        self._training, self._held_out = training, held_out

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Keep epoch 0, before any step."""
        if self._n == 0 and not self.model.stop_training:
            held_out = self._held_out and self.model.logs(self._held_out)
            self._keep(0, held_out or {}, "")

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Remember how many steps there were."""
        self._steps = self.model.compiled()[0].iterations

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Keep the epoch, if all of its steps were made."""
        steps = self.model.compiled()[0].iterations - self._steps
        if steps == self.params["steps"]:
            self._keep(epoch + 1, logs or {}, "val_")
            self._clear_history(epoch)

    def _keep(self, epoch: int, held_out: Logs, prefix: str) -> None:
        training = self.model.logs(self._training) if self._training else {}
        self._append(
            epoch,
            training["loss"],
            held_out.get(f"{prefix}loss", np.nan),
            training["accuracy"],
            held_out.get(f"{prefix}accuracy", np.nan),
        )
        self.buffer.keep(epoch, self.model)

    def _append(self, *values: float) -> None:
        """Write behind what others may be reading, or into a larger array."""
        buffer, n = self._buffer, self._n
        if n == buffer.shape[1]:
            buffer = np.empty((len(values), 2 * n))
            buffer[:, :n] = self._buffer
        buffer[:, n] = values
        with self._lock:
            self._buffer, self._n, self._curves = buffer, n + 1, None

    def _clear_history(self, epoch: int) -> None:
        """Empty fit's own lists of Python numbers: of 200,000 epochs they would take 33 MB."""
        history = self.model.history
        if history is not None and epoch % _CLEAR_HISTORY == 0:
            history.epoch.clear()
            history.history.clear()

    def curves(self) -> Curves:
        """Return what was logged so far, without a copy: the same object until there is more."""
        with self._lock:
            if self._curves is None:
                view = self._buffer[:, : self._n]
                view.flags.writeable = False
                self._curves = Curves(*view)
            return self._curves

    @property
    def last_epoch(self) -> int:
        """The last finished epoch; 0 before any."""
        with self._lock:
            return int(self._buffer[0, self._n - 1]) if self._n else 0

    def cut(self, epoch: int, checkpoint: Checkpoint) -> None:
        """Delete what came after an epoch, whose checkpoint this is; not while a fit runs.

        Curves that were given out before stay as they are.
        """
        n = int(np.searchsorted(self._buffer[0, : self._n], epoch, side="right"))
        with self._lock:
            self._buffer, self._n, self._curves = self._buffer.copy(), n, None
        self.buffer.cut(epoch)
        self.batches.cut(epoch)
        self.events = tuple(event for event in self.events if event.epoch < epoch)
        self.buffer.put(epoch, checkpoint)

    def copy(self) -> Self:
        """Return another that goes on from here; not while a fit runs."""
        other = type(self)()
        other.buffer, other.batches = self.buffer.copy(), self.batches.copy()
        other.events = self.events
        other._buffer, other._n = self._buffer.copy(), self._n
        return other

    def keep_only(self, checkpoint: Checkpoint) -> None:
        """Keep the checkpoint of the last epoch and no other; not while a fit runs."""
        self.buffer = CheckpointBuffer()
        self.buffer.put(self.last_epoch, checkpoint)

    def note(self, words: str) -> None:
        """Keep that something was done after the last epoch; not before any, nor without words."""
        epoch = self.last_epoch
        if epoch and words:
            before = [event.words for event in self.events if event.epoch == epoch]
            kept = tuple(event for event in self.events if event.epoch != epoch)
            self.events = (*kept, Event(epoch, ", ".join([*before, words])))

    def logs(self) -> dict[str, Floats]:
        """Return the curves by name, to be stored."""
        return dict(self.curves()._asdict())

    def restore(self, curves: Curves, checkpoint: Checkpoint) -> None:
        """Set the curves of an earlier run and the state that it ended in.

        Checkpoints of its past are put in the buffer before, in the order of their epochs.
        """
        with self._lock:
            self._buffer, self._n, self._curves = np.array(curves), len(curves.epochs), None
        self.buffer.put(self.last_epoch, checkpoint)


def read_logs(logs: Mapping[str, npt.ArrayLike]) -> Curves:
    """Read what Timeline.logs gave; raises ValueError for anything else."""
    if set(logs) != set(Curves._fields):
        raise ValueError(f"its logs should be {', '.join(Curves._fields)}, and are {list(logs)}.")
    return check_curves(Curves(*(np.asarray(logs[name], np.float64) for name in Curves._fields)))


def check_curves(curves: Curves) -> Curves:
    """Return curves; raises ValueError where no run can have logged them."""
    epochs = curves.epochs
    if epochs.ndim != 1 or len(epochs) == 0 or {each.shape for each in curves} != {epochs.shape}:
        raise ValueError("its logs are of several lengths, or empty.")
    if not (epochs[0] >= 0 and epochs[-1] <= _MOST_EPOCHS and (np.diff(epochs) > 0).all()):
        raise ValueError("its logs do not go from epoch to epoch.")
    if not (np.isfinite(curves.loss).all() and np.isfinite(curves.accuracy).all()):
        raise ValueError("its loss is not a number.")
    return curves
