"""WhatIfPanel: one unit of the network, and what would be if that were another.

    UnitDetail ─ Paint ─▶ PaintView        one of the three is shown below the network
    WhyView

Holds which unit is open, which are off and what was painted, and computes the network with that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QStackedWidget

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training.config import TrainingConfig
from digitapp.training.frame import Frame
from digitapp.training.inspection import NO_UNITS, PIXELS, Floats, Inspection, Layer
from digitapp.training.next_step import NextStep, StepReader
from digitapp.training.pinned import PinnedCurves
from digitapp.training.what_if import (
    Labelled,
    Paint,
    PaintStroke,
    effect_of_switching_off,
    effect_sentence,
    loss_with_paint,
    paint_of,
)
from digitapp.ui.widgets.theme import Theme

from .network_picture import Unit
from .paint_view import Outcome, PaintView
from .unit_detail import UnitDetail
from .why_view import WhyView

_HELD_OUT = 2000  # drawings that an accuracy is taken over at most


class WhatIfPanel(QStackedWidget):
    """The unit that is open or looked at, why the network answers so, or the pen.

    opened : the unit that is kept open; None without
    looked_at : the unit under the mouse or the keyboard's focus
    """

    changed = Signal()  # what is shown, off or painted: the network is to be inspected anew
    close_requested = Signal()
    painted = Signal(object, object)  # words for undo, see PaintView; the Paint before

    def __init__(self) -> None:
        super().__init__()
        self.opened: Unit | None = None
        self.looked_at: Unit | None = None
        self._off = NO_UNITS
        self._frame, self._dataset, self._pinned = Frame(), DatasetSnapshot.empty(), PinnedCurves()
        self._held_out: tuple[TrainingConfig, DatasetSnapshot, Labelled] | None = None
        self._reader = StepReader()
        self._plain: Inspection | None = None  # without the paint
        self._inspection: Inspection | None = None
        self._detail, self._why, self._paint = UnitDetail(), WhyView(), PaintView()
        for view in (self._detail, self._why, self._paint):
            self.addWidget(view)
        self._detail.off_requested.connect(self.on_off_requested)
        self._detail.paint_requested.connect(self.on_paint_requested)
        self._detail.close_requested.connect(self.close_requested)
        self._paint.strokes_changed.connect(self.changed)
        self._paint.edited.connect(self._on_edited)
        self._paint.close_requested.connect(self.on_paint_closed)

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Use the drawings as they are now."""
        self._dataset = dataset

    def show_pinned(self, curves: PinnedCurves) -> None:
        """Use the pinned drawings, to say what switching off does to them."""
        self._pinned = curves

    def show_frame(self, frame: Frame) -> None:
        """Use the settings and the next step of a frame."""
        self._frame = frame

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        for part in (self._detail, self._why, self._paint):
            part.show_theme(theme)

    def open_unit(self, unit: Unit | None) -> None:
        """Keep a unit open, or none."""
        if unit != self.opened:
            self._paint.put_away()
            self._off = NO_UNITS
        self.opened = unit
        if not self.is_why() or unit is not None:
            self.setCurrentWidget(self._detail)

    def show_why(self, wanted: bool) -> None:
        """Show why the network answers so, or the unit again."""
        if wanted:
            self._paint.put_away()
        self.setCurrentWidget(self._why if wanted else self._detail)

    def is_why(self) -> bool:
        """Return whether it shows why the network answers so."""
        return self.currentWidget() is self._why

    def inspect(self, layers: tuple[Layer, ...], x: Floats | None) -> Inspection:
        """Return the network with what is off and painted; x : (400,), None without a drawing."""
        if self.opened is not None and not _is_in(self.opened, layers):
            self.opened, self._off = None, NO_UNITS
            with QSignalBlocker(self._paint):
                self._paint.show_strokes(())
            self.show_why(self.is_why())
        self._off = frozenset(unit for unit in self._off if _is_in(unit, layers))
        self._plain = self._inspection = plain = Inspection(layers, x, self._off)
        if self.opened is not None and self._paint.strokes():
            weights = layers[0].W[:, self.opened[1]] + self._paint_on(plain)
            self._inspection = plain.with_unit(*self.opened, weights)
        return self._inspection

    def show_inspected(self, moments: Sequence[tuple[str, Sequence[Layer]]]) -> None:
        """Show what was inspected last; a unit with its weights at other moments, named."""
        inspection, plain = self._inspection, self._plain
        if inspection is None or plain is None:
            return
        if self.is_why():
            self._why.show_why(inspection)
            return
        unit = self.opened or self.looked_at
        if unit is None or not _is_in(unit, inspection.layers):
            unit = (len(inspection.layers) - 1, 0)
        if self.currentWidget() is self._paint:
            self._show_paint(plain, inspection, unit)
        else:
            self._detail.show_unit(
                inspection,
                *unit,
                moments,
                is_open=self.opened is not None,
                effect=self._effect(inspection),
            )

    def on_off_requested(self, off: bool) -> None:
        """Switch the open unit off, or on again."""
        if self.opened is not None:
            self._off = self._off | {self.opened} if off else self._off - {self.opened}
            self.changed.emit()

    def on_paint_requested(self) -> None:
        """Take the pen to the open unit."""
        self.setCurrentWidget(self._paint)
        self.changed.emit()

    def on_paint_closed(self) -> None:
        """Put the pen away: the network was not changed."""
        self._paint.put_away()
        self.setCurrentWidget(self._detail)
        self.changed.emit()

    def _on_edited(self, words: tuple[str, str, str], strokes: tuple[PaintStroke, ...]) -> None:
        self.painted.emit(words, Paint(self.opened, strokes))

    def exchange_paint(self, paint: Paint) -> Paint | None:
        """Show what was painted before; return what is there now, None where the unit is gone."""
        unit, is_painting = paint.unit, self.currentWidget() is self._paint
        if unit is not None and (self._plain is None or not _is_in(unit, self._plain.layers)):
            return None
        now = Paint(self.opened if is_painting else None, self._paint.strokes())
        if unit is not None:
            self._off = self._off if unit == self.opened else NO_UNITS
            self.opened = unit
            self.setCurrentWidget(self._paint)
        elif is_painting:
            self.setCurrentWidget(self._detail)
        self._paint.show_strokes(paint.strokes)
        return now

    def _effect(self, inspection: Inspection) -> str:
        """Return a sentence on what the units that are off were for; "" where none is off."""
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
            held_out = dataset.held_out(config.validation_share, config.seed)
            places = np.flatnonzero(held_out)[:_HELD_OUT]
            found = Labelled(dataset.images(places), dataset.labels[places])
            self._held_out = known = config, dataset, found
        return known[2]

    def _paint_on(self, plain: Inspection) -> Floats:
        return paint_of(self._paint.strokes(), _largest(plain))

    def _show_paint(self, plain: Inspection, painted: Inspection, unit: Unit) -> None:
        weights = painted.layers[0].W[:, unit[1]]
        self._paint.show_map(weights, 1.5 * _largest(plain), f"layer 1, unit {unit[1] + 1}")
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


def _largest(plain: Inspection) -> float:
    """Return the largest weight of the first layer, by size."""
    return float(np.abs(np.nan_to_num(plain.layers[0].W)).max(initial=0))


def _is_in(unit: Unit, layers: Sequence[Layer]) -> bool:
    return unit[0] < len(layers) and unit[1] < len(layers[unit[0]].b)
