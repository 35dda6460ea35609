"""PaintView: a unit's map of weights under the pen, and what that does to z, P and the loss.

Holds the strokes; what they do is computed elsewhere and shown with show_outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitapp.training.figures import figure
from digitapp.training.what_if import PaintStroke
from digitapp.ui.widgets.controls import make_button
from digitapp.ui.widgets.flow_layout import FlowLayout
from digitapp.ui.widgets.theme import Theme

from .weight_picture import Numbers, WeightPicture

_STROKES = 3  # against one step of the optimizer


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

    strokes_changed = Signal(object)  # tuple of PaintStroke
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paintView")
        self._strokes: list[PaintStroke] = []
        self.picture, self._text = WeightPicture(150), QLabel()
        self.picture.setObjectName("paintedMap")
        self.picture.setCursor(Qt.CursorShape.CrossCursor)
        self._raise = make_button(
            "Raise w", "paintRaise", "Strokes make weights larger: ink there will raise z."
        )
        self._lower = make_button(
            "Lower w", "paintLower", "Strokes make weights smaller: ink there will lower z."
        )
        self._undo = make_button("Undo", "paintUndo", "Takes the last stroke away.")
        self._clear = make_button("Start over", "paintClear", "Takes all strokes away.")
        self._close = make_button("← Back", "paintClose", "Back: the network was not changed.")
        self._describe()
        self._lay_out()
        self._connect()

    def strokes(self) -> tuple[PaintStroke, ...]:
        """Return the strokes made so far."""
        return tuple(self._strokes)

    def clear(self) -> None:
        """Remove all strokes."""
        if self._strokes:
            self._strokes.clear()
            self._changed()

    def show_map(self, weights: Numbers, largest: float, unit: str) -> None:
        """Show the weights with their paint, (400,)."""
        self.picture.show_map(weights, largest, f"w of {unit}")

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Return what the strokes have done; None where there is nothing to compare with."""
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
        self._strokes.append(PaintStroke(self._raise.isChecked(), ((row, column),)))
        self._changed()

    def on_dragged(self, row: float, column: float) -> None:
        """Go on with it."""
        if self._strokes:
            last = self._strokes[-1]
            self._strokes[-1] = PaintStroke(last.raises, (*last.points, (row, column)))
            self._changed()

    def undo(self) -> None:
        """Remove the last stroke."""
        if self._strokes:
            self._strokes.pop()
            self._changed()

    def _changed(self) -> None:
        self._undo.setEnabled(bool(self._strokes))
        self._clear.setEnabled(bool(self._strokes))
        self.strokes_changed.emit(self.strokes())

    def _describe(self) -> None:
        for button in (self._raise, self._lower):
            button.setCheckable(True)
            button.setAutoExclusive(True)
        self._raise.setChecked(True)
        self._undo.setEnabled(False)
        self._clear.setEnabled(False)
        self._text.setWordWrap(True)
        self._text.setObjectName("paintOutcome")
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        side, buttons = QVBoxLayout(), FlowLayout(spacing=6)
        for button in (self._raise, self._lower, self._undo, self._clear, self._close):
            buttons.add(button)
        side.addLayout(buttons)
        side.addWidget(self._text, 1)
        self._row.addLayout(side, 1)

    def _connect(self) -> None:
        self.picture.pressed_at.connect(self.on_pressed)
        self.picture.dragged_to.connect(self.on_dragged)
        self._undo.clicked.connect(self.undo)
        self._clear.clicked.connect(self.clear)
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
