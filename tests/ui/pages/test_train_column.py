"""What the Train column asks for and says."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSlider,
    QWidget,
)

from digitapp.training import TrainingConfig
from digitapp.training.diagnostics import Diagnostic
from digitapp.training.frame import Frame
from digitapp.ui.pages.page_column import PageColumn
from digitapp.ui.pages.train_page import TrainPage
from digitapp.ui.train.status_text import status_texts
from digitapp.ui.train.transport import Transport

from .page_examples import IDLE, LONG, PAUSED, RUNNING, TRAINED, frame_at, framed_column

BUTTONS = {
    "trainButton": "toggle_requested",
    "pauseButton": "toggle_requested",
    "stopButton": "stop_requested",
    "stepBatchButton": "step_batch_requested",
    "stepEpochButton": "step_epoch_requested",
    "resetButton": "reset_requested",
}


@pytest.fixture
def frame(qtbot):
    return framed_column(qtbot)


@pytest.fixture
def column(frame):
    return frame.findChild(PageColumn)


def page(column):
    return column.findChild(TrainPage)


def transport(column):
    return column.findChild(Transport)


def press(column, name):
    QTest.mouseClick(column.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def text(column, name):
    return column.findChild(QWidget, name).text()


@pytest.mark.parametrize("name", BUTTONS)
def test_every_button_asks_for_what_it_says(column, qtbot, name):
    column.show_frame(Frame(PAUSED if name == "trainButton" else RUNNING))
    with qtbot.waitSignal(getattr(transport(column), BUTTONS[name])):
        press(column, name)


@pytest.mark.parametrize("name", BUTTONS)
def test_every_button_works_by_space(column, qtbot, name):
    column.show_frame(Frame(PAUSED if name == "trainButton" else RUNNING))
    with qtbot.waitSignal(getattr(transport(column), BUTTONS[name])):
        QTest.keyClick(column.findChild(QPushButton, name), Qt.Key.Key_Space)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (IDLE, "Train"),
        (RUNNING, "Pause"),
        (PAUSED, "Resume"),
        (TRAINED, "Keep training"),
    ],
)
def test_the_train_button_says_what_it_does_now(column, qtbot, progress, words):
    column.show_frame(Frame(progress))
    assert text(column, "trainButton") == words
    with qtbot.waitSignal(transport(column).toggle_requested):
        press(column, "trainButton")


def test_there_is_one_button_to_train_and_to_pause(column):
    def seen(progress):
        column.show_frame(Frame(progress))
        names = ("trainButton", "pauseButton")
        return [name for name in names if column.findChild(QWidget, name).isVisible()]

    assert seen(IDLE) == ["trainButton"]
    place = column.findChild(QWidget, "trainButton").geometry()
    assert seen(RUNNING) == ["pauseButton"]
    assert column.findChild(QWidget, "pauseButton").geometry() == place
    assert seen(PAUSED) == ["trainButton"]


def test_the_keyboard_stays_with_the_one_button(column, frame, qtbot):
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    column.findChild(QWidget, "trainButton").setFocus()
    column.show_frame(Frame(RUNNING))
    assert column.findChild(QWidget, "pauseButton").hasFocus()
    column.show_frame(Frame(PAUSED))
    assert column.findChild(QWidget, "trainButton").hasFocus()


def test_a_first_run_shows_the_speed_that_it_is_slowed_to_and_says_so(column):
    slowed = Frame(RUNNING, watched_speed=20.0, watched_seconds=5.0)
    column.show_frame(slowed)
    assert text(column, "diagnostics").startswith("The first run takes 5 s")
    assert speed_label(column) == "20 batches a second"
    told = []
    transport(column).speed_changed.connect(told.append)
    transport(column).choose_full_speed()
    assert told == [None]
    column.show_frame(Frame(RUNNING))
    assert speed_label(column) == "full speed"
    assert text(column, "diagnostics") == ""


def speed_label(column):
    """Return what stands beside the dial."""
    labels = column.findChildren(QLabel)
    return next(x.text() for x in labels if "second" in x.text() or x.text() == "full speed")


def test_only_what_can_be_done_is_offered(column):
    def offered(progress):
        column.show_frame(Frame(progress))
        return {name for name in BUTTONS if column.findChild(QWidget, name).isEnabled()}

    everything = set(BUTTONS)
    assert offered(IDLE) == everything - {"pauseButton", "stopButton"}
    assert offered(RUNNING) == everything
    assert offered(PAUSED) == everything - {"pauseButton"}
    assert offered(replace(RUNNING, phase="stopping")) == {"resetButton"}


def test_a_click_on_a_button_leaves_the_focus_where_it_was(column, frame, qtbot):
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    box = column.findChild(QComboBox, "lossBox")
    box.setFocus()
    press(column, "trainButton")
    assert box.hasFocus()


def test_train_takes_what_is_still_being_typed(column):
    heard = []
    page(column).form.config_changed.connect(heard.append)
    transport(column).toggle_requested.connect(lambda: heard.append("train"))
    epochs = column.findChild(QAbstractSpinBox, "epochs")
    epochs.selectAll()
    QTest.keyClicks(epochs, "7")
    press(column, "trainButton")
    assert heard == [replace(TrainingConfig(), epochs=7), "train"]


def test_progress_is_a_bar_and_words(column):
    column.show_frame(Frame(RUNNING))
    assert column.findChild(QProgressBar, "progressBar").value() == 400
    assert text(column, "trainingStatus") == "epoch 40 of 100 · 12,000 examples/s · 6 s left"
    column.show_frame(Frame(PAUSED))
    assert column.findChild(QProgressBar, "progressBar").value() == 405
    assert text(column, "trainingStatus") == "epoch 40 of 100 · batch 50 of 100 · paused"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "< 1 s"), (59.7, "60 s"), (240, "4 min"), (36_000, "10 h"), (None, None)],
)
def test_the_time_left_is_as_exact_as_one_wants_to_know(seconds, words):
    said = status_texts(replace(RUNNING, seconds_left=seconds))[0]
    assert said.endswith(f"{words} left") if words else "left" not in said


def test_a_slow_run_tells_its_batches():
    slow = replace(RUNNING, examples_per_second=8.0, seconds_left=6000.0, batch=3)
    assert "batch 3 of 100" in status_texts(slow)[0]


def test_where_not_all_words_fit_the_speed_is_left_out(column):
    column.show_frame(Frame(RUNNING))
    column.resize(200, 680)
    assert text(column, "trainingStatus") == "epoch 40 of 100 · 6 s left"


def test_the_badge_tells_how_far_the_network_is_behind(column):
    assert text(column, "modelBadge") == "not trained yet"
    column.show_frame(Frame(TRAINED))
    assert text(column, "modelBadge") == "up to date"
    transport(column).show_stale_count(1)
    assert text(column, "modelBadge") == "1 drawing behind"
    transport(column).show_stale_count(1200)
    assert text(column, "modelBadge") == "1,200 drawings behind"
    column.show_frame(frame_at(100, 12))
    assert text(column, "modelBadge") == "epoch 12 is shown"


def test_a_newcomer_is_told_what_to_do_until_something_is_learnt(column):
    assert text(column, "diagnostics").startswith("Press Train")
    column.show_frame(Frame(RUNNING))
    assert text(column, "diagnostics") == ""


def test_the_worst_is_said_in_its_colour_and_the_others_stand_in_the_tooltip(column):
    hint, warning = (
        Diagnostic("m", "Draw more ones.", "information"),
        Diagnostic("g", "The loss is NaN.", "warning"),
    )
    page(column).show_diagnostics((warning, hint))
    notice = column.findChild(QLabel, "diagnostics")
    assert notice.text() == "The loss is NaN."
    assert "Draw more ones." in notice.toolTip()
    assert notice.property("role") == "warning"
    page(column).show_diagnostics((replace(warning, severity="error"), warning))
    assert notice.property("role") == "error"
    page(column).show_diagnostics((hint,))
    assert (notice.text(), notice.property("role")) == ("Draw more ones.", "muted")


def test_a_refused_setting_is_said_before_anything_else_until_it_is_right(column):
    page(column).show_diagnostics((Diagnostic("g", "The loss is NaN.", "warning"),))
    edit, notice = (column.findChild(QWidget, name) for name in ("layersEdit", "diagnostics"))
    height = notice.height()
    for text, begin, role in (
        ("abc", "“abc” is not a list", "error"),
        ("25", "The loss", "warning"),
    ):
        edit.setText(text)
        edit.editingFinished.emit()
        assert notice.text().startswith(begin)
        assert notice.property("role") == role
    assert notice.height() == height


def test_stop_by_itself_is_marked_while_nothing_is_held_out(column):
    edit = column.findChild(QWidget, "patience")
    page(column).show_diagnostics((Diagnostic("no stopping", "It cannot stop.", "warning"),))
    assert edit.property("mark") == "warning"
    page(column).show_diagnostics(())
    assert edit.property("mark") == ""


def test_a_failure_is_said_until_the_next_run_begins(column):
    column.show_frame(Frame(RUNNING))
    page(column).show_outcome("failed", "Training ended by an error: no memory.")
    column.show_frame(Frame(TRAINED))
    assert text(column, "diagnostics") == "Training ended by an error: no memory."
    column.show_frame(Frame(RUNNING))
    assert text(column, "diagnostics") == ""


def test_how_a_run_ended_is_said_until_something_is_done(column):
    column.show_frame(Frame(TRAINED))
    page(column).show_outcome("succeeded", "It reads 99 % right.")
    column.show_frame(Frame(TRAINED))
    assert text(column, "diagnostics") == "It reads 99 % right."
    page(column).show_diagnostics((Diagnostic("m", "Draw more ones.", "information"),))
    assert text(column, "diagnostics") == "Draw more ones."
    page(column).show_diagnostics(())
    column.show_frame(Frame(replace(TRAINED, epoch=3)))
    assert text(column, "diagnostics") == ""


def test_a_long_verdict_takes_three_lines_and_is_whole_in_the_tooltip(column):
    page(column).show_diagnostics((LONG,))
    notice = column.findChild(QLabel, "diagnostics")
    assert notice.text().endswith(" …")
    assert notice.height() <= 3 * notice.fontMetrics().lineSpacing() + 1
    assert LONG.sentence.split() == notice.toolTip().split()


def test_a_short_verdict_moves_nothing(column):
    column.show_frame(Frame(RUNNING))
    notice = column.findChild(QLabel, "diagnostics")
    height = notice.height()
    page(column).show_diagnostics((Diagnostic("a", "Draw more ones.", "information"),))
    column.layout().activate()
    assert notice.height() == height


def test_the_speed_dial_goes_from_one_batch_a_second_to_full(column):
    told = []
    transport(column).speed_changed.connect(told.append)
    dial = column.findChild(QSlider, "speed")
    QTest.keyClick(dial, Qt.Key.Key_Home)
    QTest.keyClick(dial, Qt.Key.Key_Right)
    QTest.keyClick(dial, Qt.Key.Key_End)
    assert told[0] == 1.0
    assert 1.05 < told[1] < 1.2
    assert told[2] is None
