"""OpenQuestion: which files to read, asked without waiting. Reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget


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
