"""The third column with more than one page: tabs, and who is shown what."""

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from digitapp.training.frame import Frame
from digitapp.ui.pages.page import Page
from digitapp.ui.pages.page_column import PageColumn
from digitapp.ui.widgets.theme import DARK, LIGHT

from .page_examples import RUNNING, framed_column

IMAGE = np.zeros((20, 20), np.float32)


class Notebook(Page):
    """A page that writes down what it is shown."""

    title = "Notebook"

    def __init__(self):
        super().__init__()
        self.setObjectName("notebookPage")
        self.shown = []

    def show_theme(self, theme):
        self.shown.append(theme)

    def show_frame(self, frame):
        self.shown.append(frame)

    def show_image(self, image):
        self.shown.append(image)


@pytest.fixture
def notebook():
    return Notebook()


@pytest.fixture
def frame(qtbot, notebook):
    return framed_column(qtbot, notebook)


@pytest.fixture
def column(frame):
    return frame.findChild(PageColumn)


def test_one_page_has_no_tabs(qtbot):
    assert framed_column(qtbot).findChild(QTabBar) is None


def test_a_click_on_a_tab_shows_its_page(column, notebook, qtbot):
    tabs = column.findChild(QTabBar, "pageTabs")
    assert [tabs.tabText(k) for k in range(tabs.count())] == ["Train", "Notebook"]
    with qtbot.waitSignal(column.page_shown):
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert notebook.isVisible()
    assert tabs.currentIndex() == 1


def test_a_page_that_is_not_shown_is_told_nothing(column, notebook):
    column.show_frame(Frame(RUNNING))
    column.show_image(IMAGE)
    column.show_theme(DARK)
    assert (notebook.active, notebook.shown) == (False, [])
    column.show_page(1)
    assert notebook.active
    column.show_page(0)
    notebook.shown.clear()
    column.show_frame(Frame(RUNNING))
    assert (notebook.active, notebook.shown) == (False, [])


def test_a_page_that_is_shown_catches_up_and_then_follows(column, notebook):
    last, next_one = Frame(RUNNING), Frame(RUNNING)
    column.show_theme(DARK)
    column.show_image(IMAGE)
    column.show_frame(last)
    column.show_page(1)
    assert notebook.shown == [DARK, IMAGE, last]
    column.show_frame(next_one)
    column.show_image(None)
    column.show_theme(LIGHT)
    assert notebook.shown[3:] == [next_one, None, LIGHT]


def test_the_transport_follows_under_every_page(column):
    column.show_page(1)
    column.show_frame(Frame(RUNNING))
    assert column.findChild(object, "pauseButton").isEnabled()
    assert column.findChild(object, "pauseButton").isVisible()


def test_a_page_that_is_not_shown_does_not_keep_the_column_large(column, notebook):
    before = column.minimumSizeHint()
    notebook.setMinimumSize(0, 0)
    QVBoxLayout(notebook).addWidget(Wide())
    assert column.minimumSizeHint() == before
    column.show_page(1)
    assert column.minimumSizeHint().width() >= 900
    column.show_page(0)
    assert column.minimumSizeHint() == before


class Wide(QWidget):
    def minimumSizeHint(self):
        return QSize(900, 900)
