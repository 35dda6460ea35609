"""The third column with more than one page: tabs, and who is shown what."""

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training.frame import Frame
from digitapp.training.pinned import PinnedCurves
from digitapp.ui.pages.page import Page, PageEntry
from digitapp.ui.pages.page_column import PageColumn
from digitapp.ui.widgets.theme import DARK, LIGHT

from .page_examples import RUNNING, framed_column

IMAGE = np.zeros((20, 20), np.float32)


class Notebook(Page):
    """A page that writes down what it is shown."""

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

    def show_dataset(self, dataset):
        self.shown.append(dataset)

    def show_pinned(self, curves):
        self.shown.append(curves)

    def show_unit(self, unit):
        self.shown.append(unit)

    def show_line(self, layer, caption):
        self.shown.append((layer, caption))


@pytest.fixture
def notebook():
    return Notebook()


@pytest.fixture
def frame(qtbot, notebook):
    return framed_column(qtbot, PageEntry("Notebook", lambda: notebook))


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


def test_a_page_is_created_when_it_is_first_shown_and_once(qtbot):
    created = []

    def create():
        created.append(Notebook())
        return created[-1]

    frame = framed_column(qtbot, PageEntry("Notebook", create))
    column = frame.findChild(PageColumn)
    column.show_frame(Frame(RUNNING))
    assert (created, column.titles()) == ([], ("Train", "Notebook"))
    for index in (1, 0, 1):
        column.show_page(index)
    assert len(created) == 1


def test_a_page_that_is_shown_catches_up_and_then_follows(column, notebook):
    last, dataset, pinned = Frame(RUNNING), DatasetSnapshot.empty(), PinnedCurves()
    column.show_theme(DARK)
    column.show_image(IMAGE)
    column.show_frame(last)
    column.show_dataset(dataset)
    column.show_pinned(pinned)
    column.on_unit_chosen((1, 2))
    column.on_line_shown(0, "z = ")
    column.show_page(1)
    assert_is_same(notebook.shown, [DARK, dataset, pinned, IMAGE, last, (1, 2), (0, "z = ")])
    notebook.shown.clear()
    next_one, next_dataset, next_pinned = Frame(RUNNING), DatasetSnapshot.empty(), PinnedCurves()
    column.show_frame(next_one)
    column.show_image(None)
    column.show_theme(LIGHT)
    column.show_dataset(next_dataset)
    column.show_pinned(next_pinned)
    assert_is_same(notebook.shown, [next_one, None, LIGHT, next_dataset, next_pinned])


def test_a_page_that_comes_back_is_shown_what_has_changed_only(column, notebook):
    column.show_page(1)
    column.show_page(0)
    notebook.shown.clear()
    column.show_image(IMAGE)
    column.show_page(1)
    assert_is_same(notebook.shown, [IMAGE])


def test_what_a_page_asks_for_comes_from_the_column(column, notebook, qtbot):
    column.show_page(1)
    with qtbot.waitSignals([column.pin_requested, column.export_requested]):
        notebook.pin_requested.emit()
        notebook.export_requested.emit(print)


def assert_is_same(found, wanted):
    """Compare by identity where a value is no tuple: arrays and frames have no other."""
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert one is other or (isinstance(one, tuple) and one == other)


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
