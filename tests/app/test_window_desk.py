"""Copying, recent files, the size of thumbnails, and messages that go."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from digitapp.digits import DigitStore, formats, starter
from digitapp.ui.window.message_line import MessageLine

from .window_actions import draw_zero, find

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clipboard(qapp):
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


def test_ctrl_c_copies_the_drawing_as_a_picture(window, clipboard):
    draw_zero(window)
    QTest.keyClick(window, Qt.Key.Key_C, CTRL)
    picture = clipboard.image()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 300, 3) for y in range(0, 300, 3)}
    assert len(colours) > 1


def test_the_plot_and_its_figures_are_copied(qtbot, path, open_window, clipboard):
    with DigitStore(path) as store:
        store.add_many(starter()[::50])
    window = open_window()
    find(window, "epochs").setValue(2)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "2 epochs" in find(window, "trainingStatus").text(), timeout=30_000)
    window.actions_by_name["copy_figures"].trigger()
    rows = [line.split("\t") for line in clipboard.text().splitlines()]
    assert rows[0] == ["epoch", "loss", "val_loss", "accuracy", "val_accuracy"]
    assert [row[0] for row in rows[1:]] == ["0", "1", "2"]
    window.actions_by_name["copy_plot"].trigger()
    assert clipboard.image().width() >= find(window, "lossPlot").width()


def test_files_that_were_open_are_offered_and_open_again(qtbot, tmp_path, path, open_window):
    window = open_window()
    other = tmp_path / "other.digits"
    window.recent_requested.emit(other)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("other.digits"))
    offered = find(window, "recentMenu").actions()
    assert [action.data() for action in offered] == [str(path)]
    offered[0].trigger()
    qtbot.waitUntil(lambda: window.windowTitle().startswith(path.name))
    assert [a.data() for a in find(window, "recentMenu").actions()] == [str(other)]


def test_a_file_that_is_gone_is_not_offered(qtbot, tmp_path, open_window):
    window = open_window()
    window.recent_requested.emit(tmp_path / "other.digits")
    qtbot.waitUntil(lambda: window.windowTitle().startswith("other.digits"))
    window.close()
    (tmp_path / "other.digits").unlink()
    again = open_window()
    qtbot.waitUntil(lambda: again.windowTitle() != "digitapp")
    assert find(again, "recentMenu").actions() == []


def test_the_slider_makes_thumbnails_larger_and_stays_so(path, open_window):
    with DigitStore(path) as store:
        store.add_many(starter()[::50])
    window = open_window()
    cells = find(window, "gallery")
    before = cells.columnWidth(0)
    find(window, "thumbnailSize").setValue(200)
    larger = cells.columnWidth(0)
    assert larger > 1.5 * before
    window.close()
    assert find(open_window(), "gallery").columnWidth(0) == larger


def test_the_report_of_an_import_goes_when_that_is_undone(qtbot, tmp_path, window):
    place, message = tmp_path / "more.csv", find(window, "message")
    formats.write(place, starter()[:10], "csv")
    window.files_dropped.emit((place,))
    qtbot.waitUntil(lambda: message.isVisible() and "Imported" in message.text())
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: message.text() == "Undone: import 10 drawings.")


def test_what_went_wrong_stays_when_something_else_is_undone(qtbot, tmp_path, window):
    draw_zero(window)
    QTest.keyClick(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("1 drawing"))
    (tmp_path / "song.mp3").write_bytes(bytes(range(256)) * 40)
    message = find(window, "message")
    window.files_dropped.emit((tmp_path / "song.mp3",))
    qtbot.waitUntil(message.isVisible)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("0 drawing"))
    assert message.text() == "Undone: add a drawing."
    find(window, "message").window().findChild(MessageLine).on_time_over()
    assert "song.mp3" in message.text()
