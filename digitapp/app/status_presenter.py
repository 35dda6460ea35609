"""StatusPresenter: what one column must be told of another, and the status bar. Decides nothing.

Here stands what no single signal carries: the training as a picture 30 times a second, undo as the
canvas and the digits together have it, how things stand.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import TrainingConfig
from digitapp.training.progress import Progress
from digitapp.training.timeline import Curves

from .components import Components

if TYPE_CHECKING:
    from digitapp.ui.plot.loss_plot import LossPlot

_SEEN = 300  # ms after which all is to be seen, and before anybody can have drawn
_RUNNING = 33  # ms between two pictures of a training that runs
_IDLE = 200  # and of one that does not


class StatusPresenter(QObject):
    """Slots that read from some components and show in others."""

    def __init__(self, components: Components) -> None:
        super().__init__(components.window)
        self._components = components
        self._actions = components.window.actions_by_name
        self._dataset = DatasetSnapshot.empty()
        self._plot: LossPlot | None = None
        self._drawn: tuple[object, ...] = ()  # what the plot shows
        self._previous_run: Curves | None = None
        self._stopped = False
        self._pictures = QTimer(self)
        self._pictures.timeout.connect(self.show_picture)

    def start(self) -> None:
        """Begin to show the training."""
        self._pictures.start(_IDLE)

    def stop(self) -> None:
        """Show no more; the plot goes at once, for its library bears no collection as garbage."""
        self._stopped = True
        self._pictures.stop()
        if self._plot is not None:
            self._plot.deleteLater()
            self._plot = None

    def add_plot(self) -> None:
        """Bring the plot in, once the window is to be seen: its library takes 0.2 s to load."""
        if self._stopped:
            return
        from digitapp.ui.plot.loss_plot import LossPlot

        self._plot = LossPlot()
        self._plot.show_theme(self._components.appearance.theme())
        self._plot.export_requested.connect(self.export_plot)
        self._components.training_panel.set_plot(self._plot)
        self._drawn = ()
        self.show_phase(self._components.training.progress())
        QTimer.singleShot(_SEEN, self._components.prediction.prepare)

    def path(self) -> Path | None:
        """Return the file that is open; None: none is."""
        return self._dataset.path

    def is_empty(self) -> bool:
        """Say whether there is no drawing in the file."""
        return len(self._dataset) == 0

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Take what is in the file now."""
        self._dataset = dataset
        name = f"{dataset.path.name} – " if dataset.path else ""
        self._components.window.setWindowTitle(f"{name}digitapp")
        self.show_held_out(self._components.training_panel.config())
        self.show_history()
        self.show_standing()

    def show_held_out(self, config: TrainingConfig) -> None:
        """Mark what is held out from training by these settings."""
        mask = self._dataset.held_out(config.validation_share, config.seed)
        self._components.dataset_panel.show_held_out(mask)

    def show_history(self) -> None:
        """Say what undo and redo would do: to the strokes, or else to the digits."""
        canvas, digits = self._components.canvas, self._dataset
        strokes = self._components.editing.is_about_strokes()
        undo = "a stroke" if strokes and canvas.can_undo() else digits.undo
        redo = "a stroke" if strokes and canvas.can_redo() else digits.redo
        self._components.drawing_panel.show_history(undo is not None, redo is not None)
        self._actions["undo"].setText(f"&Undo {undo or ''}".strip())
        self._actions["redo"].setText(f"&Redo {redo or ''}".strip())

    def show_standing(self) -> None:
        """Say whether all is saved."""
        pending, path = self._components.digits.pending(), self._dataset.path
        saved = "No digits file is open."
        if pending:
            saved = f"Saving {pending} …"
        elif path and self.is_empty():
            saved = f"Every drawing that you label is saved at once, in {path.name}."
        elif path:
            saved = f"All drawings are saved in {path.name}."
        self._components.window.show_standing(saved)

    def say(self, sentence: str) -> None:
        """Say something for a few seconds."""
        self._components.window.say(sentence)

    def show_phase(self, progress: Progress) -> None:
        """Take pictures as often as there is something new to be seen."""
        self._pictures.start(_RUNNING if progress.phase == "running" else _IDLE)
        if self._plot is not None:
            config = self._components.training.config()
            self._plot.show_target(progress.epochs or config.epochs)
            self._plot.show_loss(config.loss)
        self.show_picture()
        self.show_standing()

    def show_picture(self) -> None:
        """Show how far the training is."""
        training, panel = self._components.training, self._components.training_panel
        training.refresh()
        panel.show_progress(training.progress())
        self.show_network()
        self._components.marking.refresh()

    def show_network(self) -> None:
        """Show the curves, and which epoch of them the predictions are made with."""
        training = self._components.training
        curves, shown = training.curves(), training.shown_epoch()
        drawn = (len(curves.epochs), curves.loss[-1:].tobytes(), shown, id(training.previous_run()))
        if self._plot is None or drawn == self._drawn:
            return
        self._drawn = drawn
        last = int(curves.epochs[-1]) if len(curves.epochs) else 0
        first_kept = min(training.kept_epochs(), default=0)
        self._components.training_panel.show_timeline(last, shown, first_kept)
        if training.previous_run() is not self._previous_run:
            self._previous_run = training.previous_run()
            self._plot.show_previous_run(self._previous_run)
        self._plot.show_curves(curves)
        self._plot.show_epoch(shown)

    def export_plot(self) -> None:
        """Ask where the plot is to go."""
        if self._plot is not None:
            self._components.files.export_plot(self._plot.export)

    def show_live(self, live: bool) -> None:
        """Tick the menu as the box is ticked."""
        self._actions["live"].setChecked(live)

    def show_theme(self) -> None:
        """Bring colours and sizes everywhere."""
        components, theme = self._components, self._components.appearance.theme()
        components.window.show_theme(theme)
        panels = (components.drawing_panel, components.prediction_panel, components.dataset_panel)
        for panel in (*panels, components.training_panel):
            panel.show_theme(theme)
        if self._plot is not None:
            self._plot.show_theme(theme)
        self._actions[f"theme_{components.appearance.choice}"].setChecked(True)

    def choose_system(self) -> None:
        """Be light or dark as the system is."""
        self._components.appearance.choose("system")

    def choose_light(self) -> None:
        """Be light."""
        self._components.appearance.choose("light")

    def choose_dark(self) -> None:
        """Be dark."""
        self._components.appearance.choose("dark")

    def present(self, wanted: bool) -> None:
        """Fill the screen, in large; or be as before."""
        window = self._components.window
        screen = window.screen().size() if wanted else None
        self._components.appearance.present(screen)
        if wanted:
            window.showFullScreen()
        else:
            window.showNormal()
