"""What the whole window says of a drawing: an answer, or plainly that there is none."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.digits import DigitStore, starter

from .window_actions import ONE, draw, draw_one, draw_zero, find

CROSS = [[(-1, -1), (1, 1)], [(1, -1), (-1, 1)]]
SEVEN = [[(-1, -1), (0, -1), (1, -1), (0.2, 0), (-0.6, 1)]]


@pytest.fixture
def taught(path, open_window, qtbot):
    """A window that knows the starter digits."""
    with DigitStore(path) as store:
        store.add_many(starter())
    return open_window()


def answer(window):
    return find(window, "predictionLabel").text()


def click(window, name):
    QTest.mouseClick(find(window, name), Qt.MouseButton.LeftButton)


def switch_off_live(window):
    QTest.keyClick(window, Qt.Key.Key_L)
    assert not find(window, "livePrediction").isChecked()


def test_an_empty_canvas_gets_a_hint_and_no_prediction(window):
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert answer(window) == ""
    assert "Draw a 0 or a 1" in find(window, "predictionNote").text()
    assert find(window, "probabilityBar").value() == -1


def test_an_answer_follows_the_pen_while_live_is_on(qtbot, window):
    draw_one(window)
    qtbot.waitUntil(lambda: answer(window).startswith("1"))
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    draw_zero(window)
    qtbot.waitUntil(lambda: answer(window).startswith("0"))


def test_with_live_off_space_asks_and_more_ink_takes_the_answer_away(qtbot, window):
    switch_off_live(window)
    draw_one(window)
    qtbot.waitUntil(lambda: "Press Space" in find(window, "predictionNote").text())
    assert answer(window) == ""
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert answer(window).startswith("1")
    draw(window, [ONE], centre=(0.52, 0.5))
    qtbot.waitUntil(lambda: answer(window) == "")


@pytest.mark.parametrize("live", [True, False])
def test_predict_answers_at_once_for_what_is_on_the_canvas_now(window, live):
    if not live:
        switch_off_live(window)
    draw_zero(window)
    click(window, "predictButton")
    assert answer(window).startswith("0")
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    draw_one(window)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert answer(window).startswith("1")
    QTest.keyClick(window, Qt.Key.Key_1)
    click(window, "predictButton")
    assert answer(window) == ""


@pytest.mark.parametrize("strokes", [CROSS, SEVEN], ids=["cross", "seven"])
def test_what_is_neither_is_told_plainly(qtbot, taught, strokes):
    draw(taught, strokes, size=(0.2, 0.3))
    qtbot.waitUntil(lambda: "does not look like a 0 or a 1" in answer(taught))
    assert answer(taught).startswith("?")


def test_an_untrained_network_of_ones_own_is_not_sure(qtbot, taught):
    find(taught, "learningRate").setValue(1e-6)
    find(taught, "epochs").setValue(1)
    QTest.keyClick(taught, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: "paused" in find(taught, "trainingStatus").text().lower())
    draw_one(taught)
    qtbot.waitUntil(lambda: answer(taught).startswith("? not sure"))


def test_the_network_sees_the_same_small_picture_wherever_one_draws(qtbot, window):
    seen = find(window, "networkInput")
    pictures = []
    for place in ({}, {"centre": (0.25, 0.3), "size": (0.09, 0.15)}):
        draw_zero(window, **place)
        qtbot.waitUntil(lambda: answer(window) != "")
        pictures.append(seen.grab().toImage())
        QTest.keyClick(window, Qt.Key.Key_Backspace)
        qtbot.waitUntil(lambda: answer(window) == "")
    assert seen.grab().toImage() != pictures[0]
    assert alike(*pictures) > 0.97


def alike(a, b):
    """Return the share of places whose brightness is nearly the same."""
    places = [(x, y) for x in range(0, a.width(), 3) for y in range(0, a.height(), 3)]
    near = [abs(a.pixelColor(*p).value() - b.pixelColor(*p).value()) < 60 for p in places]
    return sum(near) / len(near)
