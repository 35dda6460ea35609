"""Where the keyboard is after a click: single keys never end up in a field that was left."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from .window_actions import draw_one, find, type_in

LEFT = Qt.MouseButton.LeftButton
FOREVER = "1000000"


@pytest.fixture
def window(active_window):
    return active_window


def focused():
    return QApplication.focusWidget()


def press(key):
    """Press a key where the keyboard is."""
    QTest.keyClick(focused(), key)


def click(window, name):
    """Click in the window, as the system does, in the middle of a widget."""
    widget = find(window, name)
    middle = widget.mapTo(window, widget.rect().center())
    QTest.mouseClick(window.windowHandle(), LEFT, Qt.KeyboardModifier.NoModifier, middle)


def status(window):
    return find(window, "trainingStatus").text()


@pytest.mark.parametrize("field", ["learningRate", "epochs"])
def test_after_a_click_on_train_t_pauses_and_1_labels(qtbot, window, field):
    type_in(window, "epochs", FOREVER)
    type_in(window, field, {"learningRate": "0.002", "epochs": FOREVER}[field])
    rate = find(window, "learningRate").text()
    click(window, "trainButton")
    qtbot.waitUntil(lambda: find(window, "trainButton").text() == "Pause")
    assert focused().objectName() in ("trainButton", "pauseButton")
    press(Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "paused" in status(window))
    keyboard = focused()
    draw_one(window)
    if keyboard is not None:
        keyboard.setFocus()
    press(Qt.Key.Key_1)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("61"))
    assert find(window, "learningRate").text() == rate


@pytest.mark.parametrize(
    "name", "stepBatchButton resetButton clearButton predictButton livePrediction".split()
)
def test_after_a_click_on_another_button_keys_are_no_text(window, name):
    before = find(window, "epochs").text()
    type_in(window, "epochs", before)
    click(window, name)
    assert focused() is None or focused().objectName() == name
    QTest.keyClick(focused() or window, Qt.Key.Key_7)
    assert find(window, "epochs").text() == before


@pytest.mark.parametrize("name", ["speed", "penWidth", "augmentation", "diagnostics", "pageTabs"])
def test_after_a_click_on_anything_else_keys_are_no_text(window, name):
    before = find(window, "epochs").text()
    type_in(window, "epochs", before)
    click(window, name)
    QTest.keyClick(focused() or window, Qt.Key.Key_7)
    assert find(window, "epochs").text() == before


def test_after_a_menu_below_a_button_keys_are_no_text(qtbot, window):
    before = find(window, "epochs").text()
    type_in(window, "epochs", before)
    QTimer.singleShot(0, find(window, "importButton").menu().close)
    click(window, "importButton")
    window.activateWindow()  # without a screen, the menu's window stays the active one
    qtbot.waitUntil(lambda: focused() is find(window, "importButton"))
    QTest.keyClick(focused(), Qt.Key.Key_7)
    assert find(window, "epochs").text() == before


@pytest.mark.parametrize("name", ["optimizerBox", "preset"])
def test_after_a_choice_keys_are_no_text_and_0_labels(qtbot, window, name):
    before = find(window, "epochs").text()
    type_in(window, "epochs", before)
    box = find(window, name)
    assert isinstance(box, QComboBox)
    click(window, name)
    qtbot.waitUntil(box.view().isVisible)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not box.view().isVisible())
    assert focused() is box
    draw_one(window)
    box.setFocus()
    chosen = box.currentText()
    press(Qt.Key.Key_0)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("61"))
    assert (find(window, "epochs").text(), box.currentText()) == (before, chosen)


@pytest.mark.parametrize("name", ["layersEdit", "epochs"])
def test_a_run_that_begins_by_the_menu_leaves_no_field_the_keyboard(qtbot, window, name):
    type_in(window, "epochs", FOREVER)
    type_in(window, name, {"layersEdit": "25, 15", "epochs": FOREVER}[name])
    window.actions_by_name["train"].trigger()
    qtbot.waitUntil(lambda: find(window, "trainButton").text() == "Pause")
    QTest.keyClick(focused() or window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "paused" in status(window))


def test_a_preset_that_is_named_does_not_leave_the_keyboard_to_the_next_field(qtbot, window):
    type_in(window, "epochs", "77")
    press(Qt.Key.Key_Return)
    click(window, "keepPresetButton")
    name = find(window, "presetName")
    assert name.hasFocus()
    QTest.keyClicks(name, "mine")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert focused().objectName() in ("preset", "keepPresetButton")
    assert find(window, "preset").currentText() == "mine"
