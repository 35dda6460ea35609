import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from digitapp.training import TrainingConfig
from digitapp.training.progress import Progress
from digitapp.training.verdicts import Verdict
from digitapp.ui.theme import DARK, LIGHT, style_sheet
from digitapp.ui.training_panel import TrainingPanel
from digitapp.ui.training_words import status_words

IDLE = Progress()
RUNNING = Progress("running", 40, 100, 0, 100, 12_345.0, 6.2, True)
PAUSED = replace(RUNNING, phase="paused", batch=50)
TRAINED = Progress("idle", 100, 100, trained=True)
LONG = Verdict("a", "The loss rises, for the learning rate is too large. " * 9, False)
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
    """The panel as the window has it: in a frame, with its style."""
    frame = QFrame()
    frame.setProperty("role", "panel")
    QVBoxLayout(frame).addWidget(TrainingPanel())
    frame.setStyleSheet(style_sheet(LIGHT))
    qtbot.addWidget(frame)
    frame.findChild(TrainingPanel).show_theme(LIGHT)
    frame.resize(385, 680)
    frame.show()
    qtbot.waitExposed(frame)
    return frame


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
    panel.show_behind(1)
    assert text(panel, "modelBadge") == "1 drawing behind"
    panel.show_behind(1200)
    assert text(panel, "modelBadge") == "1,200 drawings behind"
    panel.show_timeline(100, 12)
    assert text(panel, "modelBadge") == "epoch 12 is shown"


def test_a_newcomer_is_told_what_to_do_until_something_is_learnt(panel):
    assert text(panel, "verdicts").startswith("Press Train")
    panel.show_progress(RUNNING)
    assert text(panel, "verdicts") == ""


def test_the_gravest_verdict_is_said_and_the_others_stand_in_the_tooltip(panel):
    mild, grave = Verdict("m", "Draw more ones.", False), Verdict("g", "The loss is NaN.", True)
    panel.show_verdicts((mild, grave))
    notice = panel.findChild(QLabel, "verdicts")
    assert notice.text() == "The loss is NaN."
    assert "Draw more ones." in notice.toolTip()
    assert notice.property("role") == "warning"
    panel.show_verdicts((mild,))
    assert (notice.text(), notice.property("role")) == ("Draw more ones.", "muted")


def test_a_failure_is_said_until_the_next_run_begins(panel):
    panel.show_progress(RUNNING)
    panel.show_outcome("failed", "Training ended by an error: no memory.")
    panel.show_progress(TRAINED)
    assert text(panel, "verdicts") == "Training ended by an error: no memory."
    panel.show_progress(RUNNING)
    assert text(panel, "verdicts") == ""


def test_how_a_run_ended_is_said_until_something_is_done(panel):
    panel.show_progress(TRAINED)
    panel.show_outcome("succeeded", "It reads 99 % right.")
    panel.show_progress(TRAINED)
    assert text(panel, "verdicts") == "It reads 99 % right."
    panel.show_verdicts((Verdict("m", "Draw more ones.", False),))
    assert text(panel, "verdicts") == "Draw more ones."
    panel.show_verdicts(())
    panel.show_progress(replace(TRAINED, epoch=3))
    assert text(panel, "verdicts") == ""


def test_a_long_verdict_takes_three_lines_and_is_whole_in_the_tooltip(panel):
    panel.show_verdicts((LONG,))
    notice = panel.findChild(QLabel, "verdicts")
    assert notice.text().endswith(" …")
    assert notice.height() <= 3 * notice.fontMetrics().lineSpacing() + 1
    assert LONG.sentence in notice.toolTip()


def test_a_short_verdict_moves_nothing(panel):
    panel.show_progress(RUNNING)
    notice = panel.findChild(QLabel, "verdicts")
    height = notice.height()
    panel.show_verdicts((Verdict("a", "Draw more ones.", False),))
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


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("progress", [IDLE, RUNNING, PAUSED, TRAINED])
def test_everything_fits_beside_two_columns_on_a_small_screen(frame, panel, progress, theme):
    frame.setStyleSheet(style_sheet(theme))
    panel.show_theme(theme)
    plot = QWidget(objectName="plot")
    panel.set_plot(plot)
    panel.show_progress(progress)
    panel.show_verdicts((LONG,))
    panel.show_behind(12_345)
    panel.show_timeline(200_000, 12_345)
    for widget in (frame, panel):
        widget.layout().activate()
    assert plot.height() >= 150
    assert (frame.width(), frame.height()) == (385, 680)
    assert frame.minimumSizeHint().width() <= 385
    shown = [widget for widget in panel.findChildren(QWidget) if widget.isVisible()]
    for widget in shown:
        place = widget.rect().translated(widget.mapTo(frame, QPoint(0, 0)))
        assert frame.rect().contains(place), widget.objectName()
    for widget in shown:
        if isinstance(widget, QPushButton | QComboBox | QAbstractSpinBox | QCheckBox):
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()
        elif isinstance(widget, QLabel) and not widget.wordWrap():
            assert widget.width() >= widget.fontMetrics().horizontalAdvance(widget.text())


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.8])
def test_no_number_is_cut_at_any_size(frame, panel, scale):
    theme = replace(LIGHT, scale=scale)
    frame.setStyleSheet(style_sheet(theme))
    panel.show_theme(theme)
    panel.show_config(
        TrainingConfig(epochs=1_000_000, batch_size=1_000_000, validation_share=0.9, seed=999_999)
    )
    panel.layout().activate()
    for field in panel.findChildren(QAbstractSpinBox):
        edit = field.lineEdit()
        edit.end(False)
        assert edit.cursorPositionAt(QPoint(0, edit.height() // 2)) == 0, field.objectName()


def test_every_control_explains_itself(panel):
    kinds = (QPushButton, QSlider, QAbstractSpinBox, QComboBox, QProgressBar)
    controls = [control for kind in kinds for control in panel.findChildren(kind)]
    controls.append(panel.findChild(QLineEdit, "layersEdit"))
    assert len(controls) > 15
    for control in controls:
        assert control.objectName()
        assert len(control.toolTip()) > 20, control.objectName()
        named = control.accessibleName() or getattr(control, "text", str)()
        assert named, control.objectName()


def test_the_tab_key_goes_from_top_to_bottom_through_the_plot_too(panel, frame, qtbot):
    plot = QWidget()
    log, export = QPushButton("log", plot), QPushButton("Export…", plot)
    panel.set_plot(plot)
    panel.show_progress(PAUSED)
    panel.show_timeline(50, 20)
    qtbot.waitUntil(export.isVisible)
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    order = [panel.findChild(QPushButton, "resetButton")]
    order[0].setFocus()
    for _ in range(7):
        QTest.keyClick(frame, Qt.Key.Key_Tab)
        order.append(frame.focusWidget())
    names = ["resetButton", "stepBatchButton", "stepEpochButton", "speed"]
    assert [widget.objectName() for widget in order[:4]] == names
    assert order[4:6] == [log, export]
    assert [widget.objectName() for widget in order[6:]] == ["timeline", "continueButton"]


def test_the_panel_comes_up_without_the_library_of_the_plot():
    code = "import sys, digitapp.ui.training_panel; print('pyqtgraph' in sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_f8_gives_the_keyboard_to_the_train_button(panel, frame, qtbot):
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    panel.setFocus()
    assert panel.findChild(QPushButton, "trainButton").hasFocus()
