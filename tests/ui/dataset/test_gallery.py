"""The gallery: what is selected by mouse and keys, and what survives when drawings change."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitapp.ui.dataset.gallery import Gallery
from digitapp.ui.dataset.gallery_query import Filter, Sort
from digitapp.ui.widgets.theme import LIGHT

from .gallery_examples import (
    CTRL,
    SHIFT,
    added,
    click,
    dataset,
    double_click,
    drag,
    joined,
    judged,
    place_of,
    relabelled,
    without,
)

Key = Qt.Key


@pytest.fixture
def gallery(qtbot):
    """Five columns of twelve drawings, 12 first."""
    widget = Gallery()
    qtbot.addWidget(widget)
    widget.show_theme(LIGHT)
    widget.resize(300, 300)
    widget.show()
    widget.show_dataset(dataset())
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    return widget


def selected(gallery):
    return gallery.selected_ids().tolist()


def test_a_click_selects_one_and_another_click_only_the_other(gallery):
    click(gallery, 12)
    click(gallery, 10)
    assert selected(gallery) == [10]


def test_ctrl_adds_and_takes_away(gallery):
    click(gallery, 12)
    click(gallery, 8, CTRL)
    click(gallery, 3, CTRL)
    click(gallery, 8, CTRL)
    assert selected(gallery) == [3, 12]


def test_shift_selects_in_reading_order_from_the_last_click(gallery):
    click(gallery, 11)
    click(gallery, 6, SHIFT)
    assert selected(gallery) == [6, 7, 8, 9, 10, 11]
    click(gallery, 12, SHIFT)
    assert selected(gallery) == [11, 12]


def test_a_click_beside_the_drawings_selects_nothing(gallery):
    click(gallery, 12)
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 280))
    assert selected(gallery) == []


def test_dragging_selects_what_the_rectangle_touches(gallery):
    drag(gallery, place_of(gallery, 12), place_of(gallery, 6))
    assert selected(gallery) == [6, 7, 11, 12]


def test_dragging_back_lets_go_of_what_is_no_longer_touched(gallery):
    start = place_of(gallery, 12)
    drag(gallery, start, place_of(gallery, 5), release=False)
    QTest.mouseMove(gallery.viewport(), place_of(gallery, 11))
    assert selected(gallery) == [11, 12]


def test_dragging_past_the_last_drawing_ends_with_it(gallery):
    drag(gallery, place_of(gallery, 2), place_of(gallery, 2) + QPoint(190, 60))
    assert selected(gallery) == [1, 2]


def test_dragging_ends_when_the_focus_goes_elsewhere(gallery):
    drag(gallery, place_of(gallery, 12), place_of(gallery, 11), release=False)
    gallery.clearFocus()
    QTest.mouseMove(gallery.viewport(), place_of(gallery, 4))
    assert selected(gallery) == [11, 12]


def test_dragging_with_ctrl_keeps_what_was_selected(gallery):
    click(gallery, 2)
    drag(gallery, place_of(gallery, 12), place_of(gallery, 11), CTRL)
    assert selected(gallery) == [2, 11, 12]


def test_dragging_below_the_edge_scrolls_on(qtbot, gallery):
    gallery.show_dataset(dataset(400))
    drag(gallery, place_of(gallery, 400), QPoint(250, 500), release=False)
    qtbot.waitUntil(lambda: len(selected(gallery)) > 60)
    QTest.mouseRelease(gallery.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(250, 500))
    assert gallery.verticalScrollBar().value() > 0


def test_arrows_walk_and_shift_selects_on_the_way(gallery):
    click(gallery, 12)
    for key in (Key.Key_Right, Key.Key_Down):
        QTest.keyClick(gallery, key)
    assert selected(gallery) == [6]
    QTest.keyClick(gallery, Key.Key_Left, SHIFT)
    assert selected(gallery) == [6, 7]


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        (8, Key.Key_Right, 7),  # the end of a row: on with the next
        (12, Key.Key_Left, 12),
        (1, Key.Key_Right, 1),
        (4, Key.Key_Down, 1),  # nothing stands below: the last one
        (2, Key.Key_Down, 2),
        (10, Key.Key_Up, 10),
        (7, Key.Key_Home, 12),
        (7, Key.Key_End, 1),
        (12, Key.Key_PageDown, 2),
        (1, Key.Key_PageUp, 11),
    ],
)
def test_keys_stop_at_the_first_and_the_last(gallery, start, key, end):
    click(gallery, start)
    QTest.keyClick(gallery, key)
    assert selected(gallery) == [end]


def test_the_keyboard_alone_selects_scattered_drawings(gallery):
    QTest.keyClick(gallery, Key.Key_Home)
    QTest.keyClick(gallery, Key.Key_Right, CTRL)
    QTest.keyClick(gallery, Key.Key_Right, CTRL)
    QTest.keyClick(gallery, Key.Key_Space, CTRL)
    assert selected(gallery) == [10, 12]


def test_the_keyboard_shows_where_it_stands_and_the_mouse_does_not(gallery):
    before = gallery.grab().toImage()
    QTest.keyClick(gallery, Key.Key_Right, CTRL)
    assert gallery.grab().toImage() != before
    click(gallery, 12)
    QTest.keyClick(gallery, Key.Key_Escape)
    gallery.clearFocus()
    assert gallery.grab().toImage() == before


def test_walking_scrolls_to_where_one_is(gallery):
    gallery.show_dataset(dataset(400))
    click(gallery, 400)
    QTest.keyClick(gallery, Key.Key_End)
    assert gallery.viewport().rect().contains(place_of(gallery, 1))


def test_escape_selects_nothing(gallery):
    click(gallery, 12)
    QTest.keyClick(gallery, Key.Key_Escape)
    assert selected(gallery) == []


def test_double_click_and_enter_ask_for_the_drawing(qtbot, gallery):
    asked = []
    gallery.drawing_activated.connect(asked.append)
    double_click(gallery, 9)
    QTest.keyClick(gallery, Key.Key_Left)
    QTest.keyClick(gallery, Key.Key_Return)
    assert asked == [9, 10]


def test_all_means_all_that_the_filter_shows(gallery):
    gallery.arrange(Filter.ONES, Sort.NEWEST)
    gallery.select_all()
    assert selected(gallery) == [2, 4, 6, 8, 10, 12]


def test_the_selection_survives_adding_deleting_relabelling_and_marks(gallery):
    drawings = dataset()
    click(gallery, 10)
    click(gallery, 5, CTRL)
    for change in (added(drawings, 3), without(drawings, 10), relabelled(drawings, 1, 5)):
        gallery.show_dataset(change)
        gallery.show_marks(judged(change, [3]))
    assert selected(gallery) == [5, 10]  # 10 came back, as by undo


def test_a_range_goes_on_from_its_anchor_after_drawings_came_in(gallery):
    click(gallery, 12)
    gallery.show_dataset(added(dataset(), 2))
    click(gallery, 10, SHIFT)
    assert selected(gallery) == [10, 11, 12]


def test_what_a_filter_hides_is_not_selected_any_more(gallery):
    gallery.select_all()
    gallery.arrange(Filter.ZEROS, Sort.NEWEST)
    gallery.arrange(Filter.ALL, Sort.NEWEST)
    assert selected(gallery) == [1, 3, 5, 7, 9, 11]


def test_marks_do_not_move_drawings_while_some_are_selected(gallery):
    drawings = dataset()
    gallery.show_marks(judged(drawings, [3, 4, 5]))
    gallery.arrange(Filter.WRONG, Sort.NEWEST)
    click(gallery, 4)
    gallery.show_marks(judged(drawings, [9]))
    assert gallery.shown.ids.tolist() == [5, 4, 3]
    QTest.keyClick(gallery, Key.Key_Escape)
    assert gallery.shown.ids.tolist() == [9]


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_only_marks_that_change_something_are_painted(gallery, qtbot):
    drawings = dataset()
    gallery.show_marks(judged(drawings, [3]))
    QApplication.processEvents()
    paints = Paints(gallery.viewport())

    gallery.show_marks(judged(drawings, [3]))
    QApplication.processEvents()
    assert paints.count == 0
    gallery.show_marks(judged(drawings, [3, 4]))
    qtbot.waitUntil(lambda: paints.count > 0)


def test_what_was_relabelled_leaves_the_wrong_ones_at_once(gallery):
    drawings = dataset()
    gallery.show_marks(judged(drawings, [3, 4]))
    gallery.arrange(Filter.WRONG, Sort.NEWEST)
    click(gallery, 3)
    gallery.show_dataset(relabelled(drawings, 1, 3))
    assert gallery.shown.ids.tolist() == [4]


def test_at_the_top_a_new_drawing_is_seen_at_once(gallery):
    drawings = dataset(400)
    gallery.show_dataset(drawings)
    gallery.show_dataset(added(drawings))
    assert place_of(gallery, 401).y() < 50


def test_scrolled_down_the_drawings_stay_where_they_are_seen(gallery):
    drawings = dataset(400)
    gallery.show_dataset(drawings)
    gallery.verticalScrollBar().setValue(1130)
    seen = 400 - 1130 // 56 * 5  # the first of the row at the top
    before = place_of(gallery, seen).y()
    for _ in range(30):
        drawings = added(drawings)
        gallery.show_dataset(drawings)
        assert place_of(gallery, seen).y() == before


def test_deleting_what_stood_at_the_top_keeps_the_next_one_there(gallery):
    drawings = dataset(400)
    gallery.show_dataset(drawings)
    gallery.verticalScrollBar().setValue(1120)
    before = place_of(gallery, 299).y()
    gallery.show_dataset(without(drawings, 300))
    assert place_of(gallery, 299).y() == before


def test_another_width_keeps_what_stood_at_the_top_in_sight(gallery):
    gallery.show_dataset(dataset(400))
    gallery.verticalScrollBar().setValue(1120)
    for width in (500, 900, 220):
        gallery.resize(width, 300)
        assert gallery.viewport().rect().contains(place_of(gallery, 300))


def test_no_drawing_is_cut_off_at_any_width(gallery):
    gallery.show_dataset(dataset(40))
    for width in range(120, 1500, 7):
        gallery.resize(width, 300)
        rows = gallery.shown.columnCount()
        right = gallery.visualRect(gallery.shown.index_of(rows - 1)).left() + 50
        assert right <= width
        assert gallery.horizontalScrollBar().maximum() == 0


def test_a_filter_that_shows_nothing_and_an_empty_collection_are_harmless(gallery):
    for drawings in (dataset(0), dataset(3)):
        gallery.show_dataset(drawings)
        gallery.arrange(Filter.WRONG, Sort.LOSS)
        for key in (Key.Key_Down, Key.Key_End, Key.Key_Return, Key.Key_Escape):
            QTest.keyClick(gallery, key)
        gallery.select_all()
        gallery.grab()
        assert selected(gallery) == []


def test_drawings_of_another_file_are_never_shown_with_the_images_of_the_last(gallery):
    zeros, ones = dataset(5, [0] * 5), dataset(5, [1] * 5)
    gallery.show_dataset(zeros)
    first = gallery.grab().toImage()
    gallery.show_dataset(ones)
    gallery.grab()
    gallery.show_dataset(joined(zeros, ones))
    gallery.show_dataset(zeros)
    assert gallery.grab().toImage() == first
    assert np.array_equal(gallery.shown.known.dataset.labels, [0] * 5)
