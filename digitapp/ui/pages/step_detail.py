"""StepDetail: one line of a step in full: formula, numbers, shapes, remark, and the source."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from textwrap import dedent

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from digitapp.training.step_lines import PARTS, Line
from digitapp.ui.widgets.controls import fill_layout, make_button, make_text
from digitapp.ui.widgets.theme import LIGHT, Theme

_NOTHING = "Add drawings with their labels: a step is made from a batch of them."


class StepDetail(QWidget):
    """Shows a line; the button unfolds the source of the function that computes it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stepDetail")
        self._line: Line | None = None
        self._theme = LIGHT
        self._name, self._formula = make_text("stepName", "step"), make_text("stepFormula")
        self._numbers, self._remark = make_text("stepNumbers"), make_text("stepRemark")
        self._shapes = make_text("stepShapes", "muted")
        self._source = QPlainTextEdit()
        self._unfold = make_button("", "stepSource", "Shows the code of digitapp that computes it.")
        self._describe()
        self._lay_out()
        self._unfold.toggled.connect(self.on_unfolded)

    def show_line(self, line: Line | None) -> None:
        """Show a line; None says what is missing for a step."""
        old, self._line = self._line, line
        if line is None:
            self._name.setText(_NOTHING)
        else:
            _set_text(self._name, f"{line.part} {PARTS[line.part - 1]} · {line.name}")
        _set_text(self._formula, "" if line is None else line.formula)
        _set_text(self._numbers, "" if line is None else line.numbers)
        _set_text(self._shapes, "" if line is None else f"shapes  {line.shapes}")
        _set_text(self._remark, "" if line is None else line.remark)
        function = None if line is None else line.source
        self._unfold.setVisible(function is not None)
        if function is not None and (old is None or old.source is not function):
            self._unfold.setText(f"source: {function.__qualname__}")
            self._show_source()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        for label, size in (
            (self._formula, 19),
            (self._numbers, 14),
            (self._name, 13),
            (self._shapes, 13),
            (self._remark, 13),
        ):
            label.setStyleSheet(f"font-size: {theme.px(size)}px")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.px(12))
        self._source.setFont(font)
        self._source.setStyleSheet(f'font-family: "{font.family()}"; font-size: {theme.px(12)}px')
        self._column.setSpacing(theme.px(6))
        self._fit_source()

    def on_unfolded(self, unfolded: bool) -> None:
        """Show the source, or hide it."""
        self._source.setVisible(unfolded)
        self._show_source()

    def _show_source(self) -> None:
        function = None if self._line is None else self._line.source
        if function is not None and self._unfold.isChecked():
            path = function.__module__.replace(".", "/")
            self._source.setPlainText(f"# {path}.py\n{source_of(function)}")
            self._fit_source()

    def _fit_source(self) -> None:
        lines = self._source.document().blockCount() + 1
        height = self._source.fontMetrics().lineSpacing() * lines
        self._source.setFixedHeight(height + self._theme.px(14))

    def _describe(self) -> None:
        self._unfold.setCheckable(True)
        self._source.setReadOnly(True)
        self._source.setObjectName("stepSourceText")
        self._source.setAccessibleName("The source of the function")
        self._source.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._source.setFrameShape(QFrame.Shape.NoFrame)
        self._source.hide()

    def _lay_out(self) -> None:
        inner = QWidget()
        texts = (self._name, self._formula, self._numbers, self._shapes, self._remark)
        self._column = fill_layout(QVBoxLayout(inner), *texts, self._unfold, self._source)
        self._column.setAlignment(self._unfold, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("stepScroll")
        area.setAccessibleName("The line in full")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fill_layout(QVBoxLayout(self), area)


@cache
def source_of(function: Callable[..., object]) -> str:
    """Return the source of a function of ours, without the indent of its class."""
    return dedent(inspect.getsource(function)).rstrip()


def _set_text(label: QLabel, text: str) -> None:
    if text != label.text():  # Qt would lay out anew
        label.setText(text)
        label.setVisible(bool(text))
