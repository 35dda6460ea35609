"""The smallest window, small screens and large text, in the whole window."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtTest import QTest

from digitapp.ui.window.main_window import MainWindow

from .window_actions import find

FIELDS = (
    "preset layersEdit activationBox lossBox optimizerBox learningRate epochs batchSize "
    "validationSplit patience seed augmentation"
).split()
OTHERS = (
    "trainButton timeline continueButton canvas predictButton exportButton importButton logButton"
).split()
CTRL = Qt.KeyboardModifier.ControlModifier


def cut(window, names=(*FIELDS, *OTHERS)):
    """Return the names of the controls of which not everything is to be seen."""
    controls = [find(window, name) for name in names]
    whole = [each.visibleRegion().boundingRect() == each.rect() for each in controls]
    return [each.objectName() for each, seen in zip(controls, whole, strict=True) if not seen]


def not_reached(window):
    """Return the names of the fields that are not seen whole wherever one turns the wheel to."""
    form, missing = find(window, "epochs").parentWidget(), set(FIELDS)
    for notches in [-120] * 10 + [120] * 10:
        missing &= set(cut(window, FIELDS))
        place = form.mapTo(window, form.visibleRegion().boundingRect().center())
        QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, notches))
    return missing


def test_a_window_of_1024_by_740_shows_every_field_whole(qtbot, open_window):
    window = open_window((1024, 740))
    qtbot.waitUntil(lambda: cut(window) == [])


@pytest.mark.parametrize("size", [(883, 570), (1, 1)])
def test_in_the_smallest_window_every_field_is_reached_by_scrolling(qtbot, open_window, size):
    window = open_window(size)
    qtbot.waitUntil(lambda: cut(window, OTHERS) == [])
    assert window.height() <= 570
    assert window.width() <= 883
    before = [find(window, name).property("value") for name in FIELDS]
    assert not_reached(window) == set()
    assert [find(window, name).property("value") for name in FIELDS] == before


@pytest.mark.parametrize(
    "room",
    [QSize(895, 424), QSize(944, 484)],
    ids=["150 % at 1366 by 768", "200 % at 1920 by 1080"],
)
def test_on_a_scaled_screen_the_window_fits_and_everything_is_reached(
    qtbot, open_window, monkeypatch, room
):
    monkeypatch.setattr(MainWindow, "room", lambda window: room)
    window = open_window()
    window.resize(room)
    qtbot.waitUntil(lambda: cut(window, OTHERS) == [])
    assert window.size() == room
    assert not_reached(window) == set()


def test_the_tab_key_scrolls_to_the_field_that_it_reaches(qtbot, open_window):
    window = open_window((883, 570))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    find(window, "lossBox").setFocus()
    seen = []
    for _ in range(6):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(window.focusWidget().objectName())
        assert cut(window, [window.focusWidget().objectName()]) == []
    assert "patience" in seen or "seed" in seen


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
