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
_DIGITS = Kind("digits", "Digits file", ".digits")
_ALL = "All files (*)"
_IMPORTS = (
    "Digits (*.npz *.npy *.csv *.tsv *.txt *.gz *ubyte *.mat *.zip "
    "*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff)"
)
_MODES = QFileDialog.FileMode
# what is asked for: the title of the dialog, how many are chosen, which files are shown
_OPENED: dict[str, tuple[str, QFileDialog.FileMode, tuple[str, ...]]] = {
    "digits": ("Open a digits file", _MODES.ExistingFile, (_DIGITS.name_filter, _ALL)),
    "network": ("Open a network", _MODES.ExistingFile, ("Networks (*.keras *.npz)", _ALL)),
    "files": ("Import 0s and 1s", _MODES.ExistingFiles, (_IMPORTS, _ALL)),
    "folder": (
        "Import a folder of images, in folders 0 and 1 or all of one digit",
        _MODES.Directory,
        (),
    ),
}
# what is written: the title of the dialog, a name, in which kinds of file
_SAVED = {
    "new": ("New digits file", "my", (_DIGITS,)),
    "copy": ("Save a copy", "copy", (_DIGITS,)),
    "network": ("Save the network", "network", _NETWORKS),
    "plot": ("Export the plot", "training", _PLOTS),
    "picture": ("Export the picture", "network", _PLOTS[:2]),
}
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

    def ask_to_open(self, what: str, then: Callable[[Path], object]) -> None:
        """Ask for a "digits" file or a "network"; then(path)."""
        self._ask_to_open(what, lambda paths: then(paths[0]))

    def ask_to_import(self, what: str, then: Callable[[tuple[Path, ...]], object]) -> None:
        """Ask for "files" with digits or a "folder" of images; then((path, …))."""
        self._ask_to_open(what, then)

    def ask_to_save(self, what: str, then: Callable[[Path], object]) -> None:
        """Ask where to write something, its suffix telling how; then(path).

        what : "new" for a digits file, where one that is there is offered to be opened; a "copy" of
            it, the "network", the "plot", or a "picture" of the network
        """
        title, name, kinds = _SAVED[what]
        verb = "Open" if what == "new" else "Replace"
        self._ask_to_save(title, name, kinds, lambda path, kind: then(path), verb)

    def ask_export(self, formats: Sequence[Format], then: Callable[[Path, str], object]) -> None:
        """Ask where to write drawings and in which of the formats; then(path, key of a format)."""
        kinds = [Kind(each.key, each.title, each.suffix) for each in formats]
        self._ask_to_save("Export", "digits", kinds, then)

    def ask_import(self, path: Path, then: Callable[[], object]) -> None:
        """Ask whether to import a file that was to be opened; then() if so."""
        sentence = f"“{path.name}” is no digits file. Import the 0s and 1s in it?"
        ConfirmQuestion(self._window, "importDialog", "Import", sentence, then)

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

    def _ask_to_open(self, what: str, then: Callable[[tuple[Path, ...]], object]) -> None:
        title, mode, filters = _OPENED[what]

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
