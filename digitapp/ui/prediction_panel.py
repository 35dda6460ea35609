"""PredictionPanel: what the network sees and what it answers. Knows no network and no canvas."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ..training.prediction import Prediction
from .answer_badge import AnswerBadge
from .network_input import NetworkInput
from .probability_bar import ProbabilityBar
from .theme import Theme

_DIGITS = {"zero": "0", "one": "1", "unsure": "?", "unlike": "?"}  # by kind of prediction
_TEACH = "Wrong? Press 0 or 1 to teach it."
_NOTHING = "Press Space to ask the network."


class PredictionPanel(QWidget):
    """Shows images and predictions as they come; asks for them by button."""

    predict_requested = Signal()
    live_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._input = NetworkInput()
        self._badge = AnswerBadge()
        self._label = QLabel()
        self._label.setObjectName("predictionLabel")
        self._label.setAccessibleName("Prediction")
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._bar = ProbabilityBar()
        self._note = QLabel()
        self._note.setObjectName("predictionNote")
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._button = QPushButton("Predict  [Space]")
        self._live = QCheckBox("live")
        self._name_controls()
        self._lay_out()
        self.show_prediction(None)

    def is_live(self) -> bool:
        """Say whether predictions are wanted while one draws."""
        return self._live.isChecked()

    def set_live(self, live: bool) -> None:
        """Set whether predictions are wanted while one draws."""
        self._live.setChecked(live)

    def show_image(self, image: npt.NDArray[np.float32] | None) -> None:
        """Show what the network sees; None for an empty canvas."""
        self._input.show_image(image)

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Show an answer; None before the network has been asked."""
        if prediction is None:
            prediction = Prediction("empty", None, "", _NOTHING)
        digit = _DIGITS.get(prediction.kind, "")
        self._badge.show_answer(digit)
        self._label.setText(prediction.text)
        self._bar.show_probability(prediction.probability)
        notes = (prediction.note, _TEACH if digit else "")
        self._note.setText("\n".join(filter(None, notes)))

    def show_theme(self, theme: Theme) -> None:
        """Take other colours and sizes."""
        for part in (self._input, self._badge, self._bar):
            part.show_theme(theme)

    def _name_controls(self) -> None:
        self._button.setObjectName("predictButton")
        self._button.setAccessibleName("Predict")
        self._button.setToolTip(
            "Predict (Space): run the drawing through the network and show its answer."
        )
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self.predict_requested)
        self._live.setObjectName("livePrediction")
        self._live.setAccessibleName("Live prediction")
        self._live.setToolTip("Live: predict all the time while you draw.")
        self._live.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._live.setChecked(True)
        self._live.toggled.connect(self.live_changed)

    def _lay_out(self) -> None:
        answer = QVBoxLayout()
        answer.setSpacing(4)
        answer.addWidget(self._badge)
        answer.addWidget(self._label, 1)
        answer.addWidget(self._bar)
        seen = QHBoxLayout()
        seen.setSpacing(12)
        seen.addWidget(self._input)
        seen.addLayout(answer, 1)
        asking = QHBoxLayout()
        asking.setSpacing(12)
        asking.addWidget(self._button)
        asking.addWidget(self._live)
        asking.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(seen, 1)
        column.addLayout(asking)
        column.addWidget(self._note)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
