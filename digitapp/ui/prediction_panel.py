"""PredictionPanel: what the network sees and what it answers. Knows no network and no canvas."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..training.prediction import Prediction
from .answer_badge import AnswerBadge
from .network_input import NetworkInput
from .probability_bar import ProbabilityBar
from .theme import LIGHT, Theme

_DIGITS = {"zero": "0", "one": "1", "unsure": "?", "unlike": "?"}  # by kind of prediction
_LONGEST = "? does not look like a 0 or a 1,\nthough P(digit is 1) = 0.444"
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
        self._label = _AnswerLabel()
        self._bar = ProbabilityBar()
        self._note = QLabel()
        self._note.setObjectName("predictionNote")
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._button = QPushButton("Predict  [Space]")
        self._live = QCheckBox("live")
        self._name_controls()
        self._lay_out()
        self.show_theme(LIGHT)
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
        self._bar.show_probability(prediction.probability, named=prediction.kind != "unlike")
        note = prediction.note[:1].upper() + prediction.note[1:]
        self._note.setText("\n".join(filter(None, (note, _TEACH if digit else ""))))

    def show_theme(self, theme: Theme) -> None:
        """Take other colours and sizes."""
        self._input.show_theme(theme)
        self._badge.show_theme(theme)
        self._bar.show_theme(theme)
        self._seen.setSpacing(theme.px(12))
        self._column.setSpacing(theme.px(8))

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
        answer, asking = QVBoxLayout(), QHBoxLayout()
        answer.addWidget(self._badge, 1)
        answer.addWidget(self._bar)
        self._seen = QHBoxLayout()
        self._seen.addWidget(self._input, 5)
        self._seen.addLayout(answer, 4)
        asking.addWidget(self._button)
        asking.addWidget(self._live)
        asking.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._seen)
        self._column.addWidget(self._label)
        self._column.addLayout(asking)
        self._column.addWidget(self._note)
        self._column.addStretch()


class _AnswerLabel(QLabel):
    """Keeps room for the longest usual answer, so that nothing moves while answers change."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("predictionLabel")
        self.setAccessibleName("Prediction")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def hasHeightForWidth(self) -> bool:
        """Keep that room also without an answer."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of this answer, or of the longest usual one."""
        room = QRect(0, 0, width, 10_000)
        usual = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, _LONGEST)
        return max(super().heightForWidth(width), usual.height())
