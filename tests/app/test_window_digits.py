"""The Digits column and the menus in the whole window: what a press does to file and picture."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, Example, handwritten
from digitapp.ui.draw.answer_badge import AnswerBadge

from .window_actions import draw_one, draw_zero, find

ONES = [each for each in handwritten() if each.label == 1][:10]


@pytest.fixture
def tens(path):
    """A file with ten of each, three of the ones called zeros."""
    zeros = [each for each in handwritten() if each.label == 0][:10]
    with DigitStore(path) as store:
        store.add_many(zeros)
        store.add_many([Example(each.image, int(k >= 3)) for k, each in enumerate(ONES)])
    return path


def labels_on_disk(path):
    with DigitStore(path, backups=0) as store:
        return [example.label for example in store.examples()]


def click(window, name):
    QTest.mouseClick(find(window, name), Qt.MouseButton.LeftButton)


def tab(window, begin):
    """Return the filter button whose text begins so."""
    tabs = find(window, "galleryFilter").findChildren(QPushButton)
    return next(each for each in tabs if each.text().startswith(begin))


def shown(window):
    return window.findChild(WindowController).components.dataset_panel._gallery.shown.ids.tolist()


def train(qtbot, window, epochs):
    find(window, "epochs").setValue(epochs)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: f"{epochs} epochs so far" in find(window, "trainingStatus").text())


def test_one_click_loads_the_starter_digits(qtbot, window):
    click(window, "starterButton")
    counts = find(window, "countsLabel")
    qtbot.waitUntil(lambda: counts.text().startswith("1,400 drawings"), timeout=20_000)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: counts.text().startswith("0 drawings"))
    window.actions_by_name["starter"].trigger()
    qtbot.waitUntil(lambda: counts.text().startswith("1,400 drawings"), timeout=20_000)


def test_the_buttons_below_the_gallery_relabel_and_delete_what_is_selected(
    qtbot, tens, open_window
):
    window = open_window()
    gallery = find(window, "gallery")
    gallery.setFocus()
    QTest.keyClick(gallery, Qt.Key.Key_Home)  # the newest
    QTest.keyClick(gallery, Qt.Key.Key_Space)
    click(window, "relabel0Button")
    qtbot.waitUntil(lambda: labels_on_disk(tens)[-1] == 0)
    click(window, "relabel1Button")
    qtbot.waitUntil(lambda: labels_on_disk(tens)[-1] == 1)
    click(window, "deleteButton")
    qtbot.waitUntil(lambda: len(labels_on_disk(tens)) == 19)


def test_what_is_mislabelled_is_found_as_wrong_and_doubtful(qtbot, tens, open_window):
    window = open_window()
    find(window, "validationSplit").setValue(0)
    with DigitStore(tens) as store:
        store.add_many(handwritten()[20:220])
    qtbot.waitUntil(lambda: "220 drawings" in find(window, "countsLabel").text(), timeout=10_000)
    train(qtbot, window, 10)
    tab(window, "Wrong").click()
    qtbot.waitUntil(lambda: {11, 12, 13} <= set(shown(window)))
    tab(window, "Doubtful").click()
    qtbot.waitUntil(lambda: set(shown(window)[:2]) <= {11, 12, 13})  # the highest loss first


def test_the_share_to_hold_out_decides_who_is_held_out(tens, open_window):
    window = open_window()
    tab(window, "Held out").click()
    few = len(shown(window))
    find(window, "validationSplit").setValue(50)
    assert len(shown(window)) > few > 0
    find(window, "validationSplit").setValue(0)
    assert shown(window) == []


def test_digits_are_filtered_by_label_and_sorted(tens, open_window):
    window = open_window()
    tab(window, "0").click()
    assert len(shown(window)) == 13
    tab(window, "All").click()
    order = window.findChild(QComboBox, "gallerySort")
    order.setFocus()
    QTest.keyClick(order, Qt.Key.Key_Down)
    assert shown(window) == list(range(1, 21))


def test_a_digit_that_is_looked_at_is_shown_as_the_network_sees_it(qtbot, tens, open_window):
    window = open_window()
    before = find(window, "networkInput").grab().toImage()
    gallery = find(window, "gallery")
    gallery.setFocus()
    QTest.keyClick(gallery, Qt.Key.Key_Home)
    QTest.keyClick(gallery, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: find(window, "networkInput").grab().toImage() != before)


def test_every_drawing_that_could_not_be_saved_comes_back(qtbot, tmp_path, open_window):
    window = open_window(path=tmp_path)  # a folder cannot be a digits file
    canvas = find(window, "canvas")
    drawn = []
    for draw, key in ((draw_zero, Qt.Key.Key_0), (draw_one, Qt.Key.Key_1)):
        draw(window)
        drawn.append(canvas.drawing())
        QTest.keyClick(window, key)
    qtbot.waitUntil(lambda: canvas.drawing() == drawn[0])
    QTest.qWait(100)  # for the other one to fail as well
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: canvas.drawing() == drawn[1])


def test_the_menu_is_ticked_as_the_box_of_live_prediction_is(window):
    click(window, "livePrediction")
    assert not window.actions_by_name["live"].isChecked()
    window.actions_by_name["live"].trigger()
    assert find(window, "livePrediction").isChecked()


def test_the_status_bar_says_that_all_is_saved_and_what_the_network_does_not_know_yet(
    qtbot, tens, open_window
):
    window = open_window()
    status = find(window, "statusLabel")
    assert "saved in own.digits" in status.text()
    train(qtbot, window, 2)
    draw_one(window)
    QTest.keyClick(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: "1 drawing" in find(window, "modelBadge").text())
    assert "saved in own.digits" in status.text()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Qt.Key.Key_F6, "canvas"),
        (Qt.Key.Key_F7, "gallery"),
        (Qt.Key.Key_F8, "trainButton"),
    ],
)
def test_a_key_leads_to_each_column(qtbot, tens, open_window, key, name):
    window = open_window()
    window.activateWindow()
    find(window, "layersEdit").setFocus()
    QTest.keyClick(find(window, "layersEdit"), key)
    qtbot.waitUntil(find(window, name).hasFocus)


def test_f11_fills_the_screen_in_large_and_gives_it_back(qtbot, window):
    button = find(window, "trainButton")
    usual = button.fontInfo().pixelSize()
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    assert window.actions_by_name["presentation"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert button.fontInfo().pixelSize() == usual


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_f11_shows_canvas_answer_and_page_for_the_last_row(qtbot, window, size, monkeypatch):
    screen = QSize(*size)
    monkeypatch.setattr(QScreen, "size", lambda self: screen)
    draw_one(window)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text().startswith("1"))
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    window.setFixedSize(screen)
    qtbot.waitUntil(lambda: window.size() == screen)
    badge = window.findChild(AnswerBadge)
    qtbot.waitUntil(lambda: badge.height() >= 0.2 * size[1])

    texts = [each for each in window.findChildren(QLabel) if each.isVisible() and each.text()]
    texts.append(find(window, "howToLeave"))
    assert min(QFontMetricsF(each.font()).capHeight() for each in texts) >= 0.025 * size[1]
    assert "predictionLabel" in {each.objectName() for each in texts}
    for name in ("layersEdit", "saveAs0Button", "gallery", "trainButton", "networkInput"):
        assert not find(window, name).isVisible(), name
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert find(window, "layersEdit").isVisible()
    assert find(window, "gallery").isVisible()


def test_the_presentation_is_left_by_the_mouse_too(qtbot, window):
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(find(window, "howToLeave").isVisible)
    click(window, "howToLeave")
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert not find(window, "howToLeave").isVisible()


def test_ctrl_q_closes_the_window(window):
    QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()
