"""Keyboards of others, by the events that their window systems send."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from digitapp.ui.window.layout_keys import key_by_place

SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


def pressed(text, scan, *, virtual=0, modifiers=NONE, repeated=False):
    key = Qt.Key(ord(text.upper())) if text else Qt.Key.Key_unknown
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, virtual, 0, text, repeated)


@pytest.mark.parametrize(
    ("text", "scan", "meant"),
    [
        ("à", 19, "0"),  # French
        ("&", 10, "1"),
        ("é", 19, "0"),  # Czech
        ("+", 10, "1"),
        ("е", 28, "T"),  # Russian: the letter at the place of T
        ("и", 56, "B"),
        ("у", 26, "E"),
        ("к", 27, "R"),
        ("д", 46, "L"),
        ("τ", 28, "T"),  # Greek
        ("β", 56, "B"),
    ],
)
def test_a_key_counts_by_its_place(text, scan, meant):
    assert key_by_place(pressed(text, scan), "linux") == meant


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        ("y", 28),  # Dvorak has its own T elsewhere
        ("p", 27),
        ("z", 10),
        ("1", 10),
        ("ž", 28),  # a Latin letter with a mark is no letter of another script
        ("ф", 38),  # the place of A, which does nothing
        ("", 28),
        ("\t", 28),
    ],
)
def test_a_latin_letter_is_what_it_is(text, scan):
    assert key_by_place(pressed(text, scan), "linux") is None


def test_with_shift_or_held_down_nothing_is_guessed():
    assert key_by_place(pressed("&", 10, modifiers=SHIFT), "linux") is None
    assert key_by_place(pressed("&", 10, repeated=True), "linux") is None


def test_windows_and_macs_number_the_places_otherwise():
    assert key_by_place(pressed("à", 0x0B), "win32") == "0"
    assert key_by_place(pressed("е", 0x14), "win32") == "T"
    assert key_by_place(pressed("à", 0, virtual=0x1D), "darwin") == "0"
    assert key_by_place(pressed("е", 0, virtual=0x11), "darwin") == "T"
