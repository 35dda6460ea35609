"""Folding the Digits column, by hand and by itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from digitapp.ui.window.columns import Columns

NAMES = ("draw", "digits", "pages")


@pytest.fixture
def columns(qtbot):
    return opened(qtbot)


def opened(qtbot, *, state=None, folded=False, width=1440):
    columns = Columns()
    qtbot.addWidget(columns)
    if state is not None:
        columns.restore(state, folded=folded)
    columns.resize(width, 700)
    columns.fill([QPushButton(objectName=name) for name in NAMES])
    columns.show()
    qtbot.waitExposed(columns)
    return columns


def widths(columns):
    """Return the widths of the three columns; 0 where one is hidden."""
    QApplication.processEvents()  # lays out what has changed
    found = [columns.findChild(QPushButton, name) for name in NAMES]
    return [button.width() if button.isVisible() else 0 for button in found]


def fold(columns):
    QTest.mouseClick(columns.findChild(QPushButton, "foldDigits"), Qt.MouseButton.LeftButton)


def test_the_button_gives_the_room_of_digits_to_the_pages_and_takes_it_back(columns):
    draw, digits, pages = before = widths(columns)
    fold(columns)
    assert widths(columns)[:2] == [pytest.approx(draw, abs=3), 0]
    assert widths(columns)[2] > pages + digits
    fold(columns)
    assert widths(columns) == before


def test_the_button_stands_on_the_edge_between_digits_and_pages(columns, qtbot):
    button, splitter = (
        columns.findChild(QPushButton, "foldDigits"),
        columns.findChild(QWidget, "columns"),
    )
    for _ in range(2):
        QApplication.processEvents()  # lays out what has changed
        handle = splitter.handle(2)
        edge = handle.mapTo(columns, handle.rect().center()).x()
        assert abs(button.geometry().center().x() - edge) <= 1
        assert button.isVisible()
        fold(columns)


def test_a_further_page_folds_digits_in_a_narrow_window_and_the_first_brings_it_back(qtbot):
    columns, told = opened(qtbot, width=1100), []
    columns.folded.connect(told.append)
    columns.show_page(1)
    assert widths(columns)[1] == 0
    columns.show_page(0)
    assert widths(columns)[1] > 0
    assert told == [True, False]
    assert not columns.is_folded()


def test_in_a_wide_window_a_further_page_folds_nothing(columns):
    columns.show_page(1)
    assert widths(columns)[1] > 0


def test_digits_can_be_opened_beside_a_further_page_all_the_same(qtbot):
    columns = opened(qtbot, width=1100)
    columns.show_page(1)
    columns.toggle_fold()
    assert widths(columns)[1] > 0
    columns.toggle_fold()
    assert widths(columns)[1] == 0
    columns.show_page(0)
    assert widths(columns)[1] > 0


def test_what_was_folded_by_hand_stays_so_on_every_page(columns):
    fold(columns)
    columns.show_page(1)
    columns.show_page(0)
    assert widths(columns)[1] == 0


def test_a_window_that_grows_shows_digits_again(qtbot):
    columns = opened(qtbot, width=1100)
    columns.show_page(1)
    columns.resize(1440, 700)
    assert widths(columns)[1] > 0


def test_widths_and_folding_come_back_at_the_next_start(qtbot, columns):
    before = widths(columns)
    fold(columns)
    again = opened(qtbot, state=columns.state(), folded=columns.is_folded())
    assert widths(again)[1] == 0
    fold(again)
    assert abs(widths(again)[1] - before[1]) < 0.1 * before[1]
