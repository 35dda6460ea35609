"""One ring shows where the keys go, the same on every kind of control, and like nothing else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.ui.widgets.theme import DARK, LIGHT
from digitapp.ui.window.settings import Settings

from .window_actions import draw_one, find, type_in

BOXES = (
    "canvas saveAs0Button saveAs1Button predictButton gallerySort filterAll importButton preset "
    "layersEdit lossBox learningRate epochs logButton plotView trainButton resetButton"
).split()
HANDLES = "penWidth speed livePrediction augmentation thumbnailSize pinned1".split()


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture
def window(qtbot, path, open_window, theme):
    """A window in that theme with a pinned drawing, whose keys go nowhere yet."""
    Settings(path.with_suffix(".ini")).keep("theme", "dark" if theme.dark else "light")
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    draw_one(window)
    QTest.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(find(window, "pinned1").isVisible)
    return window


def seen(qtbot, window, name, focused):
    """Return a picture of a control with the focus or without it."""
    control = find(window, name)
    control.setFocus() if focused else control.clearFocus()
    qtbot.waitUntil(lambda: control.hasFocus() == focused)
    return control.grab().toImage()


def times(image, colour):
    size = image.size()
    places = ((x, y) for x in range(size.width()) for y in range(size.height()))
    return sum(image.pixelColor(x, y).name() == colour for x, y in places)


def test_a_box_with_the_focus_has_a_ring_in_the_colour_of_text(qtbot, window, theme):
    def has_ring(name, focused):
        image = seen(qtbot, window, name, focused)
        place = image.width() // 2, 0 if image.height() > 20 else 1
        return image.pixelColor(*place).name() == theme.colours.text

    assert [name for name in BOXES if has_ring(name, focused=False)] == []
    assert [name for name in BOXES if not has_ring(name, focused=True)] == []


def test_a_handle_or_tick_box_has_it_too(qtbot, window, theme):
    def dark(name, focused):
        return times(seen(qtbot, window, name, focused), theme.colours.text)

    found = {name: (dark(name, focused=False), dark(name, focused=True)) for name in HANDLES}
    assert [name for name, (before, after) in found.items() if after <= before + 10] == []


def test_a_button_with_the_focus_does_not_look_pressed(qtbot, window, theme):
    for name in ("saveAs0Button", "predictButton", "resetButton"):
        image = seen(qtbot, window, name, focused=True)
        inside = image.pixelColor(6, image.height() // 2).name()
        assert inside == theme.colours.panel


def test_after_continue_from_here_the_keys_go_to_the_run(qtbot, active_window):
    window = active_window
    find(window, "epochs").setValue(5)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "5 epochs" in find(window, "trainingStatus").text())
    find(window, "timeline").setFocus()
    QTest.keyClick(find(window, "timeline"), Qt.Key.Key_Left)
    button = find(window, "continueButton")
    qtbot.waitUntil(button.isEnabled)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "9 epochs" in find(window, "trainingStatus").text())
    assert find(window, "trainButton").hasFocus()


@pytest.fixture
def typing(qtbot, active_window):
    """Open the window with a setting that was just entered, in a run that does not end."""
    type_in(active_window, "epochs", "100000")
    QTest.keyClick(find(active_window, "epochs"), Qt.Key.Key_Return)
    return active_window


def status(window):
    return find(window, "trainingStatus").text()


def test_after_enter_a_letter_is_a_key_of_the_window_and_a_digit_goes_into_the_field(qtbot, typing):
    field = find(typing, "epochs")
    QTest.keyClick(field, Qt.Key.Key_0)
    QTest.keyClick(field, Qt.Key.Key_1)
    assert field.text() == "01"
    QTest.keyClick(field, Qt.Key.Key_E)
    QTest.keyClick(field, Qt.Key.Key_3)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 1000
    QTest.keyClick(field, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: "paused" in status(typing))
    assert "epoch 1 of" in status(typing)


def test_after_enter_space_is_a_key_of_the_window_too(typing):
    asked = []
    typing.actions_by_name["predict"].triggered.connect(lambda: asked.append(True))
    QTest.keyClick(find(typing, "epochs"), Qt.Key.Key_Space)
    assert len(asked) == 1


def test_a_run_that_begins_from_a_field_has_the_keys_at_its_pause_button(qtbot, typing):
    QTest.keyClick(find(typing, "epochs"), Qt.Key.Key_T)
    qtbot.waitUntil(find(typing, "pauseButton").hasFocus)
    QTest.keyClick(find(typing, "pauseButton"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "paused" in status(typing))
    assert find(typing, "trainButton").hasFocus()


def test_f8_goes_to_the_button_that_is_there(qtbot, typing):
    QTest.keyClick(typing, Qt.Key.Key_T)
    qtbot.waitUntil(find(typing, "pauseButton").isVisible)
    find(typing, "canvas").setFocus()
    QTest.keyClick(find(typing, "canvas"), Qt.Key.Key_F8)
    assert find(typing, "pauseButton").hasFocus()


def test_the_fields_of_steps_keep_to_the_same_rules(qtbot, typing):
    find(typing, "pageTabs").setCurrentIndex(2)
    field = find(typing, "stepUnit")
    type_in(typing, "stepUnit", "7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: "paused" in status(typing))
    assert field.hasFocus()
    assert field.text() == "7"


def test_a_click_on_any_button_of_a_row_takes_the_keyboard_from_a_field(qtbot, typing):
    button = find(typing, "stepEpochButton")
    place = button.mapTo(typing, button.rect().center())
    QTest.mouseClick(typing.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert button.hasFocus()
    qtbot.waitUntil(lambda: "paused" in status(typing))
    QTest.keyClick(button, Qt.Key.Key_Tab)
    assert find(typing, "speed").hasFocus()
