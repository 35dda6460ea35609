"""EditController: what 0, 1, undo and redo mean, between canvas and gallery. Decides; no panel.

With strokes on the canvas, 0 and 1 save the drawing, and undo takes the strokes back, one by one.
A drawing that is read as something else than its label says is to be learnt: it is not held out.
On an empty canvas undo takes back the last change to the digits; a drawing whose saving was taken
back returns to the canvas. While the gallery has the focus, 0 and 1 relabel the selection, and undo
is always about the digits.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from digitapp.digits import Change, Drawing, Example, ink, split
from digitapp.digits.example import Image
from digitapp.ui.draw.canvas import Canvas

from .dataset_controller import DatasetController
from .prediction_controller import PredictionController


class Gallery(Protocol):
    """What must be known of the gallery."""

    def gallery_has_focus(self) -> bool:
        """Say whether keys are meant for it."""

    def selected_ids(self) -> npt.NDArray[np.int64]:
        """Return the drawings that are chosen in it."""


class EditController(QObject):
    """Labels and takes back; see above."""

    said = Signal(str)  # what was done, or why not, in a few words
    failed = Signal(str, bool)  # why a drawing is not saved, which must not be overlooked; True
    image_shown = Signal(object)  # (20, 20), of a digit that came without strokes

    def __init__(
        self,
        canvas: Canvas,
        digits: DatasetController,
        prediction: PredictionController,
        gallery: Gallery,
    ) -> None:
        super().__init__()
        self._canvas, self._digits, self._gallery = canvas, digits, gallery
        self._prediction = prediction
        self._returned: Drawing | None = None  # its saving was undone, it is on the canvas again
        self._looked_at: Image | None = None
        self._unsaved: list[Drawing] = []  # could not be saved, and the canvas was in use

    def label_0(self) -> None:
        """Key 0."""
        self._label(0)

    def label_1(self) -> None:
        """Key 1."""
        self._label(1)

    def save_as(self, label: int) -> None:
        """Save the drawing on the canvas with that label; the canvas is ready at once."""
        drawing = self._canvas.drawing()
        if drawing is None:
            self.said.emit(f"The canvas is empty: draw a {label} first, then press {label}.")
            return
        image = ink.from_strokes(drawing.strokes)
        if not image.any():
            self.said.emit("There is no ink on the canvas yet.")
            return
        is_right = self._prediction.digit(image) == label
        self._canvas.wipe()
        self._digits.add(image, label, drawing, split.BY_SPLIT if is_right else split.TRAINING)

    def delete(self) -> None:
        """Delete what is selected in the gallery."""
        selected = self._gallery.selected_ids()
        if len(selected):
            self._digits.delete(selected)

    def is_about_strokes(self) -> bool:
        """Say whether undo and redo are for the canvas, as long as it has anything for them."""
        return not self._gallery.gallery_has_focus()

    def undo(self) -> None:
        """Take back the newest thing where the keys are meant for."""
        if self._canvas.can_undo() and self.is_about_strokes():
            self._canvas.undo()
        else:
            self._digits.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._canvas.can_redo() and self.is_about_strokes():
            self._canvas.redo()
        else:
            self._digits.redo()

    def on_undone(self, change: Change | None, example: Example | None) -> None:
        """Put a drawing whose saving was taken back on the canvas, if that is empty."""
        if change is None:
            self.said.emit("There is nothing to undo.")
            return
        self.said.emit(f"Undone: {change.name}.")
        if example is not None and example.drawing is not None and not self._canvas.drawing():
            self._canvas.show_drawing(example.drawing)
            self._returned = self._canvas.drawing()

    def on_redone(self, change: Change | None) -> None:
        """Wipe the canvas when the drawing on it is saved again."""
        if change is None:
            self.said.emit("There is nothing to redo.")
            return
        self.said.emit(f"Done again: {change.name}.")
        if self._returned is not None and self._canvas.drawing() == self._returned:
            self._canvas.wipe()
        self._returned = None

    def on_saving_failed(self, example: Example, sentence: str) -> None:
        """Bring the drawing that could not be saved back, as soon as the canvas is empty."""
        self.said.emit(sentence)
        self.failed.emit(sentence, True)
        if example.drawing is not None:
            self._unsaved.append(example.drawing)
            self.on_drawing_changed()

    def on_drawing_changed(self) -> None:
        """Put the next drawing that could not be saved on the canvas, if that is empty now."""
        if self._unsaved and self._canvas.drawing() is None:
            self._canvas.show_drawing(self._unsaved.pop(0))

    def on_drawing_fetched(self, example: Example) -> None:
        """Put a drawing of the gallery on the canvas; what has no strokes is only looked at."""
        if example.drawing is not None:
            self._canvas.show_drawing(example.drawing)
        else:
            self.said.emit("This digit came as an image, without strokes: see what is made of it.")
            self._canvas.clear()  # undo brings back what was on it
            self._looked_at = example.image
            QTimer.singleShot(0, self._show_image)  # after the canvas has told that it is empty

    def _show_image(self) -> None:
        self.image_shown.emit(self._looked_at)

    def _label(self, label: int) -> None:
        if self._gallery.gallery_has_focus() and len(self._gallery.selected_ids()):
            self._digits.relabel(self._gallery.selected_ids(), label)
        else:
            self.save_as(label)
