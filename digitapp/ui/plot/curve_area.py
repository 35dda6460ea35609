"""Curve area: what lies between the axes of a chart: lines, a level, marks and single points.

A widget of its own over the view of the axes: QGraphicsView would go through all of its scene at
each repaint, which takes longer than painting what is new of the lines.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from digitapp.ui.widgets.palette import mixed
from digitapp.ui.widgets.theme import LIGHT, Theme

from .chart import Chart
from .curve_layer import CurveLayer, Line

Floats = npt.NDArray[np.float64]
_FEW_POINTS = 200  # up to which single points are round and easily seen


class CurveArea(QWidget):
    """The lines of a run over what changes seldom: a level, events and the previous run.

    chart : whose axes it lies between
    run : the lines of training and held out
    """

    def __init__(self, chart: Chart, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.chart, self._theme, self._origin = chart, LIGHT, QPointF()
        self.run = Line("training"), Line("held_out", dashed=True)
        self._previous_run = Line("faint"), Line("faint", dashed=True)
        self._upper, self._lower = (
            CurveLayer(chart, self.run),
            CurveLayer(chart, self._previous_run[::-1]),
        )
        self._ground = QPixmap()  # what changes seldom; null: to be painted
        self._points = Line("training")
        self._events: Sequence[float] = ()
        self._marks: tuple[float | None, float | None] = (None, None)
        self._lowest: tuple[float, float] | None = None
        for moved in (chart.geometryChanged, chart.vb.geometryChanged):
            moved.connect(self.on_moved)
        chart.scaled.connect(self.on_scaled)

    def show_run(self, epochs: Floats, training: Floats, held_out: Floats) -> None:
        """Show the values of a run; they are not copied."""
        for line, values in zip(self.run, (training, held_out), strict=True):
            line.show(epochs, values)
        self.update()

    def show_previous_run(self, epochs: Floats, training: Floats, held_out: Floats) -> None:
        """Show the values of the run before, in grey."""
        for line, values in zip(self._previous_run, (training, held_out), strict=True):
            line.show(epochs, values)
        self._paint_anew()

    def show_points(self, x: Floats, y: Floats) -> None:
        """Show single points, below the lines."""
        self._points.show(x, y)
        self.update()

    def show_events(self, epochs: Sequence[float]) -> None:
        """Draw a pale line across at each of these epochs."""
        self._events = epochs
        self._paint_anew()

    def show_marks(self, marked: float | None, pointed: float | None) -> None:
        """Draw a line across at an epoch that is looked at, and at one that is pointed at."""
        if (marked, pointed) != self._marks:
            self._marks = marked, pointed
            self.update()

    def show_lowest(self, place: tuple[float, float] | None) -> None:
        """Draw a ring at an epoch and value of the held-out line."""
        if place != self._lowest:
            self._lowest = place
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        for layer in (self._lower, self._upper):
            layer.show_theme(theme)
        self._paint_anew()

    def on_moved(self) -> None:
        """Lie between the axes, wherever these are."""
        place = self.chart.vb.mapRectToScene(self.chart.vb.rect())
        self.setGeometry(place.toAlignedRect())
        self._origin = place.topLeft() - QPointF(self.pos())
        self.on_scaled()

    def on_scaled(self) -> None:
        """Show other epochs or values."""
        for layer in (self._lower, self._upper):
            layer.paint_anew()
        self._paint_anew()

    def lowest(self) -> QPointF | None:
        """Return where the ring is, in pixels."""
        chart = self.chart
        if self._lowest is None or not chart.left <= self._lowest[0] <= chart.right:
            return None
        return QPointF(chart.x_of(self._lowest[0]), chart.y_of(self._lowest[1]))

    def points(self) -> QPolygonF:
        """Return the places of the points that are on the chart, in pixels."""
        chart, x, y = self.chart, self._points.x, self._points.y
        if not len(x):
            return QPolygonF()
        seen = (x >= chart.left) & (x <= chart.right) & np.isfinite(y)
        heights = chart.y_of_scaled(chart.scaled_values(y[seen]))
        places = np.stack([chart.x_of(x[seen]), np.clip(heights, 0, chart.high)], 1)
        return QPolygonF([QPointF(*place) for place in places.tolist()])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all."""
        size, ratio = self.size(), self.devicePixelRatioF()
        if self._ground.size() != size * ratio:
            self._ground = QPixmap(size * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(QColor(self._theme.colours.panel))
            painter = QPainter(self._ground)
            painter.translate(self._origin)
            self._paint_ground(painter)
            painter.end()
        curves = self._upper.picture(size, ratio, self._origin)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.translate(self._origin)
        self._paint_marks(painter)
        painter.drawPixmap(-self._origin, curves)
        self._paint_lowest(painter)

    def paint_on(self, painter: QPainter) -> None:
        """Paint all at its place in the scene, without pictures: for an export."""
        place = self.chart.vb.mapRectToScene(self.chart.vb.rect())
        painter.save()
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        painter.translate(place.topLeft())
        self._paint_ground(painter)
        self._paint_marks(painter)
        self._upper.paint_on(painter)
        self._paint_lowest(painter)
        painter.restore()

    def _paint_anew(self) -> None:
        self._ground = QPixmap()
        self.update()

    def _paint_ground(self, painter: QPainter) -> None:
        """Paint level, events, the previous run, and the ticks of both axes inside of them."""
        chart, colours = self.chart, self._theme.colours
        wide, high, tick = chart.wide, chart.high, self._theme.px(3)
        if chart.level is not None:
            painter.setPen(pg.mkPen(colours.muted, style=Qt.PenStyle.DotLine))
            level = chart.y_of(chart.level)
            painter.drawLine(QLineF(0, level, wide, level))
        painter.setPen(pg.mkPen(colours.faint, style=Qt.PenStyle.DashLine))
        for epoch in self._events:
            self._draw_across(painter, epoch)
        self._lower.paint_on(painter)
        values, epochs = chart.ticks()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pg.mkPen(colours.border))
        painter.drawLines([QLineF(0, y, tick, y) for y in values])
        painter.drawLines([QLineF(x, high, x, high - tick) for x in np.minimum(epochs, wide - 1)])

    def _paint_marks(self, painter: QPainter) -> None:
        """Paint what lies below the run but may change with the pointer, or at each batch."""
        marked, pointed = self._marks
        colours = self._theme.colours
        if marked is not None:
            painter.setPen(pg.mkPen(colours.text))
            self._draw_across(painter, marked)
        if pointed is not None:
            painter.setPen(pg.mkPen(colours.muted, style=Qt.PenStyle.DotLine))
            self._draw_across(painter, pointed)
        if len(self._points.x):
            self._paint_points(painter)

    def _draw_across(self, painter: QPainter, epoch: float) -> None:
        x = self.chart.x_of(epoch)
        painter.drawLine(QLineF(x, self.chart.high, x, 0))

    def _paint_points(self, painter: QPainter) -> None:
        """Paint single points pale, and small where there are many."""
        points, theme = self.points(), self._theme
        few = points.size() <= _FEW_POINTS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, few)
        pale = mixed(theme.colours.training, theme.colours.panel, 0.55 if few else 0.35)
        pen = QPen(pale, theme.px(4 if few else 2))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if few else Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        painter.drawPoints(points)

    def _paint_lowest(self, painter: QPainter) -> None:
        """Paint the ring."""
        if (lowest := self.lowest()) is not None:
            theme = self._theme
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.colours.held_out), theme.px(2)))
            painter.setBrush(QColor(theme.colours.panel))
            painter.drawEllipse(lowest, theme.px(4), theme.px(4))
