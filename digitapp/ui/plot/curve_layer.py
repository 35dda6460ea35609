"""Curve layer: lines of a chart in a picture that is kept while they do not change.

Knows Line and Chart; not what the lines mean. Where they have only grown, only the columns of
pixels that are new are computed and painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from digitapp.ui.widgets.palette import mixed
from digitapp.ui.widgets.theme import LIGHT, Theme

from .chart import Chart
from .curve_points import bars, dashes, envelope, is_rough, is_zigzag, outlines, strokes, thicken

Floats = npt.NDArray[np.float64]
Style = Literal["outline", "mean", "strokes"]
_COLUMN_WIDTH = 1.0  # pixels
_PEN_RADIUS = 1.1  # pixels, half the width of a line
_JOINT = 4  # columns on each side that a line may reach by its joints, beside its pen


@dataclass
class Line:
    """A line of a chart: its looks, its values, and where it is in each column of pixels.

    Where epochs are denser than pixels and differ much, a pale band goes from the lowest to the
    highest of a column, and the line is their mean.

    colour : a field of Colours
    known : of how many values the places are
    places : (3, c) lower and upper border and mean of each column, in pixels; NaN where it is not
    """

    colour: str
    dashed: bool = False
    x: Floats = field(default_factory=lambda: np.empty(0))
    y: Floats = field(default_factory=lambda: np.empty(0))
    known: int = 0
    places: Floats = field(default_factory=lambda: np.empty((3, 0)))
    style: Style = "outline"
    ink: QColor = field(default_factory=QColor)
    pale: QColor = field(default_factory=QColor)

    def show(self, x: Floats, y: Floats) -> None:
        """Show other values; where those before have grown, their places are kept."""
        if not (_have_grown(self.x, x) and _have_grown(self.y, y)):
            self.forget()
        self.x, self.y = x, y

    def forget(self) -> None:
        """Compute all places anew when they are next needed."""
        self.places = np.empty((3, 0))


class CurveLayer:
    """Paints some lines of a chart, the first one lowest."""

    def __init__(self, chart: Chart, lines: Sequence[Line]) -> None:
        self._chart, self._lines, self._theme = chart, lines, LIGHT
        self._edges = np.zeros(3)  # of the columns, in epochs
        self._picture = QPixmap()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        for line in self._lines:
            colour = getattr(theme.colours, line.colour)
            line.ink, line.pale = QColor(colour), QColor(mixed(colour, theme.colours.panel, 0.35))
        self.paint_anew()

    def paint_anew(self) -> None:
        """Compute and paint all, for the chart shows other epochs or values."""
        chart, self._picture = self._chart, QPixmap()
        columns = max(2, int(chart.wide / _COLUMN_WIDTH))
        self._edges = np.linspace(chart.left, chart.right, columns + 1)
        for line in self._lines:
            line.forget()

    def picture(self, size: QSize, ratio: float, origin: QPointF) -> QPixmap:
        """Return the lines on nothing, with the columns that are new.

        size : of the picture, in pixels of the window; ratio : of the screen's to these
        origin : place of the chart's upper left corner in the picture
        """
        first, end = self._trace()
        if self._picture.size() != size * ratio:
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            first, end = 0, len(self._edges) - 1
        if first < end:
            reach = _JOINT + self._pen_columns()
            new = QRectF(first - reach, -1, end - first + 2 * reach, size.height() + 1)
            painter = QPainter(self._picture)
            painter.translate(origin)
            painter.setClipRect(new)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(new, Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            self._paint(painter, max(0, first - 2 * reach), end + 2 * reach)
            painter.end()
        return self._picture

    def paint_on(self, painter: QPainter) -> None:
        """Paint the lines without the picture, for an export."""
        self._trace()
        self._picture = QPixmap()  # which lacks what was new
        self._paint(painter, 0, len(self._edges) - 1)

    def _pen_columns(self) -> int:
        """Return how many columns the pen is wider on each side."""
        return int(_PEN_RADIUS * self._theme.scale / _COLUMN_WIDTH)

    def _trace(self) -> tuple[int, int]:
        """Compute what is new of all lines; return the first column of it and the one after."""
        firsts, ends = zip(*map(self._trace_line, self._lines), strict=True)
        return min(firsts), max(ends)

    def _trace_line(self, line: Line) -> tuple[int, int]:
        chart, count, n = self._chart, len(self._edges) - 1, len(line.x)
        # pieces are straight on the screen; where there is a point in every column none is seen
        few, first, end = n < count, 0, count
        if line.places.shape[1] != count or few != (line.known < count):
            line.places = np.full((3, count), np.nan)
        elif line.known == n:
            return count, 0
        elif line.known:  # the column of the last value goes on
            last, newest = np.searchsorted(self._edges, line.x[[line.known - 1, -1]])
            first, end = max(0, int(last) - 1), min(int(newest) + 1, count)
        line.known = n
        if n and first < end:
            y = chart.scaled_values(line.y) if few else line.y
            values = np.array(envelope(line.x, y, self._edges[first : end + 1]))
            places = chart.y_of_scaled(values if few else chart.scaled_values(values))
            # far outside of the plot no one sees how far, and the painter has its limits
            line.places[:, first:end] = places.clip(-100, chart.high + 100)
        if (style := _style(*line.places)) != line.style:
            line.style, first, end = style, 0, count
        return first, end

    def _paint(self, painter: QPainter, first: int, end: int) -> None:
        """Paint some columns of all lines."""
        first = first // 2 * 2  # strokes take two columns each
        lines = [line for line in self._lines if line.known]
        painter.translate(first * _COLUMN_WIDTH, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for line in lines:
            if line.style != "outline":
                self._paint_band(painter, line, first, end)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in lines:
            self._paint_line(painter, line, first, end)
        painter.translate(-first * _COLUMN_WIDTH, 0)

    def _paint_band(self, painter: QPainter, line: Line, first: int, end: int) -> None:
        """Paint pale upright lines, without a gap between them on a sharp screen."""
        pen = QPen(line.pale, max(1.0, _COLUMN_WIDTH * painter.device().devicePixelRatio()))
        pen.setCosmetic(True)
        high, low, _ = line.places[:, first:end]
        painter.strokePath(pg.arrayToQPath(*bars(low, high, _COLUMN_WIDTH), "pairs"), pen)

    def _paint_line(self, painter: QPainter, line: Line, first: int, end: int) -> None:
        scale, colour = self._theme.scale, line.ink
        high, low, mean = line.places[:, first:end]
        drawn = np.ones(len(mean), np.bool_)
        if line.dashed:  # by the way from the first column on
            up_and_down = line.places[2, :end]
            if line.style != "outline":  # there it does not count
                up_and_down = np.zeros(len(up_and_down))
            drawn = dashes(up_and_down, _COLUMN_WIDTH, 7 * scale, 4 * scale)[first:]
        if line.style == "strokes":
            # quick for a line that goes up and down; square caps close the joints
            path = pg.arrayToQPath(*strokes(mean, drawn, _COLUMN_WIDTH), "pairs")
            painter.strokePath(path, QPen(colour, 2 * _PEN_RADIUS * scale))
        elif line.style == "mean":
            painter.fillPath(self._outline(mean, mean, drawn), colour)
        else:  # quick for a smooth line
            painter.fillPath(self._outline(low, high, drawn), colour)

    def _outline(self, low: Floats, high: Floats, drawn: npt.NDArray[np.bool_]) -> QPainterPath:
        low, high = thicken(low, high, _PEN_RADIUS * self._theme.scale, _COLUMN_WIDTH)
        more = self._pen_columns()
        drawn = drawn[np.arange(-more, len(drawn) + more).clip(0, len(drawn) - 1)]
        x, y, connected = outlines(low, high, drawn, _COLUMN_WIDTH)
        path: QPainterPath = pg.arrayToQPath(x - more * _COLUMN_WIDTH, y, connected)
        path.setFillRule(Qt.FillRule.WindingFill)
        return path


def _have_grown(before: Floats, values: Floats) -> bool:
    """Return whether values are those before and more, in the memory of a run that grows."""
    same = np.may_share_memory(values[:1], before[:1])
    return same and len(values) >= len(before) > 0


def _style(high: Floats, low: Floats, mean: Floats) -> Style:
    if not is_rough(low, high):
        return "outline"
    return "strokes" if is_zigzag(mean) else "mean"
