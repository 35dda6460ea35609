"""Dialogs: everything that is asked or shown in a window of its own. Opens no file.

Each method comes back at once and calls `then` with the answer later, in the GUI thread; where the
person cancels, `then` is never called. A test can hand the app another object with these methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from digitapp import __version__

from .file_dialogs import ConfirmQuestion, Kind, OpenQuestion, ReplaceQuestion, SaveQuestion
from .keys_dialog import KeysDialog
from .reading_dialog import ReadingDialog

if TYPE_CHECKING:
    from digitapp.digits.formats import Format, Question

_NETWORKS = (Kind("keras", "Keras 3", ".keras"), Kind("npz", "Weights for NumPy", ".npz"))
_PLOTS = (
    Kind("png", "Picture", ".png"),
    Kind("svg", "Drawing", ".svg"),
    Kind("csv", "Table of the curves", ".csv"),
)
_PICTURES = _PLOTS[:2]
_DIGITS = Kind("digits", "Digits file", ".digits")
_IMPORTS = (
    "Digits (*.npz *.npy *.csv *.tsv *.txt *.gz *ubyte *.mat *.zip "
    "*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff)",
    "All files (*)",
)
_ABOUT = (
    "<p><b>digitapp {version}</b></p>"
    "<p>Draw 0s and 1s and watch a small neural network learn them: the network of Andrew Ng’s "
    "lecture, in numpy, with Keras’s names.</p>"
    "<p>It is built on Python, numpy, Qt (PySide6, LGPL), pyqtgraph, h5py and Pillow. The starter "
    "digits are from MNIST, by Yann LeCun and Corinna Cortes (CC BY-SA 3.0).</p>"
)


class Dialogs(QObject):
    """Asks over a window.

    folder : where the next file dialog begins
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.folder = Path.home()

    def ask_files_to_import(self, then: Callable[[tuple[Path, ...]], object]) -> None:
        """Ask for files with digits; then((path, …))."""
        mode = QFileDialog.FileMode.ExistingFiles
        self._ask_to_open("Import 0s and 1s", mode, _IMPORTS, then)

    def ask_folder_to_import(self, then: Callable[[tuple[Path, ...]], object]) -> None:
        """Ask for a folder of images; then((path,))."""
        mode = QFileDialog.FileMode.Directory
        self._ask_to_open(
            "Import a folder of images, in folders 0 and 1 or all of one digit", mode, (), then
        )

    def ask_export(self, formats: Sequence[Format], then: Callable[[Path, str], object]) -> None:
        """Ask where to write drawings and in which of the formats; then(path, key of a format)."""
        kinds = [Kind(each.key, each.title, each.suffix) for each in formats]
        self._ask_to_save("Export", "digits", kinds, then)

    def ask_digits_file_to_open(self, then: Callable[[Path], object]) -> None:
        """Ask for a digits file; then(path)."""
        mode = QFileDialog.FileMode.ExistingFile
        filters = (_DIGITS.name_filter, "All files (*)")

        def answered(paths: tuple[Path, ...]) -> None:
            then(paths[0])

        self._ask_to_open("Open a digits file", mode, filters, answered)

    def ask_digits_file_to_new(self, then: Callable[[Path], object]) -> None:
        """Ask where to begin a digits file; one that is there is offered to be opened."""
        self._ask_to_save("New digits file", "my", [_DIGITS], _without_kind(then), "Open")

    def ask_digits_file_to_save_copy(self, then: Callable[[Path], object]) -> None:
        """Ask where to copy the digits file to; then(path)."""
        self._ask_to_save("Save a copy", "copy", [_DIGITS], _without_kind(then))

    def ask_network_to_open(self, then: Callable[[Path], object]) -> None:
        """Ask for the file of a network; then(path)."""
        mode = QFileDialog.FileMode.ExistingFile
        filters = ("Networks (*.keras *.npz)", "All files (*)")
        self._ask_to_open("Open a network", mode, filters, lambda paths: then(paths[0]))

    def ask_import(self, path: Path, then: Callable[[], object]) -> None:
        """Ask whether to import a file that was to be opened; then() if so."""
        sentence = f"“{path.name}” is no digits file. Import the 0s and 1s in it?"
        ConfirmQuestion(self._window, "importDialog", "Import", sentence, then)

    def ask_network_to_save(self, then: Callable[[Path], object]) -> None:
        """Ask where to write the network, its suffix telling how; then(path)."""
        self._ask_to_save("Save the network", "network", _NETWORKS, _without_kind(then))

    def ask_plot_to_export(self, then: Callable[[Path], object]) -> None:
        """Ask where to write the plot, its suffix telling how; then(path)."""
        self._ask_to_save("Export the plot", "training", _PLOTS, _without_kind(then))

    def ask_picture_to_export(self, then: Callable[[Path], object]) -> None:
        """Ask where to write the picture of the network; then(path)."""
        self._ask_to_save("Export the picture", "network", _PICTURES, _without_kind(then))

    def ask_how_to_read(self, question: Question, then: Callable[[int], object]) -> None:
        """Show the digits of a file as each choice reads them; then(index of the choice)."""
        ReadingDialog(self._window, question, then).open()

    def ask_replace(self, names: Sequence[str], then: Callable[[], object]) -> None:
        """Ask whether files of these names may be replaced; then() if so."""
        ReplaceQuestion(self._window, names, then)

    def show_keys(self, table: Iterable[tuple[str, str]]) -> None:
        """Show (keys, what they do), beside the window."""
        shown = self._window.findChild(KeysDialog)
        dialog = shown if shown is not None else KeysDialog(self._window, table)
        dialog.show()
        dialog.raise_()

    def show_about(self) -> None:
        """Show what this is and what it is built on."""
        box = QMessageBox(self._window)
        box.setObjectName("aboutDialog")
        box.setWindowTitle("About digitapp")
        box.setText(_ABOUT.format(version=__version__))
        box.finished.connect(box.deleteLater)
        box.open()

    def _ask_to_open(
        self,
        title: str,
        mode: QFileDialog.FileMode,
        filters: Sequence[str],
        then: Callable[[tuple[Path, ...]], object],
    ) -> None:
        def answered(paths: tuple[Path, ...]) -> None:
            self.folder = paths[0].parent
            then(paths)

        OpenQuestion(self._window, title, self.folder, mode, filters, answered)

    def _ask_to_save(
        self,
        title: str,
        name: str,
        kinds: Sequence[Kind],
        then: Callable[[Path, str], object],
        verb: str = "Replace",
    ) -> None:
        def answered(path: Path, kind: str) -> None:
            self.folder = path.parent
            then(path, kind)

        SaveQuestion(self._window, title, self.folder / name, kinds, answered, verb)


def _without_kind(then: Callable[[Path], object]) -> Callable[[Path, str], object]:
    """Leave out the kind of file, where its suffix tells enough."""

    def answered(path: Path, kind: str) -> None:
        then(path)

    return answered
