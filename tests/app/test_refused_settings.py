"""Train with settings that are refused: nothing is trained, and it is said what is missing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from .window_actions import find, type_in

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(active_window):
    return active_window


def status(window):
    return find(window, "trainingStatus").text()


def said(window):
    return find(window, "message").text()


ASK = {
    "button": lambda window: QTest.mouseClick(find(window, "trainButton"), LEFT),
    "key": lambda window: QTest.keyClick(window, Qt.Key.Key_T),
    "batch": lambda window: QTest.mouseClick(find(window, "stepBatchButton"), LEFT),
    "epoch": lambda window: QTest.keyClick(window, Qt.Key.Key_E),
}


@pytest.mark.parametrize("ask", list(ASK))
@pytest.mark.parametrize("page", [1, 3])
def test_layers_that_are_refused_are_not_trained_in_any_way_and_on_no_page(
    qtbot, window, ask, page
):
    type_in(window, "layersEdit", "abc")
    QTest.keyClick(find(window, "layersEdit"), Qt.Key.Key_Return)
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{page}"), Qt.KeyboardModifier.AltModifier)
    ASK[ask](window)
    assert said(window).startswith("Nothing is trained. “abc” is not a list of hidden layers.")
    assert status(window) == "no epoch yet"
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    type_in(window, "layersEdit", "5")
    type_in(window, "epochs", "2")
    QTest.keyClick(find(window, "epochs"), Qt.Key.Key_Return)
    ASK["button"](window)
    qtbot.waitUntil(lambda: status(window) == "2 epochs so far", timeout=20_000)


def test_a_number_that_is_refused_by_the_press_of_train_is_not_passed_over(qtbot, window):
    type_in(window, "epochs", "3")
    QTest.keyClick(find(window, "epochs"), Qt.Key.Key_Return)
    type_in(window, "epochs", "many")
    ASK["button"](window)
    assert "Epochs must be a whole number" in said(window)
    assert find(window, "diagnostics").text().startswith("Epochs must be a whole number")
    assert status(window) == "no epoch yet"
    assert find(window, "epochs").text() == "3"
    qtbot.waitUntil(lambda: ASK["button"](window) or status(window) != "no epoch yet")
    qtbot.waitUntil(lambda: status(window) == "3 epochs so far", timeout=20_000)


def test_a_number_that_was_refused_before_keeps_no_key_from_training(qtbot, window):
    type_in(window, "epochs", "3")
    QTest.keyClick(find(window, "epochs"), Qt.Key.Key_Return)
    type_in(window, "epochs", "many")
    QTest.keyClick(find(window, "epochs"), Qt.Key.Key_Return)
    assert find(window, "diagnostics").text().startswith("Epochs must be a whole number")
    QApplication.processEvents()  # the key comes later
    ASK["key"](window)
    qtbot.waitUntil(lambda: status(window) == "3 epochs so far", timeout=20_000)


def test_without_drawings_train_says_so_on_every_page(open_window, tmp_path):
    window = open_window(path=tmp_path / "empty.digits")
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(window, Qt.Key.Key_T)
    assert said(window).startswith("Nothing is trained: there are no drawings yet.")
