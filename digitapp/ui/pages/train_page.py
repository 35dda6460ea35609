"""TrainPage: how the network is specified, compiled and fitted, and how its loss falls.

Knows TrainingConfig, Frame and Diagnostic; not what makes them. The plot is made when the window
is on the screen: its library takes 0.2 s to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from digitapp.training.diagnostics import Diagnostic
from digitapp.training.frame import Frame
from digitapp.ui.train.status_text import first_steps_text, is_slow, slowed_text
from digitapp.ui.train.training_form import TrainingForm
from digitapp.ui.widgets.controls import fill_layout
from digitapp.ui.widgets.elided_label import ElidedLabel
from digitapp.ui.widgets.scrolled_column import ScrolledColumn
from digitapp.ui.widgets.theme import LIGHT, Theme

from .page import Page

if TYPE_CHECKING:
    from digitapp.ui.plot.loss_plot import LossPlot

_PLOT_HEIGHT = 124  # pixels that the plot has at least


class TrainPage(Page):
    """The form, what there is to say about data and training, and the plot."""

    plot_export_requested = Signal()
    rewind_requested = Signal(object)  # int epoch, or None for now
    axis_moved = Signal(object)  # EpochAxis of the plot

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("trainPage")
        self._theme, self._frame = LIGHT, Frame()
        self._diagnostics: tuple[Diagnostic, ...] = ()
        self._failure, self._success = "", ""
        self.form = TrainingForm()
        self._scrolled = ScrolledColumn(self.form)
        self._notice = ElidedLabel(least=2, most=3)
        self._notice.setObjectName("diagnostics")
        self._plot: LossPlot | None = None
        self._plot_place: QWidget = QFrame()
        parts = (self._scrolled, self._notice, (self._plot_place, 1))
        self._column = fill_layout(QVBoxLayout(self), *parts)
        self.form.problem_changed.connect(self._show_notice)
        self._size_plot()
        self._show_notice()

    def add_plot(self) -> None:
        """Create the plot."""
        from digitapp.ui.plot.loss_plot import LossPlot

        self._plot = LossPlot()
        self._plot.show_theme(self._theme)
        self._plot.export_requested.connect(self.plot_export_requested)
        self._plot.rewind_requested.connect(self.rewind_requested)
        self._plot.axis_moved.connect(self.axis_moved)
        self._column.replaceWidget(self._plot_place, self._plot)
        self._plot_place.deleteLater()
        self._plot_place = self._plot
        before: QWidget = self.form.fields[-1]  # the Tab key goes from top to bottom
        for control in self._plot.controls:
            self.setTabOrder(before, control)
            before = control
        self._size_plot()
        self._show_curves()

    def remove_plot(self) -> None:
        """Delete the plot now: its library does not survive collection as garbage."""
        if self._plot is not None:
            self._plot.deleteLater()
            self._plot = None

    def export_plot(self, path: Path) -> None:
        """Write the plot as .png, .svg or .csv; raises DataError with a sentence."""
        if self._plot is not None:
            self._plot.export(path)

    def plot_picture(self) -> QImage | None:
        """Return the plot as a picture; None as long as there is none."""
        return None if self._plot is None else self._plot.picture()

    def show_frame(self, frame: Frame) -> None:
        """Show the curves, and lock what cannot be changed while the network trains."""
        old, new, slowed = self._frame.progress, frame.progress, self._frame.watched_seconds
        self._frame = frame
        if slowed != frame.watched_seconds:
            self._show_notice()
        if (old.phase, old.trained, old.epoch) != (new.phase, new.trained, new.epoch):
            self._failure = self._failure if new.phase == "idle" else ""
            self._success = ""
            self._show_notice()
        self.form.lock(new.phase != "idle")
        self._show_curves()

    def show_diagnostics(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Show the first thing that is wrong; the tooltip has the others too."""
        self._diagnostics = tuple(diagnostics)
        self.form.show_no_stopping(any(each.key == "no stopping" for each in diagnostics))
        self._show_notice()

    def show_outcome(self, kind: str, sentence: str) -> None:
        """Show how a run ended, until the next one begins."""
        failed = kind == "failed"
        self._failure, self._success = (sentence, "") if failed else ("", sentence)
        self._show_notice()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.form.show_theme(theme)
        self._scrolled.setVisible(not theme.presenting)
        self._column.setSpacing(theme.px(8))
        self._size_plot()
        if self._plot is not None:
            self._plot.show_theme(theme)

    def _show_curves(self) -> None:
        if self._plot is None:
            return
        frame = self._frame
        self._plot.show_target(frame.progress.epochs or frame.config.epochs)
        self._plot.show_loss(frame.config.loss)
        self._plot.show_previous_run(frame.previous_run)
        self._plot.show_curves(frame.curves)
        self._plot.show_events(frame.events)
        progress = frame.progress
        is_known_slow = progress.seconds_left is not None and is_slow(progress)
        is_followed = progress.phase == "paused" or is_known_slow
        self._plot.show_batches(frame.batches, progress.batches if is_followed else 0)
        self._plot.show_epoch(frame.shown_epoch)

    def _show_notice(self) -> None:
        found = [diagnostic.sentence for diagnostic in self._diagnostics]
        problem = self.form.problem
        sentences = list(dict.fromkeys(filter(None, (problem, self._failure, *found))))
        first, *others = sentences or [self._success or self._hint()]
        worst = self._diagnostics[0].severity if self._diagnostics else "information"
        role = "error" if problem or self._failure else "muted" if worst == "information" else worst
        self._notice.show_sentence(first, "\n\n".join(others), role)

    def _hint(self) -> str:
        frame = self._frame
        return first_steps_text(frame.progress) or slowed_text(frame.watched_seconds)

    def _size_plot(self) -> None:
        self._plot_place.setMinimumHeight(self._theme.px(_PLOT_HEIGHT))
