"""PinnedStrip: up to six drawings that are followed, with their P now and by epoch.

[0▒] [▒1]    P │      ──── 1
0.93 0.02      │ ───╱──── 2
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from digitapp.training.pinned import MOST, PinnedCurves
from digitapp.ui.widgets.arrow_group import ArrowGroup
from digitapp.ui.widgets.controls import fill_layout
from digitapp.ui.widgets.drawing_button import DrawingButton
from digitapp.ui.widgets.painting import set_text
from digitapp.ui.widgets.theme import LIGHT, Theme

_DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (2, 2), (7, 2, 2, 2), (1, 2), (9, 3))


class PinnedStrip(QWidget):
    """Hidden while nothing is pinned; a click on a drawing lets it go."""

    unpin_requested = Signal(int)  # index of the drawing

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pinned")
        self.setAccessibleName("Pinned drawings")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme, self._curves = LIGHT, PinnedCurves()
        self._buttons = [DrawingButton(self) for _ in range(MOST)]
        self.chart = PinnedChart(self)
        for number, button in enumerate(self._buttons):
            button.setObjectName(f"pinned{number + 1}")
            button.setCheckable(False)
            button.clicked.connect(self._on_clicked)
            button.hide()
        ArrowGroup(self, self._buttons)
        self._row = fill_layout(QHBoxLayout(self), *self._buttons, (self.chart, 1))
        self.hide()

    def show_curves(self, curves: PinnedCurves) -> None:
        """Show the drawings that are pinned, their P now, and how it came to that."""
        self._curves = curves
        self._show_or_hide()
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(curves.drawings))
            if number < len(curves.drawings):
                drawing = curves.drawings[number]
                p = "–" if number >= len(curves.now) else f"{curves.now[number]:.3f}"
                label = "" if drawing.label is None else f", labelled {drawing.label}"
                spoken = f"Pinned drawing {number + 1}{label}: P(1) = {p}. Press to unpin."
                button.show_drawing(drawing.x, drawing.label, f"{number + 1}: {p}", spoken)
        self.chart.show_curves(curves)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        for button in self._buttons:
            button.show_theme(theme)
        self.chart.show_theme(theme)
        self._row.setSpacing(theme.px(4))
        self._theme = theme
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        """Show it where something is pinned; a presentation needs the room for the page."""
        self.setVisible(bool(self._curves.drawings) and not self._theme.presenting)

    def _on_clicked(self) -> None:
        self.unpin_requested.emit(self._buttons.index(self.sender()))  # type: ignore[arg-type]


class PinnedChart(QWidget):
    """P of each pinned drawing by epoch, from 0 to 1, with the threshold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pinnedChart")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme, self._curves = LIGHT, PinnedCurves()

    def show_curves(self, curves: PinnedCurves) -> None:
        """Show the curves."""
        self._curves = curves
        last = int(curves.epochs[-1]) if len(curves.epochs) else 0
        self.setAccessibleName(f"P(1) of the pinned drawings from epoch 0 to {last}")
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for a small chart."""
        return QSize(self._theme.px(160), self._theme.px(63))

    def minimumSizeHint(self) -> QSize:
        """Return what can still be read."""
        return QSize(self._theme.px(70), self._theme.px(50))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axis, threshold, a curve for each drawing and its number at the end."""
        painter, colours, px = QPainter(self), self._theme.colours, self._theme.px
        set_text(painter, colours.muted, px(10))
        room = px(14)
        place = QRectF(room, px(5), self.width() - 2 * room - px(4), self.height() - px(18))
        for value, text in ((0.0, "0"), (0.5, "½"), (1.0, "1")):
            y = place.bottom() - value * place.height()
            painter.setPen(QColor(colours.border))
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
            painter.setPen(QColor(colours.muted))
            beside = QRectF(0, y - px(7), room - px(3), px(14))
            painter.drawText(
                beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
        curves = self._curves
        last = float(curves.epochs[-1]) if len(curves.epochs) else 0.0
        below = QRectF(place.left(), place.bottom() + 1, place.width(), px(13))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "P(1) by epoch")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"epoch {last:.4g}")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends: list[float] = []
        for number in range(len(curves.drawings) if len(curves.epochs) else 0):
            ends.append(self._paint_curve(painter, place, number, ends))

    def _paint_curve(
        self, painter: QPainter, place: QRectF, number: int, ends: Sequence[float]
    ) -> float:
        """Paint one curve and its number, not over one of the ends; returns where that is."""
        curves, colours, px = self._curves, self._theme.colours, self._theme.px
        across = place.left() + curves.epochs / (float(curves.epochs[-1]) or 1) * place.width()
        down = place.bottom() - np.nan_to_num(curves.values[:, number]) * place.height()
        label = curves.drawings[number].label
        colour = colours.text if label is None else (colours.zero, colours.one)[label]
        pen = QPen(QColor(colour), px(1))
        if _DASHES[number]:
            pen.setDashPattern(list(_DASHES[number]))
        painter.setPen(pen)
        points = [QPointF(float(x), float(y)) for x, y in zip(across, down, strict=True)]
        painter.drawPolyline(QPolygonF(points))
        end, step = float(down[-1]), px(9)
        upwards = end > place.center().y()
        while any(abs(end - other) < step for other in ends):
            end += -step if upwards else step
        mark = QRectF(place.right() + px(4), end - px(7), px(14), px(14))
        painter.drawText(mark, Qt.AlignmentFlag.AlignLeft, str(number + 1))
        return end
