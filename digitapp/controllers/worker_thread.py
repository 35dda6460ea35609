"""WorkerThread: does jobs one after the other, whatever each of them does. Knows no digits."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QThread, QTimer

from digitapp.digits import DataError

_YIELD_INTERVAL = 2  # ms between two moments left to the thread while it has something to do


class Job(NamedTuple):
    """Something to do, and what is called with the sentence about it if that fails."""

    work: Callable[..., None]
    arguments: tuple[Any, ...]
    failed: Callable[[str], None]


class WorkerThread(QThread):
    """Does jobs in the order in which they were queued, until `end`; then `finish`.

    What can wait until there is nothing else to do is `work_when_idle`, after
    `schedule_idle_work`. All that is written below `run` is called in the thread.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._due: float | None = None  # when to do idle work
        self._asked = self._done = 0
        self._yield_timer = QTimer(self)
        self._yield_timer.setInterval(_YIELD_INTERVAL)
        self._yield_timer.timeout.connect(self.yield_time)

    def put(
        self, work: Callable[..., None], *arguments: Any, failed: Callable[[str], None]
    ) -> None:
        """Queue a job."""
        self._asked += 1
        self._jobs.put(Job(work, arguments, failed))
        self._yield_timer.start()

    def yield_time(self) -> None:
        """Release Python's lock for a moment: not every way to wait for events does.

        QTest.qWait does not: a drawing was then saved after seconds, with a bare millisecond each.
        """
        if self._done < self._asked:
            time.sleep(0.001)
        else:
            self._yield_timer.stop()

    def end(self) -> None:
        """End the thread when all that was asked is done."""
        self._jobs.put(None)

    def run(self) -> None:
        """Do jobs, and the idle work when there are none."""
        while True:
            try:
                job = self._jobs.get(timeout=self._timeout())
            except queue.Empty:
                self._due = None
                job = Job(self.work_when_idle, (), self.on_failed)
            if job is None:
                break
            self._do(job)
            self._done += job.work != self.work_when_idle
        self._do(Job(self.finish, (), self.on_failed))

    def work_when_idle(self) -> None:
        """Do what could wait."""

    def finish(self) -> None:
        """Do what comes last."""

    def on_failed(self, sentence: str) -> None:
        """Report what went wrong."""

    def schedule_idle_work(self, seconds: float) -> None:
        """Do the idle work after so long without a job, counted from the last call of this."""
        self._due = time.monotonic() + seconds

    def attempt(self, work: Callable[..., None], *arguments: Any) -> str | None:
        """Do something; return the sentence about it if that failed."""
        try:
            work(*arguments)
        except DataError as error:
            return str(error)
        except Exception as error:
            # the thread lives on, for more may be waiting to be saved
            sys.excepthook(*sys.exc_info())
            return f"This went wrong unexpectedly: {error!r}. Try it again."
        return None

    def _do(self, job: Job) -> None:
        failure = self.attempt(job.work, *job.arguments)
        if failure is not None:
            job.failed(failure)

    def _timeout(self) -> float | None:
        return None if self._due is None else max(0.0, self._due - time.monotonic())
