"""WindowController: opens a window, restores its state, closes it without loss."""

from __future__ import annotations

import atexit
import gc
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

from digitapp.controllers.dataset_controller import DatasetController
from digitapp.controllers.training_controller import Learning
from digitapp.controllers.undo_step import UndoStep
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.files import paths
from digitapp.training.presets import read_presets, write_presets
from digitapp.training.run_record import RunRecord
from digitapp.ui.window.settings import Settings

from . import wiring
from .components import Components
from .status_presenter import StatusPresenter
from .training_presenter import TrainingPresenter
from .window_shell import WindowShell

_ELSEWHERE = 1000  # ms between two looks at what other windows did to the file
_OPENING = 20.0  # seconds that a file may take before the window shows without it
_CLOSING = 30.0  # seconds that a slow disk may take to save the last drawings


class _OpenFile(NamedTuple):
    """A digits file, and what was learnt from it, to come back to."""

    path: Path
    learning: Learning


class WindowController(QObject):
    """One window from its creation to its end; a child of the window."""

    def __init__(
        self, path: Path, settings: Settings | None, shell: WindowShell | None = None
    ) -> None:
        super().__init__()
        self._settings = settings or Settings(paths.settings_file())
        self._path: Path | None = None  # of the file that the network learns from
        self._exchanged: UndoStep | None = None  # it opens a file
        digits = DatasetController(answers=self._settings.import_answers())
        digits.open(path)  # in its own thread, while the widgets are created
        try:
            self._shell = shell or WindowShell(self._settings)
            if shell is None:
                self._shell.build()
            self._build(digits)
        except BaseException:
            digits.close(_CLOSING)  # Qt ends the process when a thread outlives its object
            raise

    def _build(self, digits: DatasetController) -> None:
        self.components = Components(digits, self._shell)
        self.setParent(self.components.window)
        self._status = StatusPresenter(self.components)
        self._training = TrainingPresenter(self.components)
        self._elsewhere = QTimer(self)
        self._refused = False  # to close, and nothing could be saved since
        wiring.connect(self.components, self._status, self._training)
        self._connect()
        self._restore()
        digits.wait_until_open(_OPENING)

    def _connect(self) -> None:
        window, digits = self.components.window, self.components.digits
        if window.isVisible():
            QTimer.singleShot(0, self._training.add_plot)
        else:
            window.first_painted.connect(self._training.add_plot)
        window.activated.connect(digits.check_elsewhere)
        window.close_requested.connect(self.close)
        window.recent_requested.connect(self.open_other)
        digits.dataset_changed.connect(self.on_dataset_changed)
        self.components.appearance.theme_changed.connect(self._status.show_theme)
        self.components.files.window_requested.connect(self.open_other)
        digits.run_restored.connect(self.on_run_restored)
        digits.saved.connect(self.on_saved)
        self._elsewhere.timeout.connect(digits.check_elsewhere)
        self._elsewhere.start(_ELSEWHERE)
        atexit.register(self.close)  # a thread must not outlive the program, however that ends

    def _restore(self) -> None:
        """Restore what the person had set at the last time."""
        components, settings = self.components, self._settings
        components.window.actions_by_name[f"theme_{components.appearance.choice}"].setChecked(True)
        components.drawing_panel.set_pen_width(
            settings.number("pen", components.drawing_panel.pen_width())
        )
        components.dataset_panel.buttons.set_thumbnail_size(settings.number("thumbnails", 100))
        live = settings.flag("live", True)
        components.prediction_panel.set_live(live)
        skip_duplicates = settings.flag("skip_duplicates", True)
        components.window.actions_by_name["skip_duplicates"].setChecked(skip_duplicates)
        components.digits.set_skip_duplicates(skip_duplicates)
        self._status.show_live(live)
        components.prediction.set_live(live)
        components.training.set_config(components.train_page.form.config())
        components.train_page.form.presets.show_own(read_presets(settings.text("presets", "{}")))
        speed = settings.speed()
        if speed is not None:
            components.transport.show_chosen_speed(speed or None)
            components.training.set_speed(speed or None)
        components.drawing_panel.show_hint("Draw a 0 or a 1 here")
        components.canvas.setFocus()

    def on_dataset_changed(self, dataset: DatasetSnapshot) -> None:
        """Remember which digits file is open, and offer the others."""
        recent = self._settings.recent()
        if dataset.path is not None and dataset.path not in recent[:1]:
            self._settings.keep_recent(dataset.path)
        if dataset.path is not None:
            others = [path for path in self._settings.recent() if path != dataset.path]
            self.components.window.show_recent([path for path in others if path.exists()])

    def on_run_restored(self, run: RunRecord | None) -> None:
        """Go on with the network that was trained last on the opened file, or with a new one."""
        path, before, training = self._status.path(), self._path, self.components.training
        learning, step = training.learning(), self._exchanged
        self._path, self._exchanged = path, None
        if path != before:
            self._exchange_ink(before, path)
        if before is not None and step is not None and step.held.path == path:
            training.bring_back(step.held.learning)
            step.held = _OpenFile(before, learning)
            return
        config = None if path is None else self._settings.config(path)
        if run is None:
            training.begin_file()
        else:
            training.restore(run)
        if config is not None:
            self.components.train_page.form.show_config(config)
            training.set_config(config)
        if path is not None and before not in (None, path):
            name, held = f"open {path.name}", _OpenFile(before, learning)
            done = f"Opened {path.name}."
            step = UndoStep(name, before.name, done, self.exchange_file, held)
            self.components.undo_router.add(step)

    def exchange_file(self, step: UndoStep) -> bool:
        """Open the file that a step of undo has left, with what was learnt from it."""
        path = step.held.path
        if not path.is_file():
            sentence = f"{path.name} is not there any more, so this file stays open."
            self.components.window.show_message(sentence, "warning")
            return False
        self._exchanged = step
        self.open_other(path)
        return True

    def _exchange_ink(self, before: Path | None, path: Path | None) -> None:
        """Keep what is on the canvas for the file before, and show what was left with this one."""
        canvas = self.components.canvas
        if before is not None:
            self._settings.keep_ink(before, canvas.drawing())
            canvas.wipe()
        ink = None if path is None else self._settings.ink(path)
        if ink is not None and canvas.drawing() is None:
            canvas.show_drawing(ink)
        canvas.report_change()

    def load_starter(self) -> None:
        """Add the starter digits, if there are no drawings yet."""
        if self._status.is_empty():
            self.components.digits.load_starter()

    def offer(self, path: Path) -> None:
        """Offer what can be done with a file that is no digits file."""
        self.components.files.open_other(path)

    def open_other(self, path: Path) -> None:
        """Show another digits file; if it is refused, this one stays."""
        self.components.training.close(_CLOSING)
        self.components.digits.open(path)

    def close(self) -> None:
        """End the training, keep its weights, save what waits, and let the window go.

        A drawing that cannot be saved keeps the window open once, so that the person can read why;
        a thread that has not ended keeps it open in any case, for Qt would end the process.
        """
        window, digits = self.components.window, self.components.digits
        if window.may_close:
            return
        self._keep_settings()
        if not self.components.training.close(_CLOSING):
            sentence = "The training has not ended yet. Close again in a moment."
            window.show_message(sentence, "warning")
            return
        window.may_close = digits.close(_CLOSING, give_up=self._refused)
        self._refused = not window.may_close
        if window.may_close:
            atexit.unregister(self.close)
            self._elsewhere.stop()
            self._training.stop()
            QTimer.singleShot(0, gc.collect)  # else the memory of a run stays for seconds

    def on_saved(self) -> None:
        """Keep the window open again for what cannot be saved: saving works."""
        self._refused = False

    def _keep_settings(self) -> None:
        components, settings = self.components, self._settings
        settings.keep("geometry", components.window.saveGeometry())
        settings.keep("columns", components.window.columns.state())
        settings.keep("digits_folded", components.window.columns.is_folded())
        settings.keep("thumbnails", components.dataset_panel.buttons.thumbnail_size())
        settings.keep("skip_duplicates", components.digits.skip_duplicates)
        settings.keep("pen", components.drawing_panel.pen_width())
        settings.keep("live", components.prediction_panel.is_live())
        settings.keep("presets", write_presets(components.train_page.form.presets.own))
        if components.transport.is_speed_chosen:
            settings.keep("speed", str(components.transport.chosen_speed or 0))
        settings.keep_import_answers(components.digits.import_answers())
        settings.keep("theme", components.appearance.choice)
        settings.keep("text_scale", components.appearance.text_scale)
        path = self._status.path()
        if path is not None:
            settings.keep("file", str(path))
            settings.keep_config(path, components.train_page.form.config())
            settings.keep_ink(path, components.canvas.drawing())
        settings.sync()
