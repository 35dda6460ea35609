"""FileController: files that come in and go out, by menu, button, drop or paste. Decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from digitapp.digits import DataError
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.ui.window.actions import key_table
from digitapp.ui.window.dialogs import Dialogs

from .dataset_controller import DatasetController
from .training_controller import TrainingController

if TYPE_CHECKING:
    from digitapp.digits.formats import Question

Ids = npt.NDArray[np.int64]


class FileController(QObject):
    """Asks where (see Dialogs), then has it done."""

    message = Signal(str, bool)  # a sentence; whether something went wrong
    window_requested = Signal(object)  # Path of a digits file to show instead of this one

    def __init__(
        self, digits: DatasetController, training: TrainingController, dialogs: Dialogs
    ) -> None:
        super().__init__()
        self._digits, self._training, self._dialogs = digits, training, dialogs
        self._open: Path | None = None

    def on_dataset_changed(self, dataset: DatasetSnapshot) -> None:
        """Know which digits file is open."""
        self._open = dataset.path

    def new(self) -> None:
        """Begin another digits file."""
        self._dialogs.ask_digits_file_to_new(self.window_requested.emit)

    def open(self) -> None:
        """Open another digits file."""
        self._dialogs.ask_digits_file_to_open(self.window_requested.emit)

    def save_copy(self) -> None:
        """Copy all drawings to another digits file."""
        self._dialogs.ask_digits_file_to_save_copy(self._digits.save_copy)

    def ask_import(self) -> None:
        """Import files."""
        self._dialogs.ask_files_to_import(self._import)

    def ask_import_folder(self) -> None:
        """Import a folder."""
        self._dialogs.ask_folder_to_import(self._import)

    def import_dropped(self, chosen: tuple[Path, ...]) -> None:
        """Import the files that were dropped; () where it was something else."""
        if chosen:
            self._import(chosen)
        else:
            told = "That is no file. Drop files or folders with digits here."
            self.message.emit(told, False)

    def import_pasted(self, chosen: tuple[Path, ...], is_picture: bool) -> None:
        """Import the files that were copied elsewhere; () where it was something else."""
        if chosen:
            self._import(chosen)
        elif is_picture:
            self.message.emit(
                "A picture that was copied has no label. Save it in a folder named 0 or 1, and "
                "import the folder around it.",
                True,
            )
        else:
            self.message.emit("What was copied holds no files. Copy image files first.", True)

    def on_question_asked(self, question: Question) -> None:
        """Ask how a file is to be read."""
        self._dialogs.ask_how_to_read(question, partial(self._digits.answer, question))

    def export(self, ids: Ids) -> None:
        """Write drawings for other programs."""
        if len(ids) == 0:
            self.message.emit("There is nothing to export yet.", True)
            return
        from digitapp.digits.formats import FORMATS  # here, for a window opens without any

        writable = [format for format in FORMATS if format.write]
        self._dialogs.ask_export(writable, partial(self._export, ids))

    def save_network(self) -> None:
        """Write the network as it is shown."""
        if self._training.is_trained():
            self._dialogs.ask_network_to_save(self._save_network)
        else:
            self.message.emit("The network has learnt nothing yet. Train it first.", True)

    def export_plot(self, write: Callable[[Path], None]) -> None:
        """Write the plot."""
        self._dialogs.ask_plot_to_export(partial(self._write_plot, write))

    def show_keys(self) -> None:
        """Show all keys."""
        self._dialogs.show_keys(key_table())

    def show_about(self) -> None:
        """Say what this is."""
        self._dialogs.show_about()

    def _import(self, chosen: tuple[Path, ...]) -> None:
        self._digits.import_paths(tuple(chosen))

    def _export(self, ids: Ids, path: Path, format: str) -> None:
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

    def _save_network(self, path: Path) -> None:
        if self._is_open(path):
            return
        try:
            self._training.network.save(path)
        except (OSError, ValueError) as error:
            self.message.emit(f"The network was not saved: {error}", True)
        else:
            self.message.emit(f"The network is saved in {path.name}.", False)

    def _write_plot(self, write: Callable[[Path], None], path: Path) -> None:
        if self._is_open(path):
            return
        try:
            write(path)
        except DataError as error:
            self.message.emit(str(error), True)
        else:
            self.message.emit(f"The plot is saved in {path.name}.", False)

    def _is_open(self, *paths: Path) -> bool:
        """Refuse to write over the drawings, by whatever name; whether that was asked for."""
        for path in paths:
            if self._open and path.exists() and path.samefile(self._open):
                told = f"“{path.name}” is the digits file that is open. Choose another name."
                self.message.emit(told, True)
                return True
        return False
