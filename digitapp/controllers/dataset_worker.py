"""The worker: the thread that does all work on the digits file, one job after the other.

    window ─ job ─▶ queue ─▶ worker: DatasetService ─▶ disk
       ◀──── signals, each with something that never changes ────┘

So neither a slow disk nor a long import holds up the window. The worker knows no window and decides
nothing: see dataset_controller.py.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from digitapp.digits import Cancelled, Change, DataError, Example
from digitapp.digits.dataset import import_export
from digitapp.digits.dataset.service import DatasetService
from digitapp.digits.dataset.snapshot import DatasetSnapshot, Integers
from digitapp.digits.store.index import NEVER_ADDED
from digitapp.files.progress import Progress, ThrottledProgress, part

from .worker_thread import WorkerThread

if TYPE_CHECKING:
    from digitapp.digits.formats import ImportResult, Question, Reading

Answers = Mapping[Path, Sequence[str]]  # what was answered about a file: keys of choices
Kept = tuple[Mapping[str, Any], int, Mapping[str, Any], bytes]  # config, seed, logs, weights
_READING = 0.6  # of the time that an import takes
_SETTLED = 0.7  # seconds without a change before likeness is loaded: not while the window opens


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
    message = Signal(str, bool)  # sentence, grave
    question_asked = Signal(object)  # Question, to be answered by `answer`
    imported = Signal(object, object)  # Path, ids
    drawing_fetched = Signal(object)  # Example
    run_restored = Signal(object)  # Run or None, see digits_desk.py
    run_refused = Signal(object, str)  # the arguments of keep_run, sentence
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

    def ask_to_save(self, example: Example, side: int) -> None:
        """Queue the saving of a drawing: ends in saved or saving_failed."""
        self.put(self.add, example, side, failed=partial(self.saving_failed.emit, example))

    def ask_to_keep(self, run: Kept) -> None:
        """Queue the keeping of a run, the arguments of keep_run; else it ends in run_refused."""
        self.put(self.keep_run, *run, failed=partial(self.run_refused.emit, run))

    def on_failed(self, sentence: str) -> None:
        """Tell what went wrong."""
        self.message.emit(sentence, True)

    def open(self, path: Path, opened: threading.Event) -> None:
        """Open another file, and tell all of it; what is open stays so if that fails."""
        try:
            for sentence, grave in self._open(path):
                self.message.emit(sentence, grave)
        finally:
            opened.set()

    def finish(self) -> None:
        """Close the file, with its backup."""
        for sentence, grave in self._service.close():
            self.message.emit(sentence, grave)

    def add(self, example: Example, side: int) -> None:
        """Save a drawing; side as in digits.split."""
        saved = self._service.store.add(example, side=side)
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
        """Take the newest step back."""
        change = self._service.store.undo()
        self._show()
        self.undone.emit(change, self._drawn_in(change))

    def redo(self) -> None:
        """Do again what was undone last."""
        change = self._service.store.redo()
        self._show()
        self.redone.emit(change)

    def import_paths(self, paths: Sequence[Path], answers: Answers, stop: threading.Event) -> None:
        """Import files and folders, a step for each; ends in message or question_asked."""
        from digitapp.digits.formats import open_any  # here, for a window opens without any

        self._import([(path, partial(open_any, path)) for path in paths], answers, stop)

    def answer(
        self, question: Question, choice: int, answers: Answers, stop: threading.Event
    ) -> None:
        """Go on with an import as a person chose; the file is not read again."""

        def read(progress: Progress) -> Reading:
            return question.choices[choice].read()

        self._import([(question.path, read)], answers, stop)

    def load_starter(self, stop: threading.Event) -> None:
        """Add the starter digits."""
        telling = self._telling("Loading the starter digits", stop)
        try:
            digits = self._service.starter()
            sentence = import_export.load_starter(
                self._service.store, self._dataset, digits, telling
            )
        except Cancelled:
            sentence = "Loading was stopped: nothing was added."
        finally:
            self.idle.emit()
        self._show()
        self.message.emit(sentence, False)

    def export(
        self, path: Path, format: str, ids: Integers, replace: bool, stop: threading.Event
    ) -> None:
        """Write drawings to a file or folder of a format."""
        telling = self._telling(f"Exporting {path.name}", stop)
        try:
            sentence = import_export.export(
                self._service.store, path, format, ids, replace, telling
            )
        except Cancelled:
            sentence = "The export was stopped: nothing was written."
        finally:
            self.idle.emit()
        self.message.emit(sentence, False)

    def save_copy(self, path: Path) -> None:
        """Copy the whole file."""
        self._service.store.backup(path)
        self.message.emit(f"Saved a copy as “{path.name}”.", False)

    def fetch(self, number: int) -> None:
        """Read one drawing."""
        self.drawing_fetched.emit(self._service.store.get(number))

    def keep_run(
        self, config: Mapping[str, Any], seed: int, logs: Mapping[str, Any], weights: bytes
    ) -> None:
        """Keep a training run and its network."""
        self._service.keep_run(config, seed, logs, weights)

    def check_elsewhere(self) -> None:
        """Show what another window has changed."""
        try:
            if self._service.is_open and (self._service.store.changed_elsewhere() or self._stale):
                self._show()
        except DataError:
            self._stale = True  # busy just now: it is asked again in a second
        finally:
            self.looked_elsewhere.emit()

    def reach(self, here: threading.Event) -> None:
        """Tell that all that was asked before is done."""
        here.set()

    def settle(self) -> None:
        """Tell what 0s and 1s look like; the first time, what is shipped for it is read."""
        self.likeness_changed.emit(self._service.likeness(self._dataset))

    def _open(self, path: Path) -> list[tuple[str, bool]]:
        try:
            told = self._service.open(path)
        except DataError as error:
            told = [(str(error), True)]
            if self._service.is_open:
                return told
        self._show(f"Opening {path.name}")
        try:
            run = self._service.last_run()
        except DataError as error:  # the drawings are of use without it
            run = None
            told.append((str(error), True))
        self.run_restored.emit(run)
        return told

    def _show(self, text: str = "Reading") -> None:
        """Tell the dataset; what is on the disk is there, even if this fails just now."""
        telling = self._telling(text, threading.Event())
        failure = self.attempt(self._tell_dataset, telling)
        self._stale = failure is not None
        if failure is not None:
            self.message.emit(failure, True)
        if telling.told:
            self.idle.emit()

    def _tell_dataset(self, telling: ThrottledProgress) -> None:
        self._dataset = self._service.dataset(telling)
        if self._service.knows_digits:  # a drawing counts as soon as it has its label
            self.settle()
        else:
            self.settle_in(_SETTLED)
        self.dataset_changed.emit(self._dataset)

    def _import(
        self,
        sources: Sequence[tuple[Path, Callable[[Progress], Reading]]],
        answers: Answers,
        stop: threading.Event,
    ) -> None:
        sentences, failures, added = list[str](), list[str](), 0
        try:
            for path, read in sources:
                try:
                    result = self._read(path, read, answers, stop)
                    if result is not None:
                        sentence, ids = self._add(path, result, stop)
                        sentences.append(sentence)
                        added += len(ids)
                except Cancelled:
                    failures.append(f"The import was stopped: nothing of “{path.name}” was added.")
                    break
                except DataError as error:
                    failures.append(str(error))
        finally:
            self._show()
            self.idle.emit()
        if sentences or failures:
            self.message.emit(import_export.summary(sentences, added, failures), bool(failures))

    def _read(
        self,
        path: Path,
        read: Callable[[Progress], Reading],
        answers: Answers,
        stop: threading.Event,
    ) -> ImportResult | None:
        """Read a file; None where a person has to be asked first."""
        from digitapp.digits.formats import Question  # here, for a window opens without any

        telling = self._telling(f"Importing {path.name}", stop)
        telling(0, 1)
        reading = read(part(telling, 0, _READING))
        while isinstance(reading, Question):
            remembered = answers.get(path, ())
            choice = next((each for each in reading.choices if each.key in remembered), None)
            if choice is None:
                self.question_asked.emit(reading)
                return None
            reading = choice.read()
        return reading

    def _add(self, path: Path, result: ImportResult, stop: threading.Event) -> tuple[str, Integers]:
        progress = part(self._telling(f"Importing {path.name}", stop), _READING, 1)
        service = self._service
        sentence, ids = import_export.add_imported(
            service.store, service.dataset(), result, progress
        )
        self.imported.emit(path, ids)
        return sentence, ids

    def _drawn_in(self, change: Change | None) -> Example | None:
        """Return the drawing whose adding is all that a step took back."""
        if change is None or len(change.ids) != 1 or change.after[0] >> 3 != NEVER_ADDED:
            return None
        try:
            return self._service.store.get(int(change.ids[0]))
        except DataError:  # it is undone all the same
            return None

    def _telling(self, text: str, stop: threading.Event) -> ThrottledProgress:
        return ThrottledProgress(text, stop, self.busy.emit)
