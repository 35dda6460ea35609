"""Run buttons: Train, Pause, Stop, the single steps, Reset and the speed. Know Progress only."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from digitapp.training.progress import Progress
from digitapp.ui.widgets.form_fields import WheelGuard
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.icons import RUN_ICON_SIDE, run_icon
from digitapp.ui.widgets.theme import LIGHT, Theme

from .status_text import speed_words, train_words

_FULL = 60  # the right end of the dial
_DECADES = 3  # from one batch a second to a thousand


class RunButtons(QWidget):
    """Everything that starts, ends or slows a run; each button only asks."""

    pressed = Signal()  # any button, before what it asks for
    train_requested = Signal()
    pause_requested = Signal()
    stop_requested = Signal()
    step_batch_requested = Signal()
    step_epoch_requested = Signal()
    reset_requested = Signal()
    speed_changed = Signal(object)  # batches a second (float), or None for full speed

    def __init__(self) -> None:
        super().__init__()
        self._progress, self._theme = Progress(), LIGHT
        self.train_button, self._pause, self._stop = QPushButton(), QPushButton(), QPushButton()
        self._step_batch, self._step_epoch = QPushButton("+1 batch"), QPushButton("+1 epoch")
        self._reset = QPushButton("Reset")
        self.dial, self._speed = QSlider(Qt.Orientation.Horizontal), QLabel()
        self._describe()
        self._lay_out()
        self._connect()
        self.set_speed(None)
        self._show_state()

    def speed(self) -> float | None:
        """Return the batches a second that the dial asks for; None for full speed."""
        value = self.dial.value()
        return None if value == _FULL else 10 ** (value * _DECADES / (_FULL - 1))

    def set_speed(self, speed: float | None) -> None:
        """Turn the dial; emits nothing."""
        with QSignalBlocker(self.dial):
            if speed is None:
                self.dial.setValue(_FULL)
            else:
                place = math.log10(max(1.0, speed)) * (_FULL - 1) / _DECADES
                self.dial.setValue(min(_FULL - 1, round(place)))
        self._show_speed()

    def show_progress(self, progress: Progress) -> None:
        """Offer what can be asked for now."""
        if (progress.phase, progress.trained) != (self._progress.phase, self._progress.trained):
            self._progress = progress
            self._show_state()
        self._progress = progress

    def show_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        for layout in (*self._rows, self._column):
            layout.setSpacing(theme.px(6))
        for button in (self.train_button, self._pause, self._stop):
            button.setIconSize(QSize(theme.px(RUN_ICON_SIDE), theme.px(RUN_ICON_SIDE)))
        self.setMaximumWidth(theme.px(520))
        self._speed.ensurePolished()  # its font may be another since the last time
        self._speed.setMinimumWidth(self._speed.fontMetrics().horizontalAdvance("888/s"))
        self._show_state()

    def on_train_clicked(self) -> None:
        """Ask to start or go on, or to pause what is running."""
        self.pressed.emit()
        running = self._progress.phase == "running"
        (self.pause_requested if running else self.train_requested).emit()

    def on_pause_clicked(self) -> None:
        """Ask to pause."""
        self.pressed.emit()
        self.pause_requested.emit()

    def on_stop_clicked(self) -> None:
        """Ask to end the run."""
        self.pressed.emit()
        self.stop_requested.emit()

    def on_step_batch_clicked(self) -> None:
        """Ask for one step of the weights."""
        self.pressed.emit()
        self.step_batch_requested.emit()

    def on_step_epoch_clicked(self) -> None:
        """Ask to go once through all drawings."""
        self.pressed.emit()
        self.step_epoch_requested.emit()

    def on_reset_clicked(self) -> None:
        """Ask to begin again."""
        self.pressed.emit()
        self.reset_requested.emit()

    def on_dial_turned(self) -> None:
        """Ask for another speed."""
        self._show_speed()
        self.speed_changed.emit(self.speed())

    def _show_speed(self) -> None:
        words = speed_words(self.speed())
        self._speed.setText(words)
        self.dial.setAccessibleDescription(f"{words} batches" if words != "full" else "full speed")

    def _show_state(self) -> None:
        phase = self._progress.phase
        self.train_button.setText(train_words(self._progress))
        self.train_button.setEnabled(phase != "stopping")
        self._pause.setEnabled(phase == "running")
        self._stop.setEnabled(phase in ("running", "paused"))
        self._step_batch.setEnabled(phase != "stopping")
        self._step_epoch.setEnabled(phase != "stopping")
        shape = "pause" if phase == "running" else "play"
        self.train_button.setIcon(run_icon(self._theme, shape, primary=True))
        self._pause.setIcon(run_icon(self._theme, "pause"))
        self._stop.setIcon(run_icon(self._theme, "stop"))

    def _describe(self) -> None:
        for button, name in (
            (self.train_button, "trainButton"),
            (self._pause, "pauseButton"),
            (self._stop, "stopButton"),
            (self._step_batch, "stepBatchButton"),
            (self._step_epoch, "stepEpochButton"),
            (self._reset, "resetButton"),
        ):
            describe(button, name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.train_button.setProperty("role", "primary")
        self._speed.setProperty("role", "muted")
        describe(self.dial, "speed")
        self.dial.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.dial.setRange(0, _FULL)

    def _lay_out(self) -> None:
        name = QLabel("speed")
        name.setProperty("role", "muted")
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.addWidget(self.train_button, 1)
        for button in (self._pause, self._stop, self._reset):
            upper.addWidget(button)
        for button in (self._step_batch, self._step_epoch):
            lower.addWidget(button)
        lower.addWidget(name)
        lower.addWidget(self.dial, 1)
        lower.addWidget(self._speed)
        self._rows = (upper, lower)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for row in self._rows:
            self._column.addLayout(row)

    def _connect(self) -> None:
        self.train_button.clicked.connect(self.on_train_clicked)
        self._pause.clicked.connect(self.on_pause_clicked)
        self._stop.clicked.connect(self.on_stop_clicked)
        self._step_batch.clicked.connect(self.on_step_batch_clicked)
        self._step_epoch.clicked.connect(self.on_step_epoch_clicked)
        self._reset.clicked.connect(self.on_reset_clicked)
        self.dial.valueChanged.connect(self.on_dial_turned)
        self._quietness = WheelGuard(self)
        self._quietness.watch(self.dial)
