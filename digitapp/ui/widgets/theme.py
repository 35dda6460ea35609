"""Theme: colours in light and dark, sizes, and the one style sheet. Knows no panel, and no Qt.

A widget says what it is by its property "role"; what that looks like stands only here. What paints
by hand takes its colours from the Theme. 0 is blue and 1 is orange, which colour-blind people tell
apart (Okabe and Ito, 2008), and their shapes differ too. Curves have colours of their own.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from digitapp.files import paths


@dataclass(frozen=True)
class Colours:
    """All as "#rrggbb"; text on panel, muted on panel and on_accent on accent have 4.5 : 1."""

    window: str
    panel: str
    border: str
    hover: str
    track: str
    text: str
    muted: str
    accent: str
    on_accent: str
    paper: str
    ink: str
    zero: str
    one: str
    on_label: str
    faint: str
    training: str
    held_out: str
    warning: str
    error: str


@dataclass(frozen=True)
class Theme:
    """Colours and the scale of everything.

    presenting : only what is read from the last row is shown, and no text is small
    """

    colours: Colours
    dark: bool
    scale: float = 1.0
    presenting: bool = False

    def px(self, size: float) -> int:
        """Return a size in pixels at this scale."""
        return round(size * self.scale)

    def caption(self) -> int:
        """Return the pixels of the smallest text, which no presentation has smaller than others."""
        return self.px(13 if self.presenting else 11)


LIGHT = Theme(
    Colours(
        window="#f5f6f8",
        panel="#ffffff",
        border="#d5dae2",
        hover="#eef1f6",
        track="#dfe3ea",
        text="#1a2230",
        muted="#566173",
        accent="#2454c8",
        on_accent="#ffffff",
        paper="#fdfdfc",
        ink="#1b2331",
        zero="#0a6fb0",
        one="#c2500a",
        on_label="#ffffff",
        faint="#8c95a4",
        training="#1a2230",
        held_out="#a3237f",
        warning="#7a5200",
        error="#b3261e",
    ),
    dark=False,
)

DARK = Theme(
    Colours(
        window="#11161d",
        panel="#1b222c",
        border="#343d4a",
        hover="#262f3b",
        track="#343d4a",
        text="#eef1f6",
        muted="#a3adbb",
        accent="#7da2ff",
        on_accent="#0d1320",
        paper="#0d1117",
        ink="#e8ecf3",
        zero="#56b4f0",
        one="#f79a3e",
        on_label="#10151c",
        faint="#677384",
        training="#eef1f6",
        held_out="#f58fd8",
        warning="#e6c04f",
        error="#ff8a80",
    ),
    dark=True,
)


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of the whole window."""
    sheet = paths.resource("window.qss").read_text(encoding="utf-8")
    marks = paths.resource("marks")
    kind = "dark" if theme.dark else "light"
    values = asdict(theme.colours)
    values |= {name: f"{(marks / name).as_posix()}-{kind}.svg" for name in ("tick", "down")}
    if theme.presenting:
        sheet = re.sub(r"font-size: <1[12]>", "font-size: <13>", sheet)
    sheet = re.sub(r"@(\w+)", lambda found: values[found[1]], sheet)
    return re.sub(r"<([\d.]+)>", lambda found: f"{theme.px(float(found[1]))}px", sheet)
