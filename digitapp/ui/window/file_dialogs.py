"""SaveQuestion: under what name to write a file, asked without waiting. Writes nothing.

    file dialog ─▶ name with the suffix of its kind ─▶ is it there already? ─▶ then(path, kind)

The suffix is added here, and whether a file may be replaced is asked here: the dialogs of some
systems ask about the name without its suffix, and would replace a file unasked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

Then = Callable[[Path, str], object]


class Kind(NamedTuple):
    """A kind of file: its key for the program, its name for a person.

    suffix : ".csv"; "" for a folder, which needs none
    """

    key: str
    name: str
    suffix: str

    @property
    def name_filter(self) -> str:
        """The filter of a file dialog."""
        return f"{self.name} (*{self.suffix})"


class OpenQuestion(QObject):
    """One question, from being asked to being answered or cancelled; then it is gone."""

    def __init__(
        self,
        window: QWidget,
        title: str,
        folder: Path,
        mode: QFileDialog.FileMode,
        filters: Sequence[str],
        then: Callable[[tuple[Path, ...]], object],
    ) -> None:
        dialog = QFileDialog(window, title, str(folder))
        super().__init__(dialog)
        self._then = then
        dialog.setFileMode(mode)
        dialog.setNameFilters(list(filters))
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode == QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(self._on_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_selected(self, names: list[str]) -> None:
        self._then(tuple(Path(name) for name in names))


class SaveQuestion(QObject):
    """One question, from being asked to being answered or cancelled; then it is gone."""

    def __init__(
        self,
        window: QWidget,
        title: str,
        suggested: Path,
        kinds: Sequence[Kind],
        then: Then,
        verb: str = "Replace",
    ) -> None:
        dialog = QFileDialog(window, title, str(suggested.parent))
        super().__init__(dialog)
        self._window, self._dialog, self._kinds = window, dialog, tuple(kinds)
        self._then, self._verb = then, verb
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setNameFilters([kind.name_filter for kind in kinds])
        dialog.selectFile(suggested.name)
        dialog.fileSelected.connect(self._on_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_selected(self, name: str) -> None:
        filters = [kind.name_filter for kind in self._kinds]
        chosen = self._dialog.selectedNameFilter()
        kind = self._kinds[filters.index(chosen) if chosen in filters else 0]
        path, kind = named(Path(name), kind, self._kinds)
        if path.is_dir() or not os.path.lexists(path):
            self._then(path, kind.key)
        else:
            answer = (path, kind.key)
            ReplaceQuestion(self._window, (path.name,), self._then, answer, self._verb)


class ConfirmQuestion(QMessageBox):
    """Whether something may be done; calls then(*answer) if so.

    name : of the dialog, for whoever looks for it
    verb : on the button, "Import"
    """

    def __init__(
        self,
        window: QWidget,
        name: str,
        verb: str,
        sentence: str,
        then: Callable[..., object],
        answer: tuple[object, ...] = (),
    ) -> None:
        super().__init__(window)
        self.setObjectName(name)
        self.setWindowTitle(f"{verb}?")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(sentence)
        accept = self.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Cancel))
        self._then, self._answer = then, answer
        accept.clicked.connect(self._on_accepted)
        self.finished.connect(self.deleteLater)
        self.open()

    def _on_accepted(self) -> None:
        self._then(*self._answer)


class ReplaceQuestion(ConfirmQuestion):
    """Whether files that are there may be replaced.

    verb : what is to be done with them, "Replace"
    """

    def __init__(
        self,
        window: QWidget,
        names: Sequence[str],
        then: Callable[..., object],
        answer: tuple[object, ...] = (),
        verb: str = "Replace",
    ) -> None:
        listed = " and ".join(f"“{name}”" for name in names)
        are, it = ("is", "it") if len(names) == 1 else ("are", "them")
        sentence = f"{listed} {are} there already. {verb} {it}?"
        super().__init__(window, "replaceDialog", verb, sentence, then, answer)


def named(path: Path, kind: Kind, kinds: Sequence[Kind]) -> tuple[Path, Kind]:
    """Return the path with its suffix; a typed suffix of another kind chooses that kind."""
    typed = path.suffix.lower()
    if typed == kind.suffix or (not typed and not kind.suffix):
        return path, kind
    others = [each for each in kinds if each.suffix and each.suffix == typed]
    if others:
        return path, others[0]
    return (path.with_name(path.name + kind.suffix) if kind.suffix else path), kind
