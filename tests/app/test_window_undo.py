"""Ctrl+Z in the whole window: what gives up a trained network, and another file, come back."""

from copy import deepcopy

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, handwritten
from digitapp.ui.window.message_line import MessageLine

from .window_actions import draw_one, draw_zero, find

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def make_file(path, first):
    with DigitStore(path) as store:
        store.add_many(handwritten()[first : first + 60])
    return path


@pytest.fixture
def window(path, open_window):
    make_file(path, 0)
    return open_window()


def undo(window):
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)


def redo(window):
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)


def menu(window, name="undo"):
    return window.findChild(QAction, f"{name}Action").text()


def counts(window):
    return find(window, "countsLabel").text()


def status(window):
    return find(window, "trainingStatus").text()


def trainer(window):
    return window.findChild(WindowController).components.training.learning().trainer


def train(qtbot, window, epochs):
    find(window, "epochs").setValue(epochs)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: f"{epochs} epochs so far" in status(window), timeout=30_000)


def test_ctrl_z_after_reset_brings_back_every_epoch_and_then_the_drawings(qtbot, window):
    train(qtbot, window, 12)
    weights, losses = trainer(window).parameters(), trainer(window).timeline.curves().loss.copy()
    QTest.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: status(window) == "no epoch yet")
    assert menu(window) == "&Undo Reset: bring back epoch 12"
    assert "Began again. Ctrl+Z brings back epoch 12." in said(window)
    undo(window)
    qtbot.waitUntil(lambda: status(window) == "12 epochs so far")
    assert (trainer(window).parameters() == weights).all()
    assert (trainer(window).timeline.curves().loss == losses).all()
    assert find(window, "timeline").maximum() == 12
    assert "Undone: Reset." in said(window)
    assert menu(window, "redo") == "&Redo Reset"
    assert menu(window) == "&Undo add 60 drawings"
    redo(window)
    qtbot.waitUntil(lambda: status(window) == "no epoch yet")
    assert "Began again. Ctrl+Z brings back epoch 12." in said(window)
    undo(window)
    undo(window)  # at once: the drawings go after the epochs are back
    qtbot.waitUntil(lambda: counts(window).startswith("0 drawings"))
    assert (trainer(window).parameters() == weights).all()


def test_steps_are_taken_back_in_the_order_in_which_they_were_made(qtbot, window):
    train(qtbot, window, 3)
    draw_one(window)
    QTest.keyClick(window, Qt.Key.Key_R)
    draw_zero(window)
    qtbot.waitUntil(lambda: menu(window) == "&Undo a stroke")
    undo(window)
    assert len(find(window, "canvas").drawing().strokes) == 1
    assert menu(window) == "&Undo Reset: bring back epoch 3"
    undo(window)
    qtbot.waitUntil(lambda: status(window) == "3 epochs so far")
    undo(window)
    assert find(window, "canvas").drawing() is None
    for _ in range(3):
        redo(window)
    assert len(find(window, "canvas").drawing().strokes) == 2
    qtbot.waitUntil(lambda: status(window) == "no epoch yet")
    QTest.keyClick(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: counts(window).startswith("61"))
    for _ in range(3):  # the saving; the drawing that this put on the canvas; Reset
        undo(window)
    qtbot.waitUntil(lambda: status(window) == "3 epochs so far")
    assert counts(window).startswith("60")
    redo(window)
    redo(window)
    qtbot.waitUntil(lambda: status(window) == "no epoch yet")


def test_going_on_from_a_past_epoch_is_taken_back(qtbot, window):
    train(qtbot, window, 12)
    weights = trainer(window).parameters()
    find(window, "timeline").setValue(5)
    find(window, "epochs").setValue(2)
    QTest.mouseClick(find(window, "continueButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: status(window) == "7 epochs so far")
    assert menu(window) == "&Undo go on from epoch 5: bring back epoch 12"
    undo(window)
    qtbot.waitUntil(lambda: status(window) == "12 epochs so far")
    assert (trainer(window).parameters() == weights).all()


def test_another_file_is_left_again_with_ctrl_z_and_nothing_in_it_is_taken_back(
    qtbot, window, tmp_path
):
    train(qtbot, window, 5)
    weights = trainer(window).parameters()
    other = make_file(tmp_path / "other.digits", 100)
    find(window, "epochs").setValue(7)
    window.recent_requested.emit(other)
    qtbot.waitUntil(lambda: menu(window) == "&Undo open other.digits: bring back own.digits")
    assert "Opened other.digits. Ctrl+Z brings back own.digits." in said(window)
    assert status(window) == "no epoch yet"
    undo(window)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("own.digits"))
    qtbot.waitUntil(lambda: status(window) == "5 epochs so far")
    assert (trainer(window).parameters() == weights).all()
    assert find(window, "epochs").value() == 7
    redo(window)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("other.digits"))
    with DigitStore(other) as store:
        assert store.next_undo().name == "add 60 drawings"
    qtbot.waitUntil(lambda: not trainer(window).trained)


def test_a_file_that_is_gone_is_not_made_anew_by_ctrl_z(qtbot, window, path, tmp_path):
    window.recent_requested.emit(make_file(tmp_path / "other.digits", 100))
    qtbot.waitUntil(lambda: menu(window).startswith("&Undo open other.digits"))
    path.unlink()
    undo(window)
    assert "own.digits is not there any more" in said(window)
    assert not path.exists()
    assert window.windowTitle().startswith("other.digits")


def said(window):
    return find(window, "message").text()


def test_another_file_takes_the_messages_about_the_one_before_away(qtbot, window, tmp_path):
    (tmp_path / "song.mp3").write_bytes(bytes(range(256)) * 40)
    window.files_dropped.emit((tmp_path / "song.mp3",))
    qtbot.waitUntil(lambda: "song.mp3" in said(window))
    window.recent_requested.emit(make_file(tmp_path / "other.digits", 100))
    qtbot.waitUntil(lambda: said(window).startswith("Opened other.digits."))
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    window.findChild(MessageLine).on_time_over()
    assert said(window) == ""


def test_how_a_run_ended_is_not_said_beside_another_file(qtbot, window, path, tmp_path):
    train(qtbot, window, 5)
    notice = find(window, "diagnostics")
    qtbot.waitUntil(lambda: notice.text().startswith("Trained up to epoch 5."))
    other = tmp_path / "other.digits"
    window.findChild(WindowController).components.digits.save_copy(other)
    qtbot.waitUntil(lambda: "Saved a copy" in said(window))
    window.recent_requested.emit(other)
    qtbot.waitUntil(lambda: said(window).startswith("Opened other.digits."))
    assert status(window) == "5 epochs so far"
    assert "Trained up to" not in notice.text()


def paint(window, down):
    """Paint a stroke on the map of the open unit, some pixels below its middle."""
    picture = find(window, "paintedMap")
    start = picture.rect().center() + QPoint(-20, down)
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(picture, start + QPoint(40, 3))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 3))


def painted(window):
    """Return an independent copy of the network with what is painted, its strokes and its look."""
    page = find(window, "insidePage")
    return deepcopy(
        {
            "strokes": find(window, "paintView").strokes(),
            "table": page.table(),
            "words": find(window, "paintOutcome").text(),
            "is_open": find(window, "paintView").isVisible(),
        }
    )


@pytest.fixture
def painting(qtbot, window):
    """Open the window with the pen on a unit's map."""
    draw_one(window)
    find(window, "pageTabs").setCurrentIndex(1)
    QTest.mouseClick(find(window, "unit1_4"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(find(window, "unitPaint"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: find(window, "paintView").isVisible())
    return window


def test_painted_strokes_are_taken_back_one_by_one_and_done_again(painting):
    moments = [painted(painting)]
    for down in (-20, 0, 20):
        paint(painting, down)
        moments.append(painted(painting))
    assert len({moment["table"] for moment in moments}) == 4
    assert menu(painting) == "&Undo paint a stroke: bring back the map before"
    for moment in reversed(moments[:3]):
        undo(painting)
        assert painted(painting) == moment
    assert "Undone: paint a stroke." in said(painting)
    assert menu(painting) == "&Undo a stroke"  # that of the drawing
    for moment in moments[1:]:
        redo(painting)
        assert painted(painting) == moment


def test_undo_of_the_pen_takes_its_last_stroke_away_whatever_was_drawn_since(painting):
    moments = []
    for down in (-20, 20):
        paint(painting, down)
        moments.append(painted(painting)["strokes"])
    draw_one(painting, centre=(0.8, 0.5))
    QTest.mouseClick(find(painting, "paintUndo"), Qt.MouseButton.LeftButton)
    assert painted(painting)["strokes"] == moments[0]
    assert find(painting, "canvas").drawing().strokes[1:]
    undo(painting)
    assert painted(painting)["strokes"] == moments[1]


def test_a_unit_that_is_off_stays_off_when_a_stroke_on_its_map_is_taken_back(painting):
    QTest.mouseClick(find(painting, "paintClose"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(find(painting, "unitOff"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(find(painting, "unitPaint"), Qt.MouseButton.LeftButton)
    before = painted(painting)["table"]
    paint(painting, 0)
    undo(painting)
    assert painted(painting)["table"] == before


def test_all_paint_is_back_after_start_over_and_after_the_pen_was_put_away(painting):
    paint(painting, -20)
    paint(painting, 20)
    before = painted(painting)
    QTest.mouseClick(find(painting, "paintClear"), Qt.MouseButton.LeftButton)
    assert painted(painting)["strokes"] == ()
    undo(painting)
    assert painted(painting) == before
    QTest.mouseClick(find(painting, "paintClose"), Qt.MouseButton.LeftButton)
    assert not painted(painting)["is_open"]
    undo(painting)
    assert painted(painting) == before
    redo(painting)
    assert not painted(painting)["is_open"]
    QTest.mouseClick(find(painting, "unit1_9"), Qt.MouseButton.LeftButton)
    undo(painting)
    assert painted(painting) == before
    assert find(painting, "unit1_4").isChecked()


def test_paint_is_taken_back_on_its_page_also_from_another(painting):
    paint(painting, 0)
    find(painting, "pageTabs").setCurrentIndex(0)
    undo(painting)
    assert find(painting, "insidePage").isVisible()
    assert painted(painting)["strokes"] == ()


def test_paint_on_a_unit_that_is_gone_stays_away(qtbot, painting):
    paint(painting, 0)
    find(painting, "layersEdit").setText("3")
    find(painting, "layersEdit").editingFinished.emit()
    assert not painted(painting)["is_open"]
    undo(painting)
    assert not painted(painting)["is_open"]
    assert "no such unit" in said(painting)


def test_a_stroke_that_is_taken_back_while_it_is_painted_does_not_go_on(painting):
    paint(painting, -20)
    picture = find(painting, "paintedMap")
    middle = picture.rect().center()
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=middle)
    undo(painting)
    before = painted(painting)
    QTest.mouseMove(picture, middle + QPoint(20, 0))
    assert painted(painting) == before
