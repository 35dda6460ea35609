"""The composition root: builds every object once and connects it. The only room that knows all.

    canvas ──image──▶ prediction ◀─weights── training ◀─DatasetSnapshot── digits ◀─drawing── editing

components.py builds each object once, wiring.py connects them, status_presenter.py and
training_presenter.py show what comes from several of them, window_controller.py opens and closes
the window, application.py holds what the command's process needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitapp.ui.window.main_window import MainWindow
    from digitapp.ui.window.settings import Settings

__all__ = ["build_window"]


def build_window(path: str | Path, settings: Settings | None = None) -> MainWindow:
    """Build the whole connected window on a digits file; it is not shown yet.

    path : made if nothing is there; if it is refused the window opens all the same, and says so
    settings : the person's own, if none are given
    """
    from .application import prepare_qt
    from .window_controller import WindowController  # here, for this loads Qt and numpy

    prepare_qt()
    return WindowController(Path(path), settings).components.window
