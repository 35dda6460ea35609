"""TrainingControl: pauses, steps, slows and stops a running fit, and shows it, from another thread.

A Callback of the network; knows nothing of windows. Its methods can be called at any time; the fit
acts on them before its next step:

    window's thread                    thread of the fit
    pause(), step(), …  ──▶  on_train_batch_begin: waits, makes a frame, goes on
    take_frame()        ◀──  Frame: the training between two steps
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition
from time import monotonic
from typing import Literal

import numpy as np

from digitapp.nn import Callback
from digitapp.nn.callbacks import Logs

from .batch_losses import BatchPoints
from .checkpoint import read_only
from .frame import Frame
from .next_step import StepStart
from .progress import Pace, Phase
from .timeline import Curves

Span = Literal["batch", "epoch"]
_LATE = 0.05  # seconds that a batch may be late and the next ones make up for
_SLOW = 100.0  # batches a second at most, that can be followed one by one


def _nothing() -> None:
    """Do nothing."""


class TrainingControl(Callback):
    """Steers one fit; for the next make another.

    curves : returns what the run has logged so far
    pace : of this run
    batches : returns the losses of single batches
    on_pause : called by the fit's thread whenever it begins to wait

    diverged : what the fit said when its loss became NaN, which then is no warning; else None

    Batches are counted from epoch 0 on, as if every epoch had had as many. As long as nothing is
    asked, a step costs a tenth of a microsecond more.

    >>> control = TrainingControl()
    >>> control.step("epoch")  # begin with one epoch, and pause
    """

    def __init__(
        self,
        curves: Callable[[], Curves] = Curves.empty,
        pace: Pace | None = None,
        batches: Callable[[], BatchPoints] = BatchPoints.empty,
    ) -> None:
        self.diverged: str | None = None
        self.on_pause: Callable[[], None] = _nothing
        self._curves, self._pace, self._batches = curves, pace or Pace(), batches
        # one slot, whose frame a newer one replaces; append and popleft are atomic
        self._frames = deque[Frame](maxlen=1)
        self._frames.append(Frame(self._pace.progress("running"), curves(), batches=batches()))
        self._changed = Condition()
        self._asked = False  # is there anything that the next step must wait for
        self._steps: list[Span] = []  # asked for before the fit began
        self._begun = self._stopping = self._waiting = self._wanted = False
        self._with_steps = False
        self._first = self._done = 0  # batches before this epoch, and before this step
        self._paused_at = self._shown_at = -1  # batches done at the last pause, the last frame
        self._target: int | None = None  # pause when so many batches are done
        self._steps_singly = False  # the next batch was asked for by itself
        self._rate: float | None = None
        self._batches_per_second: float | None = None
        self._turn = 0.0  # when the next batch may begin, by the clock monotonic

    def pause(self) -> None:
        """Wait before the next step."""
        with self._changed:
            self._target, self._steps = 0, []
            self._steps_singly = False
            self._ask()

    def resume(self) -> None:
        """Go on, without pausing by itself any more."""
        with self._changed:
            self._target, self._steps = None, []
            self._steps_singly = False
            self._ask()

    def stop(self) -> None:
        """End the fit before its next step, also while it waits, and if it has yet to begin."""
        with self._changed:
            self._stopping = True
            if hasattr(self, "model"):
                self.model.stop_training = True
            self._ask()

    def step(self, span: Span) -> None:
        """Go on for one batch, or to the end of an epoch, and pause.

        Asked again before that is done: for one more.
        """
        with self._changed:
            if self._begun:
                self._aim(span)
            else:
                self._steps.append(span)
            self._steps_singly = span == "batch"
            self._ask()

    def _aim(self, span: Span) -> None:
        """Pause so much later than it would, or than where the step under way ends."""
        end = max(self._done + (not self._waiting), self._target or 0)
        batches = self.params["steps"]
        self._target = end + 1 if span == "batch" else (end // batches + 1) * batches

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

    def set_with_steps(self, wanted: bool) -> None:
        """Set whether frames hold where the fit stands, from which its next step follows."""
        with self._changed:
            self._with_steps, self._shown_at = wanted, -1
            self._wanted = self._asked = True
            self._changed.notify_all()

    def request_frame(self) -> None:
        """Ask for a frame: it is made after the step under way, once there is something new."""
        with self._changed:
            self._wanted = self._asked = True
            self._changed.notify_all()

    def take_frame(self) -> Frame | None:
        """Return the newest frame, once; its weights are None where they are not finite."""
        return self._frames.popleft() if self._frames else None

    def has_frame(self) -> bool:
        """Return whether there is a frame that was not taken."""
        return len(self._frames) > 0

    def phase(self) -> Phase:
        """Return what the fit does; "paused" from when the frame of the pause can be taken."""
        with self._changed:
            if self._stopping:
                return "stopping"
            waits = self._waiting and self._is_due() and self._paused_at == self._done
            return "paused" if waits else "running"

    def is_slow(self) -> bool:
        """Return whether batches come one at a time, or so slowly that each can be followed."""
        speed = self._batches_per_second
        return self._steps_singly or (speed is not None and speed <= _SLOW)

    def is_stopping(self) -> bool:
        """Return whether the fit was asked to end."""
        return self._stopping

    def _ask(self) -> None:
        self._turn = monotonic()
        self._asked = True
        self._changed.notify_all()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Honour stop() called before the fit."""
        if self._stopping:
            self.model.stop_training = True

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Count, and note what the order of this epoch is drawn with."""
        self._shuffles = self.model.shuffle_rng.bit_generator.state
        self._first = epoch * self.params["steps"]
        if not self._begun:
            self._done = self._first

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Count, and do what was asked for."""
        self._done = self._first + batch
        if self._asked or not self._begun:
            self._do_what_was_asked()

    def on_divergence(self, epoch: int, message: str) -> bool:
        """Keep the message."""
        self.diverged = message
        return True

    def _do_what_was_asked(self) -> None:
        with self._changed:
            self._waiting = True
            if not self._begun:
                self._begun = True
                for span in self._steps:
                    self._aim(span)
            while not self._stopping:
                if self._rate is not None:
                    self.model.compiled()[0].learning_rate = self._rate
                    self._rate = None
                if self._wanted and self._shown_at != self._done:
                    self._put_frame()
                if (left := self._seconds_to_wait()) == 0:
                    break
                self._changed.wait(left)
            self._waiting = False
            limited = self._target is not None or self._batches_per_second is not None
            self._asked = self._wanted or limited

    def _seconds_to_wait(self) -> float | None:
        """Return how long the next step must wait; None until something is asked."""
        if self._is_due():
            if self._paused_at != self._done:
                self._put_frame()
                self._paused_at = self._done
                self.on_pause()
            return None
        if self._batches_per_second is None:
            return 0
        now, period = monotonic(), 1 / self._batches_per_second
        if now < self._turn:
            return self._turn - now
        self._turn = max(self._turn, now - max(period, _LATE)) + period
        return 0

    def _is_due(self) -> bool:
        return self._target is not None and self._done >= self._target

    def _put_frame(self) -> None:
        phase: Phase = "paused" if self._is_due() else "running"
        self._pace.add(self._done, self.params["steps"], resting=phase == "paused")
        progress, weights = self._pace.progress(phase), self.model.parameters
        is_finite = np.isfinite(weights).all()  # else the epoch will be undone
        step = None
        if is_finite and self._with_steps:
            step = StepStart.of(self.model, progress.epoch, progress.batch, self._shuffles)
        self._frames.append(
            Frame(
                progress=progress,
                curves=self._curves(),
                batches=self._batches(),
                weights=read_only(weights.copy()) if is_finite else None,
                step=step,
            )
        )
        self._wanted, self._shown_at = False, self._done
