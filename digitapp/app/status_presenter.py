"""Showing: what one column must be told of another, and the status bar. Decides nothing.

Here stands what no single signal carries: the training as a picture 30 times a second, undo as the
canvas and the digits together have it, how things stand.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from digitapp.digits.dataset.snapshot import Collection
from digitapp.training import TrainingConfig
from digitapp.training.progress import Progress
from digitapp.training.timeline import Curves

from .components import Parts

if TYPE_CHECKING:
    from digitapp.ui.plot.loss_plot import LossPlot

_SEEN = 300  # ms after which all is to be seen, and before anybody can have drawn
_RUNNING = 33  # ms between two pictures of a training that runs
_IDLE = 200  # and of one that does not


class Showing(QObject):
    """Slots that read from some parts and show in others."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._actions = parts.window.actions_by_name
        self._collection = Collection.empty()
        self._plot: LossPlot | None = None
        self._drawn: tuple[object, ...] = ()  # what the plot shows
        self._ghost: Curves | None = None
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
        self._plot.show_theme(self._parts.appearance.theme())
        self._plot.export_requested.connect(self.export_plot)
        self._parts.training_panel.set_plot(self._plot)
        self._drawn = ()
        self.show_phase(self._parts.training.progress())
        QTimer.singleShot(_SEEN, self._parts.prediction.prepare)

    def path(self) -> Path | None:
        """Give the file that is open; None: none is."""
        return self._collection.path

    def is_empty(self) -> bool:
        """Say whether there is no drawing in the file."""
        return len(self._collection) == 0

    def show_collection(self, collection: Collection) -> None:
        """Take what is in the file now."""
        self._collection = collection
        name = f"{collection.path.name} – " if collection.path else ""
        self._parts.window.setWindowTitle(f"{name}digitapp")
        self.show_held_out(self._parts.training_panel.config())
        self.show_history()
        self.show_standing()

    def show_held_out(self, config: TrainingConfig) -> None:
        """Mark what is held out from training by these settings."""
        mask = self._collection.held_out(config.validation_share, config.seed)
        self._parts.dataset_panel.show_held_out(mask)

    def show_history(self) -> None:
        """Say what undo and redo would do: to the strokes, or else to the digits."""
        canvas, digits = self._parts.canvas, self._collection
        strokes = self._parts.editing.is_about_strokes()
        undo = "a stroke" if strokes and canvas.can_undo() else digits.undo
        redo = "a stroke" if strokes and canvas.can_redo() else digits.redo
        self._parts.drawing_panel.show_history(undo is not None, redo is not None)
        self._actions["undo"].setText(f"&Undo {undo or ''}".strip())
        self._actions["redo"].setText(f"&Redo {redo or ''}".strip())

    def show_standing(self) -> None:
        """Say whether all is saved."""
        pending, path = self._parts.digits.pending(), self._collection.path
        saved = "No digits file is open."
        if pending:
            saved = f"Saving {pending} …"
        elif path and self.is_empty():
            saved = f"Every drawing that you label is saved at once, in {path.name}."
        elif path:
            saved = f"All drawings are saved in {path.name}."
        self._parts.window.show_standing(saved)

    def say(self, sentence: str) -> None:
        """Say something for a few seconds."""
        self._parts.window.say(sentence)

    def show_phase(self, progress: Progress) -> None:
        """Take pictures as often as there is something new to be seen."""
        self._pictures.start(_RUNNING if progress.phase == "running" else _IDLE)
        if self._plot is not None:
            config = self._parts.training.config()
            self._plot.show_target(progress.epochs or config.epochs)
            self._plot.show_loss(config.loss)
        self.show_picture()
        self.show_standing()

    def show_picture(self) -> None:
        """Show how far the training is."""
        training, panel = self._parts.training, self._parts.training_panel
        training.refresh()
        panel.show_progress(training.progress())
        self.show_network()
        self._parts.marking.refresh()

    def show_network(self) -> None:
        """Show the curves, and which epoch of them the predictions are made with."""
        training = self._parts.training
        curves, shown = training.curves(), training.shown_epoch()
        drawn = (len(curves.epochs), curves.loss[-1:].tobytes(), shown, id(training.ghost()))
        if self._plot is None or drawn == self._drawn:
            return
        self._drawn = drawn
        last = int(curves.epochs[-1]) if len(curves.epochs) else 0
        first_kept = min(training.kept_epochs(), default=0)
        self._parts.training_panel.show_timeline(last, shown, first_kept)
        if training.ghost() is not self._ghost:
            self._ghost = training.ghost()
            self._plot.show_ghost(self._ghost)
        self._plot.show_curves(curves)
        self._plot.show_epoch(shown)

    def export_plot(self) -> None:
        """Ask where the plot is to go."""
        if self._plot is not None:
            self._parts.files.export_plot(self._plot.export)

    def show_live(self, live: bool) -> None:
        """Tick the menu as the box is ticked."""
        self._actions["live"].setChecked(live)

    def show_theme(self) -> None:
        """Bring colours and sizes everywhere."""
        parts, theme = self._parts, self._parts.appearance.theme()
        parts.window.show_theme(theme)
        panels = (parts.drawing_panel, parts.prediction_panel, parts.dataset_panel)
        for panel in (*panels, parts.training_panel):
            panel.show_theme(theme)
        if self._plot is not None:
            self._plot.show_theme(theme)
        self._actions[f"theme_{parts.appearance.choice}"].setChecked(True)

    def choose_system(self) -> None:
        """Be light or dark as the system is."""
        self._parts.appearance.choose("system")

    def choose_light(self) -> None:
        """Be light."""
        self._parts.appearance.choose("light")

    def choose_dark(self) -> None:
        """Be dark."""
        self._parts.appearance.choose("dark")

    def present(self, wanted: bool) -> None:
        """Fill the screen, in large; or be as before."""
        window = self._parts.window
        screen = window.screen().size() if wanted else None
        self._parts.appearance.present(screen)
        if wanted:
            window.showFullScreen()
        else:
            window.showNormal()
