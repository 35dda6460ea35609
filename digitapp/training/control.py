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

from digitapp.nn import Callback
from digitapp.nn.callbacks import Logs

from .checkpoint import read_only

Floats = npt.NDArray[np.float32]


def _nothing() -> None:
    """Do nothing."""


class TrainingControl(Callback):
    """Steers one fit; for the next make another.

    on_pause : called by the fit's thread whenever it begins to wait
    pause_after : None, or begin with a single "batch" or "epoch" and pause

    diverged : what the fit said when its loss became NaN, which then is no warning; else None

    Batches are counted from epoch 0 on, as if every epoch had had as many. As long as nothing is
    asked, a step costs a tenth of a microsecond more.

    >>> control = TrainingControl(pause_after="epoch")
    """

    def __init__(
        self,
        on_pause: Callable[[], None] = _nothing,
        pause_after: Literal["batch", "epoch"] | None = None,
    ) -> None:
        self.diverged: str | None = None
        self._on_pause = on_pause
        self._changed = Condition()
        self._asked = False  # is there anything that the next step must wait for
        self._steps: list[Literal["batch", "epoch"]] = []  # asked for before the fit began
        self._begun = self._stopping = self._waiting = self._pausing = self._wanted = False
        self._first = self._done = 0  # batches before this epoch, and before this step
        self._told_at = -1  # where on_pause was last called
        self._target: int | None = None  # pause when so many batches are done
        self._rate: float | None = None
        self._batches_per_second: float | None = None
        self._turn = 0.0  # when the next batch may begin, by the clock monotonic
        self._weights: Floats | None = None
        if pause_after is not None:
            self._step(pause_after)

    def pause(self) -> None:
        """Wait before the next step."""
        with self._changed:
            self._pausing, self._target, self._steps = True, 0, []
            self._ask()

    def resume(self) -> None:
        """Go on, without pausing by itself any more."""
        with self._changed:
            self._pausing, self._target, self._steps = False, None, []
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

    def _step(self, what: Literal["batch", "epoch"]) -> None:
        with self._changed:
            if self._begun:
                self._aim(what)
            else:
                self._steps.append(what)
            self._pausing = False
            self._ask()

    def _aim(self, what: Literal["batch", "epoch"]) -> None:
        """Pause so much later than it would, or than where the step under way ends."""
        end = max(self._done + (not self._waiting), self._target or 0)
        batches = self.params["steps"]
        self._target = end + 1 if what == "batch" else (end // batches + 1) * batches

    def set_speed(self, batches_per_second: float | None) -> None:
        """Make so many steps a second at most; None for full speed."""
        with self._changed:
            self._batches_per_second = batches_per_second
            self._ask()

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next step on."""
        with self._changed:
            self._rate = rate
            self._asked = True

    def request_weights(self) -> None:
        """Ask for the weights; `published` gives them after the step that is being made."""
        with self._changed:
            self._wanted = self._asked = True
            self._changed.notify_all()

    def published(self) -> Floats | None:
        """Return the weights (P,) published since the last call, read-only; None without."""
        with self._changed:
            weights, self._weights = self._weights, None
            return weights

    def is_paused(self) -> bool:
        """Say whether the fit stands still until it is told to go on, or was told to."""
        with self._changed:
            return self._pausing or (self._waiting and self._is_due())

    def is_stopping(self) -> bool:
        """Say whether the fit was told to end."""
        return self._stopping

    def done(self) -> tuple[int, int]:
        """Return how many batches are done, and how many an epoch has: 0 before the fit begins."""
        return self._done, self.params["steps"] if hasattr(self, "params") else 0

    def _ask(self) -> None:
        self._turn = monotonic()
        self._asked = True
        self._changed.notify_all()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Obey a stop that came first."""
        if self._stopping:
            self.model.stop_training = True

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Count."""
        self._first = epoch * self.params["steps"]
        if not self._begun:
            self._done = self._first

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Count, and obey."""
        self._done = self._first + batch
        if self._asked or not self._begun:
            self._obey()

    def on_divergence(self, epoch: int, message: str) -> bool:
        """Keep what is to be told."""
        self.diverged = message
        return True

    def _obey(self) -> None:
        with self._changed:
            self._waiting = True
            if not self._begun:
                self._begun = True
                for what in self._steps:
                    self._aim(what)
            while not self._stopping:
                self._answer()
                if (left := self._seconds_to_wait()) == 0:
                    break
                self._changed.wait(left)
            self._waiting = False
            self._asked = self._target is not None or self._batches_per_second is not None

    def _seconds_to_wait(self) -> float | None:
        """Return how long the next step must wait; None until something is asked."""
        if self._is_due():
            if self._told_at != self._done:
                self._publish()
                self._told_at = self._done
                self._on_pause()
            return None
        if self._batches_per_second is None:
            return 0
        now, period = monotonic(), 1 / self._batches_per_second
        if now < self._turn:
            return self._turn - now
        self._turn = max(self._turn, now - period) + period
        return 0

    def _is_due(self) -> bool:
        return self._target is not None and self._done >= self._target

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
