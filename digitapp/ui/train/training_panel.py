"""Training panel: the form, the buttons of a run, how far it is, the plot and the way back.

Knows TrainingConfig, Progress and Diagnostic; not what makes them. It decides nothing: buttons ask,
show_… shows. The plot is handed in later, for its library takes long to import.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from digitapp.training import TrainingConfig
from digitapp.training.diagnostics import Diagnostic
from digitapp.training.progress import Progress
from digitapp.ui.widgets.elided_label import ElidedLabel
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.theme import Theme

from .run_buttons import RunButtons
from .status_text import hint_words, status_words
from .timeline_bar import TimelineBar
from .training_form import TrainingForm

_PLOT_HEIGHT = 150  # pixels that the plot has at least


class TrainingPanel(QWidget):
    """The Train column."""

    config_changed = Signal(object)  # TrainingConfig
    train_requested = Signal()
    pause_requested = Signal()
    stop_requested = Signal()
    step_batch_requested = Signal()
    step_epoch_requested = Signal()
    reset_requested = Signal()
    speed_changed = Signal(object)  # batches a second (float), or None for full speed
    rewind_requested = Signal(object)  # int epoch, or None for now
    continue_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._progress = Progress()
        self._diagnostics: tuple[Diagnostic, ...] = ()
        self._stale_count = 0
        self._shown: int | None = None  # epoch that is looked at; None: now
        self._failure, self._success = "", ""
        self.form, self._run, self._timeline = TrainingForm(), RunButtons(), TimelineBar()
        self._badge, self._status, self._bar = QLabel(), QLabel(), QProgressBar()
        self._notice = ElidedLabel(kept=2, most=3)
        self._plot: QWidget = QFrame()
        self._describe()
        self._lay_out()
        self._connect()
        self.show_progress(self._progress)
        self._show_notice()

    def config(self) -> TrainingConfig:
        """Return the last config that can be trained with."""
        return self.form.config()

    def show_config(self, config: TrainingConfig) -> None:
        """Show a config; emits nothing."""
        self.form.show_config(config)

    def speed(self) -> float | None:
        """Return the batches a second that the dial asks for; None for full speed."""
        return self._run.speed()

    def set_speed(self, speed: float | None) -> None:
        """Turn the dial; emits nothing."""
        self._run.set_speed(speed)

    def show_progress(self, progress: Progress) -> None:
        """Show what is going on and how far it is."""
        old, self._progress = self._progress, progress
        if (old.phase, old.trained, old.epoch) != (
            progress.phase,
            progress.trained,
            progress.epoch,
        ):
            self._failure = self._failure if progress.phase == "idle" else ""
            self._success = ""
            self._show_notice()
        self.form.lock(progress.phase != "idle")
        self._run.show_progress(progress)
        done = progress.epoch + (progress.batch / progress.batches if progress.batches else 0)
        self._bar.setValue(round(1000 * min(1.0, done / progress.epochs)) if progress.epochs else 0)
        self._show_status()
        self._show_badge()

    def show_timeline(self, last_epoch: int, shown: int | None, first_kept: int = 0) -> None:
        """Show from where one can rewind to where, and which epoch is looked at; None is now."""
        self._shown = shown
        self._show_badge()
        self._timeline.show_timeline(last_epoch, shown, first_kept)

    def show_diagnostics(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Show what is wrong; the gravest stands first, the others in the tooltip."""
        self._diagnostics = tuple(diagnostics)
        self._show_notice()

    def show_stale_count(self, drawings: int) -> None:
        """Show how many drawings have changed since the network last learnt from them."""
        self._stale_count = drawings
        self._show_badge()

    def show_outcome(self, kind: str, sentence: str) -> None:
        """Show how a run ended; it stays until the next one begins."""
        failed = kind == "failed"
        self._failure, self._success = (sentence, "") if failed else ("", sentence)
        self._show_notice()

    def set_plot(self, plot: QWidget) -> None:
        """Put the plot in its place."""
        self._column.replaceWidget(self._plot, plot)
        self._plot.deleteLater()
        self._plot = plot
        self._size_plot()
        before: QWidget = self._run.dial  # the Tab key shall go from top to bottom
        for control in (*plot.findChildren(QAbstractButton), *self._timeline.controls):
            self.setTabOrder(before, control)
            before = control

    def show_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self.form.show_theme(theme)
        self._run.show_theme(theme)
        self._timeline.show_theme(theme)
        self._bar.setFixedHeight(theme.px(6))
        self._column.setSpacing(theme.px(8))
        self._size_plot()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Focus the Train button; with a focus proxy the Tab key would leave out the form."""
        self._run.train_button.setFocus(event.reason())

    def _size_plot(self) -> None:
        scale = self._theme.scale if self._theme else 1
        self._plot.setMinimumHeight(round(_PLOT_HEIGHT * scale))

    def _show_status(self) -> None:
        """Show as many words as fit."""
        choices, metrics = status_words(self._progress), self._status.fontMetrics()
        fitting = (x for x in choices if metrics.horizontalAdvance(x) <= self.width())
        self._status.setText(next(fitting, choices[-1]))

    def _show_badge(self) -> None:
        text = "up to date"
        if self._shown is not None:
            text = f"epoch {self._shown:,} is shown"
        elif self._stale_count:
            text = f"{self._stale_count:,} drawing{'s' if self._stale_count > 1 else ''} behind"
        elif not self._progress.trained:
            text = "not trained yet"
        self._badge.setText(text)

    def _show_notice(self) -> None:
        diagnostics = sorted(self._diagnostics, key=_is_mild)
        sentences = [self._failure] if self._failure else []
        sentences += [x.sentence for x in diagnostics if x.sentence not in sentences]
        warned = bool(self._failure) or any(not _is_mild(x) for x in diagnostics)
        first, *others = sentences or [self._success or hint_words(self._progress)]
        self._notice.show_sentence(first, "\n\n".join(others), "warning" if warned else "muted")

    def _describe(self) -> None:
        describe(self._badge, "modelBadge")
        describe(self._status, "trainingStatus")
        describe(self._bar, "progressBar")
        for label in (self._badge, self._status):
            label.setProperty("role", "muted")
        self._status.setMinimumWidth(1)  # its words are chosen to fit, not the panel
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._notice.setObjectName("diagnostics")

    def _lay_out(self) -> None:
        title = QLabel("Train")
        title.setProperty("role", "title")
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(top)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self._run, 100)  # as wide as it can be, and then on the left
        buttons.addStretch(1)
        self._column.addWidget(self.form)
        self._column.addLayout(buttons)
        for widget in (self._bar, self._status, self._notice):
            self._column.addWidget(widget)
        self._column.addWidget(self._plot, 1)
        self._column.addWidget(self._timeline)
        self._size_plot()

    def _connect(self) -> None:
        self.form.config_changed.connect(self.config_changed)
        self._run.pressed.connect(self.form.enter)  # before what the button asks for
        self._run.train_requested.connect(self.train_requested)
        self._run.pause_requested.connect(self.pause_requested)
        self._run.stop_requested.connect(self.stop_requested)
        self._run.step_batch_requested.connect(self.step_batch_requested)
        self._run.step_epoch_requested.connect(self.step_epoch_requested)
        self._run.reset_requested.connect(self.reset_requested)
        self._run.speed_changed.connect(self.speed_changed)
        self._timeline.rewind_requested.connect(self.rewind_requested)
        self._timeline.continue_requested.connect(self.continue_requested)


def _is_mild(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity == "hint"
