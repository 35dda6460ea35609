"""StatusPresenter: title and status bar, menu texts and theme. Decides nothing.

Here stands what no single signal carries to its place; for the training see
training_presenter.py.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import TrainingConfig
from digitapp.ui.window.actions import key_table

from .components import Components


class StatusPresenter(QObject):
    """Slots that show in some components what comes from others."""

    def __init__(self, components: Components) -> None:
        super().__init__(components.window)
        self._components = components
        self._actions = components.window.actions_by_name
        self._dataset = DatasetSnapshot.empty()
        self._pending = 0

    def path(self) -> Path | None:
        """Return the file that is open; None: none is."""
        return self._dataset.path

    def is_empty(self) -> bool:
        """Return whether there is no drawing in the file."""
        return len(self._dataset) == 0

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Show which file is open, and what of it is held out."""
        if dataset.path != self._dataset.path:
            self._components.window.clear_messages()  # which are about the file before
            self._components.train_page.show_outcome("", "")
        self._dataset = dataset
        name = f"{dataset.path.name} – " if dataset.path else ""
        self._components.window.setWindowTitle(f"{name}digitapp")
        self.show_held_out(self._components.train_page.form.config())
        self.show_pending(self._pending)

    def show_held_out(self, config: TrainingConfig) -> None:
        """Mark what is held out from training by these settings."""
        mask = self._dataset.held_out(config.validation_share, config.seed)
        self._components.dataset_panel.show_held_out(mask)

    def show_history(self, undo: str | None, redo: str | None) -> None:
        """Show what undo and redo would do."""
        self._components.drawing_panel.show_history(undo is not None, redo is not None)
        self._actions["undo"].setText(f"&Undo {undo or ''}".strip())
        self._actions["redo"].setText(f"&Redo {redo or ''}".strip())

    def show_pending(self, drawings: int) -> None:
        """Show whether all is saved, or how many drawings are not yet."""
        self._pending, path = drawings, self._dataset.path
        saved = "No digits file is open."
        if drawings:
            saved = f"Saving {drawings} …"
        elif path and self._dataset.read_only:
            saved = f"{path.name} can only be read: nothing is saved in it."
        elif path and self.is_empty():
            saved = f"Every drawing that you label is saved at once, in {path.name}."
        elif path:
            saved = f"All drawings are saved in {path.name}."
        self._components.window.show_standing(saved)

    def show_key_meaning(self) -> None:
        """Show what the keys 0 and 1 would do now, beside the canvas."""
        panel = self._components.dataset_panel
        relabelled = len(panel.selected_ids()) if panel.gallery_has_focus() else 0
        self._components.prediction_panel.show_relabelled(relabelled)

    def show_live(self, live: bool) -> None:
        """Tick the menu as the box is ticked."""
        self._actions["live"].setChecked(live)

    def show_theme(self) -> None:
        """Show colours and sizes everywhere."""
        self._components.show_theme()
        self._actions[f"theme_{self._components.appearance.choice}"].setChecked(True)

    def choose_system(self) -> None:
        """Choose light or dark as the system is."""
        self._components.appearance.choose("system")

    def choose_light(self) -> None:
        """Choose the light theme."""
        self._components.appearance.choose("light")

    def choose_dark(self) -> None:
        """Choose the dark theme."""
        self._components.appearance.choose("dark")

    def enlarge_text(self) -> None:
        """Show everything larger."""
        self._components.appearance.scale_text(1)

    def reduce_text(self) -> None:
        """Show everything smaller."""
        self._components.appearance.scale_text(-1)

    def reset_text(self) -> None:
        """Show everything in the usual size."""
        self._components.appearance.scale_text(0)

    def present(self, wanted: bool) -> None:
        """Fill the screen, in large; or be as before."""
        window = self._components.window
        screen = window.screen().size() if wanted else None
        self._components.appearance.present(screen)
        if wanted:
            window.showFullScreen()
        else:
            window.showNormal()

    def copy_drawing(self) -> None:
        """Copy the canvas as a picture."""
        QGuiApplication.clipboard().setImage(self._components.canvas.picture())
        self._components.window.show_message("The drawing is copied as a picture.")

    def copy_plot(self) -> None:
        """Copy the curves as a picture."""
        picture = self._components.train_page.plot_picture()
        if picture is not None:
            QGuiApplication.clipboard().setImage(picture)
            self._components.window.show_message("The plot is copied as a picture.")

    def copy_figures(self) -> None:
        """Copy the curves as a table, as programs for tables take it."""
        from digitapp.ui.plot.export import table  # here, for it loads what writes pictures

        curves = self._components.training.frame.curves
        QGuiApplication.clipboard().setText("".join(table(curves, "\t")))
        said = f"The figures of {len(curves.epochs):,} epochs are copied as a table."
        self._components.window.show_message(said)

    def go_to_gallery(self) -> None:
        """Focus the gallery."""
        self._components.window.columns.unfold()
        self._components.dataset_panel.focus_gallery()

    def show_keys(self) -> None:
        """Show all keys on one page."""
        self._components.dialogs.show_keys(key_table(self._components.window.menuBar()))
