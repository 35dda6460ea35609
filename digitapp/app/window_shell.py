"""WindowShell: the empty window, and then its menus and colours, with nothing in the columns yet.

Loads no numpy and no panel, and at first not even Qt's namespace, so that the command shows the
window within the time of a bare one.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent

from digitapp.ui.window.main_window import MainWindow
from digitapp.ui.window.settings import Settings

if TYPE_CHECKING:
    from digitapp.ui.window.appearance import Appearance


class WindowShell:
    """The empty window, where and as the person left it; it lives as long as this object."""

    appearance: Appearance

    def __init__(self, settings: Settings) -> None:
        self._settings, self.window = settings, MainWindow()
        self.window.show_background(settings.text("theme", "system"))
        self.window.place(settings.state("geometry"))

    def build(self) -> None:
        """Create the menus and the empty columns, in the person's colours."""
        from digitapp.ui.window.appearance import Appearance, add_fonts

        add_fonts()
        settings, room = self._settings, self.window.room()
        text_scale = settings.decimal("text_scale", 1.0)
        self.window.build()
        self.appearance = Appearance(settings.text("theme", "system"), room, text_scale)
        self.window.show_theme(self.appearance.theme())
        columns, folded = settings.state("columns"), settings.flag("digits_folded", False)
        self.window.columns.restore(columns, folded=folded)

    def __del__(self) -> None:
        """Have Qt destroy the window as a whole, before Python collects its parts as garbage.

        Else its widgets go one by one, and those that are left crash in asking for their size.
        """
        with suppress(AttributeError, RuntimeError):  # it was not created, or is destroyed already
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)
