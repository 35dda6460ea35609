"""BatchStrip: the drawings of a batch in a row, one of them chosen; perhaps how each pushed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from digitapp.training.figures import signed
from digitapp.training.step_trace import Floats, StepTrace
from digitapp.ui.widgets.controls import fill_layout, make_label
from digitapp.ui.widgets.drawing_button import DrawingButton
from digitapp.ui.widgets.theme import LIGHT, Theme

_MOST = 32  # buttons; further drawings of a batch are reached by their number


class BatchStrip(QWidget):
    """Shows as many drawings as there is room for, always the chosen one among them."""

    chosen = Signal(int)  # index in the batch

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("batchStrip")
        self.setAccessibleName("The drawings of the batch")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._theme, self._first, self._example = LIGHT, 0, 0
        self._trace: StepTrace | None = None
        self._shares: Floats | None = None
        self._buttons = [DrawingButton(self) for _ in range(_MOST)]
        group = QButtonGroup(self)  # one stop of the Tab key, whose arrows choose
        for number, button in enumerate(self._buttons, 1):
            button.setObjectName(f"batchDrawing{number}")
            group.addButton(button)
            button.clicked.connect(self._on_clicked)
            button.hide()
        self._more = make_label("", "muted", "batchMore")
        self._row = fill_layout(QHBoxLayout(self), *self._buttons, self._more)
        self._row.addStretch(1)

    def show_batch(self, trace: StepTrace | None, example: int, shares: Floats | None) -> None:
        """Show the drawings of a step with the chosen one.

        shares : (m,), what each contributed to something, as bars; None for none
        """
        self._trace, self._example, self._shares = trace, example, shares
        m = 0 if trace is None else trace.m
        shown = min(m, self._count())
        if not self._first <= example < self._first + shown:
            self._first = example
        self._first = max(0, min(self._first, m - shown))
        for place, button in enumerate(self._buttons):
            button.setVisible(place < shown)
            if trace is not None and place < shown:
                self._show_drawing(button, trace, self._first + place)
        self._more.setText(f"{shown} of {m}" if m > shown else "")

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        for button in self._buttons:
            button.show_theme(theme)
        self._row.setSpacing(theme.px(4))
        self.setFixedHeight(self._buttons[0].sizeHint().height())
        self.show_batch(self._trace, self._example, self._shares)

    def sizeHint(self) -> QSize:
        """Return the height of a drawing; the width is what there is."""
        return self._buttons[0].sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more drawings, or fewer."""
        super().resizeEvent(event)
        self.show_batch(self._trace, self._example, self._shares)

    def _count(self) -> int:
        """Return how many drawings there is room for."""
        each = self._buttons[0].sizeHint().width() + self._theme.px(4)
        return max(1, min(_MOST, (self.width() - self._theme.px(50)) // each))

    def _show_drawing(self, button: DrawingButton, trace: StepTrace, number: int) -> None:
        answers = trace.layers[-1].A if trace.probabilities is None else trace.probabilities
        label, p = int(trace.y[number, 0]), float(answers[number, 0])
        spoken = f"Drawing {number + 1} of the batch, labelled {label}, P(1) = {p:.3f}"
        caption, share = f"{p:.2f}", 0.0
        if self._shares is not None:
            pushed, largest = float(self._shares[number]), float(np.abs(self._shares).max())
            caption, share = signed(pushed, 2), pushed / largest if largest else 0.0
            spoken += f", push {signed(pushed, 3)}"
        button.show_drawing(trace.X[number].astype(np.float32), label, caption, spoken, share)
        button.setChecked(number == self._example)

    def _on_clicked(self) -> None:
        place = self._buttons.index(self.sender())  # type: ignore[arg-type]
        self.chosen.emit(self._first + place)
