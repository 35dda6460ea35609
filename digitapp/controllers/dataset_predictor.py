"""DatasetPredictor: what the network says of every drawing in the file. Decides; knows no panel.

Many drawings are done a slice at a time between other events, so that the window never waits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training.dataset_predictions import dataset_predictions
from digitapp.training.displayed_model import DisplayedModel
from digitapp.training.frame import Frame

SLICE = 2000  # drawings: 1 to 3 ms
_PAUSE = 800  # ms between two rounds while a run is under way: with the gallery, 10 ms each


class DatasetPredictor(QObject):
    """Predicts anew when the network or the drawings have changed.

    While the network learns, weights change faster than many drawings can be predicted: then more
    than a slice waits for a pause.
    """

    predicted = Signal(object)  # DatasetPredictions, or None as long as the network is untrained

    def __init__(self, network: DisplayedModel) -> None:
        super().__init__()
        self._network, self._frame, self._dataset = network, Frame(), DatasetSnapshot.empty()
        self._done: list[npt.NDArray[np.float32]] = []
        self._stale = False
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._predict_slice)

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Predict these drawings."""
        self._dataset, self._stale = dataset, True
        self._begin()

    def on_frame_changed(self, frame: Frame) -> None:
        """Predict anew with other weights, if it is time for another round."""
        self._stale |= frame.weights is not self._frame.weights
        self._frame = frame
        self._begin()

    def _begin(self) -> None:
        if not self._stale or self._timer.isActive():
            return
        if self._frame.progress.phase == "running" and (
            len(self._dataset) > SLICE or self._since.elapsed() < _PAUSE
        ):
            return
        self._done, self._stale = [], False
        self._timer.start(0)

    def _predict_slice(self) -> None:
        """Predict the next slice; begin anew if weights or drawings have changed."""
        if self._stale:
            self._timer.stop()
            self._begin()
            return
        if not self._frame.progress.trained:
            self._timer.stop()
            self.predicted.emit(None)
            return
        start = len(self._done) * SLICE
        which = np.arange(start, min(start + SLICE, len(self._dataset)))
        self._done.append(self._network.probabilities(self._dataset.images(which)))
        if start + SLICE >= len(self._dataset):
            self._timer.stop()
            self._since.restart()
            self.predicted.emit(dataset_predictions(self._dataset, np.concatenate(self._done)))
