"""Transport: what starts, steers and rewinds a run, and how far it is. The same under every page.

    status                     badge
    ▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬
    [▶ Train or ⏸ Pause] [⏹] [Reset]
    [+1 batch] [+1 epoch] ──● full speed
    timeline

Each button only asks. Knows Frame; nothing of what makes one.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from digitapp.training.frame import Frame
from digitapp.training.progress import Progress
from digitapp.ui.widgets.arrow_group import ArrowGroup
from digitapp.ui.widgets.controls import fill_layout, make_button, make_label
from digitapp.ui.widgets.form_fields import FieldGuard
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.icons import RUN_ICON_SIDE, run_icon
from digitapp.ui.widgets.slider import Slider
from digitapp.ui.widgets.steady_label import SteadyLabel
from digitapp.ui.widgets.theme import LIGHT, Theme
from digitapp.ui.widgets.throttle import Throttle

from .status_text import badge_text, speed_texts, status_texts, train_text
from .timeline_bar import TimelineBar

_FULL_SPEED = 60  # the right end of the dial
_DECADES = 3  # of the dial, from one batch a second to a thousand
_BAR_STEPS = 1000
_WIDE = 340  # pixels, from which on the speed is said in full
_MAX_WIDTH = 520  # pixels of the buttons; wider ones would only be further apart


class Transport(QWidget):
    """The run buttons, the speed dial, status, badge and progress, and the timeline."""

    pressed = Signal()  # any button, before what it asks for
    toggle_requested = Signal()  # train, pause or go on
    stop_requested = Signal()
    step_batch_requested = Signal()
    step_epoch_requested = Signal()
    reset_requested = Signal()
    speed_changed = Signal(object)  # batches a second (float), or None for full speed

    def __init__(self) -> None:
        super().__init__()
        self._frame, self._stale_count, self._theme = Frame(), 0, LIGHT
        self._throttle = Throttle(self)
        self._throttle.due.connect(self._show_progress)
        self.train_button, self._pause, self._stop = (make_button("") for _ in range(3))
        self._step_batch, self._step_epoch = make_button("+1 batch"), make_button("+1 epoch")
        self._reset = make_button("Reset")
        self._dial, self._speed = Slider(), make_label("", "muted")
        self._status, self._badge = make_label("", "muted"), make_label("", "muted")
        self._bar, self.timeline = QProgressBar(), TimelineBar()
        self.chosen_speed: float | None = None  # batches a second that the person wants
        self.is_speed_chosen = False
        self._describe()
        self._lay_out()
        self._connect()
        self._show_speed(None)
        self._show_state()
        self._show_words()

    def show_frame(self, frame: Frame) -> None:
        """Show how far the run is, and offer what can be asked for now."""
        old, new = self._frame.progress, frame.progress
        if frame.watched_speed != self._frame.watched_speed:
            self._show_speed(frame.watched_speed or self.chosen_speed)
        has_moved = frame.shown_epoch != self._frame.shown_epoch
        self._frame = frame
        if (new.phase, new.trained) != (old.phase, old.trained):
            self._show_state()
            self._throttle.show_now()
        elif new.phase != "running" or has_moved:
            self._throttle.show_now()
        else:
            self._throttle.show_soon()

    def _show_progress(self) -> None:
        """Show how far the run is."""
        # else the bar would paint itself at once, and all below it, without waiting for the others
        self._bar.setUpdatesEnabled(False)
        self._bar.setValue(round(_BAR_STEPS * _done(self._frame.progress)))
        self._bar.setUpdatesEnabled(True)
        self.timeline.show_frame(self._frame)
        self._show_words()

    def show_stale_count(self, drawings: int) -> None:
        """Show how many drawings have changed since the network last learnt from them."""
        self._stale_count = drawings
        self._show_words()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.timeline.show_theme(theme)
        self._bar.setFixedHeight(theme.px(6))
        for layout in self._layouts:
            layout.setSpacing(theme.px(6))
        for button in (self.train_button, self._pause, self._stop):
            button.setIconSize(QSize(theme.px(RUN_ICON_SIDE), theme.px(RUN_ICON_SIDE)))
        self._buttons.setMaximumWidth(theme.px(_MAX_WIDTH))
        for control in (self._buttons, self.timeline):
            control.setVisible(not theme.presenting)
        self._speed.ensurePolished()  # its font may be another since the last time
        _, widest = speed_texts(300)
        self._speed.setMinimumWidth(self._speed.fontMetrics().horizontalAdvance(widest))
        self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the words of the status for another width."""
        super().resizeEvent(event)
        self._show_words()
        self._show_speed_text()

    def focus_run(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus Train or Pause, whichever is shown."""
        is_running = self._frame.progress.phase == "running"
        (self._pause if is_running else self.train_button).setFocus(reason)

    def _on_continue(self) -> None:
        """Focus Train: the button that was pressed is about to be disabled."""
        if self.timeline.isAncestorOf(self.window().focusWidget() or self):
            self.focus_run()

    def show_chosen_speed(self, batches_per_second: float | None) -> None:
        """Show the speed that the person chose the last time; emits nothing."""
        self.chosen_speed, self.is_speed_chosen = batches_per_second, True
        self._show_speed(batches_per_second)

    def choose_full_speed(self) -> None:
        """Go as fast as the computer can."""
        self._choose_speed(None)

    def _on_dial_turned(self, value: int) -> None:
        is_full = value == _FULL_SPEED
        self._choose_speed(None if is_full else 10 ** (value * _DECADES / (_FULL_SPEED - 1)))

    def _choose_speed(self, batches_per_second: float | None) -> None:
        self.show_chosen_speed(batches_per_second)
        self.speed_changed.emit(batches_per_second)

    def _show_speed(self, batches_per_second: float | None) -> None:
        value = _FULL_SPEED
        if batches_per_second is not None:
            place = math.log10(batches_per_second) / _DECADES * (_FULL_SPEED - 1)
            value = min(max(round(place), 0), _FULL_SPEED - 1)
        with QSignalBlocker(self._dial):
            self._dial.setValue(value)
        self._speed_texts = speed_texts(batches_per_second)
        self._dial.setAccessibleDescription(self._speed_texts[0])
        self._show_speed_text()

    def _show_speed_text(self) -> None:
        full, short = self._speed_texts
        text = full if self.width() >= self._theme.px(_WIDE) else short
        if text != self._speed.text():
            self._speed.setText(text)

    def _show_words(self) -> None:
        """Show the badge, and as many words of the status as fit beside it."""
        frame = self._frame
        self._badge.setText(badge_text(frame.progress, frame.shown_epoch, self._stale_count))
        texts, metrics = status_texts(frame.progress), self._status.fontMetrics()
        room = self.width() - self._badge.sizeHint().width() - self._theme.px(12)
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= room)
        self._status.setText(next(fitting, texts[-1]))

    def _show_state(self) -> None:
        progress = self._frame.progress
        phase = progress.phase
        self.train_button.setText(train_text(progress))
        for button in (self._step_batch, self._step_epoch):
            button.setEnabled(phase != "stopping")
        shown = self._pause if phase == "running" else self.train_button
        shown.setEnabled(phase != "stopping")  # first, for it takes the keyboard over
        self._train_or_pause.setCurrentWidget(shown)
        self._pause.setEnabled(phase == "running")
        self._stop.setEnabled(phase in ("running", "paused"))
        shape = "pause" if phase == "running" else "play"
        self.train_button.setIcon(run_icon(self._theme, shape, primary=True))
        self._pause.setIcon(run_icon(self._theme, "pause", primary=True))
        self._stop.setIcon(run_icon(self._theme, "stop"))

    def _describe(self) -> None:
        names = {
            "trainButton": self.train_button,
            "pauseButton": self._pause,
            "stopButton": self._stop,
            "stepBatchButton": self._step_batch,
            "stepEpochButton": self._step_epoch,
            "resetButton": self._reset,
            "speed": self._dial,
            "progressBar": self._bar,
            "trainingStatus": self._status,
            "modelBadge": self._badge,
        }
        for name, widget in names.items():
            describe(widget, name)
        self._pause.setText("Pause")
        for button in (self.train_button, self._pause):
            button.setProperty("role", "primary")
        self._dial.setRange(0, _FULL_SPEED)
        self._dial.setMinimumWidth(10)  # in the narrowest column; its words need the room more
        self._bar.setRange(0, _BAR_STEPS)
        self._bar.setTextVisible(False)

    def _lay_out(self) -> None:
        words = fill_layout(QHBoxLayout(), (SteadyLabel(self._status), 1), self._badge)
        self._train_or_pause = QStackedLayout()
        for button in (self.train_button, self._pause):
            self._train_or_pause.addWidget(button)
        upper = fill_layout(QHBoxLayout(), (self._train_or_pause, 1), self._stop, self._reset)
        steps = (self._step_batch, self._step_epoch)
        lower = fill_layout(QHBoxLayout(), *steps, (self._dial, 1), self._speed)
        self._buttons = QWidget()
        rows = fill_layout(QVBoxLayout(self._buttons), upper, lower)
        column = fill_layout(QVBoxLayout(self), words, self._bar, self._buttons, self.timeline)
        self._layouts = (upper, lower, rows, column)
        run = (self.train_button, self._pause, self._stop, self._reset)
        ArrowGroup(self, (*run, *steps))

    def _connect(self) -> None:
        buttons = (self.train_button, self._pause, self._stop)
        for button in (*buttons, self._step_batch, self._step_epoch, self._reset):
            button.clicked.connect(self.pressed)
        for button in (self.train_button, self._pause):
            button.clicked.connect(self.toggle_requested)
        self._stop.clicked.connect(self.stop_requested)
        self._step_batch.clicked.connect(self.step_batch_requested)
        self._step_epoch.clicked.connect(self.step_epoch_requested)
        self._reset.clicked.connect(self.reset_requested)
        self.timeline.continue_requested.connect(self._on_continue)
        self._dial.valueChanged.connect(self._on_dial_turned)
        FieldGuard(self).watch(self._dial)


def _done(progress: Progress) -> float:
    """Return how much of a run is done, 0 … 1."""
    if not progress.epochs:
        return 0.0
    part = progress.batch / progress.batches if progress.batches else 0.0
    return min(1.0, (progress.epoch + part) / progress.epochs)
