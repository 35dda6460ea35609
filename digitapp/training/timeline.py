"""Timeline: the logs and weights of a run by epoch, so that a person can go back in time.

numpy and nn only; knows nothing of threads or windows, but lets another thread read while a fit
writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..nn import Callback
from ..nn.callbacks import Logs
from ..nn.data import Examples
from .snapshot import Snapshot

Floats = npt.NDArray[np.float64]

_WEIGHTS = 40 * 2**20  # bytes of snapshots: with the curves of 200,000 epochs less than 64 MB
_ROOM = 1024  # epochs, to begin with
_FORGET = 1000  # epochs


class Curves(NamedTuple):
    """What a run has logged, epoch by epoch, from epoch 0 before any step.

    Each (n,) float64, read-only; val_loss and val_accuracy are NaN where no drawings are held out.
    """

    epochs: Floats
    loss: Floats
    val_loss: Floats
    accuracy: Floats
    val_accuracy: Floats


class Timeline(Callback):
    """Keeps loss and accuracy of every finished epoch, and snapshots of some.

    All four figures of an epoch are of the same weights, those at its end: loss and accuracy are
    evaluated on the training drawings as they are, neither warped nor weighted, as val_loss and
    val_accuracy are on the held-out ones. They are not the running means over the epoch that fit
    reports, which mix the weights of all its steps and so lie above what the network can do.

    Every s-th epoch leaves a Snapshot. When they have filled their room every second one goes and s
    doubles. An epoch that was broken off leaves nothing.

    room : bytes for snapshots

    >>> Timeline().curves().epochs
    array([], dtype=float64)
    """

    def __init__(self, room: int = _WEIGHTS) -> None:
        self._room = room
        self._lock = Lock()
        self._buffer, self._n = np.empty((len(Curves._fields), _ROOM)), 0
        self._snapshots: dict[int, Snapshot] = {}
        self._stride = 1
        self._training: Examples | None = None
        self._held_out: Examples | None = None

    def watch(self, training: Examples, held_out: Examples | None) -> None:
        """Take the drawings to evaluate; before every fit."""
        self._training, self._held_out = training, held_out

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Keep epoch 0, before any step."""
        if self._n == 0:
            held_out = self._held_out and self.model.logs(self._held_out)
            self._keep(0, held_out or {}, "")

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Remember how many steps there were."""
        self._steps = self.model.compiled()[0].iterations

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Keep the epoch, if all of its steps were made and led somewhere."""
        steps = self.model.compiled()[0].iterations - self._steps
        if steps == self.params["steps"]:
            self._keep(epoch + 1, logs or {}, "val_")
            self._forget_history(epoch)

    def _keep(self, epoch: int, held_out: Logs, prefix: str) -> None:
        training = self.model.logs(self._training) if self._training else {}
        self._append(
            epoch,
            training["loss"],
            held_out.get(f"{prefix}loss", np.nan),
            training["accuracy"],
            held_out.get(f"{prefix}accuracy", np.nan),
        )
        if epoch % self._stride == 0:
            with self._lock:
                self._snapshots[epoch] = Snapshot.of(self.model)
                self._thin()

    def _append(self, *values: float) -> None:
        """Write behind what others may be reading, or into a larger array."""
        buffer, n = self._buffer, self._n
        if n == buffer.shape[1]:
            buffer = np.empty((len(values), 2 * n))
            buffer[:, :n] = self._buffer
        buffer[:, n] = values
        with self._lock:
            self._buffer, self._n = buffer, n + 1

    def _thin(self) -> None:
        most = max(1, self._room // self._snapshots[max(self._snapshots)].nbytes)
        while len(self._snapshots) > most:
            self._stride *= 2
            kept = {at: each for at, each in self._snapshots.items() if at % self._stride == 0}
            self._snapshots = kept

    def _forget_history(self, epoch: int) -> None:
        """Empty fit's own lists of Python numbers: of 200,000 epochs they would take 33 MB."""
        history = self.model.history
        if history is not None and epoch % _FORGET == 0:
            history.epoch.clear()
            history.history.clear()

    def curves(self) -> Curves:
        """Give what was logged so far, without a copy."""
        with self._lock:
            buffer, n = self._buffer, self._n
        view = buffer[:, :n]
        view.flags.writeable = False
        return Curves(*view)

    @property
    def last_epoch(self) -> int:
        """The last finished epoch; 0 before any."""
        with self._lock:
            return int(self._buffer[0, self._n - 1]) if self._n else 0

    def kept_epochs(self) -> tuple[int, ...]:
        """Give the epochs whose weights are kept, ascending."""
        with self._lock:
            return tuple(self._snapshots)

    def snapshot_at(self, epoch: int) -> tuple[int, Snapshot]:
        """Give the kept epoch that is nearest, and its snapshot; ValueError where none is kept."""
        with self._lock:
            if not self._snapshots:
                raise ValueError("No epoch is kept yet. Train first.")
            kept = min(self._snapshots, key=lambda each: abs(each - epoch))
            return kept, self._snapshots[kept]

    def weights_at(self, epoch: int) -> tuple[int, npt.NDArray[np.float32]]:
        """Give the kept epoch that is nearest, and its parameters (P,), read-only."""
        kept, snapshot = self.snapshot_at(epoch)
        return kept, snapshot.parameters

    def cut(self, epoch: int, snapshot: Snapshot) -> None:
        """Forget what came after an epoch, whose snapshot this is; not while a fit runs.

        Curves that were given out before stay as they are.
        """
        n = int(np.searchsorted(self._buffer[0, : self._n], epoch, side="right"))
        with self._lock:
            self._buffer, self._n = self._buffer.copy(), n
            self._snapshots = {at: each for at, each in self._snapshots.items() if at < epoch}
            self._snapshots[epoch] = snapshot

    def logs(self) -> dict[str, Floats]:
        """Give the curves by name, to be stored."""
        return dict(self.curves()._asdict())

    def restore(self, logs: Mapping[str, npt.ArrayLike], snapshot: Snapshot) -> None:
        """Take over the curves of an earlier run and the weights that it ended with.

        Raises ValueError for logs that are not as `logs` gives them.
        """
        if set(logs) != set(Curves._fields):
            raise ValueError(f"The logs should be {', '.join(Curves._fields)}, got {set(logs)}.")
        values = np.array([np.asarray(logs[name], np.float64) for name in Curves._fields])
        if values.ndim != 2 or values.shape[1] == 0 or not (np.diff(values[0]) > 0).all():
            raise ValueError("The logs do not run from epoch to epoch.")
        with self._lock:
            self._buffer, self._n = values, values.shape[1]
            self._snapshots = {int(values[0, -1]): snapshot}
