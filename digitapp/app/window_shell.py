"""WindowShell: the window with its menus and colours, and nothing in its columns yet.

Loads no numpy and no panel, so that the command shows it within the time of a bare window.
"""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QCoreApplication, QEvent

from digitapp.ui.window.appearance import Appearance
from digitapp.ui.window.main_window import MainWindow
from digitapp.ui.window.settings import Settings


class WindowShell:
    """The empty window, where and as the person left it; it lives as long as this object."""

    def __init__(self, settings: Settings) -> None:
        self.window = MainWindow()
        text_scale = settings.decimal("text_scale", 1.0)
        room = self.window.room()
        self.appearance = Appearance(settings.text("theme", "system"), room, text_scale)
        self.window.show_theme(self.appearance.theme())
        self.window.place(settings.state("geometry"))
        columns, folded = settings.state("columns"), settings.flag("digits_folded", False)
        self.window.columns.restore(columns, folded=folded)

    def __del__(self) -> None:
        """Have Qt destroy the window as a whole, before Python collects its parts as garbage.

        Else its widgets go one by one, and those that are left crash in asking for their size.
        """
        with suppress(AttributeError, RuntimeError):  # it was not created, or is destroyed already
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)
