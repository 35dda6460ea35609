"""TimelineBar: goes back to a past epoch, and on from there. Knows Frame only."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from digitapp.training.frame import Frame
from digitapp.ui.widgets.controls import fill_layout, make_button, make_label
from digitapp.ui.widgets.epoch_axis import EpochAxis
from digitapp.ui.widgets.form_fields import FieldGuard
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.slider import Slider
from digitapp.ui.widgets.steady_label import SteadyLabel
from digitapp.ui.widgets.theme import LIGHT, Theme


class TimelineBar(QWidget):
    """A slider from the first epoch that is kept to now."""

    rewind_requested = Signal(object)  # int epoch, or None for now
    continue_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        # the last epoch, the first that is kept, the one that is looked at
        self._place: tuple[int, int, int | None] = (0, 0, None)
        self._track = _Track()
        self._slider = self._track.slider
        self._words = make_label("", "muted")
        self._continue = make_button("Continue from here")
        describe(self._slider, "timeline")
        describe(self._continue, "continueButton")
        row = fill_layout(QHBoxLayout(), (SteadyLabel(self._words), 1), self._continue)
        self._column = fill_layout(QVBoxLayout(self), self._track, row)
        FieldGuard(self).watch(self._slider)
        self._slider.valueChanged.connect(self._on_moved)
        self._continue.clicked.connect(self.continue_requested)
        self._show_timeline(0, 0, None)

    def show_frame(self, frame: Frame) -> None:
        """Show how far the run is and which epoch is looked at. Emits nothing."""
        epochs = frame.curves.epochs
        last = int(epochs[-1]) if len(epochs) else 0
        place = (last, frame.first_kept, frame.shown_epoch)
        if place != self._place:
            self._place = place
            self._show_timeline(*place)

    def show_axis(self, axis: EpochAxis) -> None:
        """Stand below a plot: each epoch has its place exactly under that of the plot."""
        self._track.axis = axis
        self._show_timeline(*self._place)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._track.show_theme(theme)
        self._column.setSpacing(theme.px(4))

    def _show_timeline(self, last: int, first_kept: int, shown: int | None) -> None:
        has_past = first_kept < last
        if not self._slider.isSliderDown():  # else the person decides where it stands
            with QSignalBlocker(self._slider):
                # without a past the handle stands at the right end all the same
                self._track.show_epochs(first_kept if has_past else 0, last)
                self._slider.setPageStep(max(1, last // 10))
                self._slider.setValue(last if shown is None else shown)
        self._slider.setEnabled(has_past)
        self._continue.setEnabled(shown is not None)
        self._show_words(last, shown)

    def _on_moved(self, epoch: int) -> None:
        """Ask for the epoch; the last one is now."""
        shown = None if epoch >= self._track.last else epoch
        self._show_words(self._place[0], shown)
        self.rewind_requested.emit(shown)

    def _show_words(self, last: int, shown: int | None) -> None:
        if shown is None and self._place[1] >= last > 0:  # of an older file, or a huge network
            self._words.setText(f"now: epoch {last:,}; earlier ones were not kept")
        elif shown is None:
            self._words.setText(f"now: epoch {last:,}")
        else:
            self._words.setText(f"back at epoch {shown:,} of {last:,}")


class _Track(QWidget):
    """A slider that is as long as the epochs that can be looked at, on a track for those to come.

    axis : of the plot above; None without
    last : the last epoch when the slider was made as long as it is
    """

    def __init__(self) -> None:
        super().__init__()
        self.slider = Slider(self)
        self.axis: EpochAxis | None = None
        self._first, self.last, self._theme = 0, 0, LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of the slider."""
        return self.slider.sizeHint()

    def show_epochs(self, first: int, last: int) -> None:
        """Offer the epochs from first to last, as far as they are on the axis."""
        self._first, self.last = first, last
        self._place_slider()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self._place_slider()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the slider longer or shorter."""
        self._place_slider()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track of what is to come."""
        axis, high = self._axis(), self._theme.px(4)
        start, end = (axis.x_of(epoch, self.width()) for epoch in (axis.first, axis.last))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.track))
        middle = self.height() / 2
        painter.drawRoundedRect(
            QRectF(start, middle - high / 2, end - start, high), high / 2, high / 2
        )

    def _axis(self) -> EpochAxis:
        """Return the axis of the plot; while that is not shown and left behind, one of all."""
        if self.axis is not None and (self.axis.first > 0 or self.last <= self.axis.last):
            return self.axis
        end = self.slider.handle_width() / 2
        return EpochAxis(self._first, max(self.last, self._first + 1), end, end)

    def _place_slider(self) -> None:
        axis = self._axis()
        low = min(max(self._first, math.ceil(axis.first)), self.last)
        high = max(min(self.last, math.floor(axis.last)), low)
        self.slider.setRange(low, high)
        handle = self.slider.handle_width()
        start, end = (axis.x_of(epoch, self.width()) for epoch in (low, high))
        left = round(start - handle / 2)
        self.slider.setGeometry(left, 0, round(end + handle / 2) - left, self.height())
        self.update()
