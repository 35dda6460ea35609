"""StepsPage: the next step of gradient descent in real numbers, line by line.

    the batch: its drawings; one is chosen                 BatchStrip
    weight of layer, unit, input; its gradient checked
    the lines │ one of them in full                        StepList, StepDetail
    Back, Next; whose push was it?

The numbers are those of the fit itself: +1 batch gives the weights that are shown.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from digitapp.digits.example import SIZE
from digitapp.nn import SGD
from digitapp.nn.optimizers import Optimizer
from digitapp.training.figures import figure, signed
from digitapp.training.frame import Frame
from digitapp.training.next_step import NextStep, StepReader, StepStart
from digitapp.training.pinned import PinnedCurves
from digitapp.training.step_checks import Pushes, check_gradient, pushes
from digitapp.training.step_lines import PARTS, Line, Path, strongest_path
from digitapp.training.update_lines import lines_of
from digitapp.ui.widgets.arrow_group import ArrowGroup
from digitapp.ui.widgets.controls import fill_layout, make_button, make_label, make_row, set_tooltip
from digitapp.ui.widgets.elided_label import ElidedLabel
from digitapp.ui.widgets.flow_layout import FlowLayout
from digitapp.ui.widgets.form_fields import FieldGuard, NumberField, size_field
from digitapp.ui.widgets.theme import LIGHT, Theme

from .batch_strip import BatchStrip
from .page import Page
from .step_detail import StepDetail
from .step_list import StepList
from .word_pace import Later, WordPace

_ROOM_FOR_ALL = 340  # pixels of height at scale 1


class StepsPage(Page):
    """Follows the training, the timeline and the pinned drawings."""

    wants_steps = True

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stepsPage")
        self._theme, self._frame, self._pinned = LIGHT, Frame(), PinnedCurves()
        self._reader = StepReader()
        self._start: StepStart | None = None
        self._step: NextStep | None = None
        self._path: Path | None = None
        self._pushes: Pushes | None = None
        self._later = Later(self, self._show)
        self._words, self._is_quick = WordPace(), False  # pictures and sentences wait
        self._batch, self._lines, self._detail = BatchStrip(), StepList(), StepDetail()
        self._make_controls()
        self._lay_out()
        self._connect()

    def show_frame(self, frame: Frame) -> None:
        """Show the step that is made next."""
        self._frame = frame
        follows = frame.step is None and frame.progress.phase != "idle"  # as soon as the fit begins
        has_changed = frame.step is not self._start or self._step is None
        if self.active and has_changed and not follows:
            self._start = frame.step
            self._read()

    def show_pinned(self, curves: PinnedCurves) -> None:
        """Offer the pinned drawings, to ask whose push it was."""
        if len(curves.drawings) != self._whose.count() - 1:
            with QSignalBlocker(self._whose):
                while self._whose.count() > 1:
                    self._whose.removeItem(1)
                for number in range(len(curves.drawings)):
                    self._whose.addItem(f"pinned {number + 1}")
        changed = curves.drawings != self._pinned.drawings
        self._pinned = curves
        if changed and self.active:
            self._show()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self._lines.show_theme(theme)
        self._detail.show_theme(theme)
        self._batch.show_theme(theme)
        for box in self._boxes:
            size_field(box, theme)
        for widget in self._only_near:
            widget.setVisible(not theme.presenting)
        self._fit()
        for layout in (self._column, self._controls, self._below):
            layout.setSpacing(theme.px(6))

    def minimumSizeHint(self) -> QSize:
        """Return what the controls need: list and line take what they get."""
        return QSize(self._theme.px(150), self._theme.px(120 if self._theme.presenting else 180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a low window has no room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show what there is room for: in a low window the batch only with its own line."""
        is_low = self.height() < self._theme.px(_ROOM_FOR_ALL)
        self._check.setVisible(not is_low and not self._theme.presenting)
        line = self._lines.current_line()
        about_batch = line is not None and line.part == 1
        self._batch.setVisible(about_batch or not (is_low or self._theme.presenting))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the lines with a clicker's keys."""
        if event.key() == Qt.Key.Key_PageDown:
            self._lines.go(1)
        elif event.key() == Qt.Key.Key_PageUp:
            self._lines.go(-1)
        else:
            super().keyPressEvent(event)

    def show_unit(self, unit: tuple[int, int] | None) -> None:
        """Put the numbers of the unit that is open in Inside in."""
        if unit is not None and self._path is not None and unit[0] < len(self._path.units):
            units = list(self._path.units)
            units[unit[0]] = unit[1]
            self._path = replace(self._path, units=tuple(units), layer=unit[0])
            self._show()

    def table(self) -> str:
        """Return all lines, a row each, parted by tabs."""
        rows = ["part\tname\tformula\tnumbers\tshapes"]
        if self._step is not None and self._path is not None:
            rows += [
                f"{x.part}\t{x.name}\t{x.formula}\t{x.numbers}\t{x.shapes}"
                for x in lines_of(self._step.trace, self._path)
            ]
        return "\n".join(rows)

    def _read(self) -> None:
        """Compute the next step, and show it."""
        self._step = None if self._start is None else self._reader.read(self._start)
        if self._step is not None and (self._path is None or not self._path.fits(self._step.trace)):
            self._path = strongest_path(self._step.trace)
        if self._frame.progress.phase == "running":
            self._later.start(0)  # lets the window answer between computing and showing
        else:
            self._show()

    def _show(self) -> None:
        step, path = self._step, self._path
        for box in (*self._boxes, self._strongest):
            box.setEnabled(step is not None)
        if step is None or path is None:
            self._lines.show_lines(())
            self._detail.show_line(None)
            self._where.setText("no drawings to learn from yet")
            self._check.setText("")
            self._batch.show_batch(None, 0, None)
            return
        self._find_pushes(step)
        is_running = self._frame.progress.phase == "running"
        self._is_quick = not self._words.is_due(running=is_running)
        self._lines.show_lines(lines_of(step.trace, path))
        self._show_choice(step, path)
        if self._is_quick:
            self._is_quick = False  # until the next frame: a line that one goes to is shown at once
            return
        shares = None if self._pushes is None else self._pushes.shares
        self._batch.show_batch(step.trace, path.example, shares)
        self._show_where(step)
        self._show_check(step, path)
        self._show_whose(step)

    def _show_where(self, step: NextStep) -> None:
        m = step.trace.m
        drawings = f"{m} drawing{'s' * (m > 1)}"
        text = f"epoch {step.epoch + 1:,} · step {step.batch + 1:,} of {step.batches:,}, {drawings}"
        if self._frame.shown_epoch is not None:
            text += " · the step that was made from the epoch looked at"
        self._where.setText(text)

    def _show_choice(self, step: NextStep, path: Path) -> None:
        layers = step.trace.layers
        blockers = [QSignalBlocker(box) for box in self._boxes]
        input_, unit = path.weight(path.layer)
        n_in, units = layers[path.layer].W.shape
        for box, value, most in (
            (self._layer, path.layer, len(layers)),
            (self._unit, unit, units),
            (self._input, input_, n_in),
            (self._drawing, path.example, step.trace.m),
        ):
            if box.maximum() != most:
                box.setMaximum(most)
                size_field(box, self._theme)
            if box.value() != value + 1:
                box.setValue(value + 1)
        del blockers
        kind = "pixel" if path.layer == 0 else "from unit"
        if self._input_name.text() != kind:
            self._input_name.setText(kind)
        row = f"row {input_ // SIZE + 1}, column {input_ % SIZE + 1}" if path.layer == 0 else ""
        set_tooltip(self._input, row or f"A unit of layer {path.layer}.")

    def _show_check(self, step: NextStep, path: Path) -> None:
        input_, unit = path.weight(path.layer)
        found = check_gradient(step.trace, path.layer, unit, input_)
        self._check.setText(
            f"Check: gradient {figure(found.gradient)}, slope by difference {figure(found.slope)}, "
            f"relative error {figure(found.error, 2)}"
        )
        set_tooltip(
            self._check,
            f"(L(w + ε) − L(w − ε)) / 2ε = ({found.above:.10g} − {found.below:.10g}) / "
            f"{2 * found.epsilon:g}. Below 10⁻⁷ all is well, above 10⁻⁴ something is wrong; where "
            "both are tiny, the difference is mostly rounding.",
        )

    def _find_pushes(self, step: NextStep) -> None:
        index = self._whose.currentIndex() - 1
        drawings = self._pinned.drawings
        found = 0 <= index < len(drawings)
        self._pushes = pushes(step.trace, drawings[index].x) if found else None

    def _show_whose(self, step: NextStep) -> None:
        found = self._pushes
        if found is None:
            hint = "" if self._pinned.drawings else "Pin a drawing, to see whose push it was."
            self._push_words.show_sentence(hint)
            return
        penalty = f", penalty {signed(found.penalty, 3)}" if found.penalty else ""
        together, rest = signed(float(found.shares.sum()), 3), signed(found.rest, 2)
        self._push_words.show_sentence(
            f"z {figure(found.before)} → {figure(found.after)}{_by_sgd(step.trace.optimizer)}: its "
            f"drawings together {together}{penalty}, what remains {rest}."
        )

    def on_line_shown(self, line: Line) -> None:
        """Show a line in full, and let Inside light its layer."""
        if not self._is_quick:
            self._detail.show_line(line)
        self._fit()
        is_last = self._lines.currentIndex().row() == self._lines.model().rowCount() - 1
        caption = "" if is_last else f"{line.part} {PARTS[line.part - 1]}: {line.formula}"
        self.line_shown.emit(line.layer, caption)

    def on_drawing_chosen(self, example: int) -> None:
        """Put the numbers of another drawing in."""
        self._choose(example=example)

    def on_choice_changed(self) -> None:
        """Put the numbers of another weight in."""
        if self._path is None:
            return
        layer = self._layer.value() - 1
        if layer != self._path.layer:
            self._choose(layer=layer)
            return
        units, pixel = list(self._path.units), self._path.pixel
        units[layer] = self._unit.value() - 1
        if layer == 0:
            pixel = self._input.value() - 1
        else:
            units[layer - 1] = self._input.value() - 1
        example = self._drawing.value() - 1
        self._path = replace(self._path, units=tuple(units), pixel=pixel, example=example)
        self._show()

    def on_strongest(self) -> None:
        """Choose the weights that the chosen drawing moves most."""
        if self._step is not None and self._path is not None:
            self._path = strongest_path(self._step.trace, self._path.example, self._path.layer)
            self._show()

    def _choose(self, *, example: int | None = None, layer: int | None = None) -> None:
        if self._path is not None:
            self._path = replace(
                self._path,
                example=self._path.example if example is None else example,
                layer=self._path.layer if layer is None else layer,
            )
            self._show()

    def go_next(self) -> None:
        """Compute the next line."""
        self._lines.go(1)

    def go_back(self) -> None:
        """Go back by one line."""
        self._lines.go(-1)

    def copy_table(self) -> None:
        """Put all lines on the clipboard, to be pasted into a table."""
        QGuiApplication.clipboard().setText(self.table())

    def _make_controls(self) -> None:
        self._where = make_label("", "muted", "stepWhere")
        self._check = make_label("", "", "gradientCheck")
        self._check.setWordWrap(True)
        self._push_words = ElidedLabel(1, 2)
        self._push_words.setObjectName("pushWords")
        self._layer = _number("stepLayer", "Layer of the chosen weight")
        self._unit = _number("stepUnit", "Unit of the chosen weight")
        self._input = _number("stepInput", "Input of the chosen weight")
        self._drawing = _number("stepDrawing", "Chosen drawing of the batch")
        self._boxes = (self._layer, self._unit, self._input, self._drawing)
        self._input_name = make_label("pixel", "muted")
        self._strongest = make_button(
            "Strongest", "stepStrongest", "Chooses the weights that this drawing moves most."
        )
        self._back = make_button("◀ Back", "stepBack", "Takes the last line back [Page Up].")
        self._next = make_button("Next ▶", "stepNext", "Computes the next line [Page Down].")
        self._from_start = make_button("From the start", "stepStart", "Computes the batch alone.")
        self._all = make_button("All", "stepAll", "Computes all lines.")
        self._copy = make_button("Copy", "copySteps", "Copies all lines, as a table.")
        self._whose = QComboBox()
        self._whose.setObjectName("whosePush")
        self._whose.setAccessibleName("Whose push was it?")
        self._whose.addItem("Whose push was it?")
        set_tooltip(
            self._whose,
            "In a step of SGD: how much each drawing of the batch moves z of a pinned one.",
        )

    def _lay_out(self) -> None:
        buttons = (self._back, self._next, self._from_start, self._all, self._copy)
        # what is too much for a presentation: a clicker goes through the lines
        self._only_near: list[QWidget] = [*buttons, self._strongest, self._whose]
        self._only_near += [self._lines, self._push_words]
        self._controls = FlowLayout(spacing=6)
        for words, box in (
            (make_label("drawing", "muted"), self._drawing),
            (make_label("weight of layer", "muted"), self._layer),
            (make_label("unit", "muted"), self._unit),
            (self._input_name, self._input),
        ):
            row = make_row(words, box)
            self._only_near.append(row)
            self._controls.add(row)
        self._controls.add(self._strongest)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._lines)
        split.addWidget(self._detail)
        split.setChildrenCollapsible(False)
        split.setSizes([46, 54])
        split.setStretchFactor(0, 46)
        split.setStretchFactor(1, 54)
        ArrowGroup(self, buttons)
        self._below = FlowLayout(spacing=6)
        for each in buttons:
            self._below.add(each)
        self._below.add(self._whose, trailing=True)
        above, below = (self._where, self._batch, self._controls), (self._check, self._below)
        parts = (*above, (split, 1), *below, self._push_words)
        self._column = fill_layout(QVBoxLayout(self), *parts)

    def _connect(self) -> None:
        self._batch.chosen.connect(self.on_drawing_chosen)
        guard = FieldGuard(self)
        for box in self._boxes:
            guard.watch(box)
            box.valueChanged.connect(self.on_choice_changed)
        self._strongest.clicked.connect(self.on_strongest)
        self._lines.line_shown.connect(self.on_line_shown)
        self._back.clicked.connect(self.go_back)
        self._next.clicked.connect(self.go_next)
        self._from_start.clicked.connect(self._lines.go_to_start)
        self._all.clicked.connect(self._lines.go_to_end)
        self._copy.clicked.connect(self.copy_table)
        self._whose.currentIndexChanged.connect(self._show)


def _by_sgd(optimizer: Optimizer) -> str:
    """Return a remark where the step itself is not that of plain SGD, whose pushes these are."""
    name = type(optimizer).__name__
    if isinstance(optimizer, SGD):
        if not optimizer.momentum:
            return ""
        name = "momentum"
    return f" in a step of plain SGD (that of {name} is no sum over drawings)"


def _number(name: str, spoken: str) -> NumberField:
    box = NumberField(1, 1)
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    return box
