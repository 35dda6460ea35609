"""Training runner: the run that is under way, if there is one, and the hand on it.

Knows thread and control of that run; nothing of what a run is for, nor of panels.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Literal

from PySide6.QtCore import QObject, Signal

from digitapp.nn.arrays import one_blas_thread
from digitapp.training.checkpoint import Floats
from digitapp.training.control import TrainingControl
from digitapp.training.progress import Pace, Phase, Progress
from digitapp.training.run import Outcome, Run

from .training_thread import TrainingThread

PauseAfter = Literal["batch", "epoch"] | None


class TrainingRunner(QObject):
    """Starts one run at a time in a thread of its own, steers it and tells when it has ended."""

    paused = Signal()  # the run stands still
    ended = Signal(object)  # Outcome; there is no thread any more

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread: TrainingThread | None = None
        self._control = TrainingControl()
        self._pace = Pace()
        self._speed: float | None = None
        self._stopping = False
        self._limits = ExitStack()

    def start(self, begin: Callable[[TrainingControl], Run], pause_after: PauseAfter) -> None:
        """Start the run that `begin` gives for a control, perhaps to pause very soon."""
        self._limits.close()
        self._limits.enter_context(one_blas_thread())  # else a prediction may lift it in mid-run
        thread = TrainingThread(self)
        for end in (thread.succeeded, thread.stopped, thread.failed):
            end.connect(self.on_thread_ended)
        thread.paused.connect(self.paused)
        self._control = TrainingControl(thread.on_pause, pause_after)
        self._control.set_speed(self._speed)
        run = begin(self._control)
        self._pace = Pace(*run.epochs(), examples=run.n_examples())
        self._thread, self._stopping = thread, False
        thread.take(run)
        thread.start()

    def pause(self) -> None:
        """Make no further step until told to."""
        self._control.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._control.resume()

    def step(self, what: Literal["batch", "epoch"]) -> None:
        """Go on for one batch, or to the end of an epoch."""
        if what == "batch":
            self._control.step_batch()
        else:
            self._control.step_epoch()

    def stop(self) -> None:
        """End the run before its next step."""
        self._stopping = True
        self._control.stop()

    def set_speed(self, batches_per_second: float | None) -> None:
        """Make so many steps a second at most; None for full speed."""
        self._speed = batches_per_second
        self._control.set_speed(batches_per_second)

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next step on."""
        self._control.set_learning_rate(rate)

    def request_weights(self) -> None:
        """Ask for the weights after the step that is being made."""
        self._control.request_weights()

    def weights(self) -> Floats | None:
        """Return the newest weights (P,) of the run that were not given yet; None without."""
        return self._control.published()

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the run; say whether there is none any more."""
        if self._thread is not None and self._thread.wait(round(seconds * 1000)):
            self._end()
        if self._thread is None:
            self._limits.close()
        return self._thread is None

    def phase(self) -> Phase:
        """Tell what is being done."""
        if self._thread is None:
            return "idle"
        if self._stopping:
            return "stopping"
        return "paused" if self._control.is_paused() else "running"

    def progress(self, trained: bool) -> Progress:
        """Tell how far the run is, of a network that was trained before or not."""
        phase = self.phase()
        self._pace.add(*self._control.done(), resting=phase != "running")
        return self._pace.progress(phase, trained)

    def on_thread_ended(self, _sentence: str) -> None:
        """Take up what the thread has left."""
        if self._thread is not None and self._thread.outcome is not None:
            self._end()

    def _end(self) -> None:
        thread, self._thread = self._thread, None
        self._control = TrainingControl()  # without weights that nobody took, and the model
        if thread is not None:
            thread.wait()  # it has told its end, or will never
            thread.deleteLater()
            self.ended.emit(thread.outcome or Outcome("failed", "The training broke off."))
