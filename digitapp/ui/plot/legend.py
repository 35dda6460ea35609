"""Plot legend: which lines there are, and what was done to the run, in words above the charts.

It is painted by hand, so that an exported plot has the same one. Knows no curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp.training.timeline import Event
from digitapp.ui.widgets.controls import set_tooltip
from digitapp.ui.widgets.epoch_axis import EpochAxis
from digitapp.ui.widgets.theme import LIGHT, Theme


class Entry(NamedTuple):
    """One line of the legend.

    colour : a field of Colours
    style : of its pen; NoPen for single points
    """

    name: str
    colour: str
    style: Qt.PenStyle


_TRAINING = Entry("training", "training", Qt.PenStyle.SolidLine)
_HELD_OUT = Entry("held out (val_loss)", "held_out", Qt.PenStyle.CustomDashLine)
_BATCHES = Entry("one batch", "training", Qt.PenStyle.NoPen)
_PREVIOUS = Entry("previous run", "faint", Qt.PenStyle.SolidLine)
_TIP = (
    "Loss: how wrong the answers are on average, of the drawings learnt from (training) and of "
    "those never learnt from (held out), by the same weights. The dotted line is the loss of "
    "guessing, ln 2."
)


class PlotLegend(QWidget):
    """A row of lines and their names; the last ones are left out where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.entries: tuple[Entry, ...] = ()
        self.setObjectName("plotLegend")
        set_tooltip(self, _TIP)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_lines(
        self, guessing: str, *, held_out: bool, batches: bool, previous_run: bool
    ) -> None:
        """Name the lines that are there, the most important first.

        guessing : the name of the level
        """
        optional = ((_HELD_OUT, held_out), (_BATCHES, batches), (_PREVIOUS, previous_run))
        there = [entry for entry, is_there in optional if is_there]
        entries = (_TRAINING, *there, Entry(guessing, "muted", Qt.PenStyle.DotLine))
        if entries != self.entries:
            self.entries = entries
            self.setAccessibleName(", ".join(entry.name for entry in entries))
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of one line."""
        return QSize(self._theme.px(230), self._theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = QPainter(self)
        self.paint_on(painter, QRectF(self.rect()))

    def paint_on(self, painter: QPainter, place: QRectF) -> None:
        """Paint the row somewhere."""
        px, font = self._theme.px, sized(self.font(), self._theme.px(12))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        x, metrics = place.left(), QFontMetricsF(font)
        for entry in self.entries:
            width = metrics.horizontalAdvance(entry.name)
            if x + px(23) + width > place.right():
                break
            self._paint_sample(painter, entry, x, place.center().y())
            x += px(23)
            painter.setPen(QColor(self._theme.colours.text))
            box = QRectF(x, place.top(), width + 1, place.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, entry.name)
            x += width + px(12)

    def _paint_sample(self, painter: QPainter, entry: Entry, x: float, middle: float) -> None:
        px, colour = self._theme.px, QColor(getattr(self._theme.colours, entry.colour))
        if entry.style == Qt.PenStyle.NoPen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for place in (4, 9, 14):
                painter.drawEllipse(QPointF(x + px(place), middle), px(1.5), px(1.5))
            return
        pen = QPen(colour, 1 if entry.style == Qt.PenStyle.DotLine else px(2), entry.style)
        if entry.style == Qt.PenStyle.CustomDashLine:
            pen.setDashPattern([3.5, 2])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(x, middle), QPointF(x + px(18), middle))


class EventRow(QWidget):
    """Words above the charts on what was done to the run, each where its epoch is.

    It takes room only when there is something to say; words that would stand on others are left
    out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.events: Sequence[Event] = ()
        self._theme, self._axis = LIGHT, EpochAxis(0, 1, 0, 0)
        self.hide()

    def show_events(self, events: Sequence[Event]) -> None:
        """Show what was done, in the order of the epochs."""
        self.events = events
        words = [f"after epoch {event.epoch:,}: {event.words}" for event in events]
        self.setAccessibleName("; ".join(words))
        set_tooltip(self, "\n".join(words))
        self.setVisible(len(events) > 0)
        self.update()

    def show_axis(self, axis: EpochAxis) -> None:
        """Stand above the epochs of an axis."""
        self._axis = axis
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.setFixedHeight(theme.px(14))
        self.update()

    def places(self) -> list[tuple[float, str]]:
        """Return which words are shown, and the pixel at which they begin."""
        metrics = QFontMetricsF(self._font())
        places, end = list[tuple[float, str]](), float(self.width())
        for event in reversed(self.events):  # the newest is what one has just done
            width = metrics.horizontalAdvance(event.words)
            x = self._axis.x_of(event.epoch, self.width())
            start = min(x, self.width() - width)
            if self._axis.first <= event.epoch <= self._axis.last and start + width <= end:
                places.append((start, event.words))
                end = start - self._theme.px(6)
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words."""
        painter = QPainter(self)
        painter.setFont(self._font())
        painter.setPen(QColor(self._theme.colours.muted))
        for x, words in self.places():
            painter.drawText(QPointF(x, QFontMetricsF(self._font()).ascent()), words)

    def _font(self) -> QFont:
        return sized(self.font(), self._theme.px(11))


def sized(font: QFont, pixels: int) -> QFont:
    """Return the font in another size."""
    font = QFont(font)
    font.setPixelSize(pixels)
    return font
