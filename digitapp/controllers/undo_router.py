"""UndoRouter: what Ctrl+Z takes back next: strokes, steps of others, digits. Knows no panel.

Strokes on the canvas are taken back before changes to the digits, but for while the gallery has the
focus. Steps of training, files and paint come in the order of time: nothing that is older than a
Reset is taken back before it.
"""

from __future__ import annotations

from math import inf

from PySide6.QtCore import QObject, Signal

from digitapp.digits.dataset.snapshot import DatasetSnapshot

from .dataset_controller import DatasetController
from .edit_controller import Canvas, Gallery
from .undo_step import UndoStep

_MOST_STEPS = 100
_MOST_WAITING = 3  # presses of a key that is held down


class UndoRouter(QObject):
    """Undo and redo, one after the other: a change to the digits ends when it is on the disk."""

    changed = Signal(object, object)  # what undo and redo would do, in a few words; None: nothing
    said = Signal(str)  # what was done, and what undo would bring back

    def __init__(self, canvas: Canvas, digits: DatasetController, gallery: Gallery) -> None:
        super().__init__()
        self._canvas, self._digits, self._gallery = canvas, digits, gallery
        self._dataset = DatasetSnapshot.empty()
        self._done, self._undone = list[UndoStep](), list[UndoStep]()
        self._is_waiting = False  # for the digits file
        self._asked = list[bool]()  # True for redo

    def on_dataset_changed(self, dataset: DatasetSnapshot) -> None:
        """Show what can be undone in the digits now."""
        self._dataset = dataset
        self.refresh()

    def refresh(self) -> None:
        """Show what can be undone now: the strokes or the focus have changed."""
        undo, redo = self._dataset.undo, self._dataset.redo
        if self._undoes_step():
            undo = f"{self._done[-1].name}: bring back {self._done[-1].back}"
        elif self._is_of_strokes() and self._canvas.can_undo():
            undo = "a stroke"
        if self._redoes_step():
            redo = self._undone[-1].name
        elif self._is_of_strokes() and self._canvas.can_redo():
            redo = "a stroke"
        self.changed.emit(undo, redo)

    def add(self, step: UndoStep) -> None:
        """Have undo take back a step that was just made."""
        self._undone.clear()
        self._done = [*self._done, step][-_MOST_STEPS:]
        self._say_done(step)
        self.refresh()

    def undo(self) -> None:
        """Undo the newest step."""
        self._ask(False)

    def redo(self) -> None:
        """Redo what was undone last."""
        self._ask(True)

    def on_digits_settled(self, *_: object) -> None:
        """Do what was asked for meanwhile: undo or redo of the digits has ended."""
        self._is_waiting = False
        self._go_on()

    def _ask(self, redo: bool) -> None:
        self._asked = [*self._asked, redo][:_MOST_WAITING]
        self._go_on()

    def _go_on(self) -> None:
        while self._asked and not self._is_waiting:
            if self._asked.pop(0):
                self._redo()
            else:
                self._undo()
            self.refresh()

    def _undo(self) -> None:
        if self._undoes_step():
            step = self._done.pop()
            if step.exchange(step):
                self._undone.append(step)
                self.said.emit(f"Undone: {step.name}. Ctrl+Shift+Z does it again.")
        elif self._is_of_strokes() and self._canvas.can_undo():
            self._canvas.undo()
        else:
            self._is_waiting = True
            self._digits.undo()

    def _redo(self) -> None:
        if self._redoes_step():
            step = self._undone.pop()
            if step.exchange(step):
                self._done.append(step)
                self._say_done(step)
        elif self._is_of_strokes() and self._canvas.can_redo():
            self._canvas.redo()
        else:
            self._is_waiting = True
            self._digits.redo()

    def _say_done(self, step: UndoStep) -> None:
        self.said.emit(f"{step.done} Ctrl+Z brings back {step.back}.")

    def _undoes_step(self) -> bool:
        return bool(self._done) and self._done[-1].made >= self._newest()

    def _redoes_step(self) -> bool:
        """Return whether of all that was undone a step is the oldest, and nothing came after it."""
        strokes = self._canvas.step_times()[1] if self._is_of_strokes() else 0.0
        undone = strokes or inf, self._dataset.redo_time or inf
        return bool(self._undone) and self._newest() <= self._undone[-1].made <= min(undone)

    def _newest(self) -> float:
        """Return when the newest stroke was drawn, or the digits were changed last."""
        strokes = self._canvas.step_times()[0] if self._is_of_strokes() else 0.0
        return max(strokes, self._dataset.undo_time)

    def _is_of_strokes(self) -> bool:
        return not self._gallery.gallery_has_focus()
