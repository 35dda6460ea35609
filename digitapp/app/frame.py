"""Frame: the window with its menus and colours, and nothing in its columns yet.

Loads no numpy and no panel, so that the command shows it within the time of a bare window.
"""

from __future__ import annotations

from ..ui.appearance import Appearance
from ..ui.main_window import MainWindow
from ..ui.settings import Settings


class Frame:
    """The empty window, where and as the person left it."""

    def __init__(self, settings: Settings) -> None:
        self.window = MainWindow()
        self.appearance = Appearance(settings.text("theme", "system"))
        self.window.show_theme(self.appearance.theme())
        self.window.place(settings.state("geometry"), settings.state("columns"))
