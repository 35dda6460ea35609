"""EvaluatePage: how well the network of this moment reads the drawings that are in the file now.

    held out, training or all; how many                    evaluateOn
    confusion matrix │ accuracy, precision, recall, loss   ConfusionMatrix
    how sure that is
    P by label                                             ProbabilityHistogram
    threshold

Many drawings are judged a slice at a time between other events, so that the window never waits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QElapsedTimer, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitapp.digits.dataset.snapshot import DatasetSnapshot, Floats
from digitapp.training import TrainingConfig
from digitapp.training.displayed_model import THRESHOLD
from digitapp.training.evaluation import (
    ALL,
    BARS,
    HELD_OUT,
    TRAINING,
    Evaluation,
    Judged,
    Judging,
    remark,
    why_nothing,
)
from digitapp.training.figures import figure
from digitapp.training.frame import Frame
from digitapp.ui.widgets.controls import fill_layout, make_button, make_label, set_tooltip
from digitapp.ui.widgets.elided_label import ElidedLabel
from digitapp.ui.widgets.form_fields import ChoiceField, FieldGuard
from digitapp.ui.widgets.scrolled_column import ScrolledColumn
from digitapp.ui.widgets.slider import Slider
from digitapp.ui.widgets.theme import LIGHT, Theme

from .count_grid import ConfusionMatrix
from .page import Page
from .probability_histogram import ProbabilityHistogram
from .word_pace import Later

_STEPS = 100  # of the threshold
_REST = 250  # ms from one round to the next, at least, while the network trains,
_TIMES = 4  # and so many times as long as a round takes
_ROOM_FOR_BOTH = 380  # pixels at scale 1, in which the figures stand beside the matrix
_TERMS = {
    "accuracy": "Accuracy: of all drawings, how many are answered as they are labelled.",
    "precision": (
        "Precision: when the network says 1, how often is that right? Of those answered 1, how "
        "many are labelled 1. A higher threshold mostly raises it."
    ),
    "recall": (
        "Recall: of the 1s that there are, how many does it find? Of those labelled 1, how many "
        "are answered 1. A lower threshold raises it."
    ),
    "loss": (
        "Loss: how far P is from the label, as the mean of these drawings. It takes P as it is: "
        "the threshold does not change it."
    ),
}
_UNDEFINED = {"precision": "none is answered 1", "recall": "none is labelled 1"}
_NO_NUMBERS = "The weights are not numbers any more, so there is no answer. Press Reset and train."


class _Question(NamedTuple):
    """What the network is asked."""

    weights: Floats | None
    config: TrainingConfig
    dataset: DatasetSnapshot
    on: str

    def is_same(self, other: _Question | None) -> bool:
        """Return whether the answers to another question are the same."""
        return (
            other is not None
            and self.weights is other.weights
            and self.dataset is other.dataset
            and (self.config, self.on) == (other.config, other.on)
        )


class EvaluatePage(Page):
    """Follows the training, the timeline and the drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("evaluatePage")
        self._theme, self._frame, self._dataset = LIGHT, Frame(), DatasetSnapshot.empty()
        self._asked: _Question | None = None  # the network is asked it, or was last
        self._judging: Judging | None = None
        self._answered: _Question | None = None
        self._judged: Judged | None = None  # the answer
        self._evaluation: Evaluation | None = None
        self._is_narrow = False
        self._clock, self._rest = QElapsedTimer(), 0  # ms
        self._later = Later(self, self._judge)
        self._matrix, self._histogram = ConfusionMatrix(), ProbabilityHistogram()
        self._names = {name: make_label(name, "muted") for name in _TERMS}
        self._figures = {name: make_label(name=f"{name}Figure") for name in _TERMS}
        self._number, self._remark = ElidedLabel(least=1, most=2), ElidedLabel(least=2, most=3)
        self._meaning = make_label(name="thresholdMeaning")
        self._make_controls()
        self._lay_out()
        self._connect()

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Judge these drawings."""
        self._dataset = dataset
        self._begin()

    def show_frame(self, frame: Frame) -> None:
        """Judge by the network of this moment."""
        self._frame = frame
        self._begin()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self._matrix.show_theme(theme)
        self._histogram.show_theme(theme)
        for layout in (self._column, self._rows, self._upper):
            layout.setSpacing(theme.px(3 if theme.presenting else 6))
        for widget in (self._on, self._meaning, self._back):
            widget.setVisible(not theme.presenting)
        self._histogram.set_inset(self._threshold.handle_width() // 2)
        self._fit()
        self._show()

    def minimumSizeHint(self) -> QSize:
        """Return what is needed at least: more can be scrolled."""
        return QSize(self._theme.px(150), self._theme.px(120 if self._theme.presenting else 180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the figures beside the matrix, or below it in a narrow page."""
        super().resizeEvent(event)
        self._fit()

    def _begin(self) -> None:
        """Judge, if anything has changed; while the network trains, after a rest.

        A round that was begun ends first.
        """
        if self._judging is not None or self._question().is_same(self._asked):
            return
        waits = self._frame.progress.phase == "running" and self._clock.isValid()
        self._later.start(max(self._rest - self._clock.elapsed(), 0) if waits else 0)

    def _question(self) -> _Question:
        frame = self._frame
        return _Question(frame.weights, frame.config, self._dataset, self._on.name())

    def _judge(self) -> None:
        """Judge the next slice; show all when it was the last."""
        question = self._question() if self._judging is None else self._asked
        if question is None or question.weights is None:
            return
        if self._judging is None:
            self._asked, self._rest = question, 0
            self._judging = Judging(
                question.config, question.weights, question.dataset, question.on
            )
        self._clock.start()
        judged = self._judging.go_on()
        if judged is None:
            self._rest += self._clock.elapsed()
            self._later.start(0)
            return
        self._judging, self._answered, self._judged = None, question, judged
        self._show()
        self._rest = max(_REST, _TIMES * (self._rest + self._clock.elapsed()))
        self._clock.start()
        self._begin()

    def _show(self) -> None:
        """Show what the network answered last, at the threshold."""
        threshold = self._threshold.value() / _STEPS
        self._histogram.show_threshold(threshold)
        self._meaning.setText(f"threshold {threshold:.2f}, on this page only")
        self._back.setEnabled(threshold != THRESHOLD)
        judged, answered = self._judged, self._answered
        has_answers = judged is not None and len(judged.ids) > 0 and judged.has_answers
        self._results.setVisible(has_answers)
        self._remark.setVisible(not (has_answers and self._theme.presenting))
        if judged is None or answered is None:
            return
        self._number.show_sentence(self._number_words(judged, answered.on), role="")
        if not has_answers:
            why = _NO_NUMBERS if len(judged.ids) else why_nothing(answered.dataset, answered.on)
            self._remark.show_sentence(why)
            return
        self._evaluation = found = Evaluation(judged, threshold)
        self._matrix.show_matrix(found.matrix)
        self._histogram.show_histogram(judged.histogram())
        self._remark.show_sentence(remark(found, answered.on))
        for name, part in found.parts().items():
            words = part.words() if part.number else _UNDEFINED[name]
            short = part.short() if part.number else "–"
            sure = f"95 % interval (Wilson): {part.interval_words()}." if part.number else ""
            self._show_figure(name, words, short, sure)
        loss = figure(found.loss, 3)
        self._show_figure("loss", f"{loss}, mean of {found.number:,}", loss)

    def _number_words(self, judged: Judged, on: str) -> str:
        number, ones = len(judged.ids), int(np.count_nonzero(judged.labels))
        words = f"{number:,} drawings" if number != 1 else "1 drawing"
        if self._theme.presenting:
            return f"{on}: {words}"
        if number:
            words += f": {number - ones:,} zeros, {ones:,} ones"
        return words if self._frame.progress.trained else f"{words}. No training yet."

    def _show_figure(self, name: str, words: str, short: str, sure: str = "") -> None:
        text, label = short if self._is_narrow else words, self._figures[name]
        if label.text() != text or label.accessibleName() != f"{name}: {words}":
            label.setText(text)
            label.setAccessibleName(f"{name}: {words}")
            tooltip = "\n".join(filter(None, (_TERMS[name], f"Now {words}.", sure)))
            for each in (label, self._names[name]):
                set_tooltip(each, tooltip)

    def _fit(self) -> None:
        """Put the figures side by side below the matrix where there is no room beside it."""
        is_narrow = self.width() < self._theme.px(_ROOM_FOR_BOTH)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            ways = QBoxLayout.Direction
            self._upper.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
            self._place_figures()
            self._show()

    def _place_figures(self) -> None:
        self._grid.setVerticalSpacing(self._theme.px(1 if self._is_narrow else 6))
        for place, (name, label) in enumerate(self._figures.items()):
            for part, widget in enumerate((self._names[name], label)):
                self._grid.removeWidget(widget)
                self._grid.addWidget(widget, *((part, place) if self._is_narrow else (place, part)))

    def on_chosen(self) -> None:
        """Judge other drawings, at once."""
        self._judging, self._rest = None, 0
        self._begin()

    def on_threshold_changed(self) -> None:
        """Show what another threshold does."""
        self._show()

    def on_back(self) -> None:
        """Go back to the threshold of everywhere else."""
        if self._back.hasFocus():
            self._threshold.setFocus()  # the button is about to be disabled
        self._threshold.setValue(round(THRESHOLD * _STEPS))

    def on_cell_opened(self, label: int, answer: int) -> None:
        """Ask for the drawings of a cell of the matrix."""
        if self._evaluation is not None:
            name = f"label {label}, answered {answer}"
            self.drawings_requested.emit(self._evaluation.ids(label, answer), name)

    def on_bar_opened(self, label: int, bar: int) -> None:
        """Ask for the drawings of a bar of the histogram."""
        if self._judged is not None:
            name = f"label {label}, P {bar / BARS:g} to {(bar + 1) / BARS:g}"
            self.drawings_requested.emit(self._judged.ids_in_bar(label, bar), name)

    def _make_controls(self) -> None:
        self._on = ChoiceField((name, name) for name in (HELD_OUT, TRAINING, ALL))
        self._on.setObjectName("evaluateOn")
        self._on.setAccessibleName("Which drawings are judged")
        set_tooltip(
            self._on,
            "Held out: drawings that the network never learns from. Training: those it learns "
            "from. All: both.",
        )
        self._threshold = Slider()
        self._threshold.setObjectName("threshold")
        self._threshold.setAccessibleName("Threshold in hundredths: P above it is answered 1")
        self._threshold.setRange(0, _STEPS)
        self._threshold.setPageStep(_STEPS // BARS)
        self._threshold.setValue(round(THRESHOLD * _STEPS))
        set_tooltip(
            self._threshold,
            "Threshold: P above it is answered 1. Higher, fewer 0s are taken for a 1 and more 1s "
            f"for a 0. Only this page counts by it: everywhere else it is {THRESHOLD:g}.",
        )
        self._back = make_button(f"Back to {THRESHOLD:g}", "thresholdBack", "The usual threshold.")
        self._number.setObjectName("evaluateNumber")
        self._remark.setObjectName("evaluateRemark")
        guard = FieldGuard(self)
        guard.watch(self._on)
        guard.watch(self._threshold)

    def _lay_out(self) -> None:
        figures = QWidget()
        self._grid = QGridLayout(figures)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setRowStretch(len(self._figures), 1)
        self._place_figures()
        ways = QBoxLayout.Direction
        self._upper = fill_layout(QBoxLayout(ways.LeftToRight), (self._matrix, 1), figures)
        below = fill_layout(QHBoxLayout(), (self._meaning, 1), self._back)
        self._results = QWidget()
        self._rows = fill_layout(
            QVBoxLayout(self._results),
            (self._upper, 1),
            (self._histogram, 2),
            self._threshold,
            below,
        )
        scrolled = ScrolledColumn(self._results)
        scrolled.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        controls = fill_layout(QHBoxLayout(), self._on, (self._number, 1))
        self._column = fill_layout(QVBoxLayout(self), controls, self._remark, (scrolled, 1))

    def _connect(self) -> None:
        self._on.currentIndexChanged.connect(self.on_chosen)
        self._threshold.valueChanged.connect(self.on_threshold_changed)
        self._back.clicked.connect(self.on_back)
        self._matrix.opened.connect(self.on_cell_opened)
        self._histogram.opened.connect(self.on_bar_opened)
