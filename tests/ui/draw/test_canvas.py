"""The canvas under a hand: mouse events in, a drawing and a picture out."""

import math
import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitapp.digits import Drawing
from digitapp.ui.draw.canvas import Canvas

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    canvas.resize(400, 400)
    qtbot.addWidget(canvas)
    canvas.show()
    return canvas


def stroke(canvas, *places, release=True):
    """Draw through places given in pixels of the widget."""
    QTest.mousePress(canvas, LEFT, pos=QPoint(*places[0]))
    for place in places[1:]:
        QTest.mouseMove(canvas, QPoint(*place))
    if release:
        QTest.mouseRelease(canvas, LEFT, pos=QPoint(*places[-1]))


def points(canvas):
    drawing = canvas.drawing()
    return [stroke[:, :2].tolist() for stroke in drawing.strokes] if drawing else []


def test_a_stroke_keeps_every_point_with_its_time(canvas):
    stroke(canvas, (100, 50), (110, 150), (120, 250))

    (drawn,) = canvas.drawing().strokes
    assert drawn[:, :2].tolist() == [[100, 50], [110, 150], [120, 250]]
    assert drawn[0, 2] == 0
    assert np.all(np.diff(drawn[:, 2]) >= 0)


def test_an_empty_canvas_has_no_drawing(canvas):
    assert canvas.drawing() is None


def test_a_click_makes_a_dot(canvas):
    stroke(canvas, (100, 50))

    assert points(canvas) == [[[100, 50]]]


def test_changes_are_told_once_an_event_loop_turn(canvas, qtbot):
    told = []
    canvas.drawing_changed.connect(lambda: told.append(canvas.drawing()))

    stroke(canvas, (100, 50), (110, 150), (120, 250), (130, 350))
    qtbot.waitUntil(lambda: bool(told))
    canvas.clear()
    qtbot.waitUntil(lambda: len(told) > 1)

    assert told == [told[0], None]


def test_a_growing_stroke_is_told_though_it_is_said_again_and_again_to_report_less(canvas, qtbot):
    frames = QTimer(canvas)  # as the training shows them
    frames.timeout.connect(lambda: canvas.report_less(True))
    frames.start(5)
    with qtbot.waitSignal(canvas.drawing_changed):
        stroke(canvas, (50, 50), (60, 60), release=False)
    with qtbot.waitSignal(canvas.drawing_changed):
        QTest.mouseMove(canvas, QPoint(150, 150))


def test_a_pen_that_moves_is_told_at_intervals(canvas, qtbot):
    told = []
    canvas.drawing_changed.connect(lambda: told.append(time.monotonic()))
    canvas.report_less(True)
    stroke(canvas, (50, 50), release=False)
    for step in range(1_000_000):
        QTest.mouseMove(canvas, QPoint(100 + step % 200, 100))
        QApplication.processEvents()
        if len(told) == 5:
            break

    assert np.diff(told).min() >= 0.033


def test_undo_and_redo_go_stroke_by_stroke(canvas):
    stroke(canvas, (100, 50), (100, 90))
    stroke(canvas, (200, 50), (200, 90))
    both = points(canvas)

    canvas.undo()
    assert points(canvas) == both[:1]
    canvas.undo()
    assert points(canvas) == []
    assert not canvas.can_undo()
    canvas.redo()
    canvas.redo()
    assert points(canvas) == both
    assert not canvas.can_redo()


def test_clear_can_be_undone(canvas):
    stroke(canvas, (100, 50), (100, 90))
    before = points(canvas)

    canvas.clear()
    assert points(canvas) == []
    canvas.undo()
    assert points(canvas) == before


def test_a_new_stroke_leaves_nothing_to_redo(canvas):
    stroke(canvas, (100, 50), (100, 90))
    canvas.undo()
    stroke(canvas, (200, 50), (200, 90))

    assert not canvas.can_redo()


def test_wipe_leaves_nothing_to_undo(canvas):
    stroke(canvas, (100, 50), (100, 90))

    canvas.wipe()

    assert canvas.drawing() is None
    assert not canvas.can_undo()
    assert not canvas.can_redo()


def test_a_resize_in_mid_stroke_keeps_the_strokes_where_they_are_on_the_paper(canvas):
    stroke(canvas, (100, 50), (100, 200), release=False)
    canvas.resize(200, 200)
    QTest.mouseMove(canvas, QPoint(50, 150))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(50, 150))

    assert points(canvas) == [[[100, 50], [100, 200], [100, 300]]]


def test_a_drawing_is_shown_as_it_was_drawn(canvas):
    stroke(canvas, (100, 50), (110, 150), (120, 250))
    stroke(canvas, (30, 40))
    drawing = canvas.drawing()
    canvas.wipe()

    canvas.show_drawing(drawing)

    assert points(canvas) == [stroke[:, :2].tolist() for stroke in drawing.strokes]


def test_a_drawing_from_a_larger_canvas_is_made_to_fit(canvas):
    canvas.show_drawing(Drawing([[(0, 0), (1600, 800)], [(-5, 3), (np.inf, 2)]]))

    drawn = np.concatenate(points(canvas))
    assert drawn.min() >= 0
    assert drawn.max() <= 400
    assert np.ptp(drawn[:2], axis=0).tolist() == pytest.approx([319, 159.5], abs=1)


def test_undo_brings_back_what_was_there_before_a_drawing_was_shown(canvas):
    stroke(canvas, (100, 50), (100, 90))
    before = points(canvas)

    canvas.show_drawing(Drawing([[(5, 5), (300, 300)]]))
    canvas.undo()

    assert points(canvas) == before


def test_a_drawing_of_a_million_points_is_shown_without_a_long_wait(canvas):
    places = np.random.default_rng(0).uniform(0, 400, (1_000_000, 2))

    canvas.show_drawing(Drawing([places[:400_000], places[400_000:]]))

    assert sum(map(len, points(canvas))) == 10_000
    assert canvas.drawing().strokes[1][1, :2] == pytest.approx(places[400_100], abs=1e-3)


def test_a_pen_that_never_lifts_is_no_error(qtbot):
    canvas = Canvas()
    canvas.resize(400, 400)
    qtbot.addWidget(canvas)
    canvas.pen_down(QPointF(0, 0))
    for place in np.random.default_rng(0).uniform(0, 400, (61_000, 2)):
        canvas.pen_moved(QPointF(*place))
    canvas.pen_up()

    assert sum(map(len, points(canvas))) == pytest.approx(60_000, abs=1)
    canvas.clear()
    stroke(canvas, (100, 50), (100, 90))
    assert points(canvas) == [[[100, 50], [100, 90]]]


def test_a_device_that_reports_no_place_is_no_error(canvas):
    canvas.pen_down(QPointF(100, 50))
    for place in [(math.nan, 60), (math.inf, 70), (100, 80)]:
        canvas.pen_moved(QPointF(*place))
    canvas.pen_up()

    assert points(canvas) == [[[100, 50], [100, 80]]]
