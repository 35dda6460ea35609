"""Appearance: light or dark, and how large. Knows Qt's colour scheme and the screen, no panel."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from digitapp.files import paths
from digitapp.ui.widgets.theme import DARK, LIGHT, Theme

_CAPITALS = 0.0255  # of the screen's height, in a presentation: read from the last row
_CAPITAL_AT_SCALE_1 = 13 * 0.727  # pixels; the font Inter has capitals of 0.727 em
_FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")
CHOICES = ("system", "light", "dark")


class Appearance(QObject):
    """The theme as it is wanted: the person's choice, the system's, and the scale of F11."""

    theme_changed = Signal(object)  # Theme

    def __init__(self, choice: str) -> None:
        super().__init__()
        self.choice = choice if choice in CHOICES else "system"
        self._scale, self._presenting = 1.0, False
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def theme(self) -> Theme:
        """Return the theme that holds now."""
        dark = self.choice == "dark" or (self.choice == "system" and _system_is_dark())
        theme = DARK if dark else LIGHT
        return dataclasses.replace(theme, scale=self._scale, presenting=self._presenting)

    def choose(self, choice: str) -> None:
        """Take "light", "dark" or "system"."""
        self.choice = choice
        self.theme_changed.emit(self.theme())

    def present(self, screen: QSize | None) -> None:
        """Scale texts so that they are read from the last row of a room; None: the usual size."""
        self._presenting = screen is not None
        self._scale = 1.0
        if screen is not None:
            self._scale = _CAPITALS * screen.height() / _CAPITAL_AT_SCALE_1
        self.theme_changed.emit(self.theme())

    def _on_scheme_changed(self) -> None:
        if self.choice == "system":
            self.theme_changed.emit(self.theme())


def set_style_and_fonts(application: QApplication) -> None:
    """Set what the style sheet builds on: Qt's own style and the font that is shipped."""
    application.setStyle("Fusion")
    if "Inter" not in QFontDatabase.families():
        for name in _FONTS:
            QFontDatabase.addApplicationFont(str(paths.resource(name)))


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
