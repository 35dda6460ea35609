"""The drawing panel: buttons that ask, and what is drawn as the network sees it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QPushButton, QSlider, QVBoxLayout, QWidget

from digitapp.digits import Drawing, ink
from digitapp.training.correction import Correction
from digitapp.training.displayed_model import judge
from digitapp.ui.draw.answer_badge import AnswerBadge
from digitapp.ui.draw.draw_column import DrawColumn
from digitapp.ui.draw.drawing_panel import DrawingPanel
from digitapp.ui.draw.prediction_panel import PredictionPanel
from digitapp.ui.widgets.theme import DARK, LIGHT, Theme, style_sheet

LEFT = Qt.MouseButton.LeftButton
BUTTONS = ["undoButton", "redoButton", "clearButton", "saveAs0Button", "saveAs1Button"]


@pytest.fixture
def panel(qtbot):
    panel = DrawingPanel()
    panel.resize(300, 420)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def draw_a_bar(panel):
    QTest.mousePress(panel.canvas, LEFT, pos=QPoint(100, 50))
    QTest.mouseMove(panel.canvas, QPoint(100, 200))
    QTest.mouseRelease(panel.canvas, LEFT, pos=QPoint(100, 200))


def button(panel, name):
    found = panel.findChild(QPushButton, name)
    assert found is not None, name
    return found


@pytest.mark.parametrize(
    ("name", "signal", "payload"),
    [
        ("undoButton", "undo_requested", []),
        ("redoButton", "redo_requested", []),
        ("clearButton", "clear_requested", []),
        ("saveAs0Button", "save_requested", [0]),
        ("saveAs1Button", "save_requested", [1]),
    ],
)
@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_button_only_asks(panel, qtbot, name, signal, payload, way):
    draw_a_bar(panel)
    panel.show_history(can_undo=True, can_redo=True)
    before = panel.canvas.drawing()

    with qtbot.waitSignal(getattr(panel, signal)) as asked:
        if way == "mouse":
            QTest.mouseClick(button(panel, name), LEFT)
        else:
            QTest.keyClick(button(panel, name), Qt.Key.Key_Space)

    assert asked.args == payload
    assert panel.canvas.drawing() == before


def test_undo_and_redo_are_enabled_by_what_there_is(panel):
    assert not button(panel, "undoButton").isEnabled()
    panel.show_history(can_undo=True, can_redo=False)
    assert button(panel, "undoButton").isEnabled()
    assert not button(panel, "redoButton").isEnabled()


def test_what_is_drawn_is_told_as_the_network_sees_it(panel, qtbot):
    with qtbot.waitSignal(panel.image_changed) as told:
        draw_a_bar(panel)

    (image,) = told.args
    assert image.shape == (20, 20)
    assert image.dtype == np.float32
    assert not image.flags.writeable
    assert np.array_equal(image, ink.from_strokes(panel.canvas.drawing().strokes))


def test_a_blank_canvas_is_told_as_no_image(panel, qtbot):
    with qtbot.waitSignal(panel.image_changed):
        draw_a_bar(panel)
    with qtbot.waitSignal(panel.image_changed) as told:
        panel.canvas.wipe()

    assert told.args == [None]


def test_place_size_and_pen_make_no_difference_to_the_network(panel, qtbot):
    images = []
    panel.image_changed.connect(images.append)
    digit = np.array([(0, 10), (5, 0), (5, 40)])
    for scale, shift, pen in [(1, 0, 8), (9, 20, 48), (3, 250, 22)]:
        panel.set_pen_width(pen)
        n_told = len(images)
        panel.canvas.show_drawing(Drawing([digit * scale + shift]))
        qtbot.waitUntil(lambda n=n_told: len(images) > n)

    assert images[1] == pytest.approx(images[0], abs=1e-4)
    assert images[2] == pytest.approx(images[0], abs=1e-4)


def test_the_pen_slider_sets_the_pen_of_the_canvas_by_keyboard(panel, qtbot):
    slider = panel.findChild(QSlider, "penWidth")
    before = panel.pen_width()
    with qtbot.waitSignal(panel.pen_width_changed) as told:
        QTest.keyClick(slider, Qt.Key.Key_Right)

    assert told.args == [before + 1] == [panel.canvas.pen_width]


def test_a_pen_beyond_the_range_is_brought_into_it(panel):
    panel.set_pen_width(1000)

    assert panel.pen_width() == panel.canvas.pen_width == 48


def test_height_that_is_left_over_is_below_all(panel):
    panel.resize(300, 900)

    slider = panel.findChild(QSlider, "penWidth")
    assert 0 < slider.y() - panel.canvas.y() - panel.canvas.width() < 20


def test_no_click_on_a_button_takes_the_focus_from_the_canvas(panel):
    draw_a_bar(panel)
    for name in ["clearButton", "saveAs0Button", "saveAs1Button"]:
        QTest.mouseClick(button(panel, name), LEFT)

    assert panel.focusWidget() is panel.canvas


def test_the_tab_key_goes_from_the_canvas_down(panel):
    panel.show_history(can_undo=True, can_redo=True)
    button(panel, "undoButton").setFocus()
    visited = []
    for _ in range(7):
        visited.append(panel.focusWidget().objectName())
        panel.focusNextChild()

    assert visited == [*BUTTONS[:3], "canvas", "penWidth", *BUTTONS[3:]]


def test_every_control_says_what_it_is(panel):
    for name in [*BUTTONS, "penWidth", "canvas"]:
        control = panel.findChild(QWidget, name)
        assert control.accessibleName(), name
        assert control.toolTip(), name


@pytest.mark.parametrize("height", [460, 520, 640, 900])
def test_where_there_is_little_room_the_canvas_gives_way_and_not_the_answer(qtbot, height):
    drawing, prediction = DrawingPanel(), PredictionPanel()
    column = DrawColumn(drawing, prediction)
    qtbot.addWidget(column)
    column.resize(400, height)
    column.show()
    qtbot.waitExposed(column)
    badge = prediction.findChild(AnswerBadge)
    assert badge.height() >= badge.minimumSizeHint().height()
    assert prediction.geometry().bottom() == height - 1
    assert drawing.canvas.height() >= 160
    prediction.show_corrections([corrected()], "A sentence that takes more room. " * 3)
    lowest = prediction.findChild(QWidget, "corrected1")
    qtbot.waitUntil(lambda: lowest.geometry().bottom() <= prediction.height() and lowest.y() > 0)
    qtbot.waitUntil(lambda: badge.height() >= badge.minimumSizeHint().height())


def corrected():
    return Correction(np.zeros(400, np.float32), 0, judge(0.9, unlike=False))


@pytest.mark.parametrize(
    ("theme", "size"),
    [
        (LIGHT, (360, 680)),
        (DARK, (380, 840)),
        (LIGHT, (620, 1340)),
        (Theme(DARK.colours, dark=True, scale=1.5), (620, 1340)),
    ],
)
def test_the_whole_column_fits_and_the_canvas_is_a_square_with_no_gap_above(qtbot, theme, size):
    column = QFrame()
    column.setProperty("role", "panel")
    column.setStyleSheet(style_sheet(theme))
    layout = QVBoxLayout(column)
    layout.setContentsMargins(14, 14, 14, 14)
    drawing, prediction = DrawingPanel(), PredictionPanel()
    layout.addWidget(DrawColumn(drawing, prediction))
    for part in (drawing, prediction):
        part.show_theme(theme)
    qtbot.addWidget(column)
    column.resize(*size)
    column.show()
    qtbot.waitExposed(column)

    assert (column.width(), column.height()) == size
    canvas = drawing.canvas
    head = button(drawing, "clearButton")
    assert canvas.width() == drawing.width()
    assert canvas.height() >= 0.7 * canvas.width()
    assert canvas.y() - head.geometry().bottom() < 20
    for part in [*drawing.children(), *prediction.children()]:
        if part.isWidgetType() and not part.isHidden():
            assert part.parent().rect().contains(part.geometry()), part.objectName()
