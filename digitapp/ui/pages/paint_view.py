"""PaintView: a unit's map of weights under the pen, and what that does to z, P and the loss.

Holds the strokes; what they do is computed elsewhere and shown with show_outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp.training.figures import figure
from digitapp.training.what_if import PaintStroke
from digitapp.ui.widgets.arrow_group import ArrowGroup
from digitapp.ui.widgets.controls import fill_layout, make_button, make_text
from digitapp.ui.widgets.flow_layout import FlowLayout
from digitapp.ui.widgets.theme import Theme

from .weight_picture import Numbers, WeightPicture

_STROKES = 3  # against one step of the optimizer
# what can be undone: its name, what that brings back, and a sentence
_STROKE = ("paint a stroke", "the map before", "Painted a stroke.")
_LESS = ("take a stroke away", "that stroke", "Took the last stroke away.")
_START_OVER = ("start over with the pen", "the strokes", "Took all strokes away.")
_PUT_AWAY = ("put the pen away", "the strokes", "Put the pen away.")


@dataclass(frozen=True)
class Outcome:
    """What the strokes have done: each figure as it is, and with the strokes.

    z, probability : of the unit and the answer; None without a drawing
    loss : of the next batch; loss_after_step : after one step of the optimizer on it
    """

    z: tuple[float, float] | None
    probability: tuple[float, float] | None
    loss: tuple[float, float]
    loss_after_step: float
    optimizer: str


class PaintView(QWidget):
    """The map, the pen's buttons, and the contest."""

    strokes_changed = Signal()
    edited = Signal(object, object)  # words for undo: name, back, done; the strokes before
    close_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("paintView")
        self._strokes: tuple[PaintStroke, ...] = ()
        self._is_drawing = False
        self.picture, self._text = WeightPicture(150), make_text("paintOutcome")
        self.picture.setObjectName("paintedMap")
        self.picture.setCursor(Qt.CursorShape.CrossCursor)
        self._raise = make_button(
            "Raise w", "paintRaise", "Strokes make weights larger: ink there will raise z."
        )
        self._lower = make_button(
            "Lower w", "paintLower", "Strokes make weights smaller: ink there will lower z."
        )
        self._undo = make_button("Undo", "paintUndo", "Takes the last stroke away.")
        self._start_over = make_button("Start over", "paintClear", "Takes all strokes away.")
        self._close = make_button("← Back", "paintClose", "Back: the network was not changed.")
        self._describe()
        self._lay_out()
        self._connect()

    def strokes(self) -> tuple[PaintStroke, ...]:
        """Return the strokes made so far."""
        return self._strokes

    def show_strokes(self, strokes: tuple[PaintStroke, ...]) -> None:
        """Show other strokes; a stroke under way ends."""
        self._is_drawing = False
        if strokes != self._strokes:
            self._set(strokes)

    def put_away(self) -> None:
        """Remove all strokes, for the pen is put away."""
        self._change(_PUT_AWAY, ())

    def on_undo(self) -> None:
        """Remove the last stroke, whatever was done elsewhere since."""
        self._change(_LESS, self._strokes[:-1])

    def on_start_over(self) -> None:
        """Remove all strokes."""
        self._change(_START_OVER, ())

    def show_map(self, weights: Numbers, largest: float, unit: str) -> None:
        """Show the weights with their paint, (400,)."""
        self.picture.show_map(weights, largest, f"w of {unit}")

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Show what the strokes have done; None where there is nothing to compare with."""
        n = len(self._strokes)
        made = f"{n} stroke{'s' * (n != 1)}" + (f" of {_STROKES}" if n <= _STROKES else "")
        if outcome is None:
            self._text.setText(f"{made}. Without drawings to learn from there is no loss.")
            return
        lines = [
            f"Beat the gradient: {_STROKES} strokes against one step of {outcome.optimizer}. "
            f"{made}."
        ]
        if outcome.z is not None and outcome.probability is not None:
            lines.append(f"z of the unit {_both(outcome.z)};  P(1) {_both(outcome.probability)}")
        lines.append(
            f"Loss of the next batch {_both(outcome.loss)};  one step of "
            f"{outcome.optimizer} makes it {figure(outcome.loss_after_step)}"
        )
        if n:
            lines.append(_verdict(outcome, n))
        self._text.setText("\n".join(lines))

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self.picture.show_theme(theme)
        self._row.setSpacing(theme.px(12))

    def on_pressed(self, row: float, column: float) -> None:
        """Begin a stroke."""
        self.edited.emit(_STROKE, self._strokes)
        self._is_drawing = True
        self._set((*self._strokes, PaintStroke(self._raise.isChecked(), ((row, column),))))

    def on_dragged(self, row: float, column: float) -> None:
        """Go on with it."""
        if self._is_drawing:
            *others, last = self._strokes
            self._set((*others, PaintStroke(last.raises, (*last.points, (row, column)))))

    def _change(self, words: tuple[str, str, str], strokes: tuple[PaintStroke, ...]) -> None:
        if self._strokes:
            self.edited.emit(words, self._strokes)
        self.show_strokes(strokes)

    def _set(self, strokes: tuple[PaintStroke, ...]) -> None:
        self._strokes = strokes
        self._undo.setEnabled(bool(strokes))
        self._start_over.setEnabled(bool(strokes))
        self.strokes_changed.emit()

    def _describe(self) -> None:
        for button in (self._raise, self._lower):
            button.setCheckable(True)
            button.setAutoExclusive(True)
        self._raise.setChecked(True)
        self._undo.setEnabled(False)
        self._start_over.setEnabled(False)

    def _lay_out(self) -> None:
        buttons = FlowLayout(spacing=6)
        all_buttons = (self._raise, self._lower, self._undo, self._start_over, self._close)
        for button in all_buttons:
            buttons.add(button)
        ArrowGroup(self, all_buttons)
        side = fill_layout(QVBoxLayout(), buttons, (self._text, 1))
        self._row = fill_layout(QHBoxLayout(self), self.picture, (side, 1))
        self._row.setAlignment(self.picture, Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self.picture.pressed_at.connect(self.on_pressed)
        self.picture.dragged_to.connect(self.on_dragged)
        self._undo.clicked.connect(self.on_undo)
        self._start_over.clicked.connect(self.on_start_over)
        self._close.clicked.connect(self.close_requested)


def _both(pair: tuple[float, float]) -> str:
    before, after = (figure(value) for value in pair)
    return before if before == after else f"{before} → {after}"


def _verdict(outcome: Outcome, strokes: int) -> str:
    yours, its = outcome.loss[0] - outcome.loss[1], outcome.loss[0] - outcome.loss_after_step
    told = f"You took {figure(yours, 3)} off the loss, the step {figure(its, 3)}"
    if yours > its:
        return f"{told}: you beat the gradient" + (
            "." if strokes <= _STROKES else f", with {strokes} strokes."
        )
    return f"{told}: the step is ahead. It moves all weights of all units at once."
