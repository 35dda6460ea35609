"""PredictionPanel: what the network sees and what it answers. Knows no network and no canvas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitapp.training.correction import MOST, Correction
from digitapp.training.displayed_model import Prediction
from digitapp.ui.widgets.controls import set_tooltip
from digitapp.ui.widgets.drawing_button import DrawingButton
from digitapp.ui.widgets.theme import LIGHT, Theme

from .answer_badge import AnswerBadge
from .network_input import NetworkInput
from .probability_bar import ProbabilityBar

_DIGITS = {"zero": "0", "one": "1", "unsure": "?", "unlike": "?"}  # by kind of prediction
_IF_WRONG = "Wrong? Press 0 or 1 to teach it."
_IF_UNSURE = "Press 0 or 1 to tell it what this is."
_NOT_ASKED = "Press Space to ask the network."
_LONGEST_ANSWER = "? does not look like a 0 or a 1,\n(P(digit is 1) = 0.444)"
_WIDEST_LINE = "P(digit is 1) = 0."  # what of an answer stands in one line at least
_SHARE = 0.34  # of the width that picture and badge may take each
_LONGEST_NOTE = (
    "The 0 you corrected is still neither a 0 nor a 1 to it: draw two like it, then press T."
)
_BUILT_IN = "built-in network"


class PredictionPanel(QWidget):
    """Shows images and predictions as they come; asks for them by button."""

    predict_requested = Signal()
    live_changed = Signal(bool)
    let_go_requested = Signal(int)  # index of a corrected drawing

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint, self._relabelled = "", 0
        self._correction_text, self._is_blank = "", True
        self._input = NetworkInput()
        self._badge = AnswerBadge()
        self._seen, self._answered_by = _caption("input, 20 × 20"), _caption("answer")
        set_tooltip(
            self._answered_by,
            "Until you have trained a network of your own, the one that comes with digitapp "
            "answers. Press T to train yours.",
        )
        self._answer, self._note = _RoomyLabel(_LONGEST_ANSWER), _RoomyLabel(_LONGEST_NOTE)
        self._bar = ProbabilityBar()
        self._button = QPushButton("Predict  [Space]")
        self._live = QCheckBox("live")
        self._corrected = [DrawingButton() for _ in range(MOST)]
        self._name_controls()
        self._lay_out()
        self.show_theme(LIGHT)
        self.show_prediction(None)

    def is_live(self) -> bool:
        """Return whether predictions are wanted while one draws."""
        return self._live.isChecked()

    def set_live(self, live: bool) -> None:
        """Set whether predictions are wanted while one draws."""
        self._live.setChecked(live)

    def show_image(self, image: npt.NDArray[np.float32] | None) -> None:
        """Show what the network sees; None for an empty canvas."""
        self._input.show_image(image)
        if self._is_blank != (image is None):
            self._is_blank = image is None
            self._show_hint()

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Show an answer; None before the network has been asked."""
        if prediction is None:
            prediction = Prediction("empty", None, "", _NOT_ASKED)
        digit = _DIGITS.get(prediction.kind, "")
        self._badge.show_answer(digit, hollow=prediction.built_in)
        self._answered_by.setText(_BUILT_IN if prediction.built_in else "answer")
        asked = prediction.probability is not None
        self._hint = (_IF_UNSURE if digit == "?" else _IF_WRONG) if asked else prediction.hint
        self._show_hint()
        self._answer.label.setText(prediction.text)
        self._bar.show_probability(prediction.probability, named=prediction.kind != "unlike")

    def show_relabelled(self, drawings: int) -> None:
        """Show that 0 and 1 would relabel so many drawings of the gallery; 0: save the drawing."""
        self._relabelled = drawings
        self._show_hint()

    def show_corrections(self, corrections: Sequence[Correction], sentence: str) -> None:
        """Show the drawings that were corrected, how they are read now, and what to do."""
        for button, correction in zip(self._corrected, corrections, strict=False):
            p, label = correction.prediction.probability, correction.label
            tick, verb = (" ✓", "") if correction.is_right else ("", "not ")
            spoken = (
                f"A {label} that you corrected: P(digit is 1) = {p:.3f}, {verb}read as {label}. "
                "Press to put it away."
            )
            button.show_drawing(correction.x, label, f"{p:.3f}{tick}", spoken)
        for number, button in enumerate(self._corrected):
            button.setVisible(number < len(corrections))
        self._correction_text = sentence
        self._show_hint()

    def _show_hint(self) -> None:
        hint = self._correction_text if self._is_blank and self._correction_text else self._hint
        relabel = f"0, 1: relabel {self._relabelled:,} selected in the gallery."
        self._note.label.setText(relabel if self._relabelled else hint)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._input.show_theme(theme)
        self._badge.show_theme(theme)
        self._bar.show_theme(theme)
        for button in self._corrected:
            button.show_theme(theme)
        self._row.setHorizontalSpacing(theme.px(12))
        self._row.setVerticalSpacing(theme.px(2))
        self._column.setSpacing(theme.px(8))
        for control in (self._input, self._seen, self._button, self._live):
            control.setVisible(not theme.presenting)
        self._row.setColumnStretch(0, int(not theme.presenting))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Resize picture and badge with the column, as squares that leave room for the answer."""
        side = max(round(_SHARE * self.width()), self._badge.minimumSizeHint().height())
        self._input.setMaximumWidth(side)
        self._badge.setMaximumSize(side, side)
        below = self._row.verticalSpacing() + self._answered_by.sizeHint().height()
        self._row_widget.setMaximumHeight(side + below)
        super().resizeEvent(event)

    def _on_let_go(self) -> None:
        self.let_go_requested.emit(self._corrected.index(self.sender()))  # type: ignore[arg-type]

    def _name_controls(self) -> None:
        self._answer.label.setObjectName("predictionLabel")
        self._answer.label.setAccessibleName("Prediction")
        self._note.label.setObjectName("predictionNote")
        self._note.label.setProperty("role", "muted")
        self._button.setObjectName("predictButton")
        self._button.setAccessibleName("Predict")
        set_tooltip(
            self._button,
            "Predict (Space): run the drawing through the network and show its answer.",
        )
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self.predict_requested)
        self._live.setObjectName("livePrediction")
        self._live.setAccessibleName("Live prediction")
        set_tooltip(self._live, "Live: predict all the time while you draw.")
        self._live.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._live.setChecked(True)
        self._live.toggled.connect(self.live_changed)
        for number, button in enumerate(self._corrected, 1):
            button.setObjectName(f"corrected{number}")
            button.setCheckable(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the canvas
            button.clicked.connect(self._on_let_go)
            button.hide()

    def _lay_out(self) -> None:
        """Place picture, badge and answer in one row with their captions, and what asks below."""
        self._row_widget = QWidget()
        self._row = QGridLayout(self._row_widget)
        self._row.setContentsMargins(0, 0, 0, 0)
        for column, (widget, caption) in enumerate(
            ((self._input, self._seen), (self._badge, self._answered_by))
        ):
            self._row.addWidget(widget, 0, column)
            self._row.addWidget(caption, 1, column, Qt.AlignmentFlag.AlignHCenter)
        answer = QVBoxLayout()
        answer.addWidget(self._answer)
        answer.addWidget(self._bar)
        answer.addStretch()
        self._row.addLayout(answer, 0, 2, 2, 1)
        for column in range(3):
            self._row.setColumnStretch(column, 1)
        self._row.setColumnMinimumWidth(2, self.fontMetrics().horizontalAdvance(_WIDEST_LINE))
        self._row.setRowStretch(0, 1)
        asking = QHBoxLayout()
        asking.addWidget(self._button)
        asking.addWidget(self._live)
        asking.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._row_widget, 100)  # grows first, then the gap below
        words, below = QVBoxLayout(), QHBoxLayout()
        words.addLayout(asking)
        words.addWidget(self._note)
        words.addStretch()
        below.addLayout(words, 1)
        for button in self._corrected:
            below.addWidget(button)
        self._column.addLayout(below)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)


def _caption(text: str) -> QLabel:
    caption = QLabel(text)
    caption.setProperty("role", "caption")
    return caption


class _RoomyLabel(QWidget):
    """A label with room for the longest usual text, so that nothing moves while texts change.

    It lies in no layout: with each new text the whole window would be laid out again.
    """

    def __init__(self, longest: str) -> None:
        super().__init__()
        self._longest = longest
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the longest usual text."""
        return self._height(width)

    def sizeHint(self) -> QSize:
        """Return room for that text, with no line wrapped."""
        return QSize(0, self._height(10_000))

    def minimumSizeHint(self) -> QSize:
        """Return the same: no text is cut."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Resize the label to the whole widget."""
        self.label.setGeometry(self.rect())
        super().resizeEvent(event)

    def _height(self, width: int) -> int:
        room = QRect(0, 0, width, 10_000)
        lines = self.label.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self._longest)
        return lines.height()
