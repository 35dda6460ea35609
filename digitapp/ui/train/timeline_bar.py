"""Timeline bar: goes back to a past epoch, and on from there. Knows numbers only."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from digitapp.ui.widgets.form_fields import WheelGuard
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.theme import Theme


class TimelineBar(QWidget):
    """A slider from the first epoch that is kept to now."""

    rewind_requested = Signal(object)  # int epoch, or None for now
    continue_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._last = 0
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._place = QLabel()
        self._continue = QPushButton("Continue from here")
        self.controls = (self._slider, self._continue)  # in the order of the Tab key
        self._describe()
        row = QHBoxLayout()
        row.addWidget(self._place, 1)
        row.addWidget(self._continue)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._slider)
        self._column.addLayout(row)
        self._quietness = WheelGuard(self)
        self._quietness.watch(self._slider)
        self._slider.valueChanged.connect(self.on_moved)
        self._continue.clicked.connect(self.on_continue_clicked)
        self.show_timeline(0, None)

    def show_timeline(self, last_epoch: int, shown: int | None, first_kept: int = 0) -> None:
        """Show how far the run is and which epoch is looked at; None is now. Emits nothing.

        first_kept : one can go back so far; of a run of last time only its end is kept
        """
        self._last = last_epoch
        if not self._slider.isSliderDown():  # else the hand decides
            with QSignalBlocker(self._slider):
                has_past = (
                    first_kept < last_epoch
                )  # else the handle stands at the right all the same
                self._slider.setRange(first_kept if has_past else 0, last_epoch)
                self._slider.setPageStep(max(1, last_epoch // 10))
                self._slider.setValue(last_epoch if shown is None else shown)
        self._slider.setEnabled(last_epoch > first_kept)
        self._continue.setEnabled(shown is not None)
        self._show_place(shown)

    def show_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._column.setSpacing(theme.px(4))

    def on_moved(self, epoch: int) -> None:
        """Ask for the epoch; the right end is now."""
        shown = None if epoch >= self._slider.maximum() else epoch
        self._show_place(shown)
        self.rewind_requested.emit(shown)

    def on_continue_clicked(self) -> None:
        """Ask to go on from the epoch that is shown."""
        self.continue_requested.emit()

    def _show_place(self, shown: int | None) -> None:
        if shown is None:
            self._place.setText(f"now: epoch {self._last:,}")
        else:
            self._place.setText(f"back at epoch {shown:,} of {self._last:,}")

    def _describe(self) -> None:
        describe(self._slider, "timeline")
        describe(self._continue, "continueButton")
        for control in self.controls:
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._place.setProperty("role", "muted")
