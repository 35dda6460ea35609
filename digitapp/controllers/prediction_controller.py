"""PredictionController: what is said of the drawing on the canvas. Decides; knows no panel.

image ─▶ P(digit is 1), by the weights that are shown ─┐
  └────▶ likeness: is it a 0 or a 1 at all? ───────────┴▶ judge ─▶ Prediction
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from digitapp.digits import Likeness
from digitapp.files import paths
from digitapp.nn import load_model
from digitapp.training.displayed_model import DisplayedModel, Prediction, judge
from digitapp.training.frame import Frame

_INTERVAL = 60  # ms after a change of the drawing in which newer weights wait for the next change

Image = npt.NDArray[np.float32]


class PredictionController(QObject):
    """Predicts when asked, and with `live` on also whenever drawing or network change.

    Until the person's own network has been trained, the one that is shipped answers. While one
    draws during a run, the changes of the drawing say when: predictions for the newer weights
    between them would slow the run down.
    """

    predicted = Signal(object)  # Prediction, or None: the last one no longer holds

    def __init__(self, network: DisplayedModel) -> None:
        super().__init__()
        self._network, self._frame = network, Frame()
        self._image: Image | None = None
        self._likeness: Likeness | None = None
        self._shipped: Callable[[Image], Image] | None = None
        self._own = False
        self._asked = False
        self._live = True
        self._is_behind = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_INTERVAL)
        self._rest.timeout.connect(self.on_rested)

    def prepare(self) -> None:
        """Load the shipped network before the first stroke, which the loading would hold up."""
        if not self._own:
            self._shipped_network()

    def set_live(self, live: bool) -> None:
        """Predict while one draws, or only when asked."""
        self._live = live
        self._update()

    def on_image_changed(self, image: Image | None) -> None:
        """Use what is on the canvas: (20, 20), or None when that is empty."""
        self._image, self._asked = image, False
        self._update()
        self._rest.start()

    def on_frame_changed(self, frame: Frame) -> None:
        """Predict anew with other weights: the last prediction no longer holds."""
        if self._image is not None and frame.weights is not self._frame.weights:
            self._is_behind = True
        self._frame = frame
        self._own = self._own or frame.progress.trained
        if frame.progress.phase != "running" or not self._rest.isActive():
            self.on_rested()

    def on_rested(self) -> None:
        """Predict with the weights that have come meanwhile."""
        if self._is_behind:
            self._update()

    def on_likeness_changed(self, likeness: Likeness) -> None:
        """Use what is known of 0s and 1s."""
        self._likeness = likeness
        self._update()

    def predict(self) -> None:
        """Predict what is on the canvas, and go on while the network learns."""
        self._asked = True
        self._update()

    def digit(self, image: Image) -> int | None:
        """Return what an image (20, 20) is read as, 0 or 1; None where no digit is named."""
        return {"zero": 0, "one": 1}.get(self._prediction(image).kind)

    def read(self, image: Image) -> Prediction:
        """Return what a labelled drawing, (400,) or (20, 20), is read as: a 0, a 1, or unsure."""
        return self._answer(image, unlike=False)

    def _update(self) -> None:
        self._is_behind = False
        wanted = self._live or self._asked
        self.predicted.emit(self._prediction(self._image) if wanted else None)

    def _prediction(self, image: Image | None) -> Prediction:
        if image is None:
            return judge(None, unlike=False)
        unlike = self._likeness is not None and self._likeness.is_unlike(image)
        return self._answer(image, unlike=unlike)

    def _answer(self, image: Image, *, unlike: bool) -> Prediction:
        x = image.reshape(-1)
        if self._own:
            return judge(self._network.probability(x), unlike=unlike)
        return judge(float(self._shipped_network()(x)[0]), unlike=unlike, built_in=True)

    def _shipped_network(self) -> Callable[[Image], Image]:
        if self._shipped is None:
            self._shipped = load_model(paths.resource("network.keras")).predictor()
        return self._shipped
