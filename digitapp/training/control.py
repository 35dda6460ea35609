"""Control: pauses, steps, slows, retunes and stops a running fit, from another thread.

The network's Callback only; knows nothing of windows. Whoever asks calls a method at any time; the
fit obeys before its next step:

    asking thread                      thread of the fit
    pause(), step_batch(), …  ──▶  on_train_batch_begin: waits, publishes weights, goes on
    published()               ◀──  weights as they are between two steps
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from time import monotonic
from typing import Literal

import numpy as np
import numpy.typing as npt

from ..nn import Callback
from ..nn.callbacks import Logs
from .snapshot import read_only

Floats = npt.NDArray[np.float32]


def _nothing() -> None:
    """Do nothing."""


class TrainingControl(Callback):
    """Steers one fit; for the next make another.

    on_pause : called by the fit's thread whenever it begins to wait
    pause_after : None, or begin with a single "batch" or "epoch" and pause

    diverged : what the fit said when its loss became NaN, which then is no warning; else None

    As long as nothing is asked it costs a step a tenth of a microsecond.

    >>> control = TrainingControl(pause_after="epoch")
    """

    def __init__(
        self,
        on_pause: Callable[[], None] = _nothing,
        pause_after: Literal["batch", "epoch"] | None = None,
    ) -> None:
        self._on_pause = on_pause
        self._changed = Condition()
        self._pause, self._allowed = pause_after, 0 if pause_after is None else 1
        self._stopping = self._waiting = False
        self._rate: float | None = None
        self._batches_per_second: float | None = None
        self._turn = 0.0  # when the next batch may begin, by the clock monotonic
        self._wanted = False
        self._weights: Floats | None = None
        self._asked = pause_after is not None
        self._first = self._done = 0
        self.diverged: str | None = None

    def pause(self) -> None:
        """Wait before the next step."""
        with self._changed:
            self._pause, self._allowed = "batch", 0
            self._ask()

    def resume(self) -> None:
        """Go on, without pausing by itself any more."""
        with self._changed:
            self._pause, self._allowed, self._turn = None, 0, monotonic()
            self._ask()

    def stop(self) -> None:
        """End the fit before its next step, also while it waits, and if it has yet to begin."""
        with self._changed:
            self._stopping = True
            if hasattr(self, "model"):
                self.model.stop_training = True
            self._ask()

    def step_batch(self) -> None:
        """Make one step and pause; asked again before it is made, one more."""
        self._step("batch")

    def step_epoch(self) -> None:
        """Go on to the end of an epoch and pause; asked again on the way, one more."""
        self._step("epoch")

    def _step(self, pause: Literal["batch", "epoch"]) -> None:
        with self._changed:
            if self._pause is not None:
                self._allowed += 1
            self._pause = pause
            self._ask()

    def set_speed(self, batches_per_second: float | None) -> None:
        """Make so many steps a second at most; None for full speed."""
        with self._changed:
            self._batches_per_second, self._turn = batches_per_second, monotonic()
            self._ask()

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next step on."""
        with self._changed:
            self._rate = rate
            self._ask()

    def request_weights(self) -> None:
        """Ask for the weights; `published` gives them after the step that is being made."""
        with self._changed:
            self._wanted = True
            self._ask()

    def published(self) -> Floats | None:
        """Give the weights (P,) published since the last call, read-only; None without."""
        with self._changed:
            weights, self._weights = self._weights, None
            return weights

    def is_paused(self) -> bool:
        """Say whether the fit makes no further step until it is told to go on."""
        with self._changed:
            return self._allowed == 0 and (
                self._pause == "batch" or (self._pause == "epoch" and self._waiting)
            )

    def done(self) -> tuple[int, int]:
        """Give how many batches are finished, and how many an epoch has; 0 before the fit begins.

        Counted as if every epoch before had had as many.
        """
        return self._done, self.params["steps"] if hasattr(self, "params") else 0

    def _ask(self) -> None:
        self._asked = True
        self._changed.notify_all()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Obey a stop that came first."""
        if self._stopping:
            self.model.stop_training = True

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Count."""
        self._first = self._done = epoch * self.params["steps"]

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Count, and obey."""
        self._done = self._first + batch
        if self._asked:
            self._obey(batch)

    def on_divergence(self, epoch: int, message: str) -> bool:
        """Keep what is to be told."""
        self.diverged = message
        return True

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Count the last batch, too."""
        if not self.model.stop_training:
            self._done = (epoch + 1) * self.params["steps"]

    def _obey(self, batch: int) -> None:
        with self._changed:
            while not self._stopping:
                self._answer()
                if (left := self._time_to_wait(batch)) == 0:
                    break
                self._changed.wait(left)
            if self._waiting or self._is_due(batch):
                self._allowed = max(0, self._allowed - 1)
            self._waiting = False
            self._asked = self._pause is not None or self._batches_per_second is not None

    def _time_to_wait(self, batch: int) -> float | None:
        """Give the seconds until the next step, None until something is asked."""
        if self._allowed == 0 and (self._is_due(batch) or (self._waiting and self._pause)):
            if not self._waiting:
                self._waiting = True
                self._publish()
                self._on_pause()
            return None
        if self._batches_per_second is None or self._pause is not None:
            return 0
        now, period = monotonic(), 1 / self._batches_per_second
        if now < self._turn:
            return self._turn - now
        self._turn = max(self._turn, now - period) + period
        return 0

    def _is_due(self, batch: int) -> bool:
        return self._pause == "batch" or (self._pause == "epoch" and batch == 0)

    def _answer(self) -> None:
        if self._rate is not None:
            self.model.compiled()[0].learning_rate = self._rate
            self._rate = None
        if self._wanted:
            self._publish()

    def _publish(self) -> None:
        self._wanted = False
        parameters = self.model.parameters
        if np.isfinite(parameters).all():  # else the epoch will be taken back
            self._weights = read_only(parameters.copy())
