"""DatasetController: the digits file of a window. Decides; knows no panel.

    add, relabel, delete, undo, import …  ─▶ worker ─▶ disk ─▶ dataset_changed, saved, undone …

Lives in the GUI thread and never waits for the disk there, but at the start and the end. What it
says has happened is on the disk; what could not be saved comes back by `saving_failed`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from digitapp.digits import Change, DataError, Drawing, Example, split
from digitapp.training.run_record import RunRecord

from .dataset_worker import DatasetWorker

if TYPE_CHECKING:
    from digitapp.digits.formats import Question

_CLOSING = "The digits file is being closed, so nothing can be added to it any more."


class DatasetController(QObject):
    """The one digits file of a window; every method but the last two returns at once.

    timeout : seconds to wait for another window that is writing
    answers : what was answered about files before (see `import_answers`)

    pending : drawings that are not on the disk yet
    skip_duplicates : whether imports leave out exact duplicates of what is there
    """

    dataset_changed = Signal(object)  # DatasetSnapshot, after every change that is on the disk
    pending_changed = Signal(int)  # drawings that are not on the disk yet
    saved = Signal(object)  # Example, with its id
    saving_failed = Signal(object, str)  # Example, sentence: it must come back to the canvas
    undone = Signal(object, object)  # Change or None; Example when it was the adding of one drawing
    redone = Signal(object)  # Change or None
    busy = Signal(str, int, int)  # text, done, total
    idle = Signal()
    message = Signal(str, str)  # sentence; Severity
    mended = Signal(str)  # such a sentence, when it holds no more
    question_asked = Signal(object)  # Question about a file, to be answered by `answer`
    drawing_fetched = Signal(object)  # Example
    likeness_changed = Signal(object)  # Likeness
    run_restored = Signal(object)  # RunRecord or None

    def __init__(
        self,
        *,
        timeout: float = 5.0,
        answers: Mapping[Path, tuple[str, ...]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._worker = DatasetWorker(timeout, self)
        self._opened = threading.Event()
        self._stops: list[threading.Event] = []  # of the long jobs that may still be running
        self._answers = dict(answers or {})
        self._asked_for = dict[int, Path]()  # by the first id of what was imported after an answer
        self.pending = self._failures = 0
        self.skip_duplicates = True
        self._unkept = list[RunRecord]()  # runs that could not be saved
        self._refusals = list[str]()  # why not
        self._retried = list[RunRecord]()  # of these, the ones that are being tried again
        self._checking = self._closing = False
        self._connect()

    def open(self, path: str | Path) -> None:
        """Open or make a file; it replaces the one that is open, if it can be opened."""
        self._opened = threading.Event()
        self._unkept.clear()  # they belong to the file before
        self._worker.ask(self._worker.open, Path(path), self._opened)
        if not self._worker.isRunning():
            self._worker.start()

    def add(
        self,
        image: npt.ArrayLike,
        label: int,
        drawing: Drawing | None,
        split_override: int = split.BY_SPLIT,
    ) -> None:
        """Save a drawing; ends in saved or saving_failed. split_override : see digits.split."""
        try:
            example = Example(np.asarray(image), label, drawing, created=time.time())
        except DataError as error:
            self.message.emit(str(error), "error")
            return
        if self._closing:
            self.saving_failed.emit(example, _CLOSING)
            return
        self._worker.ask_to_save(example, split_override)
        self._set_pending(self.pending + 1)

    def relabel(self, ids: npt.ArrayLike, label: int) -> None:
        """Change the label of drawings."""
        self._worker.ask(self._worker.relabel, _ids(ids), label)

    def delete(self, ids: npt.ArrayLike) -> None:
        """Delete drawings."""
        self._worker.ask(self._worker.delete, _ids(ids))

    def undo(self) -> None:
        """Undo the newest step; ends in undone."""
        self._worker.ask(self._worker.undo)

    def redo(self) -> None:
        """Redo what was undone last; ends in redone."""
        self._worker.ask(self._worker.redo)

    def import_paths(self, paths: Iterable[str | Path]) -> None:
        """Import files and folders, each as one step; ends in a message or question_asked."""
        wanted = tuple(Path(path) for path in paths)
        if wanted:
            skip, stop = self.skip_duplicates, self._new_stop()
            self._worker.ask(self._worker.import_paths, wanted, dict(self._answers), stop, skip)

    def answer(self, question: Question, choice: int) -> None:
        """Go on with an import as a person chose; it is remembered for the file."""
        key = question.choices[choice].key
        self._answers[question.path] = (*self._answers.get(question.path, ()), key)
        skip, stop = self.skip_duplicates, self._new_stop()
        self._worker.ask(self._worker.answer, question, choice, dict(self._answers), stop, skip)

    def import_answers(self) -> dict[Path, tuple[str, ...]]:
        """Return what was answered about files, for the settings: keys of the choices."""
        return dict(self._answers)

    def load_starter(self) -> None:
        """Add the starter digits, as one step; ends in a message."""
        self._worker.ask(self._worker.load_starter, self._new_stop())

    def take_out_starter(self) -> None:
        """Delete the starter digits, as one step; ends in a message."""
        self._worker.ask(self._worker.take_out_starter)

    def set_skip_duplicates(self, skip: bool) -> None:
        """Set whether imports leave out exact duplicates of what is there."""
        self.skip_duplicates = skip

    def export(
        self, path: str | Path, format: str, ids: npt.ArrayLike, replace: bool = False
    ) -> None:
        """Write drawings in a format of digits.formats.WRITERS; ends in a message."""
        stop = self._new_stop()
        self._worker.ask(self._worker.export, Path(path), format, _ids(ids), replace, stop)

    def save_copy(self, path: str | Path) -> None:
        """Copy the whole file; ends in a message."""
        self._worker.ask(self._worker.save_copy, Path(path))

    def fetch(self, number: int) -> None:
        """Read a drawing with its strokes; ends in drawing_fetched."""
        self._worker.ask(self._worker.fetch, number)

    def keep_run(self, run: RunRecord) -> None:
        """Save a training run and its network.

        One that cannot be saved is tried again after the next drawing that can, and at the end.
        """
        self._worker.ask_to_keep(run)

    def cancel(self) -> None:
        """Stop imports and exports, the one that is running and those that wait."""
        for stop in self._stops:
            stop.set()
        self._stops.clear()

    def check_elsewhere(self) -> None:
        """Check whether another window has changed the file; fast."""
        if self._worker.isRunning() and not (self._checking or self._closing):
            self._checking = True
            self._worker.ask(self._worker.check_elsewhere)

    def wait_until_open(self, seconds: float) -> bool:
        """Wait for the file, and emit what there is to know of it; False: it takes longer."""
        opened = self._opened.wait(seconds)
        self._deliver()
        return opened

    def close(self, seconds: float, *, give_up: bool = False) -> bool:
        """Stop imports, finish what is to be saved, close the file and end the thread.

        False: time was too short, or a drawing could not be saved and has just come back by
        saving_failed, or a run could not be saved. Then nothing is lost: ask again.

        give_up : close even if something cannot be saved
        """
        until = time.monotonic() + seconds
        self.cancel()
        if not self._worker.isRunning():
            return True
        if not self._closing:
            self._save_unkept()
            done, failed = self._finish(until)
            if not done or (failed and not give_up):
                return False
            self._closing = True
            self._worker.end()
        ended = self._worker.wait(max(0, round(1000 * (until - time.monotonic()))))
        self._deliver()
        return ended

    def on_saved(self, example: Example) -> None:
        """Count a drawing that is on the disk, and save what could not be saved before."""
        self._set_pending(self.pending - 1)
        self.saved.emit(example)
        self._save_unkept()

    def on_saving_failed(self, example: Example, sentence: str) -> None:
        """Return a drawing to the canvas that could not be saved."""
        self._failures += 1
        self._set_pending(self.pending - 1)
        self.saving_failed.emit(example, sentence)

    def on_run_kept(self, run: RunRecord) -> None:
        """Say that a run is saved which could not be before."""
        if run in self._retried:
            self._retried.remove(run)
            while self._refusals:
                self.mended.emit(self._refusals.pop())
            self.message.emit("The network is kept now.", "information")

    def on_run_refused(self, run: RunRecord, sentence: str) -> None:
        """Say that a run is not saved, and remember it."""
        self._failures += 1
        self._unkept.append(run)
        if run in self._retried:
            self._retried.remove(run)
        self._refusals.append(f"The network is not kept: {sentence}")
        self.message.emit(self._refusals[-1], "error")

    def on_imported(self, path: Path, ids: npt.NDArray[np.int64]) -> None:
        """Note by which drawing an import is recognised when it is undone."""
        if path in self._answers and len(ids):
            self._asked_for[int(ids[0])] = path

    def on_undone(self, change: Change | None, example: Example | None) -> None:
        """Delete what was answered when an import is undone: it may have been wrong."""
        if change is not None and len(change.ids):
            path = self._asked_for.pop(int(change.ids[0]), None)
            if path is not None:
                self._answers.pop(path, None)
        self.undone.emit(change, example)

    def on_looked_elsewhere(self) -> None:
        """Allow the next check."""
        self._checking = False

    def _connect(self) -> None:
        """Pass the worker's signals on: a window is connected while its file is being opened."""
        worker = self._worker
        worker.dataset_changed.connect(self.dataset_changed)
        worker.saved.connect(self.on_saved)
        worker.saving_failed.connect(self.on_saving_failed)
        worker.undone.connect(self.on_undone)
        worker.redone.connect(self.redone)
        worker.busy.connect(self.busy)
        worker.idle.connect(self.idle)
        worker.message.connect(self.message)
        worker.question_asked.connect(self.question_asked)
        worker.imported.connect(self.on_imported)
        worker.drawing_fetched.connect(self.drawing_fetched)
        worker.likeness_changed.connect(self.likeness_changed)
        worker.run_restored.connect(self.run_restored)
        worker.run_kept.connect(self.on_run_kept)
        worker.run_refused.connect(self.on_run_refused)
        worker.looked_elsewhere.connect(self.on_looked_elsewhere)

    def _new_stop(self) -> threading.Event:
        stop = threading.Event()
        self._stops.append(stop)
        return stop

    def _save_unkept(self) -> None:
        for run in self._unkept:
            self._worker.ask_to_keep(run)
        self._retried += self._unkept
        self._unkept.clear()

    def _finish(self, until: float) -> tuple[bool, bool]:
        """Wait for all that was asked; returns whether it is done, and whether any failed."""
        failures, here = self._failures, threading.Event()
        self._worker.ask(self._worker.mark_done, here)
        done = here.wait(max(0.0, until - time.monotonic()))
        self._deliver()
        return done, self._failures != failures

    def _set_pending(self, drawings: int) -> None:
        self.pending = drawings
        self.pending_changed.emit(drawings)

    def _deliver(self) -> None:
        """Deliver the worker's signals that wait for this thread's event loop."""
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)


def _ids(ids: npt.ArrayLike) -> npt.NDArray[np.int64]:
    own = np.array(ids, np.int64).reshape(-1)
    own.flags.writeable = False
    return own
