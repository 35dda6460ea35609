"""DatasetPredictor: what the network says of every drawing in the file. Decides; knows no panel.

Many drawings are done a slice at a time between other events, so that the window never waits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training.dataset_predictions import marks

from .training_controller import TrainingController

SLICE = 2000  # drawings: 1 to 3 ms
_PAUSE = 400  # ms between two rounds while the network learns


class DatasetPredictor(QObject):
    """DatasetPredictions drawings anew when the network or the drawings have changed.

    While the network learns, weights change faster than many drawings can be marked: then more
    than a slice waits for a pause.
    """

    marked = Signal(object)  # DatasetPredictions, or None as long as there is no network to ask

    def __init__(self, training: TrainingController) -> None:
        super().__init__()
        self._training = training
        self._dataset = DatasetSnapshot.empty()
        self._done: list[npt.NDArray[np.float32]] = []
        self._version = -1
        self._stale = False
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._mark_slice)

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Take other drawings."""
        self._dataset = dataset
        self._stale = True

    def on_network_changed(self) -> None:
        """Other weights are shown."""
        self._stale = True

    def refresh(self) -> None:
        """Begin a round if it is time for one; app.py calls this with every picture."""
        if not self._stale or self._timer.isActive():
            return
        if self._training.progress().phase == "running" and (
            len(self._dataset) > SLICE or self._since.elapsed() < _PAUSE
        ):
            return
        self._stale = False
        if not self._training.is_trained():
            self.marked.emit(None)
            return
        self._done, self._version = [], self._training.version()
        self._timer.start(0)

    def _mark_slice(self) -> None:
        """Ask the network about the next slice; begin anew if its weights have changed."""
        if self._stale or self._training.version() != self._version:
            self._timer.stop()
            self._stale = True
            return
        start = len(self._done) * SLICE
        which = np.arange(start, min(start + SLICE, len(self._dataset)))
        self._done.append(self._training.probabilities(self._dataset.images(which)))
        if start + SLICE >= len(self._dataset):
            self._timer.stop()
            self._since.restart()
            self.marked.emit(marks(self._dataset, np.concatenate(self._done)))
