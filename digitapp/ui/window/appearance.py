"""Appearance: light or dark, and how large. Knows Qt's colour scheme and the screen, no panel."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication

from digitapp.files import paths
from digitapp.ui.widgets.theme import DARK, LIGHT, Theme

_CAPITALS = 0.0255  # of the screen's height, in a presentation: read from the last row
_CAPITAL_AT_SCALE_1 = 13 * 0.727  # pixels; the font Inter has capitals of 0.727 em
_SMALLEST = QSize(900, 630)  # in this, everything is reached at scale 1
_TEXT_SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8)
_FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")
CHOICES = ("system", "light", "dark")


class Appearance(QObject):
    """The theme as it is wanted: the person's choice or the system's, and how large text is.

    choice : "system", "light" or "dark"
    screen : the room that the window has on its screen, which text of any size must fit
    text_scale : of the person's choice, 1 for the usual size
    """

    theme_changed = Signal(object)  # Theme

    def __init__(self, choice: str, screen: QSize, text_scale: float = 1.0) -> None:
        super().__init__()
        self.choice = choice if choice in CHOICES else "system"
        self.text_scale = text_scale if text_scale in _TEXT_SCALES else 1.0
        self._screen = screen
        self._presented_on: QSize | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def theme(self) -> Theme:
        """Return the theme that holds now."""
        dark = self.choice == "dark" or (self.choice == "system" and _system_is_dark())
        theme = DARK if dark else LIGHT
        presenting = self._presented_on is not None
        return dataclasses.replace(theme, scale=self._scale(), presenting=presenting)

    def choose(self, choice: str) -> None:
        """Choose "light", "dark" or "system"."""
        self.choice = choice
        self.theme_changed.emit(self.theme())

    def present(self, screen: QSize | None) -> None:
        """Scale texts so that they are read from the last row of a room; None: the usual size."""
        self._presented_on = screen
        self.theme_changed.emit(self.theme())

    def scale_text(self, steps: int) -> None:
        """Show text larger by some steps, or smaller; 0 returns to the usual size."""
        place = _TEXT_SCALES.index(self.text_scale if steps else 1.0) + steps
        self.text_scale = _TEXT_SCALES[min(max(place, 0), len(_TEXT_SCALES) - 1)]
        self.theme_changed.emit(self.theme())

    def _scale(self) -> float:
        if self._presented_on is not None:
            return _CAPITALS * self._presented_on.height() / _CAPITAL_AT_SCALE_1
        room, needed = self._screen, _SMALLEST
        fits = min(room.width() / needed.width(), room.height() / needed.height())
        return min(self.text_scale, fits)

    def _on_scheme_changed(self) -> None:
        if self.choice == "system":
            self.theme_changed.emit(self.theme())


def add_fonts() -> None:
    """Add the font that is shipped, which the style sheet names."""
    if "Inter" not in QFontDatabase.families():
        for name in _FONTS:
            QFontDatabase.addApplicationFont(str(paths.resource(name)))


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
