import gc
import math
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView, QPushButton

from digitapp.training.batch_losses import BatchPoints
from digitapp.training.timeline import Curves
from digitapp.ui.plot.loss_plot import LossPlot
from digitapp.ui.widgets.palette import mixed
from digitapp.ui.widgets.theme import DARK, LIGHT

from .plot_examples import some_curves


@pytest.fixture
def plot(qtbot):
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(480, 400)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def point_at(plot, view, epoch):
    """Move the pointer over the loss at an epoch."""
    chart = plot.loss_chart
    place = chart.vb.mapToScene(QPointF(chart.x_of(epoch), chart.high / 2))
    QTest.mouseMove(view.viewport(), view.mapFromScene(place))


def ink(plot, colour, off=0):
    """Count the pixels that have a colour, but for the legend's; each channel may be off a bit."""
    image = plot.findChild(QGraphicsView).grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32)  # rows of whole words have no padding
    channels = pixels.view(np.uint8).reshape(-1, 4)[:, 2::-1].astype(int)
    return int((np.abs(channels - QColor(colour).getRgb()[:3]).max(axis=1) <= off).sum())


def alike(colour, name):
    """Tell whether colours differ only as much as at a smooth border."""
    wanted = QColor(name).getRgb()
    return all(abs(one - other) < 40 for one, other in zip(colour.getRgb(), wanted, strict=True))


def test_before_training_there_are_axes_and_guessing_but_no_line(plot):
    assert ink(plot, LIGHT.colours.training) == 0
    assert ink(plot, LIGHT.colours.muted) > 100


def test_each_line_is_painted_in_its_colour(plot):
    plot.show_curves(some_curves(50))
    assert ink(plot, LIGHT.colours.training) > 300
    assert ink(plot, LIGHT.colours.held_out) > 200
    assert ink(plot, LIGHT.colours.faint) == 0
    plot.show_target(100)
    plot.show_previous_run(some_curves(90))
    assert ink(plot, LIGHT.colours.faint) > 100
    plot.show_previous_run(None)
    assert ink(plot, LIGHT.colours.faint) == 0


def test_without_held_out_drawings_there_is_no_dashed_line(plot):
    plot.show_curves(some_curves(50, held_out=False))
    assert ink(plot, LIGHT.colours.training) > 300
    assert ink(plot, LIGHT.colours.held_out) == 0


def test_a_single_epoch_is_a_dot(plot):
    plot.show_curves(some_curves(1, held_out=False))
    assert 0 < ink(plot, LIGHT.colours.training, off=40) < 60


def test_a_reset_run_is_gone_from_the_plot(plot):
    plot.show_curves(some_curves(50))
    plot.show_curves(some_curves(0))
    assert ink(plot, LIGHT.colours.training) == 0


def goes_through(plot, epoch, value):
    """Tell whether the line of the loss is painted at a place."""
    chart = plot.loss_chart
    place = chart.vb.mapToScene(QPointF(chart.x_of(epoch), chart.y_of(value))).toPoint()
    image = plot.findChild(QGraphicsView).grab().toImage()
    return alike(image.pixelColor(place), LIGHT.colours.training)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("finer", [1, 50])
def test_the_line_goes_through_its_values(plot, log, finer):
    epochs = np.arange(101 * finer, dtype=np.float64)
    values = 0.7 * np.exp(-epochs / finer / 30)
    plot.show_curves(Curves(epochs, values, values * math.nan, values, values))
    plot.set_log(log)
    for size in ((480, 400), (700, 300)):
        plot.resize(*size)
        for epoch in (10 * finer, 50 * finer, 90 * finer):
            assert goes_through(plot, epoch, values[epoch])


def test_between_two_epochs_the_line_is_straight_on_the_log_axis_too(plot):
    ends = np.array([0.7, 0.007])
    plot.show_curves(Curves(np.array([0.0, 1.0]), ends, ends * math.nan, ends, ends))
    plot.set_log(False)
    assert goes_through(plot, 0.5, 0.3535)
    plot.set_log(True)
    assert goes_through(plot, 0.5, 0.07)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_loss_that_blows_up_leaves_a_gap_and_no_warning(plot, bad):
    curves = some_curves(50)
    curves.loss[20:] = bad
    curves.val_loss[:] = bad
    plot.show_curves(curves)
    plot.set_log(True)
    assert ink(plot, LIGHT.colours.training) > 50
    assert plot.loss_chart.top < 1


def test_huge_and_tiny_losses_are_painted_without_a_warning(plot):
    curves = some_curves(50)
    curves.loss[3], curves.loss[4] = 1e30, 0
    for log in (False, True):
        plot.set_log(log)
        plot.show_curves(curves)
        assert ink(plot, LIGHT.colours.training) > 50
        plot.show_curves(some_curves(0))


def test_epochs_are_those_of_the_run_when_it_begins_later(plot, view, readout):
    plot.show_curves(some_curves(50, first=100))
    point_at(plot, view, 120)
    assert readout.text().startswith("epoch 120 ")


def test_the_range_stands_still_while_a_run_grows_a_little(qtbot, plot):
    plot.show_curves(some_curves(43))
    right = plot.loss_chart.right
    plot.show_curves(some_curves(49))
    assert plot.loss_chart.right == right == 50
    plot.show_curves(some_curves(52))
    qtbot.waitUntil(lambda: plot.loss_chart.right == 60)


def test_there_is_room_for_what_is_to_come(plot):
    plot.show_target(100)
    plot.show_curves(some_curves(5))
    assert plot.loss_chart.right == 100


def test_both_plots_show_the_same_epochs_one_above_the_other(plot):
    plot.show_curves(some_curves(43))
    loss, accuracy = plot.loss_chart, plot.accuracy_chart
    assert loss.right == accuracy.right
    left, below = (chart.vb.mapToScene(QPointF(chart.x_of(20), 0)) for chart in (loss, accuracy))
    assert left.x() == pytest.approx(below.x(), abs=0.01)
    assert left.y() < below.y()


def test_the_log_switch_shows_the_loss_by_powers_of_ten(plot):
    plot.show_curves(some_curves(60))
    QTest.mouseClick(plot.findChild(QPushButton, "logButton"), Qt.MouseButton.LeftButton)
    chart = plot.loss_chart
    heights = [chart.y_of(value) for value in (0.7, 0.07)]
    decade = chart.high / (chart.top - chart.bottom)
    assert heights[1] - heights[0] == pytest.approx(decade)
    image = plot.findChild(QGraphicsView).grab().toImage()
    straight = chart.vb.mapToScene(QPointF(chart.x_of(50), chart.y_of(0.7 * math.exp(-50 / 30))))
    assert alike(image.pixelColor(straight.toPoint()), LIGHT.colours.training)


def test_the_axis_is_by_powers_of_ten_by_itself_where_the_loss_spans_decades(plot, qtbot):
    button = plot.findChild(QPushButton, "logButton")
    plot.show_curves(some_curves(60))
    assert not plot.loss_chart.log
    plot.show_curves(some_curves(200, held_out=False))
    qtbot.waitUntil(lambda: plot.loss_chart.log)
    assert button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    plot.show_curves(some_curves(300, held_out=False))
    qtbot.waitUntil(lambda: plot.loss_chart.right >= 300)
    assert not plot.loss_chart.log  # for the person wanted it so


def test_each_batch_is_a_point_where_it_was_made_and_the_axis_is_close_to_it(plot):
    plot.show_target(100)
    plot.show_curves(some_curves(1))
    chart, seen = plot.loss_chart, []
    for n in (1, 2, 3):
        epochs = np.arange(n) / 100
        plot.show_batches(BatchPoints(epochs, 0.4 - epochs), followed=100)
        seen.append(ink(plot, mixed(LIGHT.colours.training, LIGHT.colours.panel, 0.55), off=40))
    assert chart.right == 0.1
    place = plot.loss_area.points().at(2)
    assert place.x() == pytest.approx(chart.x_of(0.02))
    assert place.y() == pytest.approx(chart.y_of(0.38))
    assert seen[0] < seen[1] < seen[2]
    assert goes_through(plot, 0, 0.7)
    plot.show_batches(BatchPoints(epochs, 0.4 - epochs))
    assert chart.right == 100


def test_batches_that_the_run_has_left_behind_are_not_shown(plot):
    points = BatchPoints(np.arange(200) / 100, np.full(200, 0.3))
    plot.show_curves(some_curves(3))
    plot.show_batches(points)
    assert plot.loss_area.points().size() == 200
    plot.show_curves(some_curves(50))
    plot.show_batches(points)
    assert plot.loss_area.points().size() == 0


def shown(plot):
    return plot.loss_chart.left, plot.loss_chart.right


def test_keys_zoom_and_go_sideways_and_home_shows_all(plot, view):
    plot.show_curves(some_curves(101))
    whole = shown(plot)
    view.setFocus()
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Plus)
    left, right = shown(plot)
    assert right - left == pytest.approx((whole[1] - whole[0]) / 1.25**3)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert shown(plot)[0] > left
    for _ in range(20):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert shown(plot)[1] == pytest.approx(whole[1])
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert shown(plot) == whole


def turn_wheel(view, place, notches):
    place, none = QPointF(place), Qt.MouseButton.NoButton
    turned, phase = QPoint(0, 120 * notches), Qt.ScrollPhase.NoScrollPhase
    keys = Qt.KeyboardModifier.NoModifier
    there = view.viewport().mapToGlobal(place)
    event = QWheelEvent(place, there, QPoint(), turned, none, keys, phase, False)
    QApplication.sendEvent(view.viewport(), event)


def test_the_wheel_zooms_around_the_pointer_and_values_fill_the_height(plot, view):
    plot.show_curves(some_curves(101))
    chart = plot.loss_chart
    place = view.mapFromScene(chart.vb.mapToScene(QPointF(chart.x_of(80), 10)))
    top = chart.top
    turn_wheel(view, place, 6)
    assert shown(plot)[0] < 80 < shown(plot)[1]
    assert chart.x_of(80) == pytest.approx(chart.vb.mapFromScene(view.mapToScene(place)).x(), abs=4)
    assert chart.top < top / 4
    turn_wheel(view, place, -8)
    assert chart.top == top


def test_a_shorter_run_is_seen_whole(plot, view):
    plot.show_curves(some_curves(101))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    plot.show_curves(some_curves(3))
    assert shown(plot)[0] < 0 < 2 < shown(plot)[1]


def test_dragging_over_the_plot_asks_for_epochs_and_at_the_end_for_now(plot, view):
    asked = []
    plot.rewind_requested.connect(asked.append)
    plot.show_curves(some_curves(101))
    chart, left = plot.loss_chart, Qt.MouseButton.LeftButton

    def place(epoch):
        return view.mapFromScene(chart.vb.mapToScene(QPointF(chart.x_of(epoch), 20)))

    QTest.mouseClick(view.viewport(), left, pos=place(30))
    assert asked == []
    QTest.mousePress(view.viewport(), left, pos=place(30))
    QTest.mouseMove(view.viewport(), place(60))
    assert asked == [60]
    QTest.mouseMove(view.viewport(), place(100) + QPoint(3, 0))
    QTest.mouseRelease(view.viewport(), left)
    QTest.mouseMove(view.viewport(), place(20))
    assert asked == [60, None]


def test_guessing_costs_what_the_loss_says(plot):
    for loss, guessing in (("binary_crossentropy", math.log(2)), ("mean_squared_error", 0.25)):
        plot.show_loss(loss)
        image, place = plot.loss_area.grab().toImage(), plot.loss_chart.y_of(guessing)
        rows = [
            [image.pixelColor(x, y).name() for x in range(10, image.width())]
            for y in (math.floor(place), round(place))
        ]
        muted = max(row.count(LIGHT.colours.muted) for row in rows)
        assert muted == pytest.approx(len(rows[0]) / 3, abs=2)  # dotted


def test_dark_is_dark(plot):
    plot.show_theme(DARK)
    plot.show_curves(some_curves(50))
    assert ink(plot, DARK.colours.training) > 300
    assert ink(plot, DARK.colours.panel) > 1000


@pytest.mark.parametrize("size", [(120, 92), (361, 150), (900, 1000), (361, 300)])
def test_any_size_is_painted(plot, size):
    plot.show_curves(some_curves(300))
    plot.resize(*size)
    assert ink(plot, LIGHT.colours.training) > 20


def test_the_export_button_asks_where_to(plot, qtbot):
    with qtbot.waitSignal(plot.export_requested):
        QTest.mouseClick(plot.findChild(QPushButton, "exportPlotButton"), Qt.MouseButton.LeftButton)


def test_what_is_shown_in_quick_succession_is_seen_in_the_end(plot, qtbot):
    plot.show_target(100)
    training, _ = plot.loss_area.run
    for n in (40, 41, 42):
        plot.show_curves(some_curves(n))
    qtbot.waitUntil(lambda: training.known == 42)  # known only by painting


def test_a_plot_that_nobody_needs_is_gone_at_once():
    gc.disable()  # its library does not survive collection as garbage
    try:
        plot = LossPlot()
        plot.show_curves(some_curves(5))
        gone = weakref.ref(plot)
        del plot
        assert gone() is None
    finally:
        gc.enable()
