"""The smallest window, small screens and large text, in the whole window."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest

from digitapp.ui.window.main_window import MainWindow

from .window_actions import find

FIELDS = (
    "layersEdit activationBox lossBox optimizerBox learningRate epochs batchSize validationSplit "
    "seed augmentation trainButton timeline continueButton canvas predictButton exportButton"
).split()
CTRL = Qt.KeyboardModifier.ControlModifier


def cut(window):
    """Return the names of the controls of which not everything is to be seen."""
    controls = [find(window, name) for name in FIELDS]
    whole = [each.visibleRegion().boundingRect() == each.rect() for each in controls]
    return [each.objectName() for each, seen in zip(controls, whole, strict=True) if not seen]


def top(window, name):
    return find(window, name).mapTo(window, QPoint(0, 0)).y()


@pytest.mark.parametrize("size", [(883, 570), (1, 1), (1024, 740)])
def test_the_smallest_window_shows_every_field_whole(qtbot, open_window, size):
    window = open_window(size)
    qtbot.waitUntil(lambda: cut(window) == [])
    assert (
        top(window, "epochs")
        > top(window, "learningRate") + find(window, "learningRate").height() - 1
    )


def test_at_150_percent_the_window_fits_a_screen_of_1366_by_768(qtbot, open_window, monkeypatch):
    monkeypatch.setattr(MainWindow, "room", lambda window: QSize(895, 424))
    window = open_window()
    window.resize(895, 424)
    qtbot.waitUntil(lambda: cut(window) == [])
    assert (window.width(), window.height()) == (895, 424)


def test_text_is_larger_by_ctrl_plus_and_at_the_next_start(open_window):
    window = open_window()
    before = find(window, "predictButton").height()
    QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    larger = find(window, "predictButton").sizeHint().height()
    assert larger > before
    window.close()
    again = open_window()
    assert find(again, "predictButton").sizeHint().height() == larger
    QTest.keyClick(again, Qt.Key.Key_0, CTRL)
    assert find(again, "predictButton").sizeHint().height() == before
