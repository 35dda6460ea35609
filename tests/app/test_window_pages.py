"""Pages in the whole window: adding one takes its class and one line, and F9 makes room for it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QWidget

from digitapp.app import components
from digitapp.ui.pages.page import Page

from .window_actions import draw_zero, find

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


class ThrowawayPage(Page):
    """A page that keeps the last of what it was shown."""

    title = "Throwaway"

    def __init__(self):
        super().__init__()
        self.setObjectName("throwawayPage")
        self.frames, self.images = [], []

    def show_frame(self, frame):
        self.frames.append(frame)

    def show_image(self, image):
        self.images.append(image)


@pytest.fixture
def two_pages(monkeypatch, open_window):
    monkeypatch.setattr(components, "FURTHER_PAGES", (ThrowawayPage,))
    return open_window()


def view_menu(window):
    menu = window.findChild(QWidget, "viewMenu")
    return [action.text() for action in menu.actions()]


def test_with_one_page_there_are_no_tabs_and_the_menu_lists_it(window):
    assert window.findChild(QTabBar) is None
    assert [text for text in view_menu(window) if "Train" in text] == ["&1 Train"]


def test_a_further_page_gets_its_tab_its_key_and_its_place_in_the_menu(two_pages):
    window, tabs = two_pages, find(two_pages, "pageTabs")
    assert "&2 Throwaway" in view_menu(window)
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    assert find(window, "throwawayPage").isVisible()
    assert tabs.currentIndex() == 1
    assert window.actions_by_name["export_plot"].isEnabled()
    QTest.keyClick(window, Qt.Key.Key_1, ALT)
    assert find(window, "trainPage").isVisible()


def test_the_menu_shows_which_page_a_tab_has_chosen(two_pages):
    tabs = find(two_pages, "pageTabs")
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    menu = two_pages.findChild(QWidget, "viewMenu")
    checked = [a.text() for a in menu.actions() if a.isChecked() and a.text()[:2] in ("&1", "&2")]
    assert checked == ["&2 Throwaway"]


def test_a_page_follows_training_and_drawing_only_while_it_is_shown(qtbot, two_pages):
    window, page = two_pages, find(two_pages, "throwawayPage")
    draw_zero(window)
    QTest.keyClick(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("1 drawing"))
    assert (page.frames, page.images) == ([], [])
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    draw_zero(window)
    qtbot.waitUntil(lambda: page.images[-1] is not None)
    find(window, "epochs").setValue(3)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: page.frames[-1].progress.trained, timeout=30_000)
    qtbot.waitUntil(lambda: len(page.frames[-1].curves.epochs) == 4, timeout=30_000)
    QTest.keyClick(window, Qt.Key.Key_1, ALT)
    seen = len(page.frames)
    QTest.keyClick(window, Qt.Key.Key_R)
    assert len(page.frames) == seen


def test_the_page_of_keys_names_the_pages_and_f9(two_pages, qtbot):
    two_pages.actions_by_name["keys"].trigger()
    shown = find(two_pages, "keysDialog")
    texts = [label.text() for label in shown.findChildren(QWidget) if hasattr(label, "text")]
    assert {"Alt+1", "Alt+2", "F9"} <= set(texts)
    shown.close()


def test_f9_folds_the_digits_and_the_next_start_finds_them_so(open_window):
    window = open_window()
    gallery = find(window, "gallery")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not gallery.isVisible()
    assert window.actions_by_name["fold_digits"].isChecked()
    window.close()
    again = open_window()
    assert not find(again, "gallery").isVisible()
    QTest.keyClick(again, Qt.Key.Key_F9)
    assert find(again, "gallery").isVisible()


def test_f7_unfolds_the_digits(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_F9)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert find(window, "gallery").hasFocus()


def test_the_button_on_the_edge_comes_after_the_digits_by_the_tab_key(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    find(window, "exportButton").setFocus()
    find(window, "importButton").setFocus()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert window.focusWidget().objectName() == "foldDigits"
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert window.focusWidget().objectName() == "layersEdit"


def test_space_presses_a_button_of_the_plot_that_has_the_keyboard(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    log = find(window, "logButton")
    log.setFocus()
    QTest.keyClick(log, Qt.Key.Key_Space)
    assert log.isChecked()
