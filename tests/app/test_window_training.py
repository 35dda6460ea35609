"""Training in the whole window, by key and by button, and going back in time."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot

from .window_actions import draw_zero, find

FOREVER = 1_000_000  # epochs


@pytest.fixture
def window(path, open_window):
    """A window with every tenth of the starter digits."""
    with DigitStore(path) as store:
        store.add_many(handwritten()[::10])
    return open_window()


def key(code, modifiers=Qt.KeyboardModifier.NoModifier):
    return lambda window: QTest.keyClick(window, code, modifiers)


def button(name):
    return lambda window: QTest.mouseClick(find(window, name), Qt.MouseButton.LeftButton)


TRAIN = pytest.mark.parametrize("train", [key(Qt.Key.Key_T), button("trainButton")])


def status(window):
    return find(window, "trainingStatus").text()


def session(window):
    return window.findChild(WindowController).components.training


def misread(window):
    """Return how many drawings the network of now reads as the other digit."""
    drawings = DatasetSnapshot.of(handwritten()[::10])
    read = session(window).network.probabilities(drawings.images()) > 0.5
    return f"Wrong {(read != drawings.labels).sum()}"


def wrong(window):
    """Return what the filter of misread drawings says."""
    tabs = find(window, "galleryFilter").findChildren(QPushButton)
    return next(each.text() for each in tabs if each.text().startswith("Wrong"))


def train(qtbot, window, epochs):
    find(window, "epochs").setValue(epochs)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: f"{epochs} epochs so far" in status(window), timeout=30_000)


def train_on(qtbot, window, epochs=3):
    """Start a run without end, and let it get going."""
    find(window, "epochs").setValue(FOREVER)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: find(window, "timeline").maximum() >= epochs, timeout=30_000)


@TRAIN
def test_train_starts_pauses_and_goes_on(qtbot, window, train):
    find(window, "epochs").setValue(FOREVER)
    train(window)
    qtbot.waitUntil(lambda: find(window, "trainButton").text() == "Pause")
    qtbot.waitUntil(lambda: "examples/s" in status(window))
    train(window)
    qtbot.waitUntil(lambda: "paused" in status(window))
    before = find(window, "timeline").maximum()
    train(window)
    qtbot.waitUntil(lambda: find(window, "timeline").maximum() > before + 3)


def test_the_pause_button_pauses(qtbot, window):
    train_on(qtbot, window)
    button("pauseButton")(window)
    qtbot.waitUntil(lambda: "paused" in status(window))
    assert find(window, "trainButton").text() == "Resume"


@pytest.mark.parametrize(
    "stop", [key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier), button("stopButton")]
)
def test_stop_keeps_the_weights_so_far(qtbot, window, stop):
    train_on(qtbot, window)
    stop(window)
    qtbot.waitUntil(lambda: "epochs so far" in status(window))
    assert find(window, "trainButton").text() == "Keep training"
    draw_zero(window)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text() != "")


def test_the_end_of_a_run_is_told_with_what_it_came_to(qtbot, window):
    train(qtbot, window, 12)
    qtbot.waitUntil(lambda: "held-out drawings" in find(window, "diagnostics").text())


@pytest.mark.parametrize("step", [key(Qt.Key.Key_B), button("stepBatchButton")])
def test_a_batch_is_one_step_and_then_a_pause(qtbot, window, step):
    for batch in (1, 2):
        step(window)
        qtbot.waitUntil(lambda batch=batch: f"batch {batch} of" in status(window))
        qtbot.waitUntil(lambda: "paused" in status(window))
    assert find(window, "timeline").maximum() == 0


@pytest.mark.parametrize("step", [key(Qt.Key.Key_E), button("stepEpochButton")])
def test_an_epoch_is_gone_through_and_then_comes_a_pause(qtbot, window, step):
    for epoch in (1, 2):
        step(window)
        qtbot.waitUntil(lambda epoch=epoch: find(window, "timeline").maximum() == epoch)
        qtbot.waitUntil(lambda: "paused" in status(window))


@pytest.mark.parametrize("reset", [key(Qt.Key.Key_R), button("resetButton")])
def test_after_reset_the_same_start_gives_the_same_run_over_the_previous_run(qtbot, window, reset):
    train(qtbot, window, 5)
    first = session(window).frame.curves.loss.copy()
    reset(window)
    qtbot.waitUntil(lambda: "no epoch" in status(window))
    assert find(window, "timeline").maximum() == 0
    np.testing.assert_array_equal(session(window).frame.previous_run.loss, first)
    train(qtbot, window, 5)
    np.testing.assert_array_equal(session(window).frame.curves.loss, first)


def test_the_learning_rate_can_be_turned_while_it_runs(qtbot, window):
    train_on(qtbot, window)
    rate = find(window, "learningRate")
    assert rate.isEnabled()
    rate.setFocus()
    QTest.keyClick(rate, Qt.Key.Key_Down)
    turned = rate.value()
    assert turned < 0.003
    qtbot.waitUntil(lambda: session(window).config().learning_rate == pytest.approx(turned))
    rate.setValue(1e-9)
    qtbot.waitUntil(lambda: standing_still(session(window).frame.curves.loss))


def standing_still(losses):
    """Say whether the last epochs changed next to nothing, as is so at a tiny learning rate."""
    return np.ptp(losses[-5:]) < 1e-6


def test_the_speed_dial_slows_a_run_to_a_batch_a_second_and_lets_it_go_again(qtbot, window):
    dial = find(window, "speed")
    dial.setFocus()
    QTest.keyClick(dial, Qt.Key.Key_Home)
    find(window, "canvas").setFocus()
    find(window, "epochs").setValue(3)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "batch 2 of" in status(window), timeout=10_000)
    assert find(window, "timeline").maximum() == 0
    dial.setFocus()
    QTest.keyClick(dial, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: "3 epochs so far" in status(window))


def test_a_past_epoch_brings_back_its_predictions_and_its_marks(qtbot, window):
    draw_zero(window)
    train(qtbot, window, 12)
    qtbot.waitUntil(lambda: misread(window) in wrong(window))
    now, wrong_of_now = find(window, "predictionLabel").text(), wrong(window)
    timeline = find(window, "timeline")
    timeline.setFocus()
    QTest.keyClick(timeline, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text().startswith("? not sure"))
    qtbot.waitUntil(lambda: wrong(window) != wrong_of_now)  # half of them, of an untrained one
    QTest.keyClick(timeline, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text() == now)
    qtbot.waitUntil(lambda: wrong(window) == wrong_of_now)


@pytest.mark.parametrize("by", ["menu", "button"])
def test_training_goes_on_from_a_past_epoch(qtbot, window, by):
    train(qtbot, window, 6)
    find(window, "timeline").setValue(2)
    if by == "menu":
        window.actions_by_name["continue"].trigger()
    else:
        button("continueButton")(window)
    qtbot.waitUntil(lambda: "8 epochs so far" in status(window))
    assert find(window, "timeline").value() == 8
    assert list(session(window).frame.previous_run.epochs) == [0, 1, 2, 3, 4, 5, 6]
