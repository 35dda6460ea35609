"""The whole window on a real digits file: the loop of drawing, labelling, training, predicting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.digits import DigitStore, handwritten

from .window_actions import draw_one, draw_zero, find


@pytest.fixture
def starter_file(path):
    """A file with every tenth of the starter digits."""
    with DigitStore(path) as store:
        store.add_many(handwritten()[::10])
    return path


def on_disk(path):
    """Read labels and strokes, as another program would."""
    with DigitStore(path, backups=0) as store:
        return [(example.label, example.drawing) for example in store.examples()]


def labels_on_disk(path):
    return [label for label, _ in on_disk(path)]


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window, key, modifiers)


def set_epochs(window, epochs):
    field = find(window, "epochs")
    field.setValue(epochs)


def answer(window):
    return find(window, "predictionLabel").text()


def train(qtbot, window, epochs):
    set_epochs(window, epochs)
    press(window, Qt.Key.Key_T)
    status = find(window, "trainingStatus")
    qtbot.waitUntil(lambda: f"{epochs} epochs" in status.text(), timeout=60_000)


def test_a_drawing_is_saved_by_its_key_with_its_strokes(qtbot, window, path):
    draw_zero(window)
    press(window, Qt.Key.Key_0)
    draw_one(window)
    press(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: labels_on_disk(path) == [0, 1])
    assert all(drawing is not None for _, drawing in on_disk(path))


def test_the_canvas_is_ready_for_the_next_digit_at_once(window):
    draw_zero(window)
    press(window, Qt.Key.Key_0)
    assert find(window, "canvas").drawing() is None


def test_the_buttons_save_as_well(qtbot, window, path):
    draw_one(window)
    QTest.mouseClick(find(window, "saveAs1Button"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: labels_on_disk(path) == [1])


def test_an_empty_canvas_saves_nothing_and_says_so(qtbot, window, path):
    press(window, Qt.Key.Key_0)
    assert "empty" in find(window, "message").text()
    assert labels_on_disk(path) == []


def test_ctrl_z_takes_back_strokes_and_then_the_saving(qtbot, window, path):
    draw_zero(window)
    press(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: labels_on_disk(path) == [0])
    draw_one(window)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert find(window, "canvas").drawing() is None
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: labels_on_disk(path) == [])
    qtbot.waitUntil(lambda: find(window, "canvas").drawing() is not None)
    press(window, Qt.Key.Key_1)  # what it really was
    qtbot.waitUntil(lambda: labels_on_disk(path) == [1])


def test_redo_saves_again_what_undo_gave_back(qtbot, window, path):
    draw_zero(window)
    press(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: labels_on_disk(path) == [0])
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: find(window, "canvas").drawing() is not None)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(window, Qt.Key.Key_Z, both)
    qtbot.waitUntil(lambda: labels_on_disk(path) == [0])
    qtbot.waitUntil(lambda: find(window, "canvas").drawing() is None)


def test_the_main_job_from_drawing_to_a_right_answer(qtbot, window, path):
    for k in range(10):
        shift = 0.4 + 0.02 * k
        draw_zero(window, centre=(shift, 0.5), size=(0.1 + 0.01 * k, 0.3))
        press(window, Qt.Key.Key_0)
        draw_one(window, centre=(0.5, shift), size=(0.3 - 0.05 * k, 0.3))
        press(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: len(labels_on_disk(path)) == 20)
    train(qtbot, window, 60)
    draw_zero(window, centre=(0.3, 0.3), size=(0.12, 0.2))
    qtbot.waitUntil(lambda: answer(window).startswith("0"))
    press(window, Qt.Key.Key_Backspace)
    draw_one(window, centre=(0.7, 0.6), size=(0.02, 0.2))
    qtbot.waitUntil(lambda: answer(window).startswith("1"))


def test_an_answer_can_be_taught_and_training_goes_on_from_there(qtbot, starter_file, open_window):
    window = open_window()
    train(qtbot, window, 5)
    draw_one(window)
    press(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: len(labels_on_disk(starter_file)) == 101)
    qtbot.waitUntil(lambda: "1 drawing" in find(window, "modelBadge").text())
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "10 epochs" in find(window, "trainingStatus").text(), timeout=30_000)
    assert "behind" not in find(window, "modelBadge").text()


def test_closing_in_mid_training_keeps_the_weights(qtbot, starter_file, open_window):
    window = open_window()
    set_epochs(window, 100_000)
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: find(window, "timeline").maximum() >= 5, timeout=30_000)
    draw_zero(window)
    qtbot.waitUntil(lambda: answer(window) != "")
    assert window.close()
    again = open_window()
    qtbot.waitUntil(lambda: find(again, "timeline").maximum() >= 5)
    assert "trained" not in find(again, "modelBadge").text()
    assert find(again, "epochs").value() == 100_000
    assert find(again, "timeline").isEnabled()
