"""Loss plot's chart: one of its two plots, with axes by pyqtgraph and lines filled by hand.

Knows lines by name, in data coordinates; not what they mean. All is painted by one item in the
pixels of the plot, from outlines that are made anew only when a line or the range has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from digitapp.ui.widgets.palette import mixed
from digitapp.ui.widgets.theme import LIGHT, Theme

from .axes import ValueAxis
from .curve_points import bars, dashes, envelope, is_rough, is_zigzag, outlines, thicken
from .legend import sized

Floats = npt.NDArray[np.float64]
_Number = TypeVar("_Number", float, Floats)
_COLUMN_WIDTH = 1.0  # pixels
_PEN_RADIUS = 1.1  # pixels, half the width of a line
_FEW_POINTS = 200  # up to which single points are round and easily seen
_MIN_LOSS = 1e-12  # the smallest loss that has a place on the log axis


class Shape(NamedTuple):
    """What is painted of a line.

    Where epochs are denser than pixels and differ much, a pale band goes from the lowest to the
    highest of a column, and the line is their mean.
    """

    band: QPainterPath | None = None  # upright lines, one in each column
    outline: QPainterPath | None = None  # filled: smooth, and quick for a smooth line
    strokes: Sequence[QLineF] = ()  # quick for one that goes up and down


@dataclass
class Line:
    """A line of the chart: its values, its looks, and what is painted when it was last made."""

    colour: str  # a field of Colours
    dashed: bool = False
    x: Floats = field(default_factory=lambda: np.empty(0))
    y: Floats = field(default_factory=lambda: np.empty(0))
    shape: Shape | None = None

    def show(self, x: Floats, y: Floats) -> None:
        """Show other values."""
        self.x, self.y, self.shape = x, y, None


class Chart(pg.PlotItem):  # type: ignore[misc]
    """Axes, lines, a level with words on it, and two marks across."""

    def __init__(self, label: str, lines: dict[str, Line]) -> None:
        self.lines, self._label = lines, label
        self._value_axis = ValueAxis("left")
        self._epoch_axis = ValueAxis("bottom", whole=True)
        axes = {"left": self._value_axis, "bottom": self._epoch_axis}
        super().__init__(axisItems=axes, enableMenu=False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.vb.disableAutoRange()
        self._painting = _Painting(self)
        self._marked, self._pointed = self._add_mark(90), self._add_mark(90)
        self._level, self._level_value = self._add_mark(0), 1.0
        self.vb.sigResized.connect(self.on_resized)
        self.theme = LIGHT
        self._has_epochs = self._is_epoch_named = True
        self._points = Line("training")
        self._events: list[pg.InfiniteLine] = []
        self._lowest: tuple[float, float] | None = None
        self.left, self.right, self.bottom, self.top = 0.0, 1.0, 0.0, 1.0
        self.log = False

    def show_range(
        self, epochs: tuple[float, float], values: tuple[float, float], *, log: bool = False
    ) -> None:
        """Show the epochs and the values between two of each; with log, of log10."""
        if (*epochs, *values, log) == (self.left, self.right, self.bottom, self.top, self.log):
            return
        (self.left, self.right), (self.bottom, self.top), self.log = epochs, values, log
        self._value_axis.log = log
        self.vb.setRange(xRange=epochs, yRange=values, padding=0)
        self._value_axis.picture = None
        self._place_level()
        self.on_resized()

    def show_line(self, name: str, x: Floats, y: Floats) -> None:
        """Set the values of a line; they are not copied. The next repaint shows them."""
        self.lines[name].show(x, y)

    def show_events(self, epochs: Sequence[float]) -> None:
        """Draw a pale line across at each of these epochs."""
        while len(self._events) < len(epochs):
            self._events.append(self._add_mark(90))
        for line, epoch in zip_longest(self._events, epochs):
            line.setVisible(epoch is not None)
            line.setPos(epoch or 0.0)
            line.setPen(pg.mkPen(self.theme.colours.faint, style=Qt.PenStyle.DashLine))

    def show_lowest(self, place: tuple[float, float] | None) -> None:
        """Draw a ring at an epoch and value of the held-out line."""
        if place != self._lowest:
            self._lowest = place
            self._painting.update()

    def lowest(self) -> QPointF | None:
        """Return where the ring is, in pixels."""
        if self._lowest is None or not self.left <= self._lowest[0] <= self.right:
            return None
        return QPointF(self.x_of(self._lowest[0]), self.y_of(self._lowest[1]))

    def show_points(self, x: Floats, y: Floats) -> None:
        """Set single points, to be painted below the lines."""
        self._points.show(x, y)

    def points(self) -> QPolygonF:
        """Return the places of the points that are on the chart, in pixels."""
        x, y = self._points.x, self._points.y
        if not len(x):
            return QPolygonF()
        seen = (x >= self.left) & (x <= self.right) & np.isfinite(y)
        height = self.pixels().height()
        places = np.stack(
            [self.x_of(x[seen]), np.clip(self._y_of_scaled(self._scaled(y[seen])), 0, height)], 1
        )
        return QPolygonF([QPointF(*place) for place in places.tolist()])

    def repaint(self) -> None:
        """Paint the lines that have changed."""
        self._painting.update()

    def show_marks(self, marked: float | None, pointed: float | None) -> None:
        """Draw a line across at an epoch that is looked at, and at one that is pointed at."""
        for mark, epoch in ((self._marked, marked), (self._pointed, pointed)):
            mark.setVisible(epoch is not None)
            mark.setPos(epoch or 0.0)

    def show_level(self, value: float, words: str) -> None:
        """Draw a dotted line at a value, with a word for it among the numbers of the axis."""
        self._level_value = value
        self._value_axis.named = (value, words)
        self._value_axis.picture = None
        self._level.show()
        self._place_level()

    def show_theme(self, theme: Theme, font: QFont, *, with_epochs: bool) -> None:
        """Show the colours and sizes of a theme; only the lowest chart names its epochs."""
        self.theme, font = theme, sized(font, theme.px(11))
        colours, px = theme.colours, theme.px
        self._marked.setPen(colours.text)
        for line in self._events:
            line.setPen(pg.mkPen(colours.faint, style=Qt.PenStyle.DashLine))
        for line in (self._pointed, self._level):
            line.setPen(pg.mkPen(colours.muted, style=Qt.PenStyle.DotLine))
        for axis in (self._value_axis, self._epoch_axis):
            axis.show_theme(theme, font)
        css = {"color": colours.muted, "font-size": f"{px(11)}px"}
        css["font-family"] = font.family()
        self._value_axis.setLabel(self._label, **css)
        self._value_axis.setWidth(px(50))
        self._epoch_axis.setStyle(showValues=with_epochs)
        if with_epochs:
            self._epoch_axis.setLabel("epoch", **css)
        self._has_epochs = with_epochs
        self._size_epoch_axis()
        self.on_resized()

    def name_epochs(self, named: bool) -> None:
        """Write "epoch" below the axis, or leave that room to the curves."""
        if named != self._is_epoch_named:
            self._is_epoch_named = named
            self._size_epoch_axis()

    def name_values(self, named: bool) -> None:
        """Write what the values are beside their axis, or leave it out where that is too short."""
        self._value_axis.showLabel(named)

    def _size_epoch_axis(self) -> None:
        px, named = self.theme.px, self._is_epoch_named
        self._epoch_axis.showLabel(self._has_epochs and named)
        self._epoch_axis.setHeight(px(4 if not self._has_epochs else 34 if named else 19))

    def on_resized(self, *_: object) -> None:
        """Compute all outlines anew."""
        for line in self.lines.values():
            line.shape = None
        self._painting.prepare()

    def _add_mark(self, angle: int) -> pg.InfiniteLine:
        """Return a line across the chart, behind the curves; it is not shown yet."""
        line = pg.InfiniteLine(angle=angle)
        line.hide()
        line.setZValue(-1)
        self.vb.addItem(line, ignoreBounds=True)
        return line

    def _place_level(self) -> None:
        self._level.setPos(float(self._scaled(np.array([self._level_value]))[0]))

    def pixels(self) -> QRectF:
        """Return the place of the lines, in pixels of their own."""
        rect: QRectF = self.vb.rect()
        return rect

    def x_of(self, epoch: _Number) -> _Number:
        """Return the pixel of an epoch, or of several."""
        return (epoch - self.left) / (self.right - self.left) * self.pixels().width()

    def epoch_at(self, x: float) -> float:
        """Return the epoch of a pixel."""
        return self.left + x / max(1.0, self.pixels().width()) * (self.right - self.left)

    def y_of(self, value: float) -> float:
        """Return the pixel of a value."""
        return float(self._y_of_scaled(self._scaled(np.array([value])))[0])

    def _scaled(self, values: Floats) -> Floats:
        return np.log10(np.maximum(values, _MIN_LOSS)) if self.log else values

    def _y_of_scaled(self, values: Floats) -> Floats:
        return (self.top - values) / (self.top - self.bottom) * self.pixels().height()

    def shape_of(self, line: Line) -> Shape:
        """Return what is painted of a line, made anew if it must be."""
        if line.shape is None:
            line.shape = self._shape(line)
        return line.shape

    def _shape(self, line: Line) -> Shape:
        columns = max(2, int(self.pixels().width() / _COLUMN_WIDTH))
        edges = np.linspace(self.left, self.right, columns + 1)
        # pieces are straight on the screen; where there is a point in every column none is seen
        few = len(line.x) < columns
        values = np.array(envelope(line.x, self._scaled(line.y) if few else line.y, edges))
        places = self._y_of_scaled(values if few else self._scaled(values))
        # far outside of the plot no one sees how far, and the painter has its limits
        high, low, mean = places.clip(-100, self.pixels().height() + 100)
        if not is_rough(low, high):
            return Shape(outline=self._outline(low, high, self._drawn(line, mean)))
        band = pg.arrayToQPath(*bars(low, high, _COLUMN_WIDTH), "pairs")
        drawn = self._drawn(line, np.zeros(len(mean)))  # up and down don't count
        if is_zigzag(mean):
            return Shape(band, strokes=_strokes(mean, drawn))
        return Shape(band, outline=self._outline(mean, mean, drawn))

    def _drawn(self, line: Line, way: Floats) -> npt.NDArray[np.bool_]:
        if not line.dashed:
            return np.ones(len(way), np.bool_)
        return dashes(way, _COLUMN_WIDTH, 7 * self.theme.scale, 4 * self.theme.scale)

    def _outline(self, low: Floats, high: Floats, drawn: npt.NDArray[np.bool_]) -> QPainterPath:
        scale = self.theme.scale
        low, high = thicken(low, high, _PEN_RADIUS * scale, _COLUMN_WIDTH)
        more = (len(low) - len(drawn)) // 2  # columns that the pen is wider on each side
        x, y, connected = outlines(low, high, np.pad(drawn, more, mode="edge"), _COLUMN_WIDTH)
        path: QPainterPath = pg.arrayToQPath(x - more * _COLUMN_WIDTH, y, connected)
        path.setFillRule(Qt.FillRule.WindingFill)
        return path


def _strokes(line: Floats, drawn: npt.NDArray[np.bool_]) -> list[QLineF]:
    """Return a line by pieces of two columns."""
    whole = len(line) // 2 * 2
    y = line[:whole].reshape(-1, 2).mean(axis=1)
    x = (np.arange(len(y)) + 0.5) * 2 * _COLUMN_WIDTH
    shown = np.flatnonzero(drawn[1:whole:2][:-1] & np.isfinite(y[:-1] + y[1:]))
    ends = np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=1)[shown]
    return [QLineF(*end) for end in ends.tolist()]


class _Painting(QGraphicsItem):
    """Paints a chart's lines and marks."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart.vb)
        self._chart = chart

    def prepare(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        return self._chart.pixels()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        chart, colours = self._chart, self._chart.theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        shapes = [
            (chart.shape_of(line), getattr(colours, line.colour)) for line in chart.lines.values()
        ]
        for shape, colour in shapes:
            if shape.band is not None:
                painter.strokePath(shape.band, self._bar(painter, colour))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_points(painter)
        for shape, colour in shapes:
            if shape.outline is not None:
                painter.fillPath(shape.outline, QColor(colour))
            if shape.strokes:
                pen = QPen(QColor(colour), 2 * _PEN_RADIUS * chart.theme.scale)
                painter.setPen(pen)  # its square caps close the joints
                painter.drawLines(shape.strokes)
        if (lowest := chart.lowest()) is not None:
            painter.setPen(QPen(QColor(colours.held_out), chart.theme.px(2)))
            painter.setBrush(QColor(colours.panel))
            radius = chart.theme.px(4)
            painter.drawEllipse(lowest, radius, radius)

    def _paint_points(self, painter: QPainter) -> None:
        """Paint single points pale, and small where there are many."""
        points, theme = self._chart.points(), self._chart.theme
        if points.isEmpty():
            return
        few = points.size() <= _FEW_POINTS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, few)
        pale = mixed(theme.colours.training, theme.colours.panel, 0.55 if few else 0.35)
        pen = QPen(pale, theme.px(4 if few else 2))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if few else Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        painter.drawPoints(points)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _bar(self, painter: QPainter, colour: str) -> QPen:
        """Return a pale pen for upright lines without a gap between them on a sharp screen."""
        pale = mixed(colour, self._chart.theme.colours.panel, 0.35)
        pen = QPen(pale, max(1.0, _COLUMN_WIDTH * painter.device().devicePixelRatio()))
        pen.setCosmetic(True)
        return pen
