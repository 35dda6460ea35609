"""The canvas and its devices: lost releases, two at once, touch, tablet, made-up mouse events."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from digitapp.ui.draw.canvas import Canvas

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
REAL = Qt.MouseEventSource.MouseEventNotSynthesized
BY_SYSTEM = Qt.MouseEventSource.MouseEventSynthesizedBySystem
MOVE, PRESS, RELEASE = (
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
)


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    canvas.setWindowFlag(Qt.WindowType.FramelessWindowHint)  # a frame would shift made-up touches
    canvas.resize(400, 400)
    qtbot.addWidget(canvas)
    canvas.show()
    return canvas


def mouse(canvas, kind, place, button=LEFT, source=REAL, buttons=None):
    held = (NONE if kind == RELEASE else LEFT) if buttons is None else buttons
    point = QPointF(*place)
    button = NONE if kind == MOVE else button
    event = QMouseEvent(
        kind,
        point,
        point,
        canvas.mapToGlobal(point),
        button,
        held,
        Qt.KeyboardModifier.NoModifier,
        source,
    )
    QApplication.sendEvent(canvas, event)


def eraser():
    """Return the other end of a stylus."""
    return QPointingDevice(
        *("stylus", 77, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Eraser),
        *(QInputDevice.Capability.Position, 1, 1),
    )


def tablet(canvas, kind, place, button=LEFT, device=None):
    point, device = QPointF(*place), device or QPointingDevice.primaryPointingDevice()
    event = QTabletEvent(
        *(kind, device, point, canvas.mapToGlobal(point)),
        *(0.5, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, button, button),
    )
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


@pytest.fixture
def touch(canvas):
    """Return what moves fingers: touch(canvas).press(1, place).release(2, place) is one event."""
    device = QTest.createTouchDevice()

    def fingers(on=canvas):
        return QTest.touchEvent(on, device)

    fingers.device = device  # type: ignore[attr-defined]
    return fingers


def points(canvas):
    drawing = canvas.drawing()
    return [stroke[:, :2].tolist() for stroke in drawing.strokes] if drawing else []


def test_what_is_drawn_outside_is_cut_off_at_the_edge_as_one_stroke(canvas):
    mouse(canvas, PRESS, (350, 100))
    mouse(canvas, MOVE, (450, 100))
    mouse(canvas, MOVE, (450, 200))
    mouse(canvas, MOVE, (350, 200))
    mouse(canvas, RELEASE, (350, 200))

    assert points(canvas) == [[[350, 100], [400, 100]], [[400, 200], [350, 200]]]
    canvas.undo()
    assert canvas.drawing() is None


def test_a_press_outside_the_paper_draws_from_the_edge_on(canvas):
    canvas.resize(600, 400)
    mouse(canvas, PRESS, (50, 200))
    mouse(canvas, MOVE, (150, 200))
    mouse(canvas, RELEASE, (150, 200))

    assert points(canvas) == [[[0, 200], [50, 200]]]


def test_a_stroke_wholly_outside_is_none(canvas):
    canvas.resize(600, 400)
    mouse(canvas, PRESS, (10, 10))
    mouse(canvas, MOVE, (90, 390))
    mouse(canvas, RELEASE, (90, 390))

    assert canvas.drawing() is None
    assert not canvas.can_undo()


def test_a_dash_right_across_from_outside_to_outside_is_drawn(canvas):
    canvas.resize(600, 400)
    mouse(canvas, PRESS, (50, 200))
    mouse(canvas, MOVE, (550, 200))
    mouse(canvas, RELEASE, (550, 200))

    assert points(canvas) == [[[0, 200], [400, 200]]]


def test_a_second_press_without_a_release_begins_another_stroke(canvas):
    mouse(canvas, PRESS, (100, 100))
    mouse(canvas, MOVE, (100, 200))
    mouse(canvas, PRESS, (300, 100))
    mouse(canvas, MOVE, (300, 200))
    mouse(canvas, RELEASE, (300, 200))

    assert points(canvas) == [[[100, 100], [100, 200]], [[300, 100], [300, 200]]]


def test_a_release_that_was_lost_does_not_leave_the_pen_down(canvas):
    mouse(canvas, PRESS, (100, 100))
    mouse(canvas, MOVE, (100, 200))
    mouse(canvas, MOVE, (300, 200), buttons=NONE)
    mouse(canvas, MOVE, (350, 200))

    assert points(canvas) == [[[100, 100], [100, 200]]]


def test_hiding_the_canvas_in_mid_stroke_finishes_the_stroke(canvas):
    mouse(canvas, PRESS, (100, 100))
    mouse(canvas, MOVE, (100, 200))
    canvas.hide()
    canvas.show()
    mouse(canvas, MOVE, (300, 200))

    assert points(canvas) == [[[100, 100], [100, 200]]]


def test_losing_the_focus_in_mid_stroke_changes_nothing(canvas):
    mouse(canvas, PRESS, (100, 100))
    canvas.clearFocus()
    mouse(canvas, MOVE, (100, 200))
    mouse(canvas, RELEASE, (100, 200))

    assert points(canvas) == [[[100, 100], [100, 200]]]


def test_other_buttons_draw_nothing(canvas):
    mouse(canvas, PRESS, (100, 100), RIGHT, buttons=RIGHT)
    mouse(canvas, MOVE, (100, 200), buttons=RIGHT)
    mouse(canvas, RELEASE, (100, 200), RIGHT)

    assert canvas.drawing() is None


def test_quick_clicks_are_as_many_dots(canvas):
    for _ in range(3):
        QTest.mouseClick(canvas, LEFT, pos=QPoint(50, 60))
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(90, 60))

    assert len(points(canvas)) >= 4


@pytest.mark.parametrize("change", ["clear", "wipe", "undo"])
def test_what_follows_a_stroke_that_was_taken_away_is_not_drawn(canvas, change):
    mouse(canvas, PRESS, (100, 100))
    mouse(canvas, MOVE, (100, 200))
    getattr(canvas, change)()
    mouse(canvas, MOVE, (100, 300))
    mouse(canvas, RELEASE, (100, 300))

    assert canvas.drawing() is None


def test_a_finger_draws(canvas, touch):
    touch().press(1, QPoint(100, 100)).commit()
    touch().move(1, QPoint(100, 200)).commit()
    touch().release(1, QPoint(100, 300)).commit()

    assert points(canvas) == [[[100, 100], [100, 200], [100, 300]]]


def test_a_second_finger_draws_nothing(canvas, touch):
    touch().press(1, QPoint(100, 100)).commit()
    touch().move(1, QPoint(100, 200)).press(2, QPoint(300, 300)).commit()
    touch().release(1, QPoint(100, 300)).move(2, QPoint(350, 300)).commit()
    touch().release(2, QPoint(390, 300)).commit()

    assert points(canvas) == [[[100, 100], [100, 200], [100, 300]]]


def test_a_touch_that_the_system_takes_back_leaves_nothing(canvas, touch):
    mouse(canvas, PRESS, (50, 50))
    mouse(canvas, RELEASE, (60, 50))
    touch().press(1, QPoint(100, 100)).commit()
    touch().move(1, QPoint(100, 200)).commit()
    QApplication.sendEvent(canvas, QTouchEvent(QEvent.Type.TouchCancel, touch.device))

    assert points(canvas) == [[[50, 50], [60, 50]]]


def test_a_touch_whose_end_was_lost_does_not_block_the_next(canvas, touch):
    touch().press(1, QPoint(100, 100)).commit()
    touch().press(7, QPoint(200, 100)).commit()
    touch().release(7, QPoint(200, 200)).commit()

    assert points(canvas) == [[[100, 100]], [[200, 100], [200, 200]]]


@pytest.mark.parametrize("source", [BY_SYSTEM, Qt.MouseEventSource.MouseEventSynthesizedByQt])
def test_mouse_events_made_up_beside_a_touch_draw_nothing_more(canvas, touch, source):
    touch().press(1, QPoint(100, 100)).commit()
    mouse(canvas, PRESS, (100, 100), source=source)
    touch().move(1, QPoint(100, 200)).commit()
    mouse(canvas, MOVE, (100, 200), source=source)
    touch().release(1, QPoint(100, 300)).commit()
    mouse(canvas, RELEASE, (100, 300), source=source)
    mouse(canvas, PRESS, (100, 300), source=source)
    mouse(canvas, RELEASE, (100, 300), source=source)

    assert points(canvas) == [[[100, 100], [100, 200], [100, 300]]]


def test_a_system_that_knows_touches_only_as_mouse_events_can_draw(canvas):
    mouse(canvas, PRESS, (100, 100), source=BY_SYSTEM)
    mouse(canvas, MOVE, (100, 200), source=BY_SYSTEM)
    mouse(canvas, RELEASE, (100, 200), source=BY_SYSTEM)

    assert points(canvas) == [[[100, 100], [100, 200]]]


def test_a_tablet_draws_between_whole_pixels(canvas):
    tablet(canvas, QEvent.Type.TabletPress, (100.25, 100))
    mouse(canvas, PRESS, (100, 100), source=BY_SYSTEM)
    tablet(canvas, QEvent.Type.TabletMove, (100.5, 200))
    mouse(canvas, MOVE, (100, 200), source=BY_SYSTEM)
    tablet(canvas, QEvent.Type.TabletRelease, (100.75, 300))
    mouse(canvas, RELEASE, (100, 300), source=BY_SYSTEM)
    tablet(canvas, QEvent.Type.TabletMove, (200, 200), NONE)

    assert points(canvas) == [[[100.25, 100], [100.5, 200], [100.75, 300]]]


def test_a_palm_beside_the_pen_draws_nothing(canvas, touch):
    tablet(canvas, QEvent.Type.TabletPress, (100, 100))
    touch().press(1, QPoint(300, 300)).commit()
    touch().release(1, QPoint(300, 310)).commit()
    tablet(canvas, QEvent.Type.TabletRelease, (100, 200))

    assert points(canvas) == [[[100, 100], [100, 200]]]


def test_the_mouse_goes_on_where_a_tablet_vanished(canvas):
    tablet(canvas, QEvent.Type.TabletPress, (100, 100))
    mouse(canvas, PRESS, (200, 100))
    mouse(canvas, RELEASE, (200, 200))

    assert points(canvas) == [[[100, 100]], [[200, 100], [200, 200]]]


@pytest.mark.parametrize("device", ["mouse", "touch", "tablet"])
def test_drawing_takes_the_focus_so_that_keys_go_to_the_drawing(qtbot, device, touch):
    window, other, canvas = QWidget(), QWidget(), Canvas()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(other)
    layout.addWidget(canvas)
    window.show()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.setFocus()

    if device == "mouse":
        QTest.mouseClick(canvas, LEFT, pos=QPoint(50, 50))
    elif device == "touch":
        touch(canvas).press(1, QPoint(100, 100)).commit()
    else:
        tablet(canvas, QEvent.Type.TabletPress, (100, 100))

    assert window.focusWidget() is canvas


def test_the_eraser_of_a_stylus_removes_the_strokes_it_touches(canvas):
    for x in (100, 300):
        mouse(canvas, PRESS, (x, 100))
        mouse(canvas, MOVE, (x, 300))
        mouse(canvas, RELEASE, (x, 300))
    end = eraser()
    tablet(canvas, QEvent.Type.TabletPress, (200, 200), device=end)
    assert len(canvas.drawing().strokes) == 2
    tablet(canvas, QEvent.Type.TabletMove, (105, 200), device=end)
    tablet(canvas, QEvent.Type.TabletRelease, (105, 200), NONE, device=end)
    assert [stroke[0, 0] for stroke in canvas.drawing().strokes] == [300]
    canvas.undo()
    assert len(canvas.drawing().strokes) == 2


def test_an_eraser_that_hovers_removes_nothing(canvas):
    mouse(canvas, PRESS, (100, 100))
    mouse(canvas, MOVE, (100, 300))
    mouse(canvas, RELEASE, (100, 300))
    tablet(canvas, QEvent.Type.TabletMove, (100, 200), NONE, device=eraser())
    assert canvas.drawing() is not None
