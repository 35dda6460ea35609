"""Bad moments of the whole window: nothing is lost, the window lives, and stderr stays empty."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, Example, handwritten
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.training.timeline import Timeline

from .window_actions import draw_one, draw_zero, find

FOREVER = 1_000_000  # epochs
OFFSCREEN_SAYS = "This plugin does not support propagateSizeHints()"


@pytest.fixture
def window(path, open_window):
    """A window with every tenth of the starter digits."""
    with DigitStore(path) as store:
        store.add_many(handwritten()[::10])
    return open_window()


def press(window, key):
    QTest.keyClick(window, key)


def status(window):
    return find(window, "trainingStatus").text()


def diagnostic(window):
    return find(window, "diagnostics").text()


def train_on(qtbot, window):
    find(window, "epochs").setValue(FOREVER)
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: find(window, "timeline").maximum() >= 3, timeout=30_000)


def goes_on(qtbot, window):
    before = find(window, "timeline").maximum()
    qtbot.waitUntil(lambda: find(window, "timeline").maximum() > before)


def test_training_goes_on_whatever_happens_to_the_window(qtbot, window, path, capfd, qtlog):
    train_on(qtbot, window)
    for size in ((1024, 768), (2560, 1440), (1366, 768)):
        window.resize(*size)
        goes_on(qtbot, window)
    for name in ("theme_dark", "theme_light", "theme_system", "presentation", "presentation"):
        window.actions_by_name[name].trigger()
        goes_on(qtbot, window)
    window.showMinimized()
    goes_on(qtbot, window)
    window.showNormal()
    draw_one(window)
    press(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("101 drawings"))
    goes_on(qtbot, window)
    assert window.close()
    with DigitStore(path) as store:
        assert len(list(store.examples())) == 101
    assert capfd.readouterr().err == ""
    assert {record.message for record in qtlog.records} <= {OFFSCREEN_SAYS}


@pytest.mark.parametrize("keys", ["T", "E", "TRT"])
def test_closing_right_after_a_key_leaves_nothing_on_stderr(qtbot, window, capfd, qtlog, keys):
    find(window, "epochs").setValue(FOREVER)
    draw_zero(window)
    for key in keys:
        QTest.keyClicks(window, key)
    assert window.close()
    assert capfd.readouterr().err == ""
    assert {record.message for record in qtlog.records} <= {OFFSCREEN_SAYS}


def test_an_error_in_the_thread_is_said_and_the_window_lives(qtbot, window, path, monkeypatch):
    def fail(self, epoch, logs=None):
        raise RuntimeError("a screw is loose")

    with monkeypatch.context() as broken:
        broken.setattr(Timeline, "on_epoch_end", fail)
        press(window, Qt.Key.Key_T)
        qtbot.waitUntil(lambda: "a screw is loose" in diagnostic(window), timeout=10_000)
    assert find(window, "trainButton").isEnabled()
    draw_zero(window)
    press(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("101 drawings"))
    find(window, "epochs").setValue(2)
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "2 epochs so far" in status(window))
    assert "screw" not in diagnostic(window)


def test_without_drawings_nothing_starts_and_it_is_said_what_to_do(qtbot, path, open_window):
    with DigitStore(path) as store:
        assert not list(store.examples())
    window = open_window()
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "nothing to learn from" in diagnostic(window))
    assert find(window, "trainButton").text() == "Train"


def test_drawings_of_one_digit_only_are_told_of(qtbot, path, open_window):
    with DigitStore(path) as store:
        store.add_many([Example(each.image, 1) for each in handwritten()[:12]])
    window = open_window()
    qtbot.waitUntil(lambda: "Draw some 0s" in diagnostic(window))


def test_a_loss_that_is_no_number_is_told_of_with_the_way_out(qtbot, window):
    components = window.findChild(WindowController).components
    layers = (HiddenLayer(25, "linear"), HiddenLayer(15, "linear"))
    diverging = TrainingConfig(layers, optimizer="sgd", learning_rate=100.0)
    components.train_page.form.show_config(diverging)
    components.training.set_config(diverging)
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "the loss became nan" in diagnostic(window))
    assert "smaller" in diagnostic(window)
