"""EditController: what 0 and 1 mean, between canvas and gallery. Decides; knows no panel.

With strokes on the canvas, 0 and 1 save the drawing. A drawing that is read as something else than
its label says is to be learnt: it is not held out. While the gallery has the focus, 0 and 1 relabel
the selection. A drawing whose saving was undone returns to the canvas (see undo_router.py).
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from digitapp.digits import Change, Drawing, Example, split
from digitapp.digits.dataset.snapshot import Integers
from digitapp.digits.example import Image

from .dataset_controller import DatasetController
from .prediction_controller import PredictionController


class Canvas(Protocol):
    """What is used of the canvas."""

    def drawing(self) -> Drawing | None:
        """Return what is drawn; None when blank."""

    def report_change(self) -> None:
        """Emit a change that was not emitted yet."""

    def show_drawing(self, drawing: Drawing) -> None:
        """Replace what is there, as one step that can be undone."""

    def clear(self) -> None:
        """Remove all strokes, as one step that can be undone."""

    def wipe(self) -> None:
        """Remove all strokes and all steps."""

    def can_undo(self) -> bool:
        """Return whether there is a step to undo."""

    def can_redo(self) -> bool:
        """Return whether there is a step to redo."""

    def step_times(self) -> tuple[float, float]:
        """Return when what undo and what redo are about was done; 0 for nothing."""

    def undo(self) -> None:
        """Undo a step."""

    def redo(self) -> None:
        """Redo a step."""


class Gallery(Protocol):
    """What is used of the gallery."""

    def gallery_has_focus(self) -> bool:
        """Return whether keys are meant for it."""

    def selected_ids(self) -> Integers:
        """Return the ids of what is selected in it."""


class EditController(QObject):
    """Saves, relabels and deletes drawings, and puts them back on the canvas."""

    said = Signal(str)  # what was done, or why not, in a few words
    failed = Signal(str, str)  # why a drawing is not saved; "error", for it must be read
    mended = Signal(str)  # such a sentence, when drawings are saved again
    image_changed = Signal(object)  # (20, 20), of a digit that came without strokes
    corrected = Signal(object, int)  # (20, 20) and label of a drawing that was read otherwise

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
        self._image: Image | None = None  # of the drawing on the canvas
        self._returned: Drawing | None = None  # its saving was undone, it is on the canvas again
        self._failures: list[str] = []  # sentences
        self._unsaved: list[Drawing] = []  # could not be saved, and the canvas was in use

    def label_0(self) -> None:
        """Save as a 0, or relabel the selection."""
        self._label(0)

    def label_1(self) -> None:
        """Save as a 1, or relabel the selection."""
        self._label(1)

    def save_as(self, label: int) -> None:
        """Save the drawing on the canvas with that label; the canvas is ready at once."""
        drawing = self._canvas.drawing()
        if drawing is None:
            self.said.emit(f"The canvas is empty: draw a {label} first, then press {label}.")
            return
        self._canvas.report_change()  # so that the image is of this drawing
        if self._image is None or not self._image.any():
            self.said.emit("There is no ink on the canvas yet.")
            return
        image = self._image
        is_right = self._prediction.digit(image) == label
        self._canvas.wipe()
        self._digits.add(image, label, drawing, split.BY_SPLIT if is_right else split.TRAINING)
        if not is_right:
            self.corrected.emit(image, label)

    def relabel(self, ids: Integers, label: int) -> None:
        """Relabel drawings of the gallery."""
        self._digits.relabel(ids, label)
        changed = "1 drawing is" if len(ids) == 1 else f"{len(ids):,} drawings are"
        self.said.emit(f"{changed} labelled {label} now. Ctrl+Z takes it back.")

    def delete(self) -> None:
        """Delete what is selected in the gallery."""
        selected = self._gallery.selected_ids()
        if len(selected):
            self._digits.delete(selected)

    def on_image_changed(self, image: Image | None) -> None:
        """Keep the image of what is on the canvas now; None when that is empty.

        Put the next drawing that could not be saved there, if it is.
        """
        self._image = image
        if self._unsaved and self._canvas.drawing() is None:
            self._canvas.show_drawing(self._unsaved.pop(0))

    def on_undone(self, change: Change | None, example: Example | None) -> None:
        """Put a drawing whose saving was undone on the canvas, if that is empty."""
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
        """Return the drawing that could not be saved, as soon as the canvas is empty."""
        self._failures.append(sentence)
        self.failed.emit(sentence, "error")
        if example.drawing is not None:
            self._unsaved.append(example.drawing)
            self.on_image_changed(self._image)

    def on_saved(self) -> None:
        """Say that what could not be done before can be done again."""
        while self._failures:
            self.mended.emit(self._failures.pop())

    def on_drawing_fetched(self, example: Example) -> None:
        """Put a drawing of the gallery on the canvas; what has no strokes is only looked at."""
        if example.drawing is not None:
            self._canvas.show_drawing(example.drawing)
        else:
            self.said.emit("This digit came as an image, without strokes: see what is made of it.")
            self._canvas.clear()  # undo restores what was on it
            self._canvas.report_change()
            self.image_changed.emit(example.image)

    def _label(self, label: int) -> None:
        if self._gallery.gallery_has_focus() and len(self._gallery.selected_ids()):
            self.relabel(self._gallery.selected_ids(), label)
        else:
            self.save_as(label)
