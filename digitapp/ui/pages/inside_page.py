"""InsidePage: the network, drawn; one unit of it; what would be if that were another.

[weights ▾] [now ▾] [Why this answer?]              [Pin] [Copy] [Export]
which unit made it say 1                       blue ◀── scale ──▶ orange
the network                                    NetworkPicture
one unit, why this answer, or the pen          UnitDetail, WhyView, PaintView
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.digits.example import Image
from digitapp.training.config import TrainingConfig
from digitapp.training.frame import Frame
from digitapp.training.inspection import NO_UNITS, PIXELS, Floats, Inspection, Layer
from digitapp.training.moments import Moment, Moments
from digitapp.training.next_step import NextStep, StepReader
from digitapp.training.pinned import PinnedCurves
from digitapp.training.readings import KINDS, read
from digitapp.training.unit_words import main_reason
from digitapp.training.what_if import (
    Labelled,
    PaintStroke,
    effect_of_switching_off,
    effect_sentence,
    loss_with_paint,
    paint_of,
    why,
)
from digitapp.ui.widgets.controls import make_button, set_tooltip
from digitapp.ui.widgets.diverging_scale import ScaleLegend
from digitapp.ui.widgets.elided_label import ElidedLabel
from digitapp.ui.widgets.flow_layout import FlowLayout
from digitapp.ui.widgets.picture_export import write_widget
from digitapp.ui.widgets.theme import LIGHT, Theme

from .network_picture import NetworkPicture, Unit
from .page import Page
from .paint_view import Outcome, PaintView
from .unit_detail import UnitDetail
from .why_view import WhyView
from .word_pace import Later, WordPace

_ROOM_FOR_BOTH = 370  # pixels of height at scale 1, for the network and a unit below it
_NO_LIMIT = 16_777_215  # pixels, Qt's own
_HELD_OUT = 2000  # drawings that an accuracy is taken over at most


class InsidePage(Page):
    """Follows the drawing, the training and the timeline."""

    wants_steps = True

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("insidePage")
        self._theme, self._frame, self._x = LIGHT, Frame(), np.empty(0, np.float32)
        self._dataset, self._pinned = DatasetSnapshot.empty(), PinnedCurves()
        self._moments = Moments()
        self._held_out: tuple[TrainingConfig, DatasetSnapshot, Labelled] | None = None
        self._reader = StepReader()
        self._off = NO_UNITS
        self._opened: Unit | None = None
        self._looked_at: Unit | None = None
        self._strokes: tuple[PaintStroke, ...] = ()
        self._large, self._line = LIGHT, ""
        self._plain: Inspection | None = None  # without the paint
        self._inspection: Inspection | None = None
        self._words, self._missing = WordPace(), ""
        self._later = Later(self, self._show_words)
        self.picture, self._legend = NetworkPicture(), ScaleLegend()
        self._detail, self._why, self._paint = UnitDetail(), WhyView(), PaintView()
        self._reason = ElidedLabel(1, 3)
        self._below = QStackedWidget()
        self._make_controls()
        self.picture.tab_after = self._export
        self._lay_out()
        self._connect()

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Use the drawings as they are now."""
        self._dataset = dataset

    def show_pinned(self, curves: PinnedCurves) -> None:
        """Use the pinned drawings, to say what switching off does to them."""
        self._pinned = curves
        self._pin.setEnabled(self._can_pin())

    def show_image(self, image: Image | None) -> None:
        """Show what the network makes of a drawing."""
        self._x = np.empty(0, np.float32) if image is None else image.reshape(-1)
        self._pin.setEnabled(self._can_pin())
        self._show()

    def show_frame(self, frame: Frame) -> None:
        """Show the network as it is at this moment."""
        old, self._frame = self._frame, frame
        self._moments.take(frame)
        same = (
            frame.weights is old.weights
            and frame.newest is old.newest
            and frame.config == old.config
            and frame.shown_epoch == old.shown_epoch
            and frame.step is old.step
        )
        if not same or self._inspection is None:
            self._show()

    def show_line(self, layer: int | None, caption: str) -> None:
        """Light the layer that a line of Steps is about; "" for none."""
        self._line = caption
        self.picture.show_lit(layer, caption)
        self._show()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        if theme == self._theme and self._inspection is not None:
            return
        self._theme = theme
        for part in (self.picture, self._legend):
            part.show_theme(theme)
        self._column.setSpacing(theme.px(6))
        self._controls.setSpacing(theme.px(6))
        boxes = (self._kind, self._moment, self._legend)
        for control in (*boxes, self._why_button, self._pin, self._copy, self._export):
            control.setVisible(not theme.presenting)
        self._fit_below()
        self._show()

    def minimumSizeHint(self) -> QSize:
        """Return what the controls need: the picture takes what it gets."""
        return QSize(self._theme.px(150), self._theme.px(120 if self._theme.presenting else 180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Resize what stands below with the page."""
        super().resizeEvent(event)
        self._fit_below()
        self._show()

    def _fit_below(self) -> None:
        """Show what stands below as large as the page allows, and as its lines need."""
        theme = self._theme
        grown = 1.0 if theme.presenting else max(1.0, min(1.8, self.height() / theme.px(620)))
        large = replace(theme, scale=theme.scale * grown)
        if large != self._large:
            self._large = large
            for part in (self._detail, self._why, self._paint):
                part.show_theme(large)
        lines = 0 if self.width() >= theme.px(600) else theme.px(34)  # they wrap
        if self._has_room_for_one():
            self._below.setMinimumHeight(0)
            self._below.setMaximumHeight(_NO_LIMIT)
        else:
            self._below.setFixedHeight(theme.px(76) + large.px(106) + lines)

    def _has_room_for_one(self) -> bool:
        """Return whether the network and one of its units don't go together."""
        return self._theme.presenting or self.height() < self._theme.px(_ROOM_FOR_BOTH)

    def event(self, event: QEvent) -> bool:
        """Take Escape for itself while a unit is open: it would leave a presentation."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._opened is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the whole network with Escape."""
        if event.key() == Qt.Key.Key_Escape and self._opened is not None:
            self.open_unit(None)
        else:
            super().keyPressEvent(event)

    def open_unit(self, unit: Unit | None) -> None:
        """Keep a unit open, or none."""
        if unit != self._opened:
            self._paint.clear()
            self._off = NO_UNITS
        self._opened = unit
        self.picture.open_unit(unit)
        self.picture.look_at(unit)
        if self._below.currentWidget() is not self._why or unit is not None:
            self._why_button.setChecked(False)
            self._below.setCurrentWidget(self._detail)
        self.unit_chosen.emit(unit)
        self._show()

    def table(self) -> str:
        """Return all units with their numbers, a row each, parted by tabs."""
        rows = ["layer\tunit\tsum\tbias\tz\ta"]
        inspection = self._inspection
        for number, layer in enumerate(inspection.layers if inspection is not None else ()):
            for unit in range(len(layer.b)):
                found = None if inspection is None else inspection.unit(number, unit)
                if found is not None:
                    values = (found.total, found.bias, found.z, found.a)
                    rows.append(
                        f"{number + 1}\t{unit + 1}\t" + "\t".join(f"{x:.7g}" for x in values)
                    )
        return "\n".join(rows)

    def export(self, path: Path) -> None:
        """Write the network's picture as .png or .svg; raises DataError with a sentence."""
        write_widget(path, self.picture, self._theme.colours.panel, "The network")

    def _can_pin(self) -> bool:
        return len(self._x) > 0 and len(self._pinned.drawings) < 6

    def _show(self) -> None:
        """Compute what is to be seen, and show it."""
        if not self.active:
            return
        moment: Moment = self._moment.currentData()
        layers = self._moments.layers(moment)
        if self._opened is not None and not _is_in(self._opened, layers):
            self._opened, self._off = None, NO_UNITS
        self._off = frozenset(unit for unit in self._off if _is_in(unit, layers))
        self._plain = Inspection(layers, self._x if len(self._x) else None, self._off)
        self._inspection = inspection = self._painted(self._plain)
        gradients, first = self._moments.gradients(moment), self._moments.layers("first")
        readings = read(self._kind.currentData(), inspection, gradients, first)
        self.picture.show_network(inspection, readings)
        self._legend.show_largest(readings.largest(0))
        is_running = self._frame.progress.phase == "running"
        if self._words.is_due(running=is_running):
            self._missing = readings.missing
            self._later.start(0) if is_running else self._show_words()

    def _show_words(self) -> None:
        """Show what is said, apart from the pictures: the window can answer in between."""
        inspection = self._inspection
        if inspection is None:
            return
        line = f"Steps is at {self._line}. " if self._line else ""
        self._reason.show_sentence(line + (self._missing or main_reason(inspection)))
        self._show_moments()
        self._show_below(inspection)

    def _painted(self, plain: Inspection) -> Inspection:
        """Return the network with the strokes on the open unit's map."""
        if self._opened is None or not self._strokes:
            return plain
        weights = plain.layers[0].W[:, self._opened[1]] + self._paint_on(plain)
        return plain.with_unit(*self._opened, weights)

    def _show_moments(self) -> None:
        """Name the moments that can be chosen; newest is one only beside the timeline's."""
        first = self._moments.name("shown") + (" (timeline)" if self._moments.is_past() else "")
        if self._moment.itemText(0) != first:
            self._moment.setItemText(0, first)
        if self._moments.is_past() != (self._moment.count() == 3):
            if self._moments.is_past():
                self._moment.addItem("newest", "newest")
            else:
                self._moment.removeItem(2)

    def _show_below(self, inspection: Inspection) -> None:
        """Show what stands below the picture: a unit, the reason, or the pen.

        In a presentation, or a low window, there is room for the network or for one of these.
        """
        is_why = self._below.currentWidget() is self._why
        for_one = self._has_room_for_one()
        is_alone = for_one and (is_why or self._opened is not None)
        if is_alone and self.picture.isAncestorOf(QApplication.focusWidget() or self):
            self.setFocus()  # before the unit that has it is hidden, so that Escape comes here
        self.picture.setVisible(not is_alone)
        self._below.setVisible(is_alone or not for_one)
        found = why(inspection) if is_why else None
        self.picture.show_why(None if found is None else found.shares)
        if is_why:
            self._why.show_why(inspection)
            return
        unit = self._opened or self._looked_at
        if unit is None or not _is_in(unit, inspection.layers):
            unit = (len(inspection.layers) - 1, 0)
        if self._below.currentWidget() is self._paint:
            self._show_paint(self._plain or inspection, inspection, unit)
        else:
            self._detail.show_unit(
                inspection,
                *unit,
                self._moments.others(self._moment.currentData()),
                is_open=self._opened is not None,
                effect=self._effect(inspection),
            )

    def _effect(self, inspection: Inspection) -> str:
        """Say what the units that are off were for."""
        if not inspection.off:
            return ""
        pinned = np.array([drawing.x for drawing in self._pinned.drawings], np.float32)
        return effect_sentence(
            effect_of_switching_off(
                inspection, self._held_out_drawings(), pinned.reshape(-1, PIXELS)
            )
        )

    def _held_out_drawings(self) -> Labelled:
        config, dataset = self._frame.config, self._dataset
        known = self._held_out
        if known is None or known[0] != config or known[1] is not dataset:
            places = np.flatnonzero(dataset.held_out(config.validation_share, config.seed))[
                :_HELD_OUT
            ]
            found = Labelled(dataset.images(places), dataset.labels[places])
            self._held_out = known = config, dataset, found
        return known[2]

    def _paint_on(self, plain: Inspection) -> Floats:
        largest = float(np.abs(np.nan_to_num(plain.layers[0].W)).max(initial=0))
        return paint_of(self._strokes, largest)

    def _show_paint(self, plain: Inspection, painted: Inspection, unit: Unit) -> None:
        largest = 1.5 * float(np.abs(np.nan_to_num(plain.layers[0].W)).max(initial=0))
        weights = painted.layers[0].W[:, unit[1]]
        self._paint.show_map(weights, largest, f"layer 1, unit {unit[1] + 1}")
        step = None if self._frame.step is None else self._reader.read(self._frame.step)
        self._paint.show_outcome(
            None if step is None else self._outcome(plain, painted, unit, step)
        )

    def _outcome(
        self, plain: Inspection, painted: Inspection, unit: Unit, step: NextStep
    ) -> Outcome:
        """Compare the strokes with one step of the optimizer, by the loss of the next batch."""
        trace = step.trace
        loss = loss_with_paint(trace, unit[1], self._paint_on(plain))
        z = probability = None
        before, after = plain.unit(*unit), painted.unit(*unit)
        if before is not None and after is not None:
            z = before.z, after.z
            probability = plain.probability or 0.0, painted.probability or 0.0
        name = type(trace.optimizer).__name__
        return Outcome(z, probability, (trace.loss, loss), trace.loss_after, name)

    def on_unit_looked_at(self, layer: int, unit: int) -> None:
        """Show the unit under the mouse or the keyboard's focus, unless one is open."""
        self._looked_at = layer, unit
        if self._opened is None and self._inspection is not None:
            self._show_below(self._inspection)

    def on_unit_opened(self, unit: Unit | None) -> None:
        """Keep a unit open, or none."""
        self.open_unit(unit)

    def on_off_requested(self, off: bool) -> None:
        """Switch the open unit off, or on again."""
        if self._opened is not None:
            self._off = self._off | {self._opened} if off else self._off - {self._opened}
            self._show()

    def on_paint_requested(self) -> None:
        """Take the pen to the open unit."""
        self._below.setCurrentWidget(self._paint)
        self._show()

    def on_strokes_changed(self, strokes: tuple[PaintStroke, ...]) -> None:
        """Show what the strokes do."""
        self._strokes = strokes
        self._show()

    def on_paint_closed(self) -> None:
        """Put the pen away: the network was not changed."""
        self._paint.clear()
        self._below.setCurrentWidget(self._detail)
        self._show()

    def on_why_toggled(self, wanted: bool) -> None:
        """Show why the network answers so, or the unit again."""
        if wanted:
            self._paint.clear()
        self._below.setCurrentWidget(self._why if wanted else self._detail)
        self._show()

    def on_close_requested(self) -> None:
        """Go back to the whole network."""
        self.open_unit(None)

    def on_choice_changed(self) -> None:
        """Show another reading, or another moment."""
        self._show()

    def copy_table(self) -> None:
        """Put all numbers on the clipboard, to be pasted into a table."""
        QGuiApplication.clipboard().setText(self.table())

    def _make_controls(self) -> None:
        self._kind = _choice("mapsShow", "What the pictures of the weights show", KINDS.values())
        for index, kind in enumerate(KINDS):
            self._kind.setItemData(index, kind)
        set_tooltip(
            self._kind,
            "weights: what each unit looks for. × this drawing: what it finds. gradient: the slope "
            "of the loss in the last step. change: what training has made of the first weights.",
        )
        self._moment = _choice("mapsMoment", "The moment that is shown", ("now", "epoch 0"))
        for index, moment in enumerate(("shown", "first")):
            self._moment.setItemData(index, moment)
        set_tooltip(self._moment, "Now follows the timeline; epoch 0 is before any step.")
        self._why_button = make_button(
            "Why this answer?",
            "whyButton",
            "Colours the ink by what it said, and shows P were the drawing elsewhere.",
        )
        self._why_button.setCheckable(True)
        self._pin = make_button(
            "Pin",
            "pinDrawing",
            "Follows the drawing on the canvas: its P by epoch stays in sight, up to six of them.",
            spoken="Pin the drawing",
        )
        self._copy = make_button(
            "Copy", "copyUnits", "Copies z, a and more of all units, as a table."
        )
        self._export = make_button("Export", "exportNetwork", "Writes the picture as PNG or SVG.")
        self._reason.setObjectName("mainReason")

    def _lay_out(self) -> None:
        self._controls = FlowLayout(spacing=6)
        for widget in (self._kind, self._moment, self._why_button):
            self._controls.add(widget)
        for button in (self._pin, self._copy, self._export):
            self._controls.add(button, trailing=True)
        middle = QHBoxLayout()
        middle.addWidget(self._reason, 1)
        middle.addWidget(self._legend, 0, Qt.AlignmentFlag.AlignTop)
        for view in (self._detail, self._why, self._paint):
            self._below.addWidget(view)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._controls)
        self._column.addLayout(middle)
        self._column.addWidget(self.picture, 1)
        self._column.addWidget(self._below)

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(self.on_choice_changed)
        self._moment.currentIndexChanged.connect(self.on_choice_changed)
        self._why_button.toggled.connect(self.on_why_toggled)
        self._pin.clicked.connect(self.pin_requested)
        self._copy.clicked.connect(self.copy_table)
        self._export.clicked.connect(partial(self.export_requested.emit, self.export))
        self.picture.unit_looked_at.connect(self.on_unit_looked_at)
        self.picture.unit_opened.connect(self.on_unit_opened)
        self._detail.off_requested.connect(self.on_off_requested)
        self._detail.paint_requested.connect(self.on_paint_requested)
        self._detail.close_requested.connect(self.on_close_requested)
        self._paint.strokes_changed.connect(self.on_strokes_changed)
        self._paint.close_requested.connect(self.on_paint_closed)


def _choice(name: str, spoken: str, texts: Iterable[str]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    box.addItems(list(texts))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(7)
    return box


def _is_in(unit: Unit, layers: Sequence[Layer]) -> bool:
    return unit[0] < len(layers) and unit[1] < len(layers[unit[0]].b)
