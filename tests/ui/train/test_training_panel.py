"""What the Train column asks for and says."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QWidget,
)

from digitapp.training import TrainingConfig
from digitapp.training.diagnostics import Diagnostic
from digitapp.ui.train.status_text import status_words
from digitapp.ui.train.training_panel import TrainingPanel

from .training_examples import IDLE, LONG, PAUSED, RUNNING, TRAINED, framed_panel

BUTTONS = {
    "trainButton": "train_requested",
    "pauseButton": "pause_requested",
    "stopButton": "stop_requested",
    "stepBatchButton": "step_batch_requested",
    "stepEpochButton": "step_epoch_requested",
    "resetButton": "reset_requested",
}


@pytest.fixture
def frame(qtbot):
    return framed_panel(qtbot)


@pytest.fixture
def panel(frame):
    return frame.findChild(TrainingPanel)


def press(panel, name):
    QTest.mouseClick(panel.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def text(panel, name):
    return panel.findChild(QWidget, name).text()


@pytest.mark.parametrize("name", BUTTONS)
def test_every_button_asks_for_what_it_says(panel, qtbot, name):
    panel.show_progress(PAUSED if name == "trainButton" else RUNNING)
    with qtbot.waitSignal(getattr(panel, BUTTONS[name])):
        press(panel, name)


@pytest.mark.parametrize("name", BUTTONS)
def test_every_button_works_by_space(panel, qtbot, name):
    panel.show_progress(PAUSED if name == "trainButton" else RUNNING)
    with qtbot.waitSignal(getattr(panel, BUTTONS[name])):
        QTest.keyClick(panel.findChild(QPushButton, name), Qt.Key.Key_Space)


@pytest.mark.parametrize(
    ("progress", "words", "asked"),
    [
        (IDLE, "Train", "train_requested"),
        (RUNNING, "Pause", "pause_requested"),
        (PAUSED, "Resume", "train_requested"),
        (TRAINED, "Keep training", "train_requested"),
    ],
)
def test_the_train_button_says_what_it_does_now(panel, qtbot, progress, words, asked):
    panel.show_progress(progress)
    assert text(panel, "trainButton") == words
    with qtbot.waitSignal(getattr(panel, asked)):
        press(panel, "trainButton")


def test_only_what_can_be_done_is_offered(panel):
    def offered(progress):
        panel.show_progress(progress)
        return {name for name in BUTTONS if panel.findChild(QWidget, name).isEnabled()}

    everything = set(BUTTONS)
    assert offered(IDLE) == everything - {"pauseButton", "stopButton"}
    assert offered(RUNNING) == everything
    assert offered(PAUSED) == everything - {"pauseButton"}
    assert offered(replace(RUNNING, phase="stopping")) == {"resetButton"}


def test_a_click_on_a_button_leaves_the_focus_where_it_was(panel, frame, qtbot):
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    edit = panel.findChild(QLineEdit, "layersEdit")
    edit.setFocus()
    press(panel, "trainButton")
    assert edit.hasFocus()


def test_train_takes_what_is_still_being_typed(panel):
    heard = []
    panel.config_changed.connect(heard.append)
    panel.train_requested.connect(lambda: heard.append("train"))
    epochs = panel.findChild(QAbstractSpinBox, "epochs")
    epochs.selectAll()
    QTest.keyClicks(epochs, "7")
    press(panel, "trainButton")
    assert heard == [replace(TrainingConfig(), epochs=7), "train"]


def test_progress_is_a_bar_and_words(panel):
    panel.show_progress(RUNNING)
    assert panel.findChild(QProgressBar, "progressBar").value() == 400
    assert text(panel, "trainingStatus") == "epoch 40 of 100 · 12,000 examples/s · 6 s left"
    panel.show_progress(PAUSED)
    assert panel.findChild(QProgressBar, "progressBar").value() == 405
    assert text(panel, "trainingStatus") == "epoch 40 of 100 · batch 50 of 100 · paused"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "< 1 s"), (59.7, "60 s"), (240, "4 min"), (36_000, "10 h"), (None, None)],
)
def test_the_time_left_is_as_exact_as_one_wants_to_know(seconds, words):
    said = status_words(replace(RUNNING, seconds_left=seconds))[0]
    assert said.endswith(f"{words} left") if words else "left" not in said


def test_a_slow_run_tells_its_batches():
    slow = replace(RUNNING, examples_per_second=8.0, seconds_left=6000.0, batch=3)
    assert "batch 3 of 100" in status_words(slow)[0]


def test_where_not_all_words_fit_the_speed_is_left_out(panel):
    panel.resize(200, 680)
    panel.show_progress(RUNNING)
    assert text(panel, "trainingStatus") == "epoch 40 of 100 · 6 s left"


def test_the_badge_tells_how_far_the_network_is_behind(panel):
    assert text(panel, "modelBadge") == "not trained yet"
    panel.show_progress(TRAINED)
    assert text(panel, "modelBadge") == "up to date"
    panel.show_stale_count(1)
    assert text(panel, "modelBadge") == "1 drawing behind"
    panel.show_stale_count(1200)
    assert text(panel, "modelBadge") == "1,200 drawings behind"
    panel.show_timeline(100, 12)
    assert text(panel, "modelBadge") == "epoch 12 is shown"


def test_a_newcomer_is_told_what_to_do_until_something_is_learnt(panel):
    assert text(panel, "diagnostics").startswith("Press Train")
    panel.show_progress(RUNNING)
    assert text(panel, "diagnostics") == ""


def test_a_warning_is_said_first_and_the_others_stand_in_the_tooltip(panel):
    hint, warning = (
        Diagnostic("m", "Draw more ones.", "hint"),
        Diagnostic("g", "The loss is NaN.", "warning"),
    )
    panel.show_diagnostics((hint, warning))
    notice = panel.findChild(QLabel, "diagnostics")
    assert notice.text() == "The loss is NaN."
    assert "Draw more ones." in notice.toolTip()
    assert notice.property("role") == "warning"
    panel.show_diagnostics((hint,))
    assert (notice.text(), notice.property("role")) == ("Draw more ones.", "muted")


def test_a_failure_is_said_until_the_next_run_begins(panel):
    panel.show_progress(RUNNING)
    panel.show_outcome("failed", "Training ended by an error: no memory.")
    panel.show_progress(TRAINED)
    assert text(panel, "diagnostics") == "Training ended by an error: no memory."
    panel.show_progress(RUNNING)
    assert text(panel, "diagnostics") == ""


def test_how_a_run_ended_is_said_until_something_is_done(panel):
    panel.show_progress(TRAINED)
    panel.show_outcome("succeeded", "It reads 99 % right.")
    panel.show_progress(TRAINED)
    assert text(panel, "diagnostics") == "It reads 99 % right."
    panel.show_diagnostics((Diagnostic("m", "Draw more ones.", "hint"),))
    assert text(panel, "diagnostics") == "Draw more ones."
    panel.show_diagnostics(())
    panel.show_progress(replace(TRAINED, epoch=3))
    assert text(panel, "diagnostics") == ""


def test_a_long_verdict_takes_three_lines_and_is_whole_in_the_tooltip(panel):
    panel.show_diagnostics((LONG,))
    notice = panel.findChild(QLabel, "diagnostics")
    assert notice.text().endswith(" …")
    assert notice.height() <= 3 * notice.fontMetrics().lineSpacing() + 1
    assert LONG.sentence in notice.toolTip()


def test_a_short_verdict_moves_nothing(panel):
    panel.show_progress(RUNNING)
    notice = panel.findChild(QLabel, "diagnostics")
    height = notice.height()
    panel.show_diagnostics((Diagnostic("a", "Draw more ones.", "hint"),))
    panel.layout().activate()
    assert notice.height() == height


@pytest.mark.parametrize("speed", [None, 1.0, 10.0, 1000.0])
def test_the_speed_dial_shows_what_it_was_set_to(panel, qtbot, speed):
    with qtbot.assertNotEmitted(panel.speed_changed):
        panel.set_speed(speed)
    assert panel.speed() == (None if speed is None else pytest.approx(speed, rel=0.1))


def test_the_speed_dial_goes_from_one_batch_a_second_to_full(panel):
    told = []
    panel.speed_changed.connect(told.append)
    dial = panel.findChild(QSlider, "speed")
    QTest.keyClick(dial, Qt.Key.Key_Home)
    QTest.keyClick(dial, Qt.Key.Key_Right)
    QTest.keyClick(dial, Qt.Key.Key_End)
    assert told[0] == 1.0
    assert 1.05 < told[1] < 1.2
    assert told[2] is None
