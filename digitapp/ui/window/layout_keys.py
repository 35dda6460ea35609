"""Keys on other keyboards: which key of the program is meant where the letters are others.

AZERTY and Czech need Shift for 0 and 1; Cyrillic, Greek and other scripts have no T, B, E, R, L.
Where a key gives neither a Latin letter nor a digit, its place counts, as on a US keyboard.
Knows key events; no window.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

# codes of the keys 0 and 1, and of the letters, as the window systems number places on a keyboard
_EVDEV = {19: "0", 10: "1", 28: "T", 56: "B", 26: "E", 27: "R", 46: "L"}  # X11 and Wayland
_WINDOWS = {0x0B: "0", 0x02: "1", 0x14: "T", 0x30: "B", 0x12: "E", 0x13: "R", 0x26: "L"}
_MAC = {0x1D: "0", 0x12: "1", 0x11: "T", 0x0B: "B", 0x0E: "E", 0x0F: "R", 0x25: "L"}
_LAST_LATIN = "\u024f"
NOTE = (
    "Where 0 and 1 need Shift, and on keyboards with other letters than Latin ones, the keys at "
    "the same places do it without Shift: on AZERTY à is 0 and & is 1."
)


def key_by_place(event: QKeyEvent, platform: str = sys.platform) -> str | None:
    """Return the key of a US keyboard that is meant, "0" or "T"; None where none is.

    platform : as sys.platform
    """
    allowed = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.GroupSwitchModifier
    text = event.text()
    if event.modifiers() & ~allowed or event.isAutoRepeat() or not text.isprintable() or not text:
        return None
    if platform == "darwin":  # which has no scan codes
        key = _MAC.get(event.nativeVirtualKey())
    else:
        codes = _WINDOWS if platform == "win32" else _EVDEV
        key = codes.get(event.nativeScanCode())
    if key is None or (text.isascii() and text.isalnum()):
        return None
    if key.isdigit():
        return key
    return key if text.isalpha() and text > _LAST_LATIN else None
