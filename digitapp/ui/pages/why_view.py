"""WhyView: what the ink said to the answer, and what the answer would be were it elsewhere."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitapp.training.figures import figure, signed
from digitapp.training.inspection import Inspection
from digitapp.training.what_if import shift_map, why
from digitapp.ui.widgets.controls import fill_layout, make_text
from digitapp.ui.widgets.theme import Theme

from .weight_picture import WeightPicture

_REACH = 6  # pixels that the drawing is moved by at most


class WhyView(QWidget):
    """Two pictures and what they mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("whyView")
        self._shares, self._moved = WeightPicture(130), WeightPicture(130)
        self._text, self._row = make_text("whyText"), fill_layout(QHBoxLayout(self))
        top = Qt.AlignmentFlag.AlignTop
        for picture in (self._shares, self._moved):
            self._row.addWidget(picture, 0, top)
        self._row.addWidget(self._text, 1)

    def show_why(self, inspection: Inspection) -> None:
        """Show gradient × input of the answer, and P where the drawing is moved."""
        found, moved = why(inspection), shift_map(inspection, _REACH)
        if found is None or moved is None:
            self._shares.show_map(None, 0, "said 0 or 1")
            self._moved.show_map(None, 0, "P, moved")
            self._text.setText("Draw a 0 or a 1, and it shows which ink spoke for which.")
            return
        shares = found.shares
        largest = float(np.abs(np.nan_to_num(shares)).max(initial=0))
        self._shares.show_map(
            shares,
            largest,
            "spoke for 0 or 1",
            lambda place: f"{signed(float(shares[place]))} to z",
        )
        self._moved.show_probabilities(moved.reshape(-1), "P(1), moved")
        self._text.setText(_words(found.total, found.z, shares, moved, len(inspection.layers)))

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        for picture in (self._shares, self._moved):
            picture.show_theme(theme)
        self._moved.setVisible(not theme.presenting)
        self._row.setSpacing(theme.px(12))


def _words(
    total: float,
    z: float,
    shares: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    moved: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    layers: int,
) -> str:
    one, zero = float(shares[shares > 0].sum()), float(shares[shares < 0].sum())
    same = (moved >= 0.5) == (moved[_REACH, _REACH] >= 0.5)
    exact = (
        "With no hidden layer, these and the bias are z exactly."
        if layers == 1
        else "The network bends, so this holds near this drawing and need not add up to z."
    )
    return (
        f"Ink that spoke for 1 (orange): {signed(one, 3)} in all; for 0 (blue): "
        f"{signed(zero, 3)}. Together {figure(total, 3)}, of z = {figure(z, 3)}. It is gradient × "
        f"input: ∂z/∂x, how fast z rises with the pixel, times its ink. {exact}\n"
        f"On the right, P(1) if the drawing were moved by up to {_REACH} pixels and not centred "
        f"again: the framed square is where it is. {int(same.sum())} of {same.size} places get the "
        "same digit. This is why every drawing is centred first."
    )
