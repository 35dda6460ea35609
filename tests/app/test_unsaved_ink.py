"""What is drawn and has no label yet: it is there at the next start, and belongs to its file."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.digits import DigitStore

from .window_actions import draw_one, draw_zero, find


def drawn(window):
    return find(window, "canvas").drawing()


def close(window):
    assert window.close()


def same(one, other):
    """Return whether two drawings have the same places; the clock of strokes starts anew."""
    pairs = zip(one.strokes, other.strokes, strict=True)
    return all(np.array_equal(a[:, :2], b[:, :2]) for a, b in pairs)


def test_ink_is_on_the_canvas_at_the_next_start_and_is_no_digit_by_itself(qtbot, open_window, path):
    window = open_window()
    draw_zero(window)
    draw_one(window)
    ink = drawn(window)
    close(window)
    with DigitStore(path) as store:
        assert len(store.facts().ids) == 0
    window = open_window()
    assert same(drawn(window), ink)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text() != "")
    QTest.keyClick(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("1 drawing"))
    close(window)
    assert drawn(open_window()) is None


def test_what_was_cleared_does_not_come_back(open_window):
    window = open_window()
    draw_zero(window)
    close(window)
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    close(window)
    assert drawn(open_window()) is None


def test_another_file_has_ink_of_its_own(qtbot, open_window, tmp_path, path):
    window, other = open_window(), tmp_path / "other.digits"
    draw_zero(window)
    zero = drawn(window)
    window.recent_requested.emit(other)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("other.digits"))
    qtbot.waitUntil(lambda: drawn(window) is None)
    draw_one(window)
    one = drawn(window)
    window.recent_requested.emit(path)
    qtbot.waitUntil(lambda: drawn(window) is not None and same(drawn(window), zero))
    window.recent_requested.emit(other)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("other.digits"))
    qtbot.waitUntil(lambda: same(drawn(window), one))
