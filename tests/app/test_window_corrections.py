"""What was corrected stays beside the answer, until it is read right and after."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.digits import DigitStore, starter

from .window_actions import draw, draw_one, find

TRIANGLE = [[(0, -1), (1, 1), (-1, 1), (0, -1)]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def corrected(qtbot, path, open_window):
    """A window that has learnt a few digits, where a triangle was read as 0 and labelled 1."""
    with DigitStore(path) as store:
        store.add_many(starter()[:200])
    window = open_window()
    find(window, "epochs").setValue(10)
    train(qtbot, window, 10)
    correct(qtbot, window)
    return window


def train(qtbot, window, epochs):
    QTest.keyClick(window, Qt.Key.Key_T)
    status = find(window, "trainingStatus")
    qtbot.waitUntil(lambda: status.text().startswith(f"{epochs} epochs"), timeout=30_000)


def correct(qtbot, window):
    draw(window, TRIANGLE)
    find(window, "predictButton").click()
    assert not find(window, "predictionLabel").text().startswith("1")
    QTest.keyClick(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("201 "))


def note(window):
    return find(window, "predictionNote").text()


def spoken(window):
    return find(window, "corrected1").accessibleName()


def test_a_drawing_that_was_read_wrong_stays_beside_the_answer_until_training_mends_it(
    qtbot, corrected
):
    assert find(corrected, "corrected1").isVisible()
    assert "not read as 1" in spoken(corrected)
    assert note(corrected) == "Press T: the network learns the 1 you corrected."
    find(corrected, "epochs").setValue(60)
    train(qtbot, corrected, 70)
    assert note(corrected) == "The 1 you corrected is now read as 1."
    assert ", read as 1" in spoken(corrected)


def test_what_training_does_not_mend_is_said_with_what_to_do(qtbot, corrected):
    find(corrected, "epochs").setValue(1)
    find(corrected, "learningRate").setValue(1e-9)
    train(qtbot, corrected, 11)
    assert note(corrected).endswith("draw two like it, then press T.")


def test_the_advice_gives_way_to_the_next_drawing_and_returns(corrected):
    draw_one(corrected)
    find(corrected, "predictButton").click()
    assert note(corrected) == "Wrong? Press 0 or 1 to teach it."
    QTest.keyClick(corrected, Qt.Key.Key_Backspace)
    find(corrected, "predictButton").click()
    assert "the 1 you corrected" in note(corrected)


def test_a_drawing_that_was_read_right_is_not_shown_there(qtbot, corrected):
    find(corrected, "corrected1").click()
    draw_one(corrected)
    QTest.keyClick(corrected, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: find(corrected, "countsLabel").text().startswith("202 "))
    assert not find(corrected, "corrected1").isVisible()


def test_it_leaves_when_its_saving_is_undone(qtbot, corrected):
    QTest.keyClick(corrected, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not find(corrected, "corrected1").isVisible())


def test_it_leaves_when_it_is_relabelled(qtbot, corrected):
    find(corrected, "gallery").setFocus()
    QTest.keyClick(find(corrected, "gallery"), Qt.Key.Key_Home)
    QTest.keyClick(find(corrected, "gallery"), Qt.Key.Key_0)
    qtbot.waitUntil(lambda: not find(corrected, "corrected1").isVisible())


def test_a_click_puts_it_away(corrected):
    QTest.mouseClick(find(corrected, "corrected1"), LEFT)
    assert not find(corrected, "corrected1").isVisible()
    assert "corrected" not in note(corrected)


def test_all_are_put_away_when_another_file_is_opened(qtbot, corrected, tmp_path):
    corrected.recent_requested.emit(tmp_path / "other.digits")
    qtbot.waitUntil(lambda: "other" in corrected.windowTitle())
    assert not find(corrected, "corrected1").isVisible()
