"""CorrectionController: follows the drawings that were corrected. Decides; knows no panel.

a drawing that was read wrong is labelled ─▶ on_corrected ─┐
frame_changed ─▶ how it is read now ───────────────────────┴▶ corrections_changed
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitapp.digits import Example
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.digits.example import Image
from digitapp.training.correction import MOST, Correction, Stage, correction_text
from digitapp.training.frame import Frame

from .prediction_controller import PredictionController


class CorrectionController(QObject):
    """Follows a drawing from its correction until it is let go, relabelled or deleted."""

    corrections_changed = Signal(object, str)  # tuple of Correction; a sentence on them

    def __init__(self, prediction: PredictionController) -> None:
        super().__init__()
        self._prediction = prediction
        self._corrections: tuple[Correction, ...] = ()
        self._path: Path | None = None
        self._frame = Frame()

    def on_corrected(self, image: Image, label: int) -> None:
        """Follow a drawing (20, 20) that was read wrong and has got its label."""
        correction = Correction(image.reshape(-1), label, self._prediction.read(image))
        self._set((correction, *self._corrections)[:MOST])

    def on_saved(self, example: Example) -> None:
        """Note by which id a correction is found in the digits file."""
        x = example.image.reshape(-1)
        self._corrections = tuple(
            replace(each, number=example.id)
            if each.number is None and each.label == example.label and (each.x == x).all()
            else each
            for each in self._corrections
        )

    def on_saving_failed(self, example: Example) -> None:
        """Follow what is not saved no longer: it returns to the canvas."""
        self._set(tuple(each for each in self._corrections if each.number is not None))

    def on_dataset_changed(self, dataset: DatasetSnapshot) -> None:
        """Follow no longer what was relabelled or deleted, nor anything of another file."""
        is_other, self._path = dataset.path != self._path, dataset.path
        kept = tuple(each for each in self._corrections if not is_other and _is_in(dataset, each))
        if len(kept) < len(self._corrections):
            self._set(kept)

    def on_frame_changed(self, frame: Frame) -> None:
        """Read the drawings anew where the network has learnt; without any this does nothing."""
        was_idle, is_idle = (each.progress.phase == "idle" for each in (self._frame, frame))
        is_same = frame.weights is self._frame.weights and was_idle == is_idle
        self._frame = frame
        if not self._corrections or is_same:
            return
        stages: dict[Stage, Stage] = {}
        if was_idle and not is_idle:
            stages = {"new": "learning", "learnt": "learning"}
        elif is_idle and not was_idle:
            stages = {"learning": "learnt"}
        self._set(
            tuple(
                replace(
                    each,
                    prediction=self._prediction.read(each.x),
                    stage=stages.get(each.stage, each.stage),
                )
                for each in self._corrections
            )
        )

    def let_go(self, index: int) -> None:
        """Follow a drawing no longer."""
        self._set(self._corrections[:index] + self._corrections[index + 1 :])

    def _set(self, corrections: tuple[Correction, ...]) -> None:
        self._corrections = corrections
        running = self._frame.progress.phase != "idle"
        self.corrections_changed.emit(corrections, correction_text(corrections, running=running))


def _is_in(dataset: DatasetSnapshot, correction: Correction) -> bool:
    """Return whether a drawing is there with its label, or is still being saved."""
    if correction.number is None:
        return True
    return bool((dataset.labels[dataset.places([correction.number])] == correction.label).any())
