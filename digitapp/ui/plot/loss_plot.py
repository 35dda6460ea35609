"""Loss plot: how wrong the network was after each epoch, and how often it was right.

Knows Curves; nothing of the network or of threads. It is given curves when there are new ones and
paints what can be seen of them, so that 200,000 epochs cost as little as 200.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp.training.timeline import Curves
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.picture_export import png
from digitapp.ui.widgets.theme import LIGHT, Theme

from .axes import END_MARGIN, accuracy_range, last_epoch_shown, loss_range
from .chart import Chart, Line
from .curve_points import nearest
from .export import export_plot
from .legend import PlotLegend, Readout

_GUESSING = {
    "binary_crossentropy": (math.log(2), "guessing: ln 2 ≈ 0.693"),
    "mean_squared_error": (0.25, "guessing: ½² = 0.25"),
}
_REPAINT_INTERVAL = 95  # ms between two repaints: more would slow the training, and no eye follows
_EMPTY = Curves(*(np.empty(0) for _ in Curves._fields))


class LossPlot(QWidget):
    """Loss above, accuracy below, over the same epochs."""

    export_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme, self._curves, self._previous_run = LIGHT, _EMPTY, _EMPTY
        self._epoch: int | None = None
        self._pointer: QPointF | None = None
        self._target, self._guessing, self._loss = 0, math.log(2), ""
        self.loss_chart = Chart("loss", _lines("loss", "val_loss"))
        self.accuracy_chart = Chart("accuracy", _lines("accuracy", "val_accuracy"))
        self._view = _View()
        self._legend, self._readout = PlotLegend(), Readout(self._view)
        self._log, self._export = QPushButton("log"), QPushButton("Export…")
        self.controls = (self._log, self._export)  # in the order of the Tab key
        self._rest, self._is_behind = QTimer(self, singleShot=True), False
        self._rest.timeout.connect(self.on_rested)
        self._describe()
        self._lay_out()
        self._log.toggled.connect(self._show_range)
        self._export.clicked.connect(self.on_export_clicked)
        self._view.pointed.connect(self.on_pointed)
        self.show_loss("binary_crossentropy")
        self.show_theme(LIGHT)

    def show_curves(self, curves: Curves) -> None:
        """Show a run: at once, or where it has only grown when the last repaint is long ago."""
        if _same(curves, self._curves):
            return
        has_grown = 0 < len(self._curves.epochs) < len(curves.epochs)
        self._curves = curves
        for chart, names in self._charts():
            for name in names:
                chart.show_line(name, curves.epochs, getattr(curves, name))
        if has_grown:
            self._draw_soon()
        else:
            self._draw()

    def show_previous_run(self, curves: Curves | None) -> None:
        """Show the run before in grey, or none."""
        if (curves or _EMPTY) is self._previous_run:
            return
        self._previous_run = curves or _EMPTY
        for chart, names in self._charts():
            for name in names:
                line = getattr(self._previous_run, name)
                chart.show_line(f"previous_run {name}", self._previous_run.epochs, line)
        self._draw_soon()

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
            self._guessing, words = _GUESSING.get(name, _GUESSING["binary_crossentropy"])
            self.loss_chart.show_level(self._guessing, words)
            self._show_range()

    def set_log(self, log: bool) -> None:
        """Show the loss by powers of ten, or not."""
        self._log.setChecked(log)

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
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._view.setBackground(theme.colours.panel)
        self.loss_chart.show_theme(theme, self.font(), with_epochs=False)
        self.accuracy_chart.show_theme(theme, self.font(), with_epochs=True)
        self._legend.show_theme(theme)
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

    def on_export_clicked(self) -> None:
        """Ask where to."""
        self.export_requested.emit()

    def on_rested(self) -> None:
        """Draw what was shown meanwhile."""
        if self._is_behind:
            self._draw()

    def _draw_soon(self) -> None:
        self._is_behind = True
        if not self._rest.isActive():
            self._draw()

    def _draw(self) -> None:
        """Draw the curves that were shown last."""
        self._is_behind = False
        self._rest.start(_REPAINT_INTERVAL)
        self._show_range()
        for chart, _ in self._charts():
            chart.repaint()
        self._show_legend()
        self._show_readout()

    def _charts(self) -> tuple[tuple[Chart, tuple[str, str]], ...]:
        return (
            (self.loss_chart, ("loss", "val_loss")),
            (self.accuracy_chart, ("accuracy", "val_accuracy")),
        )

    def _show_range(self) -> None:
        curves = self._curves
        last = int(curves.epochs[-1]) if len(curves.epochs) else 0
        right = last_epoch_shown(last, self._target)
        low, high = _extent(curves.loss, curves.val_loss)
        log = self._log.isChecked()
        self.loss_chart.show_range(right, loss_range(low, high, self._guessing, log=log), log=log)
        low, _ = _extent(curves.accuracy, curves.val_accuracy)
        self.accuracy_chart.show_range(right, accuracy_range(low))

    def _show_legend(self) -> None:
        held_out = bool(np.isfinite(self._curves.val_loss[-1:]).any())
        self._legend.show_lines(held_out=held_out, previous_run=len(self._previous_run.epochs) > 0)

    def _pointed_epoch(self) -> float | None:
        if self._pointer is None:
            return None
        place = self.loss_chart.vb.mapFromScene(self._view.mapToScene(self._pointer.toPoint()))
        return self.loss_chart.epoch_at(place.x())

    def _show_readout(self) -> None:
        """Show the values at the epoch that is pointed at, else at the one that is looked at."""
        epochs, pointed = self._curves.epochs, self._pointed_epoch()
        wanted = self._epoch if pointed is None else pointed
        place = None if wanted is None else nearest(epochs, wanted)
        shown = None if pointed is None or place is None else float(epochs[place])
        for chart, _ in self._charts():
            chart.show_marks(self._epoch, shown)
        if place is None:
            self._readout.hide()
            return
        rows = [("epoch", f"{epochs[place]:,.0f}")]
        for name in Curves._fields[1:]:
            value = float(getattr(self._curves, name)[place])
            if not math.isnan(value):
                rows.append((name, f"{value:.6g}"))
        x = self.loss_chart.vb.mapToScene(
            QPointF(self.loss_chart.x_of(float(epochs[place])), 0)
        ).x()
        self._readout.show_rows(rows, x, self._theme.px(10))

    def _paint_on(self, painter: QPainter, place: QRectF) -> None:
        """Paint legend and charts, for an export."""
        self._draw()
        high = self._legend.height()
        self._legend.paint_on(painter, QRectF(place.left() + 8, place.top(), place.width(), high))
        self._view.scene().render(painter, place.adjusted(0, high, 0, 0), self._view.viewRect())

    def _describe(self) -> None:
        describe(self, "lossPlot")
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
        header.addWidget(self._legend, 1)
        header.addWidget(self._log)
        header.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(header)
        column.addWidget(self._view, 1)


class _View(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """Emits where the pointer is."""

    pointed = Signal(object)  # QPointF in the view, or None outside of it

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.pointed.emit(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)


def _lines(name: str, held_out: str) -> dict[str, Line]:
    """Return the lines of a chart in the order of painting."""
    return {
        f"previous_run {held_out}": Line("faint", dashed=True),
        f"previous_run {name}": Line("faint"),
        held_out: Line("one", dashed=True),
        name: Line("accent"),
    }


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


def _same(some: Curves, others: Curves) -> bool:
    """Return whether two curves are so alike that they look the same."""
    if len(some.epochs) != len(others.epochs) or not len(some.epochs):
        return len(some.epochs) == len(others.epochs)
    ends = np.array([[line[0], line[-1]] for line in some + others])
    return np.array_equal(ends[:5], ends[5:], equal_nan=True)
