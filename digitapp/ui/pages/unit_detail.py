"""UnitDetail: one unit, and its formula with the numbers put in: levels two and three of Inside.

Shows what training/inspection.py has computed; asks to switch a unit off and to paint it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitapp.training.figures import factor, figure
from digitapp.training.inspection import PIXELS, Inspection, Layer
from digitapp.training.unit_words import count_lines, looks_for, unit_formula, unit_name
from digitapp.ui.widgets.arrow_group import ArrowGroup
from digitapp.ui.widgets.controls import fill_layout, make_button, make_text
from digitapp.ui.widgets.flow_layout import FlowLayout
from digitapp.ui.widgets.theme import LIGHT, Theme

from .activation_curve import ActivationCurve
from .weight_picture import Numbers, WeightPicture

_OFF = (
    "Counts this unit's a as 0, and says what it was for: how the answer, the held-out drawings "
    "and the pinned drawings change."
)
_PAINT = (
    "Paint this unit's weights with the pen, and see z, P and the loss follow: can you beat one "
    "step of the optimizer?"
)
_BACK = "Back to the whole network: no unit is kept open [Esc]."
_ROOM = 560  # pixels at scale 1 from which on other moments have room
_SOURCE = "Computed by LayerWorkspace.forward in digitapp/nn/workspace.py."


class UnitDetail(QWidget):
    """Pictures of the unit's weights, its curve, its formula, and what can be tried with it."""

    off_requested = Signal(bool)  # switch it off, or on again
    paint_requested = Signal()
    close_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unitDetail")
        self._title, self._text = make_text("", "step"), make_text("unitWords")
        self._formula = make_text("unitFormula")
        self._products, self._weights = WeightPicture(), WeightPicture()
        self._moments = (WeightPicture(), WeightPicture())
        self._curve = ActivationCurve()
        self._theme = LIGHT
        self._off, self._paint, self._close = (
            make_button("Off", "unitOff", _OFF, spoken="Switch the unit off"),
            make_button("Paint", "unitPaint", _PAINT, spoken="Paint the unit's weights"),
            make_button("← Back", "unitClose", _BACK, spoken="Back to the whole network"),
        )
        self._off.setCheckable(True)
        self._lay_out()
        ArrowGroup(self, (self._off, self._paint, self._close))
        self._off.clicked.connect(self.off_requested)
        self._paint.clicked.connect(self.paint_requested)
        self._close.clicked.connect(self.close_requested)

    def show_unit(
        self,
        inspection: Inspection,
        layer: int,
        unit: int,
        moments: Sequence[tuple[str, Sequence[Layer]]],
        *,
        is_open: bool,
        effect: str,
    ) -> None:
        """Show a unit.

        moments : at most two others to show its weights at, named
        is_open : it stays, not only as long as one looks at it
        effect : what switching off has done, or ""
        """
        off = (layer, unit) in inspection.off
        self._title.setText(unit_name(inspection, layer, unit))
        self._off.setChecked(off)
        has_buttons = is_open and not self._theme.presenting
        for button in (self._off, self._paint, self._close):
            button.setVisible(has_buttons)
        self._paint.setVisible(has_buttons and layer == 0)
        self._weights.setVisible(not self._theme.presenting)
        self._off.setEnabled(layer + 1 < len(inspection.layers))
        self._show_pictures(inspection, layer, unit, moments)
        numbers = inspection.unit(layer, unit)
        activation = inspection.layers[layer].activation
        z, slope = (None, 0.0) if numbers is None else (numbers.z, numbers.slope)
        self._curve.show_point(activation, z, slope)
        counts = count_lines(inspection.layers)
        total = counts[-1].removeprefix("Together ")
        formula = [*unit_formula(inspection, layer, unit)]
        if not self._theme.presenting:
            formula.append(f"{counts[layer]} of {total}. {_SOURCE}")
        _set_text(self._formula, "\n".join(formula))
        _set_text(self._text, effect or looks_for(inspection.sensitivity(layer, unit)))

    def _show_pictures(
        self,
        inspection: Inspection,
        layer: int,
        unit: int,
        moments: Sequence[tuple[str, Sequence[Layer]]],
    ) -> None:
        weights, numbers = inspection.layers[layer].W[:, unit], inspection.unit(layer, unit)
        products = None if numbers is None else numbers.products
        what = "x" if layer == 0 else "a"
        largest = _largest(weights)

        def say(place: int) -> str:
            named = _place_name(layer, place)
            if numbers is None:
                return f"{named}: w {figure(float(weights[place]))}"
            return (
                f"{named}: w {figure(float(weights[place]))} × {what} "
                f"{factor(float(numbers.inputs[place]))} = {figure(float(numbers.products[place]))}"
            )

        as_map = len(weights) == PIXELS and layer == 0
        for picture, values, caption in (
            (self._products, products, f"w × {what}"),
            (self._weights, weights, "w now"),
        ):
            end = largest if values is None or values is weights else _largest(values)
            show = picture.show_map if as_map else picture.show_bars
            show(values, end, caption, say)
        others = list(moments)
        for picture in self._moments:
            has_room = self.width() >= self._theme.px(_ROOM) and not self._theme.presenting
            picture.setVisible(bool(others) and has_room)
            if others:
                name, layers = others.pop(0)
                show = picture.show_map if as_map else picture.show_bars
                values = layers[layer].W[:, unit]
                show(values, _largest(values), f"w at {name}", None)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        for picture in (self._products, self._weights, *self._moments, self._curve):
            picture.show_theme(theme)
        self._row.setSpacing(theme.px(8))

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        top = Qt.AlignmentFlag.AlignTop
        for picture in (self._products, self._weights, *self._moments, self._curve):
            self._row.addWidget(picture, 0, top)
        buttons = FlowLayout(spacing=6)
        for button in (self._off, self._paint, self._close):
            buttons.add(button)
        side = fill_layout(QVBoxLayout(), self._title, buttons, (self._text, 1))
        self._row.addLayout(side, 1)
        fill_layout(QVBoxLayout(self), self._row, (self._formula, 1))


def _set_text(label: QLabel, text: str) -> None:
    if text != label.text():  # Qt would lay out anew
        label.setText(text)


def _largest(values: Numbers) -> float:
    return float(np.abs(np.nan_to_num(values)).max(initial=0))


def _place_name(layer: int, place: int) -> str:
    if layer == 0:
        side = round(PIXELS**0.5)
        return f"row {place // side + 1}, column {place % side + 1}"
    return f"unit {place + 1} of layer {layer}"
