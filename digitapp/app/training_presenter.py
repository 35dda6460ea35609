"""TrainingPresenter: hands each frame of the training to what shows it. Decides nothing.

timer, while a run is under way ─▶ TrainingController.refresh ─▶ frame_changed ─▶ show_frame
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from digitapp.training.frame import Frame

from .components import Components

_FRAME = 33  # ms between two frames
_FRAME_WITH_STEP = 45  # on pages that show a step: each of their frames takes several ms
_SHIPPED = 300  # ms after which all is to be seen, and before anybody can have drawn


class TrainingPresenter(QObject):
    """Asks for frames while a run is under way, and shows them in the third column."""

    def __init__(self, components: Components) -> None:
        super().__init__(components.window)
        self._components = components
        self._stopped = False
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(components.training.refresh)

    def stop(self) -> None:
        """Show no more."""
        self._stopped = True
        self._timer.stop()
        self._components.train_page.remove_plot()

    def add_plot(self) -> None:
        """Create the plot after the first paint: its library takes 0.2 s to load."""
        if not self._stopped:
            self._components.train_page.add_plot()
            QTimer.singleShot(_SHIPPED, self._components.prediction.prepare)

    def show_frame(self, frame: Frame) -> None:
        """Show the training at one moment; ask for the next while it runs."""
        if frame.progress.phase == "idle":
            self._timer.stop()
        elif not self._timer.isActive() and not self._stopped:
            self._timer.start()
        self._components.canvas.report_less(frame.progress.phase == "running")
        self._components.page_column.show_frame(frame)

    def pace_frames(self, with_steps: bool) -> None:
        """Show frames as often as the page on the screen can follow without holding up the fit."""
        self._timer.setInterval(_FRAME_WITH_STEP if with_steps else _FRAME)

    def export_plot(self) -> None:
        """Ask where the plot is to be written."""
        self._components.files.export_plot(self._components.train_page.export_plot)
