"""Loss plot: how wrong the network was after each epoch, and how often it was right.

Knows Curves; nothing of the network or of threads. It is given curves when there are new ones and
paints what can be seen of them, so that 200,000 epochs cost as little as 200.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp.training.batch_losses import BatchPoints
from digitapp.training.timeline import Curves, Event
from digitapp.ui.widgets.epoch_axis import EpochAxis
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.picture_export import png
from digitapp.ui.widgets.steady_label import SteadyLabel
from digitapp.ui.widgets.theme import LIGHT, Theme
from digitapp.ui.widgets.throttle import Throttle

from .axes import (
    END_MARGIN,
    accuracy_range,
    last_batch_shown,
    last_epoch_shown,
    loss_range,
    spans_decades,
    zoomed,
)
from .chart import Chart
from .curve_area import CurveArea
from .curve_points import nearest
from .export import export_plot
from .legend import EventRow, PlotLegend
from .readout import Readout, lowest_held_out
from .view import PlotView

_GUESSING = {
    "binary_crossentropy": (math.log(2), "ln 2", "guessing: ln 2 ≈ 0.693"),
    "mean_squared_error": (0.25, "½²", "guessing: ½² = 0.25"),
}
_EMPTY = Curves(*(np.empty(0) for _ in Curves._fields))
_ANY_HEIGHT = 16_777_215  # pixels: Qt's QWIDGETSIZE_MAX
_LOW = 260  # pixels, below which no room is left for the word below the axis
_LOWEST = 190  # pixels, below which the words beside the axes would lie over one another
_LOW_ACCURACY = 50  # pixels that the accuracy and its axis then have
_NO_BATCHES = BatchPoints.empty()


class LossPlot(QWidget):
    """Loss above, accuracy below, over the same epochs."""

    export_requested = Signal()
    rewind_requested = Signal(object)  # int epoch, or None for now
    axis_moved = Signal(object)  # EpochAxis: where which epochs are

    def __init__(self) -> None:
        super().__init__()
        self._theme, self._curves, self._previous_run = LIGHT, _EMPTY, _EMPTY
        self._batches, self._followed = _NO_BATCHES, 0
        self._epoch: int | None = None
        self._pointer: QPointF | None = None
        self._target, self._guessing = 0, math.log(2)
        self._loss = self._guess_words = ""
        self.loss_chart, self.accuracy_chart = Chart("loss"), Chart("accuracy")
        self._view, self._event_row = PlotView(), EventRow()
        charts, on = (self.loss_chart, self.accuracy_chart), self._view.viewport()
        self._areas = self.loss_area, self.accuracy_area = [CurveArea(each, on) for each in charts]
        self._zoom: tuple[float, float] | None = None  # the first and last epoch shown
        self._log_wanted: bool | None = None  # by the person; None: as the curves need it
        self._axis: EpochAxis | None = None
        self._legend, self._readout = PlotLegend(), Readout()
        self._log, self._export = QPushButton("log"), QPushButton("Export…")
        self.controls = (self._log, self._export, self._view)  # in the order of the Tab key
        self._throttle = Throttle(self)
        self._throttle.due.connect(self._draw)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._tell_axis)
        self.loss_chart.vb.sigResized.connect(self.on_charts_laid_out)
        self.loss_chart.scaled.connect(self._tell_axis)
        self._describe()
        self._lay_out()
        self._log.clicked.connect(self.set_log)
        self._export.clicked.connect(self.on_export_clicked)
        self._view.pointed.connect(self.on_pointed)
        self._view.dragged.connect(self.on_dragged)
        self._view.zoom_requested.connect(self.on_zoom_requested)
        self._view.pan_requested.connect(self.on_pan_requested)
        self._view.home_requested.connect(self.show_all)
        self.show_theme(LIGHT)
        self.show_loss("binary_crossentropy")

    def show_curves(self, curves: Curves) -> None:
        """Show a run: at once, or where it has only grown when the last repaint is long ago."""
        if curves is self._curves:
            return
        if len(curves.epochs) < len(self._curves.epochs):
            self._zoom = None
        has_grown = 0 < len(self._curves.epochs) < len(curves.epochs)
        self._curves = curves
        if has_grown:
            self._throttle.show_soon()
        else:
            self.draw()

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Mark what was done to the run, with words above the epochs after which it was done."""
        if events != self._event_row.events:
            self._event_row.show_events(events)
            for area in self._areas:
                area.show_events([event.epoch for event in events])

    def show_batches(self, points: BatchPoints, followed: int = 0) -> None:
        """Show the losses of single batches, as long as the run has not left them far behind.

        followed : how many an epoch has, while each is to be seen; else 0
        """
        last = self._curves.epochs[-1] if len(self._curves.epochs) else 0
        if len(points.epochs) and points.epochs[-1] < last - 1:
            points = _NO_BATCHES
        if points is self._batches and followed == self._followed:
            return
        at_once = followed > 0 or followed != self._followed
        self._batches, self._followed = points, followed
        self.loss_area.show_points(*points)
        if at_once:
            self.draw()
        else:
            self._throttle.show_soon()

    def show_previous_run(self, curves: Curves | None) -> None:
        """Show the run before in grey, or none."""
        if (curves or _EMPTY) is self._previous_run:
            return
        self._previous_run = curves or _EMPTY
        epochs, loss, val_loss, accuracy, val_accuracy = self._previous_run
        self.loss_area.show_previous_run(epochs, loss, val_loss)
        self.accuracy_area.show_previous_run(epochs, accuracy, val_accuracy)
        self._throttle.show_soon()

    def show_epoch(self, epoch: int | None) -> None:
        """Mark the epoch that is looked at; None is now."""
        if epoch != self._epoch:
            self._epoch = epoch
            self._show_readout()

    def show_target(self, epochs: int) -> None:
        """Make room for the epochs that are to come."""
        if epochs != self._target:
            self._target = epochs
            self._show_range()

    def show_loss(self, name: str) -> None:
        """Draw what guessing costs by this loss, given by Keras's name."""
        if name != self._loss:
            self._loss = name
            known = _GUESSING.get(name, _GUESSING["binary_crossentropy"])
            self._guessing, mark, self._guess_words = known
            self.loss_chart.show_level(self._guessing, mark)
            self._show_legend()
            self._show_range()

    def set_log(self, log: bool) -> None:
        """Show the loss by powers of ten, or not, whatever the curves need."""
        self._log_wanted = log
        self._show_range()

    def show_all(self) -> None:
        """Show all epochs, on the axis that the curves need."""
        self._zoom = self._log_wanted = None
        self._show_range()

    def export(self, path: Path) -> None:
        """Write the plot as .png, .svg or .csv; raises DataError with a sentence."""
        paper = self._theme.colours.panel
        export_plot(Path(path), self._curves, self._exported_size(), paper, self._paint_on)

    def picture(self) -> QImage:
        """Return the plot as it is exported."""
        data = png(self._exported_size(), self._theme.colours.panel, self._paint_on)
        return QImage.fromData(data)

    def _exported_size(self) -> QSize:
        return QSize(self._view.width(), self._view.height() + self._legend.height())

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self._view.setBackground(theme.colours.panel)
        self._view.focus_colour = theme.colours.text
        self.loss_chart.show_theme(theme, self.font(), with_epochs=False)
        self.accuracy_chart.show_theme(theme, self.font(), with_epochs=True)
        for area in self._areas:
            area.show_theme(theme)
        self._legend.show_theme(theme)
        self._event_row.show_theme(theme)
        self._view.ci.layout.setVerticalSpacing(theme.px(8))
        # the highest and the last number of the axes stand half outside of them
        self._view.ci.layout.setContentsMargins(0, theme.px(6), theme.px(END_MARGIN), 0)

    def changeEvent(self, event: QEvent) -> None:
        """Write the axes in the font of the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.show_theme(self._theme)

    def on_pointed(self, place: QPointF | None) -> None:
        """Read the values at the epoch that is pointed at."""
        self._pointer = place
        self._show_readout()

    def on_dragged(self, place: QPointF) -> None:
        """Ask for the epoch that the cursor is dragged to; the last one is now."""
        epochs = self._curves.epochs
        index = nearest(epochs, self._epoch_at(place))
        if index is not None:
            self.rewind_requested.emit(None if index == len(epochs) - 1 else int(epochs[index]))

    def on_zoom_requested(self, factor: float, place: QPointF | None) -> None:
        """Show fewer epochs, or more, around the one that is pointed at."""
        shown = self.loss_chart.left, self.loss_chart.right
        centre = sum(shown) / 2 if place is None else self._epoch_at(place)
        self._zoom = zoomed(shown, centre, factor, self._whole())
        self._show_range()

    def on_pan_requested(self, share: float) -> None:
        """Show epochs further on or back by a share of those shown."""
        if self._zoom is not None:
            low, high = self._zoom
            left, right = self._whole()
            step = min(max(share * (high - low), left - low), right - high)
            self._zoom = low + step, high + step
            self._show_range()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of a low plot to the curves, and most of it to the loss."""
        super().resizeEvent(event)
        is_low = self.height() < self._theme.px(_LOW)
        self.accuracy_chart.name_epochs(not is_low)
        for chart in (self.loss_chart, self.accuracy_chart):
            chart.name_values(self.height() >= self._theme.px(_LOWEST))
        highest = self._theme.px(_LOW_ACCURACY) if is_low else _ANY_HEIGHT
        self._view.ci.layout.setRowMaximumHeight(1, highest)
        self._later.start(0)

    def on_charts_laid_out(self, *_: object) -> None:
        """Emit that the epochs have moved, once all of the plot is laid out."""
        self._later.start(0)

    def on_export_clicked(self) -> None:
        """Ask where to."""
        self.export_requested.emit()

    def draw(self) -> None:
        """Draw now what was shown last."""
        self._throttle.show_now()

    def _draw(self) -> None:
        """Draw the curves that were shown last."""
        self._show_range()
        epochs, loss, val_loss, accuracy, val_accuracy = self._curves
        self.loss_area.show_run(epochs, loss, val_loss)
        self.accuracy_area.show_run(epochs, accuracy, val_accuracy)
        self._show_legend()
        self._show_readout()

    def _whole(self) -> tuple[float, float]:
        """Return the first and the last epoch that are shown without zoom."""
        last = int(self._curves.epochs[-1]) if len(self._curves.epochs) else 0
        right: float = last_epoch_shown(last, self._target)
        if self._followed and len(self._batches.epochs):
            newest = max(last, float(self._batches.epochs[-1]))
            right = min(right, last_batch_shown(newest, self._followed))
        return -0.01 * right, right

    def _show_range(self) -> None:
        """Fit the axes to what is to be seen."""
        curves, epochs = self._curves, self._zoom or self._whole()
        low, high = _extent(curves.loss, curves.val_loss)
        log = spans_decades(low, high) if self._log_wanted is None else self._log_wanted
        accuracies = [curves.accuracy, curves.val_accuracy]
        if self._zoom is not None:
            first, last = np.searchsorted(curves.epochs, epochs)
            seen = slice(max(0, first - 1), last + 1)
            low, high = _extent(curves.loss[seen], curves.val_loss[seen])
            accuracies = [line[seen] for line in accuracies]
        left, right = np.searchsorted(self._batches.epochs, epochs)
        high = max(high, _extent(self._batches.loss[left:right])[1])
        guessing = self._guessing if self._zoom is None else None
        self.loss_chart.show_range(epochs, loss_range(low, high, guessing, log=log), log=log)
        self.accuracy_chart.show_range(epochs, accuracy_range(_extent(*accuracies)[0]))
        if log != self._log.isChecked():
            self._log.setChecked(log)

    def _tell_axis(self) -> None:
        """Emit where the epochs are, if that has changed."""
        chart = self.loss_chart
        ends = (chart.vb.mapToScene(QPointF(x, 0)) for x in (0, chart.wide))
        to_view = self._view.viewportTransform()
        left, right = (self._view.x() + to_view.map(end).x() for end in ends)
        axis = EpochAxis(chart.left, chart.right, left, self.width() - right)
        if axis != self._axis:
            self._axis = axis
            self._event_row.show_axis(axis)
            self.axis_moved.emit(axis)

    def _show_legend(self) -> None:
        self._legend.show_lines(
            self._guess_words,
            held_out=bool(np.isfinite(self._curves.val_loss[-1:]).any()),
            batches=len(self._batches.epochs) > 0,
            previous_run=len(self._previous_run.epochs) > 0,
        )

    def _pointed_epoch(self) -> float | None:
        return None if self._pointer is None else self._epoch_at(self._pointer)

    def _epoch_at(self, place: QPointF) -> float:
        """Return the epoch at a place of the view."""
        inside = self.loss_chart.vb.mapFromScene(self._view.mapToScene(place.toPoint()))
        return self.loss_chart.epoch_at(inside.x())

    def _show_readout(self) -> None:
        """Show the values at the epoch that is pointed at, else at the one that is looked at."""
        epochs, pointed = self._curves.epochs, self._pointed_epoch()
        wanted = self._epoch if pointed is None else pointed
        place = None if wanted is None else nearest(epochs, wanted)
        shown = None if pointed is None or place is None else float(epochs[place])
        for area in self._areas:
            area.show_marks(self._epoch, shown)
        lowest = lowest_held_out(self._curves)
        self.loss_area.show_lowest(lowest)
        if place is None:
            self._readout.show_lowest(lowest)
        else:
            self._readout.show_epoch(self._curves, place)

    def _paint_on(self, painter: QPainter, place: QRectF) -> None:
        """Paint legend and charts, for an export."""
        self.draw()
        high = self._legend.height()
        self._legend.paint_on(painter, QRectF(place.left() + 8, place.top(), place.width(), high))
        below = place.adjusted(0, high, 0, 0)
        self._view.scene().render(painter, below, self._view.viewRect())
        painter.translate(below.topLeft())
        for area in self._areas:
            area.paint_on(painter)

    def _describe(self) -> None:
        describe(self, "lossPlot")
        describe(self._view, "plotView")
        describe(self._log, "logButton")
        describe(self._export, "exportPlotButton")
        self._log.setCheckable(True)
        for button in (self._log, self._export):
            button.setProperty("role", "tab")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self) -> None:
        self._view.ci.addItem(self.loss_chart, 0, 0)
        self._view.ci.addItem(self.accuracy_chart, 1, 0)
        self._view.ci.layout.setRowStretchFactor(0, 5)
        self._view.ci.layout.setRowStretchFactor(1, 3)
        header = QHBoxLayout()
        header.addWidget(SteadyLabel(self._readout), 1)
        header.addWidget(self._log)
        header.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._legend)
        column.addLayout(header)
        column.addWidget(self._event_row)
        column.addWidget(self._view, 1)


def _extent(*lines: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """Return the lowest and highest finite value of all; 1 and 0 if there is none."""
    lows, highs = [1.0], [0.0]
    for line in lines:
        low, high = np.fmin.reduce(line, initial=np.inf), np.fmax.reduce(line, initial=-np.inf)
        if not np.isfinite([low, high]).all():  # only then is it worth the time to look closely
            line = line[np.isfinite(line)]
            low, high = line.min(initial=np.inf), line.max(initial=-np.inf)
        if low <= high:
            lows.append(float(low))
            highs.append(float(high))
    return min(lows[1:], default=1.0), max(highs[1:], default=0.0)
