"""The worker: the thread that does all work on the digits file, one job after the other.

    window ─ job ─▶ queue ─▶ worker: DatasetService ─▶ disk
       ◀──── signals, each with something that never changes ────┘

So neither a slow disk nor a long import holds up the window. The worker knows no window and decides
nothing: see dataset_controller.py.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from digitapp.digits import Cancelled, Change, DataError, Example
from digitapp.digits.dataset import import_export
from digitapp.digits.dataset.service import DatasetService, Notice
from digitapp.digits.dataset.snapshot import DatasetSnapshot, Integers
from digitapp.digits.store import RunRow
from digitapp.digits.store.index import NEVER_ADDED
from digitapp.files.progress import Progress, ThrottledProgress, part
from digitapp.training.run_record import RunRecord
from digitapp.training.run_state import without_past

from .worker_thread import WorkerThread

if TYPE_CHECKING:
    from digitapp.digits.formats import ImportResult, Question, Reading

Answers = Mapping[Path, Sequence[str]]  # what was answered about a file: keys of choices
_READING_SHARE = 0.6  # of the time that an import takes
_IDLE_SECONDS = 0.7  # without a change before likeness is loaded: not while the window opens


class DatasetWorker(WorkerThread):
    """Does what it is asked, in order; at its end it closes the file.

    timeout : seconds to wait for another window that is writing
    """

    dataset_changed = Signal(object)  # DatasetSnapshot
    saved = Signal(object)  # Example, with its id
    saving_failed = Signal(object, str)  # Example, sentence
    undone = Signal(object, object)  # Change or None, Example or None
    redone = Signal(object)  # Change or None
    busy = Signal(str, int, int)  # text, done, total
    idle = Signal()
    message = Signal(str, str)  # sentence; Severity
    question_asked = Signal(object)  # Question, to be answered by `answer`
    imported = Signal(object, object)  # Path, ids
    drawing_fetched = Signal(object)  # Example
    run_restored = Signal(object)  # RunRecord or None
    run_kept = Signal(object)  # RunRecord
    run_refused = Signal(object, str)  # RunRecord, sentence
    likeness_changed = Signal(object)  # Likeness
    looked_elsewhere = Signal()

    def __init__(self, timeout: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = DatasetService(timeout)
        self._dataset = DatasetSnapshot.empty()
        self._stale = False  # something is on the disk that was not shown yet

    def ask(self, work: Callable[..., None], *arguments: Any) -> None:
        """Queue a job: one of the methods below with its arguments."""
        self.put(work, *arguments, failed=self.on_failed)

    def ask_to_save(self, example: Example, split_override: int) -> None:
        """Queue the saving of a drawing: ends in saved or saving_failed."""
        self.put(
            self.add, example, split_override, failed=partial(self.saving_failed.emit, example)
        )

    def ask_to_keep(self, run: RunRecord) -> None:
        """Queue the saving of a run: ends in run_kept or run_refused."""
        self.put(self.keep_run, run, failed=partial(self.run_refused.emit, run))

    def on_failed(self, sentence: str) -> None:
        """Emit what went wrong."""
        self.message.emit(sentence, "error")

    def attempt(self, work: Callable[..., None], *arguments: Any) -> str | None:
        """Do a job; if it meets damage, restore the file by opening it again, and do it again."""
        failure = super().attempt(work, *arguments)
        if not self._service.is_damaged:
            return failure
        trouble = super().attempt(self._reopen)
        if trouble is not None:
            self.message.emit(trouble, "error")
        elif failure is not None:
            failure = super().attempt(work, *arguments)
        return failure

    def open(self, path: Path, opened: threading.Event) -> None:
        """Open another file and emit all of it; what is open stays so if that fails."""
        try:
            self._emit_notices(self._open(path))
        finally:
            opened.set()

    def finish(self) -> None:
        """Close the file, with its backup."""
        self._emit_notices(self._service.close())

    def add(self, example: Example, split_override: int) -> None:
        """Save a drawing; split_override : see digits.split."""
        saved = self._service.store.add(example, split_override=split_override)
        self._show()
        self.saved.emit(saved)

    def relabel(self, ids: Integers, label: int) -> None:
        """Change the label of drawings."""
        self._service.store.relabel(ids, label)
        self._show()

    def delete(self, ids: Integers) -> None:
        """Delete drawings."""
        self._service.store.delete(ids)
        self._show()

    def undo(self) -> None:
        """Undo the newest step."""
        change = self._service.store.undo()
        self._show()
        self.undone.emit(change, self._drawn_in(change))

    def redo(self) -> None:
        """Do again what was undone last."""
        change = self._service.store.redo()
        self._show()
        self.redone.emit(change)

    def import_paths(
        self,
        paths: Sequence[Path],
        answers: Answers,
        stop: threading.Event,
        skip_duplicates: bool,
    ) -> None:
        """Import files and folders, a step for each; ends in message or question_asked."""
        from digitapp.digits.formats import open_any, together  # here: a window opens without any

        def reader(group: tuple[Path, ...]) -> Callable[[Progress], Reading]:
            return lambda progress: open_any(*group, progress=progress)

        sources = [(group[0], reader(group)) for group in together(paths)]
        self._import(sources, answers, stop, skip_duplicates)

    def answer(
        self,
        question: Question,
        choice: int,
        answers: Answers,
        stop: threading.Event,
        skip_duplicates: bool,
    ) -> None:
        """Go on with an import as a person chose; the file is not read again."""

        def read(progress: Progress) -> Reading:
            return question.choices[choice].read()

        self._import([(question.path, read)], answers, stop, skip_duplicates)

    def load_starter(self, stop: threading.Event) -> None:
        """Add the starter digits."""
        progress = self._progress("Loading the starter digits", stop)
        try:
            digits = self._service.starter()
            sentence = import_export.load_starter(
                self._service.store, self._dataset, digits, progress
            )
        except Cancelled:
            sentence = "Loading was stopped: nothing was added."
        finally:
            self.idle.emit()
        self._show()
        self.message.emit(sentence, "information")

    def take_out_starter(self) -> None:
        """Delete the starter digits."""
        sentence = import_export.take_out_starter(self._service.store)
        self._show()
        self.message.emit(sentence, False)

    def export(
        self, path: Path, format: str, ids: Integers, replace: bool, stop: threading.Event
    ) -> None:
        """Write drawings to a file or folder of a format."""
        progress = self._progress(f"Exporting {path.name}", stop)
        try:
            sentence = import_export.export(
                self._service.store, path, format, ids, replace, progress
            )
        except Cancelled:
            sentence = "The export was stopped: nothing was written."
        finally:
            self.idle.emit()
        self.message.emit(sentence, "information")

    def save_copy(self, path: Path) -> None:
        """Copy the whole file."""
        self._service.store.backup(path)
        self.message.emit(f"Saved a copy as “{path.name}”.", "information")

    def fetch(self, number: int) -> None:
        """Read one drawing."""
        self.drawing_fetched.emit(self._service.store.get(number))

    def keep_run(self, run: RunRecord) -> None:
        """Save a training run and its network."""
        config = json.dumps(run.config)
        row = RunRow(config, run.seed, run.logs, run.weights, time.time())
        self._service.add_run(row, without_past)
        self.run_kept.emit(run)

    def check_elsewhere(self) -> None:
        """Emit what another window has changed, and whether the file can still be written."""
        try:
            if self._service.is_open and self._is_stale():
                self._show()
        except DataError:
            self._stale = True  # busy just now: it is asked again in a second
        finally:
            self.looked_elsewhere.emit()

    def mark_done(self, done: threading.Event) -> None:
        """Set an event when all that was asked before is done."""
        done.set()

    def work_when_idle(self) -> None:
        """Emit what 0s and 1s look like; the first time, what is shipped for it is read."""
        self.likeness_changed.emit(self._service.likeness(self._dataset))

    def _is_stale(self) -> bool:
        store = self._service.store
        changed = store.changed_elsewhere()
        return changed or self._stale or store.read_only != self._dataset.read_only

    def _emit_writable(self, writable: bool) -> None:
        can = "can be written again" if writable else "can only be read now: nothing is saved in it"
        self.message.emit(
            f"{self._service.store.path.name} {can}.", "information" if writable else "warning"
        )

    def _open(self, path: Path) -> list[Notice]:
        try:
            notices = self._service.open(path)
        except DataError as error:
            notices = [(str(error), "error")]
            if self._service.is_open:
                return notices
        self._show(f"Opening {path.name}")
        try:
            row = self._service.last_run()
        except DataError as error:  # the drawings are of use without it
            row = None
            notices.append((str(error), "error"))
        if row is None or row.weights is None:
            self.run_restored.emit(None)
        else:
            self.run_restored.emit(RunRecord(json.loads(row.config), row.logs, row.weights))
        return notices

    def _reopen(self) -> None:
        path = self._service.store.path
        self._emit_notices(self._service.close())
        try:
            self._emit_notices(self._service.open(path))
        finally:
            self._show(f"Opening {path.name}")

    def _emit_notices(self, notices: Sequence[Notice]) -> None:
        for sentence, severity in notices:
            self.message.emit(sentence, severity)

    def _show(self, text: str = "Reading") -> None:
        """Emit the dataset; what is on the disk is there, even if this fails just now."""
        progress = self._progress(text, threading.Event())
        failure = super().attempt(self._emit_dataset, progress)
        self._stale = failure is not None
        if failure is not None:
            self.message.emit(failure, "error")
        if progress.has_reported:
            self.idle.emit()

    def _emit_dataset(self, progress: ThrottledProgress) -> None:
        before, self._dataset = self._dataset, self._service.dataset(progress)
        if before.path == self._dataset.path and before.read_only != self._dataset.read_only:
            self._emit_writable(not self._dataset.read_only)
        if self._service.knows_digits:  # a drawing counts as soon as it has its label
            self.work_when_idle()
        else:
            self.schedule_idle_work(_IDLE_SECONDS)
        self.dataset_changed.emit(self._dataset)

    def _import(
        self,
        sources: Sequence[tuple[Path, Callable[[Progress], Reading]]],
        answers: Answers,
        stop: threading.Event,
        skip_duplicates: bool,
    ) -> None:
        imported, failures = list[import_export.Imported](), list[str]()
        try:
            for path, read in sources:
                try:
                    result = self._read(path, read, answers, stop)
                    if result is not None:
                        imported.append(self._add(path, result, stop, skip_duplicates))
                except Cancelled:
                    failures.append(f"The import was stopped: nothing of “{path.name}” was added.")
                    break
                except DataError as error:
                    failures.append(str(error))
        finally:
            self._show()
            self.idle.emit()
        if imported or failures:
            severity = "information" if not failures else "warning" if imported else "error"
            self.message.emit(import_export.summary(imported, failures), severity)

    def _read(
        self,
        path: Path,
        read: Callable[[Progress], Reading],
        answers: Answers,
        stop: threading.Event,
    ) -> ImportResult | None:
        """Read a file; None where a person has to be asked first."""
        from digitapp.digits.formats import Question  # here, for a window opens without any

        progress = self._progress(f"Importing {path.name}", stop)
        progress(0, 1)
        reading = read(part(progress, 0, _READING_SHARE))
        while isinstance(reading, Question):
            remembered = answers.get(path, ())
            choice = next((each for each in reading.choices if each.key in remembered), None)
            if choice is None:
                self.question_asked.emit(reading)
                return None
            reading = choice.read()
        return reading

    def _add(
        self, path: Path, result: ImportResult, stop: threading.Event, skip_duplicates: bool
    ) -> import_export.Imported:
        progress = part(self._progress(f"Importing {path.name}", stop), _READING_SHARE, 1)
        service = self._service
        added = import_export.add_imported(
            service.store, service.dataset(), result, progress, skip_duplicates=skip_duplicates
        )
        self.imported.emit(path, added.ids)
        return added

    def _drawn_in(self, change: Change | None) -> Example | None:
        """Return the drawing whose adding is all that a step took back."""
        if change is None or len(change.ids) != 1 or change.after[0] >> 3 != NEVER_ADDED:
            return None
        try:
            return self._service.store.get(int(change.ids[0]))
        except DataError:  # it is undone all the same
            return None

    def _progress(self, text: str, stop: threading.Event) -> ThrottledProgress:
        return ThrottledProgress(text, stop, self.busy.emit)
