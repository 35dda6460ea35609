"""Training thread: makes a run beside the window. One run, one thread.

Knows Qt and training; decides nothing. A signal emitted in run() reaches the window's thread
through its event loop, for the thread object itself lives there.

    start() ─▶ run() ─▶ paused* ─▶ succeeded | stopped | failed ─▶ finished
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QThread, Signal

from digitapp.digits import DataError
from digitapp.training.run import Outcome, Run


class TrainingThread(QThread):
    """Makes the run it is given, and ends in exactly one of three ways.

    outcome : None until then
    """

    paused = Signal()  # the fit stands still until it is told to go on
    succeeded = Signal(str)  # sentence
    stopped = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.outcome: Outcome | None = None
        self._run: Run | None = None

    def take(self, run: Run) -> None:
        """Take the run to make, before start."""
        self._run = run

    def on_pause(self) -> None:
        """Pass on, from the fit's thread, that it stands still."""
        self.paused.emit()

    def run(self) -> None:
        """Fit, in this thread; called by Qt."""
        self.outcome = self._made()
        self._run = None
        ends = {"succeeded": self.succeeded, "stopped": self.stopped, "failed": self.failed}
        ends[self.outcome.kind].emit(self.outcome.sentence)

    def _made(self) -> Outcome:
        try:
            if self._run is None:
                raise ValueError("The thread was started without a run.")
            return self._run.fit()
        except Exception as error:  # whatever it is, the window goes on and says it
            logging.getLogger(__name__).info("training failed", exc_info=True)
            return Outcome("failed", _told(error))


def _told(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "There is not enough memory for this training. Close other programs, or train less."
    if isinstance(error, DataError | ValueError) and str(error):
        return f"Training ended: {error}"
    return f"Training ended by an error in digitapp ({type(error).__name__}: {error})."
