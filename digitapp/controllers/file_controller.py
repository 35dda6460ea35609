"""FileController: files that come in and go out, by menu, button, drop or paste. Decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from digitapp.digits import DataError
from digitapp.digits.dataset.snapshot import DatasetSnapshot, Integers

from .dataset_controller import DatasetController
from .training_controller import TrainingController

if TYPE_CHECKING:
    from digitapp.digits.formats import Format, Question


class Dialogs(Protocol):
    """What is asked of the person; each calls `then` with the answer, or never."""

    def ask_to_open(self, what: str, then: Callable[[Path], object]) -> None:
        """Ask for a "digits" file or a "network"."""

    def ask_to_import(self, what: str, then: Callable[[tuple[Path, ...]], object]) -> None:
        """Ask for "files" with digits or a "folder" of images."""

    def ask_to_save(self, what: str, then: Callable[[Path], object]) -> None:
        """Ask where to write a "new" digits file, a "copy", the "network", "plot" or "picture"."""

    def ask_export(self, formats: Sequence[Format], then: Callable[[Path, str], object]) -> None:
        """Ask where to write drawings and in which of the formats."""

    def ask_replace(self, names: Sequence[str], then: Callable[[], object]) -> None:
        """Ask whether files of these names may be replaced."""

    def ask_import(self, path: Path, then: Callable[[], object]) -> None:
        """Ask whether to import a file that was to be opened."""

    def ask_how_to_read(self, question: Question, then: Callable[[int], object]) -> None:
        """Ask which of the ways to read a file is right."""


class FileController(QObject):
    """Has drawings, the network and the plot read and written, after asking what it needs to."""

    message = Signal(str, str)  # a sentence; Severity
    window_requested = Signal(object)  # Path of a digits file to show instead of this one

    def __init__(
        self, digits: DatasetController, training: TrainingController, dialogs: Dialogs
    ) -> None:
        super().__init__()
        self._digits, self._training, self._dialogs = digits, training, dialogs
        self._open: Path | None = None

    def on_dataset_changed(self, dataset: DatasetSnapshot) -> None:
        """Note which digits file is open."""
        self._open = dataset.path

    def new(self) -> None:
        """Begin another digits file."""
        self._dialogs.ask_to_save("new", self.window_requested.emit)

    def open(self) -> None:
        """Open another digits file."""
        self._dialogs.ask_to_open("digits", self.window_requested.emit)

    def save_copy(self) -> None:
        """Copy all drawings to another digits file."""
        self._dialogs.ask_to_save("copy", self._digits.save_copy)

    def ask_import(self) -> None:
        """Import files, chosen in a dialog."""
        self._dialogs.ask_to_import("files", self._digits.import_paths)

    def ask_import_folder(self) -> None:
        """Import a folder, chosen in a dialog."""
        self._dialogs.ask_to_import("folder", self._digits.import_paths)

    def import_dropped(self, chosen: tuple[Path, ...]) -> None:
        """Import what was dropped on the window."""
        if chosen:
            self._digits.import_paths(chosen)
        else:
            self.message.emit("That is no file. Drop files or folders with digits here.", "warning")

    def import_pasted(self, chosen: tuple[Path, ...], is_picture: bool) -> None:
        """Import the files that were copied elsewhere."""
        if chosen:
            self._digits.import_paths(chosen)
        elif is_picture:
            self.message.emit(
                "A picture that was copied has no label. Save it as a file and drop that here: "
                "then it is asked whether it is a 0 or a 1.",
                "warning",
            )
        else:
            self.message.emit("What was copied holds no files. Copy image files first.", "warning")

    def on_question_asked(self, question: Question) -> None:
        """Ask how a file is to be read."""
        self._dialogs.ask_how_to_read(question, partial(self._digits.answer, question))

    def export(self, ids: Integers) -> None:
        """Write drawings for other programs."""
        if len(ids) == 0:
            self.message.emit("There is nothing to export yet.", "warning")
            return
        from digitapp.digits.formats import FORMATS  # here, for a window opens without any

        writable = [format for format in FORMATS if format.write]
        self._dialogs.ask_export(writable, partial(self._export, ids))

    def open_other(self, path: Path) -> None:
        """Open what the program was started with and is no digits file: offer what can be done."""
        if path.suffix == ".keras":
            self._open_network(path)
        else:
            self._dialogs.ask_import(path, partial(self._digits.import_paths, (path,)))

    def open_network(self) -> None:
        """Open a network that was saved, here or by Keras."""
        self._dialogs.ask_to_open("network", self._open_network)

    def save_network(self) -> None:
        """Write the network as it is shown."""
        if self._training.frame.progress.trained:
            write = partial(self._write, "network", self._training.network.save)
            self._dialogs.ask_to_save("network", write)
        else:
            self.message.emit("The network has learnt nothing yet. Train it first.", "warning")

    def export_plot(self, write: Callable[[Path], None]) -> None:
        """Write the plot."""
        self._dialogs.ask_to_save("plot", partial(self._write, "plot", write))

    def export_picture(self, write: Callable[[Path], None]) -> None:
        """Write a picture of the network."""
        self._dialogs.ask_to_save("picture", partial(self._write, "picture", write))

    def _export(self, ids: Integers, path: Path, format: str) -> None:
        from digitapp.digits.formats import targets

        written = targets(path, format)
        there = [each.name for each in written if each != path and each.exists()]
        if self._is_open(*written):
            return
        if there:
            then = partial(self._digits.export, path, format, ids, replace=True)
            self._dialogs.ask_replace(tuple(there), then)
        else:
            self._digits.export(path, format, ids)

    def _open_network(self, path: Path) -> None:
        try:
            self._training.open_network(path)
        except (OSError, ValueError) as error:
            self.message.emit(f"The network was not opened: {error}", "error")
        else:
            self.message.emit(
                f"The network of “{path.name}” is open. Train goes on from it.", "information"
            )

    def _write(self, what: str, write: Callable[[Path], None], path: Path) -> None:
        if self._is_open(path):
            return
        try:
            write(path)
        except DataError as error:
            self.message.emit(str(error), "error")
        except (OSError, ValueError) as error:
            self.message.emit(f"The {what} was not saved: {error}", "error")
        else:
            self.message.emit(f"The {what} is saved in {path.name}.", "information")

    def _is_open(self, *paths: Path) -> bool:
        """Refuse to write over the drawings, by whatever name; return whether that was asked."""
        for path in paths:
            if self._open and path.exists() and path.samefile(self._open):
                sentence = f"“{path.name}” is the digits file that is open. Choose another name."
                self.message.emit(sentence, "warning")
                return True
        return False
