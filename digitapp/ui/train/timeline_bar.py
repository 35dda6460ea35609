"""TimelineBar: goes back to a past epoch, and on from there. Knows Frame only."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from digitapp.training.frame import Frame
from digitapp.ui.widgets.controls import make_button, make_label
from digitapp.ui.widgets.form_fields import WheelGuard
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.steady_label import SteadyLabel
from digitapp.ui.widgets.theme import Theme


class TimelineBar(QWidget):
    """A slider from the first epoch that is kept to now."""

    rewind_requested = Signal(object)  # int epoch, or None for now
    continue_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        # the last epoch, the first that is kept, the one that is looked at
        self._place: tuple[int, int, int | None] = (0, 0, None)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._words = make_label("", "muted")
        self._continue = make_button("Continue from here")
        describe(self._slider, "timeline")
        describe(self._continue, "continueButton")
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout()
        row.addWidget(SteadyLabel(self._words), 1)
        row.addWidget(self._continue)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._slider)
        self._column.addLayout(row)
        WheelGuard(self).watch(self._slider)
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

    def show_theme(self, theme: Theme) -> None:
        """Show the sizes of a theme."""
        self._column.setSpacing(theme.px(4))

    def _show_timeline(self, last: int, first_kept: int, shown: int | None) -> None:
        has_past = first_kept < last
        if not self._slider.isSliderDown():  # else the person decides where it stands
            with QSignalBlocker(self._slider):
                # without a past the handle stands at the right end all the same
                self._slider.setRange(first_kept if has_past else 0, last)
                self._slider.setPageStep(max(1, last // 10))
                self._slider.setValue(last if shown is None else shown)
        self._slider.setEnabled(has_past)
        self._continue.setEnabled(shown is not None)
        self._show_words(last, shown)

    def _on_moved(self, epoch: int) -> None:
        """Ask for the epoch; the right end is now."""
        shown = None if epoch >= self._slider.maximum() else epoch
        self._show_words(self._place[0], shown)
        self.rewind_requested.emit(shown)

    def _show_words(self, last: int, shown: int | None) -> None:
        if shown is None:
            self._words.setText(f"now: epoch {last:,}")
        else:
            self._words.setText(f"back at epoch {shown:,} of {last:,}")
