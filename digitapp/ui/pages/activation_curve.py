"""ActivationCurve: g(z) as a curve, with the point where one unit stands on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp.nn.activations import Activation, sigmoid
from digitapp.training.figures import figure
from digitapp.ui.widgets.controls import set_tooltip
from digitapp.ui.widgets.painting import set_text
from digitapp.ui.widgets.theme import LIGHT, Theme

_REACH = 6.0  # of z that is drawn at least, to each side


class ActivationCurve(QWidget):
    """A picture of z ↦ a = g(z), and of the slope g'(z) there."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("activationCurve")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._theme, self._activation = LIGHT, sigmoid
        self._z: float | None = None
        self._slope = 0.0

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_point(self, activation: Activation, z: float | None, slope: float) -> None:
        """Show where a unit stands on its curve; z None without a drawing."""
        self._activation, self._z, self._slope = activation, z, slope
        if z is None:
            self.setAccessibleName(f"The curve of {activation.name}")
        else:
            a = float(activation(np.float64(z)))
            self.setAccessibleName(
                f"On the curve of {activation.name}: z {figure(z, 3)}, a {figure(a, 3)}, "
                f"slope {figure(slope, 3)}"
            )
        set_tooltip(self, self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the curve and the words above it."""
        return QSize(self._theme.px(120), self._theme.px(84 + 17))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the curve, its slope and the point."""
        painter, colours = QPainter(self), self._theme.colours
        set_text(painter, colours.muted, self._theme.caption())
        top = self._theme.px(17)
        name = f"a = g(z), {self._activation.name}"
        if painter.fontMetrics().horizontalAdvance(name) > self.width():
            name = self._activation.name
        painter.drawText(QRectF(0, 0, self.width(), top - 1), Qt.AlignmentFlag.AlignCenter, name)
        place = QRectF(0, top, self.width(), self.height() - top).adjusted(1, 1, -1, -1)
        painter.fillRect(place, QColor(colours.paper))
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawRect(place)
        z = 0.0 if self._z is None or not np.isfinite(self._z) else self._z
        reach = max(_REACH, 1.25 * abs(z))
        zs = np.linspace(-reach, reach, 81)
        values = self._activation(zs)
        low, high = float(min(values.min(), 0)), float(values.max())
        space = 0.12 * (high - low)
        self._paint(painter, place, zs, values, (low - space, high + space))

    def _paint(
        self,
        painter: QPainter,
        place: QRectF,
        zs: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
        values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
        ends: tuple[float, float],
    ) -> None:
        reach, (low, high) = float(zs[-1]), ends

        def at(z: float, a: float) -> QPointF:
            across = (z + reach) / (2 * reach)
            return QPointF(
                place.left() + across * place.width(),
                place.bottom() - (a - low) / (high - low) * place.height(),
            )

        colours = self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.track), 1))
        painter.drawLine(at(-reach, 0), at(reach, 0))
        painter.drawLine(at(0, low), at(0, high))
        painter.setPen(QPen(QColor(colours.text), self._theme.px(2)))
        points = [at(float(z), float(a)) for z, a in zip(zs, values, strict=True)]
        painter.drawPolyline(QPolygonF(points))
        if self._z is None or not np.isfinite(self._z):
            return
        z, a = self._z, float(self._activation(np.float64(self._z)))
        painter.setClipRect(place)
        accent = QPen(QColor(colours.accent), self._theme.px(1))
        accent.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(accent)
        painter.drawLine(at(z, low), at(z, a))
        painter.drawLine(at(-reach, a), at(z, a))
        painter.setPen(QPen(QColor(colours.accent), self._theme.px(2)))
        run = 0.3 * reach
        painter.drawLine(at(z - run, a - run * self._slope), at(z + run, a + run * self._slope))
        painter.setBrush(QColor(colours.accent))
        radius = self._theme.px(4)
        painter.drawEllipse(at(z, a), radius, radius)
