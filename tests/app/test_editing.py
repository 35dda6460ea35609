"""What moves between canvas and gallery: looking again, relabelling, what was refused."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from digitapp.digits import DigitStore, handwritten

from .window_actions import draw_one, draw_zero, find


@pytest.fixture
def two_ones(path):
    """A file with two starter digits that are ones."""
    with DigitStore(path) as store:
        store.add_many([example for example in handwritten() if example.label == 1][:2])
    return path


def labels_on_disk(path):
    with DigitStore(path, backups=0) as store:
        return [example.label for example in store.examples()]


def cell(window, number):
    gallery = find(window, "gallery")
    index = gallery.model().index(0, number)
    return gallery.viewport(), gallery.visualRect(index).center()


def double_click(window, number):
    viewport, place = cell(window, number)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)


def test_a_double_click_puts_a_drawing_back_on_the_canvas(qtbot, window, path):
    draw_zero(window)
    drawn = find(window, "canvas").drawing()
    QTest.keyClick(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: "1 drawing" in find(window, "countsLabel").text())
    double_click(window, 0)
    qtbot.waitUntil(lambda: find(window, "canvas").drawing() == drawn)


def test_a_double_click_on_a_digit_without_strokes_has_it_read(qtbot, two_ones, open_window):
    window = open_window()
    draw_zero(window)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text().startswith("0"))
    double_click(window, 0)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text().startswith("1"))
    assert find(window, "message").text().startswith("This digit came as an image, without")
    assert find(window, "canvas").drawing() is None
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    find(window, "canvas").setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: find(window, "canvas").drawing() is not None)


def test_0_relabels_the_selection_while_the_gallery_has_the_focus(qtbot, two_ones, open_window):
    window = open_window()
    viewport, place = cell(window, 0)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    find(window, "gallery").setFocus()
    QTest.keyClick(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: sorted(labels_on_disk(two_ones)) == [0, 1])
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: labels_on_disk(two_ones) == [1, 1])


def test_delete_and_ctrl_z_bring_drawings_back(qtbot, two_ones, open_window):
    window = open_window()
    find(window, "gallery").setFocus()
    QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: labels_on_disk(two_ones) == [])
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: labels_on_disk(two_ones) == [1, 1])


def test_the_menu_says_what_undo_will_take_back(qtbot, two_ones, open_window):
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    undo = window.findChild(QAction, "undoAction")
    find(window, "gallery").setFocus()
    QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: undo.text() == "&Undo delete 2 drawings")
    draw_one(window)
    find(window, "canvas").setFocus()
    qtbot.waitUntil(lambda: undo.text() == "&Undo a stroke")
    find(window, "gallery").setFocus()
    assert undo.text() == "&Undo delete 2 drawings"
    find(window, "gallery").clearFocus()
    assert undo.text() == "&Undo a stroke"


def test_what_could_not_be_saved_comes_back_to_the_canvas(qtbot, tmp_path, open_window):
    window = open_window(path=tmp_path)  # a folder cannot be a digits file
    draw_one(window)
    drawn = find(window, "canvas").drawing()
    QTest.keyClick(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: find(window, "canvas").drawing() is not None)
    assert find(window, "canvas").drawing() == drawn
    assert "nothing can be saved" in find(window, "message").text()


def test_a_digit_in_a_number_field_is_a_number_and_no_label(window, path):
    field = find(window, "epochs")
    field.setFocus()
    field.selectAll()
    draw_one(window)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_1)
    QTest.keyClick(field, Qt.Key.Key_0)
    assert field.text() == "10"
    assert find(window, "canvas").drawing() is not None


def test_space_presses_a_button_that_has_the_focus(window):
    box = find(window, "livePrediction")
    was = box.isChecked()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked() is not was


def test_a_click_leaves_the_keyboard_where_it_was(window):
    canvas = find(window, "canvas")
    canvas.setFocus()
    QTest.mouseClick(find(window, "clearButton"), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert canvas.hasFocus()


def test_the_buttons_above_the_canvas_take_back_do_again_and_clear(qtbot, window):
    canvas = find(window, "canvas")
    draw_zero(window)
    draw_one(window)
    for name, strokes in (("undo", 1), ("redo", 2), ("clear", 0), ("undo", 2)):
        button = find(window, f"{name}Button")
        qtbot.waitUntil(button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        drawing = canvas.drawing()
        assert (len(drawing.strokes) if drawing else 0) == strokes


def test_the_hint_says_what_0_and_1_do_where_the_keyboard_is(qtbot, two_ones, open_window):
    window = open_window()
    hint = find(window, "predictionNote")
    draw_zero(window)
    qtbot.waitUntil(lambda: hint.text() == "Wrong? Press 0 or 1 to teach it.")
    viewport, place = cell(window, 0)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    active = viewport.grab(QRect(place - QPoint(24, 24), QSize(30, 30))).toImage()
    assert hint.text() == "0, 1: relabel 1 selected in the gallery."
    QTest.keyClick(window, Qt.Key.Key_0)
    said = find(window, "message").text
    assert said() == "1 drawing is labelled 0 now. Ctrl+Z takes it back."
    qtbot.waitUntil(lambda: sorted(labels_on_disk(two_ones)) == [0, 1])

    draw_one(window)
    assert hint.text() == "Wrong? Press 0 or 1 to teach it."
    faint = viewport.grab(QRect(place - QPoint(24, 24), QSize(30, 30))).toImage()
    assert blueness(faint) < 0.5 * blueness(active)


def blueness(image):
    """Return how much bluer than red an image is: the accent colour of both themes is blue."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    colours = [image.pixelColor(x, y) for x, y in places]
    return sum(max(0, colour.blue() - colour.red()) for colour in colours)
