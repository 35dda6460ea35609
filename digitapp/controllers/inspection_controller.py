"""InspectionController: which drawings are pinned, and what was painted. Decides; knows no panel.

pin() ─▶ the gallery's selection, or the drawing on the canvas ─▶ PinnedHistory ─▶ pinned_changed
frame_changed ───────────────────────────────────────────────────────┘
"""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.digits.example import Image
from digitapp.training.frame import Frame
from digitapp.training.pinned import MOST, PinnedDrawing, PinnedHistory
from digitapp.training.what_if import ExchangePaint, Paint

from .edit_controller import Canvas, Gallery
from .training_controller import TrainingController
from .undo_step import UndoStep

_FULL = f"{MOST} drawings are pinned, which is all there is room for. Press one to let it go."


class InspectionController(QObject):
    """Pins drawings and lets them go; tells their curves with every frame of the training."""

    pinned_changed = Signal(object)  # PinnedCurves
    step_made = Signal(object)  # UndoStep of something that was painted
    said = Signal(str)  # why nothing was pinned, or is painted again

    def __init__(self, training: TrainingController, canvas: Canvas, gallery: Gallery) -> None:
        super().__init__()
        self._training, self._canvas, self._gallery = training, canvas, gallery
        self._history = PinnedHistory()
        self._dataset = DatasetSnapshot.empty()
        self._image: Image | None = None

    def on_image_changed(self, image: Image | None) -> None:
        """Use what is on the canvas: (20, 20); None when that is blank."""
        self._image = image

    def on_dataset_changed(self, dataset: DatasetSnapshot) -> None:
        """Use the drawings as they are now; what is pinned stays, also if it is deleted."""
        self._dataset = dataset

    def on_frame_changed(self, frame: Frame) -> None:
        """Follow the pinned drawings; without any this does nothing."""
        if self._history.drawings:
            self.pinned_changed.emit(self._history.update(frame, self._training.buffer))

    def pin(self) -> None:
        """Pin the selection while the gallery has the focus, else the drawing on the canvas."""
        if self._gallery.gallery_has_focus():
            found = self._selected()
        else:
            found = self._drawn()
        if not found:
            self.said.emit("There is nothing to pin: draw something, or select in the gallery.")
            return
        self._pin(found)

    def pin_drawing(self) -> None:
        """Pin the drawing on the canvas."""
        self._pin(self._drawn())

    def unpin(self, index: int) -> None:
        """Unpin a drawing."""
        drawings = self._history.drawings
        self._set(drawings[:index] + drawings[index + 1 :])

    def on_painted(
        self, words: tuple[str, str, str], before: Paint, exchange: ExchangePaint
    ) -> None:
        """Make a step of undo.

        words : its name, what undo brings back, a sentence
        """
        exchange_held = partial(self._exchange_paint, exchange)
        self.step_made.emit(UndoStep(*words, exchange_held, before))

    def _exchange_paint(self, exchange: ExchangePaint, step: UndoStep) -> bool:
        found = exchange(step.held)
        if found is None:
            self.said.emit("The network has no such unit any more: nothing is painted.")
            return False
        step.held = found
        return True

    def _drawn(self) -> tuple[PinnedDrawing, ...]:
        self._canvas.report_change()  # so that the image is of now
        return () if self._image is None else (PinnedDrawing(self._image.reshape(-1).copy()),)

    def _selected(self) -> tuple[PinnedDrawing, ...]:
        places = self._dataset.places(self._gallery.selected_ids())[:MOST]
        images, labels = self._dataset.images(places), self._dataset.labels[places].tolist()
        return tuple(PinnedDrawing(x, label) for x, label in zip(images, labels, strict=True))

    def _pin(self, found: tuple[PinnedDrawing, ...]) -> None:
        """Pin what is not pinned yet, as much of it as there is room for."""
        pinned = self._history.drawings
        new = [each for each in found if not any(np.array_equal(each.x, x.x) for x in pinned)]
        if len(pinned) + len(new) > MOST:
            self.said.emit(_FULL)
        self._set((*pinned, *new)[:MOST])

    def _set(self, drawings: tuple[PinnedDrawing, ...]) -> None:
        self._history.set_drawings(drawings)
        frame = self._training.frame
        self.pinned_changed.emit(self._history.update(frame, self._training.buffer))
