"""TrainingPresenter: hands each frame of the training to what shows it. Decides nothing.

timer, while a run is under way ─▶ TrainingController.refresh ─▶ frame_changed ─▶ show_frame
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from digitapp.training.frame import Frame

from .components import Components

if TYPE_CHECKING:
    from digitapp.ui.plot.loss_plot import LossPlot

_FRAME = 33  # ms between two frames
_SHIPPED = 300  # ms after which all is to be seen, and before anybody can have drawn


class TrainingPresenter(QObject):
    """The training as pictures, the plot among them."""

    def __init__(self, components: Components) -> None:
        super().__init__(components.window)
        self._components = components
        self._plot: LossPlot | None = None
        self._stopped = False
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(components.training.refresh)

    def stop(self) -> None:
        """Show no more; the plot goes at once, for its library bears no collection as garbage."""
        self._stopped = True
        self._timer.stop()
        if self._plot is not None:
            self._plot.deleteLater()
            self._plot = None

    def add_plot(self) -> None:
        """Create the plot after the first paint: its library takes 0.2 s to load."""
        if self._stopped:
            return
        from digitapp.ui.plot.loss_plot import LossPlot

        self._plot = LossPlot()
        self.show_theme()
        self._plot.export_requested.connect(self.export_plot)
        self._components.training_panel.set_plot(self._plot)
        self.show_frame(self._components.training.frame)
        QTimer.singleShot(_SHIPPED, self._components.prediction.prepare)

    def show_frame(self, frame: Frame) -> None:
        """Show the training at one moment; ask for the next while it runs."""
        if frame.progress.phase == "idle":
            self._timer.stop()
        elif not self._timer.isActive() and not self._stopped:
            self._timer.start()
        panel, curves = self._components.training_panel, frame.curves
        panel.show_progress(frame.progress)
        last = int(curves.epochs[-1]) if len(curves.epochs) else 0
        panel.show_timeline(last, frame.shown_epoch, frame.first_kept)
        if self._plot is not None:
            self._plot.show_target(frame.progress.epochs or frame.config.epochs)
            self._plot.show_loss(frame.config.loss)
            self._plot.show_previous_run(frame.previous_run)
            self._plot.show_curves(curves)
            self._plot.show_epoch(frame.shown_epoch)

    def show_theme(self) -> None:
        """Show the plot in the colours of now."""
        if self._plot is not None:
            self._plot.show_theme(self._components.appearance.theme())

    def export_plot(self) -> None:
        """Ask where the plot is to go."""
        if self._plot is not None:
            self._components.files.export_plot(self._plot.export)
