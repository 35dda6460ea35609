"""PredictionController: what is said of the drawing on the canvas. Decides; knows no panel.

image ─▶ P(digit is 1), by the weights that are shown ─┐
  └────▶ likeness: is it a 0 or a 1 at all? ───────────┴▶ judge ─▶ Prediction
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from digitapp.digits import Likeness
from digitapp.files import paths
from digitapp.nn import load_model
from digitapp.training.displayed_model import Prediction, judge

from .training_controller import TrainingController

_UNKNOWN = 0.5  # P(digit is 1) of who knows nothing
_NOT_YOURS = "by the network that comes with digitapp: train to see yours"

Image = npt.NDArray[np.float32]


class PredictionController(QObject):
    """Predicts when asked, and with `live` on also whenever drawing or network change.

    Until the person's own network has learnt anything, the one that is shipped answers.
    """

    asked = Signal()  # about what is drawn at this moment: a change not told yet is to be told now
    predicted = Signal(object)  # Prediction, or None: the last one no longer holds

    def __init__(self, training: TrainingController) -> None:
        super().__init__()
        self._training = training
        self._image: Image | None = None
        self._likeness: Likeness | None = None
        self._shipped: Callable[[Image], Image] | None = None
        self._own = False
        self._asked = False
        self.live = True

    def prepare(self) -> None:
        """Load the shipped network before the first stroke, which the loading would hold up."""
        if self._shipped is None and not self._training.is_trained():
            self._shipped = load_model(paths.resource("network.keras")).predictor()

    def set_live(self, live: bool) -> None:
        """Predict while one draws, or only when asked."""
        self.live = live
        self._image_or_network_changed()

    def on_image_changed(self, image: Image | None) -> None:
        """Take what is on the canvas: (20, 20), or None when that is empty."""
        self._image, self._asked = image, False
        self._image_or_network_changed()

    def on_network_changed(self) -> None:
        """Other weights are shown: what was predicted with others does not hold."""
        self._image_or_network_changed()

    def on_likeness_changed(self, likeness: Likeness) -> None:
        """Take what is known of 0s and 1s."""
        self._likeness = likeness
        self._image_or_network_changed()

    def predict(self) -> None:
        """Say what is on the canvas, and go on saying it while the network learns."""
        self.asked.emit()
        self._asked = True
        self.predicted.emit(self._judged(self._image))

    def digit(self, image: Image) -> int | None:
        """Return what an image (20, 20) is read as, 0 or 1; None where no digit is named."""
        return {"zero": 0, "one": 1}.get(self._judged(image).kind)

    def _image_or_network_changed(self) -> None:
        if self.live or self._asked:
            self.predicted.emit(self._judged(self._image))
        else:
            self.predicted.emit(None)

    def _judged(self, image: Image | None) -> Prediction:
        if image is None:
            return judge(None, unlike=False)
        unlike = self._likeness is not None and self._likeness.is_unlike(image)
        x = image.reshape(-1)
        self._own = self._own or self._training.is_trained()
        if self._own:
            return judge(self._training.probability(x), unlike=unlike)
        self.prepare()
        probability = float(self._shipped(x)[0]) if self._shipped else _UNKNOWN
        return judge(probability, unlike=unlike, note=_NOT_YOURS)
