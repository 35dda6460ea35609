"""InsidePage: the network, drawn, and one unit of it.

[weights ▾] [now ▾] [Why this answer?]              [Pin] [Copy] [Export]
which unit made it say 1                       blue ◀── scale ──▶ orange
the network                                    NetworkPicture
one unit, why this answer, or the pen          WhatIfPanel
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QVBoxLayout

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.digits.example import Image
from digitapp.training.frame import Frame
from digitapp.training.inspection import Floats, Inspection
from digitapp.training.moments import Moment, Moments
from digitapp.training.pinned import PinnedCurves
from digitapp.training.readings import KINDS, read
from digitapp.training.unit_words import main_reason
from digitapp.training.what_if import Paint, why
from digitapp.ui.widgets.arrow_group import ArrowGroup
from digitapp.ui.widgets.controls import fill_layout, make_button, set_tooltip
from digitapp.ui.widgets.diverging_scale import ScaleLegend
from digitapp.ui.widgets.elided_label import ElidedLabel
from digitapp.ui.widgets.flow_layout import FlowLayout
from digitapp.ui.widgets.picture_export import write_widget
from digitapp.ui.widgets.theme import LIGHT, Theme

from .network_picture import NetworkPicture, Unit
from .page import Page
from .what_if_panel import WhatIfPanel
from .word_pace import Later, WordPace

_ROOM_FOR_BOTH = 370  # pixels of height at scale 1, for the network and a unit below it
_NO_LIMIT = 16_777_215  # pixels, Qt's own


class InsidePage(Page):
    """Follows the drawing, the training and the timeline."""

    wants_steps = True

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("insidePage")
        self._theme, self._frame = LIGHT, Frame()
        self._x: Floats | None = None
        self._pinned, self._moments = PinnedCurves(), Moments()
        self._large, self._line = LIGHT, ""
        self._inspection: Inspection | None = None
        self._words, self._missing = WordPace(), ""
        self._later = Later(self, self._show_words)
        self.picture, self._legend = NetworkPicture(), ScaleLegend()
        self._reason, self._below = ElidedLabel(1, 3), WhatIfPanel()
        self._make_controls()
        self.picture.tab_after = self._export
        self._lay_out()
        self._connect()

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Use the drawings as they are now."""
        self._below.show_dataset(dataset)

    def show_pinned(self, curves: PinnedCurves) -> None:
        """Use the pinned drawings, to say what switching off does to them."""
        self._pinned = curves
        self._below.show_pinned(curves)
        self._pin.setEnabled(self._can_pin())

    def show_image(self, image: Image | None) -> None:
        """Show what the network makes of a drawing."""
        self._x = None if image is None else image.reshape(-1)
        self._pin.setEnabled(self._can_pin())
        self._show()

    def show_frame(self, frame: Frame) -> None:
        """Show the network as it is at this moment."""
        old, self._frame = self._frame, frame
        self._moments.take(frame)
        self._below.show_frame(frame)
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
            self._below.show_theme(large)
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
            and self._below.opened is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the whole network with Escape."""
        if event.key() == Qt.Key.Key_Escape and self._below.opened is not None:
            self.open_unit(None)
        else:
            super().keyPressEvent(event)

    def open_unit(self, unit: Unit | None) -> None:
        """Keep a unit open, or none."""
        self._below.open_unit(unit)
        self._show_opened()

    def exchange_paint(self, paint: Paint) -> Paint | None:
        """Show what was painted before; return what is there now, None where the unit is gone."""
        now = self._below.exchange_paint(paint)
        self._show_opened()
        return now

    def _show_opened(self) -> None:
        unit = self._below.opened
        self.picture.open_unit(unit)
        self.picture.look_at(unit)
        with QSignalBlocker(self._why_button):
            self._why_button.setChecked(self._below.is_why())
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
        return self._x is not None and len(self._pinned.drawings) < 6

    def _show(self) -> None:
        """Compute what is to be seen, and show it."""
        if not self.active:
            return
        moment: Moment = self._moment.currentData()
        layers = self._moments.layers(moment)
        self._inspection = inspection = self._below.inspect(layers, self._x)
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
        is_why = self._below.is_why()
        for_one = self._has_room_for_one()
        is_alone = for_one and (is_why or self._below.opened is not None)
        if is_alone and self.picture.isAncestorOf(QApplication.focusWidget() or self):
            self.setFocus()  # before the unit that has it is hidden, so that Escape comes here
        self.picture.setVisible(not is_alone)
        self._below.setVisible(is_alone or not for_one)
        found = why(inspection) if is_why else None
        self.picture.show_why(None if found is None else found.shares)
        self._below.show_inspected(self._moments.others(self._moment.currentData()))

    def on_unit_looked_at(self, layer: int, unit: int) -> None:
        """Show the unit under the mouse or the keyboard's focus, unless one is open."""
        self._below.looked_at = layer, unit
        if self._below.opened is None and self._inspection is not None:
            self._show_below(self._inspection)

    def on_painted(self, words: tuple[str, str, str], before: Paint) -> None:
        """Emit that something was painted, and how it can be undone."""
        self.painted.emit(words, before, self.exchange_paint)

    def on_why_toggled(self, wanted: bool) -> None:
        """Show why the network answers so, or the unit again."""
        self._below.show_why(wanted)
        self._show()

    def on_close_requested(self) -> None:
        """Go back to the whole network."""
        self.open_unit(None)

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
        ArrowGroup(self, (self._pin, self._copy, self._export))
        middle = QHBoxLayout()
        middle.addWidget(self._reason, 1)
        middle.addWidget(self._legend, 0, Qt.AlignmentFlag.AlignTop)
        parts = (self._controls, middle, (self.picture, 1), self._below)
        self._column = fill_layout(QVBoxLayout(self), *parts)

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(self._show)
        self._moment.currentIndexChanged.connect(self._show)
        self._why_button.toggled.connect(self.on_why_toggled)
        self._pin.clicked.connect(self.pin_requested)
        self._copy.clicked.connect(self.copy_table)
        self._export.clicked.connect(partial(self.export_requested.emit, self.export))
        self.picture.unit_looked_at.connect(self.on_unit_looked_at)
        self.picture.unit_opened.connect(self.open_unit)
        self._below.changed.connect(self._show)
        self._below.close_requested.connect(self.on_close_requested)
        self._below.painted.connect(self.on_painted)


def _choice(name: str, spoken: str, texts: Iterable[str]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    box.addItems(list(texts))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(7)
    return box
