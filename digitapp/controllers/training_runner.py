"""TrainingRunner: the thread that fits, one run at a time. Knows Qt and training; decides nothing.

    start_run() ─▶ run() ─▶ paused* ─▶ ended

A signal emitted in run() reaches the window's thread through its event loop, for the QThread object
itself lives there.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack

from PySide6.QtCore import QObject, QThread, Signal

from digitapp.digits import DataError
from digitapp.nn.arrays import one_blas_thread
from digitapp.training.run import Outcome, Run


class TrainingRunner(QThread):
    """Fits a run beside the window; each ends in exactly one Outcome.

    current : the run that is under way; None without
    """

    paused = Signal()  # the fit waits until it is asked to go on
    ended = Signal(object)  # Outcome; no run is under way any more

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.current: Run | None = None
        self._outcome: Outcome | None = None
        self._limits = ExitStack()
        self.finished.connect(self.on_finished)

    def start_run(self, run: Run) -> None:
        """Fit a run; the one before has ended."""
        self._limits.close()
        self._limits.enter_context(one_blas_thread())  # a prediction could lift it in mid-run
        self.current, self._outcome = run, None
        run.control.on_pause = self.paused.emit
        self.start()

    def run(self) -> None:
        """Fit, in this thread; called by Qt."""
        self._outcome = self._fit()

    def _fit(self) -> Outcome:
        try:
            if self.current is None:
                raise ValueError("The thread was started without a run.")
            return self.current.fit()
        except Exception as error:  # whatever it is, the window goes on and shows it
            logging.getLogger(__name__).info("training failed", exc_info=True)
            return Outcome("failed", _sentence(error))

    def on_finished(self) -> None:
        """Release the run that has ended, and its model, and emit its outcome."""
        outcome, self._outcome = self._outcome, None
        if outcome is not None:  # else it was emitted by wait_for_end
            self.wait()
            self.current = None
            self.ended.emit(outcome)

    def wait_for_end(self, seconds: float) -> bool:
        """Wait for the end of the run; return whether none is under way any more."""
        if self.wait(round(seconds * 1000)):
            self.on_finished()
            self._limits.close()
        return self.current is None


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "There is not enough memory for this training. Close other programs, or train less."
    if isinstance(error, DataError | ValueError) and str(error):
        return f"Training ended: {error}"
    return f"Training ended by an error in digitapp ({type(error).__name__}: {error})."
