"""NetworkPicture: the whole network, from the drawing to P, with what every unit computes.

Knows Inspection and Readings; computes nothing but places and colours. The drawing and the
connections are painted here, each unit by its UnitCell.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp.training.figures import figure
from digitapp.training.inspection import PIXELS, Floats, Inspection
from digitapp.training.readings import Readings
from digitapp.training.unit_words import unit_sentence
from digitapp.ui.widgets.arrow_group import focus_neighbour, set_tab_order, stop_at
from digitapp.ui.widgets.diverging_scale import DivergingScale, image_of
from digitapp.ui.widgets.painting import set_text
from digitapp.ui.widgets.theme import LIGHT, Theme

from .network_layout import MOST_UNITS, Box, NetworkLayout, lay_out
from .unit_cell import UnitCell
from .word_pace import Later

_STRONGEST = 18  # connections between two layers that are drawn
_SPEAK = 500  # ms between two updates of what a screen reader is told
Unit = tuple[int, int]


class NetworkPicture(QWidget):
    """Level one of three: the whole network.

    One stop of the Tab key, at the unit that had the keyboard last; arrows go from unit to unit,
    Enter opens one.
    """

    unit_looked_at = Signal(int, int)  # layer, unit
    unit_opened = Signal(object)  # (layer, unit), or None: closed again

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("networkPicture")
        self.setAccessibleName("The network, unit by unit")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme, self._scale = LIGHT, DivergingScale(LIGHT)
        self._inspection: Inspection | None = None
        self._readings = Readings(())
        self._shares: Floats | None = None  # of Why this answer?
        self._shape: tuple[int, ...] = ()
        self._cells: list[list[UnitCell]] = []
        self._layout: NetworkLayout | None = None
        self.tab_after: QWidget | None = None  # after which the units come in the tab order
        self._looked_at: Unit | None = None
        self._lit: tuple[int | None, str] = (None, "")
        self._spoken, self._last = QElapsedTimer(), ""
        self._later = Later(self, self._speak)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme, self._scale = theme, DivergingScale(theme)
        for cell in self._all_cells():
            cell.show_theme(theme, self._scale)
        self._place()
        self._show_cells()

    def show_network(self, inspection: Inspection, readings: Readings) -> None:
        """Show a network, and one reading of its weights."""
        self._inspection, self._readings = inspection, readings
        shape = tuple(len(layer.b) for layer in inspection.layers)
        if shape != self._shape:
            self._shape = shape
            self._make_cells()
        self._show_cells()

    def show_why(self, shares: Floats | None) -> None:
        """Colour the ink by what it said, (400,); None shows the drawing as it is."""
        self._shares = shares
        self.update()

    def show_lit(self, layer: int | None, caption: str) -> None:
        """Light the layer that a line of Steps is about; None and "" for none."""
        if self._lit != (layer, caption):
            self._lit = layer, caption
            self.update()

    def open_unit(self, unit: Unit | None) -> None:
        """Mark the unit that is kept open; emits nothing."""
        for cell in self._all_cells():
            cell.setChecked((cell.layer, cell.unit) == unit)

    def look_at(self, unit: Unit | None) -> None:
        """Show the connections of one unit; None those that are strongest of all."""
        if unit != self._looked_at:
            self._looked_at = unit
            self.update()

    def cell(self, layer: int, unit: int) -> UnitCell:
        """Return the cell of a unit that is drawn."""
        return self._cells[layer][unit]

    def sizeHint(self) -> QSize:
        """Return a handy size."""
        return QSize(self._theme.px(640), self._theme.px(360))

    def minimumSizeHint(self) -> QSize:
        """Return what can still be read."""
        return QSize(self._theme.px(150), self._theme.px(110))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self._place()

    def _all_cells(self) -> list[UnitCell]:
        return [cell for cells in self._cells for cell in cells]

    def _make_cells(self) -> None:
        for cell in self._all_cells():
            cell.deleteLater()
        self._cells = [
            [UnitCell(layer, unit, self) for unit in range(min(units, MOST_UNITS))]
            for layer, units in enumerate(self._shape)
        ]
        cells = self._all_cells()
        # else the new ones come last in the window
        set_tab_order(cells if self.tab_after is None else [self.tab_after, *cells])
        self._stop_at(cells[0])
        for cell in self._all_cells():
            cell.show_theme(self._theme, self._scale)
            cell.looked_at.connect(self._on_looked_at)
            cell.clicked.connect(self._on_clicked)
            cell.moved.connect(self._on_moved)
            cell.focused.connect(self._on_focused)
        self._looked_at = None
        self._place()
        for cell in self._all_cells():
            cell.show()

    def _place(self) -> None:
        if not self._shape:
            return
        title = self._theme.px(18)
        self._layout = lay_out(self.width(), self.height(), self._shape, self._theme.scale, title)
        for cells, layer in zip(self._cells, self._layout.layers, strict=True):
            for cell, box in zip(cells, layer.boxes, strict=True):
                cell.setGeometry(
                    round(box.x), round(box.y), max(1, round(box.width)), max(1, round(box.height))
                )
                cell.place(round(layer.side), layer.label, big=cells is self._cells[-1])
        self.update()

    def _show_cells(self) -> None:
        inspection = self._inspection
        if inspection is None:
            return
        for number, cells in enumerate(self._cells):
            a = inspection.values[number].a[0] if inspection.values else None
            self._show_weights(number, cells)
            lowest, span = _range(inspection.layers[number].activation.name, a)
            for cell in cells:
                value = None if a is None else float(a[cell.unit])
                fill = 0.0 if value is None else float(np.clip((value - lowest) / span, 0, 1))
                off = (number, cell.unit) in inspection.off
                cell.show_activation(value, fill, off=off)
        self.update()
        if not self._spoken.isValid():
            self._speak()
        elif not self._later.isActive():  # started anew with every frame it would never end
            self._later.start(_SPEAK)

    def _show_weights(self, number: int, cells: Sequence[UnitCell]) -> None:
        if not self._readings.arrays:
            for cell in cells:
                cell.show_bars(None)
            return
        largest, array = self._readings.largest(number), self._readings.arrays[number]
        if len(array) == PIXELS and number == 0:
            side = round(PIXELS**0.5)
            words = self._scale.words(array[:, : len(cells)].T, largest).reshape(-1, side, side)
            for cell, picture in zip(cells, words, strict=True):
                cell.show_map(image_of(picture))
        else:
            shares = array / largest if largest else np.zeros_like(array)
            for cell in cells:
                cell.show_bars(shares[:, cell.unit])

    def _speak(self) -> None:
        """Update what a screen reader is told of each unit, and read the one that has the focus."""
        if self._inspection is None:
            return
        self._spoken.restart()
        self._later.stop()
        for cell in self._all_cells():
            sentence = unit_sentence(self._inspection, cell.layer, cell.unit)
            if sentence != cell.accessibleName():
                cell.setAccessibleName(sentence)
                if cell.hasFocus() and sentence != self._last:
                    self._last = sentence
                    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(cell, sentence))

    def _stop_at(self, cell: object) -> None:
        """Make one unit the only stop of the Tab key."""
        for each in self._all_cells():
            stop_at(each, each is cell)

    def _on_focused(self) -> None:
        self._stop_at(self.sender())

    def _on_looked_at(self, layer: int, unit: int) -> None:
        self.look_at((layer, unit))
        self.unit_looked_at.emit(layer, unit)

    def _on_clicked(self, checked: bool) -> None:
        cell = self.sender()
        if isinstance(cell, UnitCell):
            unit = (cell.layer, cell.unit) if checked else None
            self.open_unit(unit)
            self.unit_opened.emit(unit)

    def _on_moved(self, right: int, down: int) -> None:
        """Focus the nearest unit in that direction, across layers too."""
        cell = self.sender()
        if isinstance(cell, UnitCell):
            focus_neighbour(cell, self._all_cells(), right, down)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the connections, the drawing, and what stands above each layer."""
        if self._layout is None or self._inspection is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_lit(painter, self._layout)
        if self._inspection.values:
            for number in range(len(self._shape)):
                self._paint_connections(painter, self._layout, number)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_drawing(painter, self._layout.drawing)
        self._paint_titles(painter, self._layout)

    def _paint_lit(self, painter: QPainter, layout: NetworkLayout) -> None:
        layer, caption = self._lit
        if not caption:
            return
        boxes = layout.layers[layer].boxes if layer is not None else (layout.drawing,)
        space = self._theme.px(3)
        area = QRectF()
        for box in boxes:
            area |= QRectF(box.x, box.y, box.width, box.height)
        colour = QColor(self._theme.colours.accent)
        painter.setPen(QPen(colour, self._theme.px(2)))
        colour.setAlpha(28)
        painter.setBrush(colour)
        painter.drawRoundedRect(area.adjusted(-space, -1, space, 1), space, space)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_connections(self, painter: QPainter, layout: NetworkLayout, number: int) -> None:
        """Paint the strongest w·a into a layer; of a unit that is looked at, all of its own."""
        inspection = self._inspection
        contributions = None if inspection is None else inspection.contributions(number)
        if contributions is None:
            return
        if number == 0:
            contributions = contributions.sum(axis=0, keepdims=True)  # of the whole drawing
        shown = np.nan_to_num(contributions[:MOST_UNITS, :MOST_UNITS])
        largest = float(np.abs(shown).max(initial=0))
        if largest == 0:
            return
        own = self._own(shown, number)
        strongest = np.argsort(-np.abs(shown), axis=None)[:_STRONGEST]
        for place in reversed(strongest.tolist()):
            self._paint_one(painter, layout, number, place, shown, largest, faint=own is not None)
        for place in own or ():
            self._paint_one(painter, layout, number, place, shown, largest, faint=False)

    def _own(self, shown: Floats, number: int) -> list[int] | None:
        """Return the places of the connections of the unit that is looked at; None without one."""
        if self._looked_at is None:
            return None
        layer, unit = self._looked_at
        n_in, units = shown.shape
        if layer == number and unit < units:
            return [each * units + unit for each in range(n_in)]
        if layer == number - 1 and unit < n_in:
            return [unit * units + each for each in range(units)]
        return []

    def _paint_one(
        self,
        painter: QPainter,
        layout: NetworkLayout,
        number: int,
        place: int,
        shown: Floats,
        largest: float,
        *,
        faint: bool,
    ) -> None:
        source, target = divmod(place, shown.shape[1])
        share = float(shown[source, target]) / largest
        if abs(share) < 0.02:
            return
        boxes = layout.layers[number - 1].boxes if number else (layout.drawing,)
        side = layout.layers[number - 1].side if number else layout.drawing.height
        start = _right(boxes[source], side)
        end = _left(layout.layers[number].boxes[target], layout.layers[number].side)
        colour = QColor(self._scale.raises if share > 0 else self._scale.lowers)
        colour.setAlphaF(0.12 if faint else 0.35 + 0.55 * abs(share))
        pen = QPen(colour, 1)
        if share < 0:
            pen.setDashPattern([6, 3])
        painter.setPen(pen)
        # thin lines side by side: one wide line takes ten times as long to paint
        lines = max(1, round(self._theme.scale * 3 * abs(share)))
        bend = QPointF((end.x() - start.x()) / 2, 0)
        path = QPainterPath()
        for line in range(lines):
            down = QPointF(0, line - (lines - 1) / 2)
            path.moveTo(start + down)
            path.cubicTo(start + down + bend, end + down - bend, end + down)
        painter.drawPath(path)

    def _paint_drawing(self, painter: QPainter, box: Box) -> None:
        place = QRectF(box.x, box.y, box.width, box.height).adjusted(0.5, 0.5, -0.5, -0.5)
        colours = self._theme.colours
        painter.fillRect(place, QColor(colours.paper))
        x = None if self._inspection is None else self._inspection.x
        if x is not None:
            side = round(len(x) ** 0.5)
            if self._shares is not None:
                largest = float(np.abs(self._shares).max(initial=0))
                words = self._scale.words(self._shares, largest)
            else:
                words = self._scale.ink(x)
            painter.drawImage(place, image_of(words.reshape(side, side)))
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawRect(place)

    def _paint_titles(self, painter: QPainter, layout: NetworkLayout) -> None:
        set_text(painter, self._theme.colours.muted, self._theme.caption())
        drawing, height = layout.drawing, self._theme.px(16)
        name = "x: what said 0 or 1" if self._shares is not None else "x: 400 pixels"
        name = "x" if self._theme.presenting else name
        self._title(painter, drawing.x, drawing.x + drawing.width, drawing.y - height, name)
        for number, layer in enumerate(layout.layers):
            left = layer.boxes[0].x
            right = max(box.x + box.width for box in layer.boxes)
            is_output = number == len(layout.layers) - 1
            top = (
                layer.boxes[0].y - height
                if is_output
                else min(box.y for box in layer.boxes) - height
            )
            self._title(painter, left, right, top, self._name(number, layer.left_out))
            if is_output and self._inspection is not None and self._inspection.values:
                z = float(self._inspection.values[-1].z[0, 0])
                bottom = layer.boxes[0].y + layer.boxes[0].height
                self._title(painter, left, right, bottom, f"z = {figure(z, 3)}")

    def _name(self, number: int, left_out: int) -> str:
        if number == len(self._shape) - 1:
            return "P(1)"
        units, name = self._shape[number], "units"
        if self._theme.presenting:  # there the words are large, and room is rare
            return f"{units:,} {name}"
        activation = self._inspection.layers[number].activation.name if self._inspection else ""
        if left_out:
            return f"{units:,} {name}, {activation}; {left_out:,} not drawn{self._rest(number)}"
        return f"{units} {name}, {activation}"

    def _rest(self, number: int) -> str:
        """Return what the units that are not drawn do to the output's next layer, together."""
        if self._inspection is None:
            return ""
        products = self._inspection.contributions(number + 1)
        if products is None:
            return ""
        return f", Σ w·a {figure(float(products[MOST_UNITS:].sum()), 2)}"

    def _title(self, painter: QPainter, left: float, right: float, top: float, text: str) -> None:
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        middle = (left + right) / 2
        x = min(max(0.0, middle - width / 2), self.width() - width)
        painter.drawText(
            QRectF(x, max(0.0, top), width, self._theme.px(16)), Qt.AlignmentFlag.AlignCenter, text
        )


def _range(activation: str, a: Floats | None) -> tuple[float, float]:
    """Return the lowest value of an activation, and how far its values go."""
    if activation == "sigmoid":
        return 0.0, 1.0
    if activation == "tanh":
        return -1.0, 2.0
    largest = 0.0 if a is None else float(np.abs(np.nan_to_num(a)).max(initial=0))
    return (0.0, largest or 1.0) if activation == "relu" else (-largest, 2 * largest or 1.0)


def _right(box: Box, side: float) -> QPointF:
    return QPointF(box.x + box.width, box.y + side / 2)


def _left(box: Box, side: float) -> QPointF:
    return QPointF(box.x, box.y + side / 2)
