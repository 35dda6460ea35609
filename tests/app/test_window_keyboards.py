"""The main keys on keyboards with other letters, in the whole window."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from digitapp.ui.window import layout_keys

from .window_actions import draw_zero, find


@pytest.fixture(autouse=True)
def linux_places(monkeypatch):
    monkeypatch.setattr(layout_keys.key_by_place, "__defaults__", ("linux",))


def press(widget, text, scan):
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = Qt.Key(ord(text.upper()))
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(widget, QKeyEvent(kind, key, none, scan, 0, 0, text))


@pytest.mark.parametrize("where", ["canvas", "gallery", "trainButton"])
def test_the_key_of_0_saves_a_0_on_azerty(qtbot, window, where):
    draw_zero(window)
    press(find(window, where), "à", 19)
    qtbot.waitUntil(lambda: "1 zero" in find(window, "countsLabel").text())


def test_cyrillic_letters_train_and_reset(qtbot, window):
    find(window, "starterButton").click()
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("1,"), timeout=20_000)
    press(find(window, "canvas"), "и", 56)  # B: one batch
    qtbot.waitUntil(lambda: "batch 1 of" in find(window, "trainingStatus").text(), timeout=20_000)
    press(find(window, "canvas"), "к", 27)  # R
    qtbot.waitUntil(lambda: "no epoch yet" in find(window, "trainingStatus").text())


def test_in_a_field_such_letters_are_text(window):
    layers = find(window, "layersEdit")
    layers.setFocus()
    press(layers, "е", 28)
    assert layers.text().endswith("е")
    assert find(window, "trainButton").text() == "Train"


def test_the_page_of_keys_says_so(window):
    window.actions_by_name["keys"].trigger()
    texts = [
        label.text() for label in find(window, "keysDialog").children() if hasattr(label, "text")
    ]
    assert layout_keys.NOTE in texts
