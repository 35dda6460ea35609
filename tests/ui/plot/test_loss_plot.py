import math

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsView, QPushButton

from digitapp.training.timeline import Curves
from digitapp.ui.plot.legend import Readout
from digitapp.ui.plot.loss_plot import LossPlot
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


@pytest.fixture
def view(plot):
    return plot.findChild(QGraphicsView)


@pytest.fixture
def readout(plot):
    return plot.findChild(Readout)


def level(plot):
    """Return where the dotted line stands, and the words on it."""
    lines, words = plot.loss_chart.vb.allChildren(), plot.loss_chart.vb.childItems()
    line = next(item for item in lines if isinstance(item, pg.InfiniteLine) and item.angle == 0)
    words = next(item for item in words if isinstance(item, pg.TextItem))
    return line.value(), words.toPlainText()


def point_at(plot, view, epoch):
    """Move the pointer over the loss at an epoch."""
    chart = plot.loss_chart
    place = chart.vb.mapToScene(QPointF(chart.x_of(epoch), chart.pixels().height() / 2))
    QTest.mouseMove(view.viewport(), view.mapFromScene(place))


def ink(plot, colour):
    """Count the pixels that have a colour, but for the legend's."""
    image = plot.findChild(QGraphicsView).grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32)  # rows of whole words have no padding
    return int((pixels == QColor(colour).rgb()).sum())


def alike(colour, name):
    """Tell whether colours differ only as much as at a smooth border."""
    wanted = QColor(name).getRgb()
    return all(abs(one - other) < 40 for one, other in zip(colour.getRgb(), wanted, strict=True))


def test_before_training_there_are_axes_and_guessing_but_no_line(plot):
    assert ink(plot, LIGHT.colours.accent) == 0
    assert ink(plot, LIGHT.colours.muted) > 100


def test_each_line_is_painted_in_its_colour(plot):
    plot.show_curves(some_curves(50))
    assert ink(plot, LIGHT.colours.accent) > 300
    assert ink(plot, LIGHT.colours.one) > 200
    assert ink(plot, LIGHT.colours.faint) == 0
    plot.show_target(100)
    plot.show_previous_run(some_curves(90))
    assert ink(plot, LIGHT.colours.faint) > 100
    plot.show_previous_run(None)
    assert ink(plot, LIGHT.colours.faint) == 0


def test_without_held_out_drawings_there_is_no_dashed_line(plot):
    plot.show_curves(some_curves(50, held_out=False))
    assert ink(plot, LIGHT.colours.accent) > 300
    assert ink(plot, LIGHT.colours.one) == 0


def test_a_single_epoch_is_a_dot(plot):
    plot.show_curves(some_curves(1))
    assert 0 < ink(plot, LIGHT.colours.accent) < 60


def test_a_reset_run_is_gone_from_the_plot(plot):
    plot.show_curves(some_curves(50))
    plot.show_curves(some_curves(0))
    assert ink(plot, LIGHT.colours.accent) == 0


def goes_through(plot, epoch, value):
    """Tell whether the line of the loss is painted at a place."""
    chart = plot.loss_chart
    place = chart.vb.mapToScene(QPointF(chart.x_of(epoch), chart.y_of(value))).toPoint()
    image = plot.findChild(QGraphicsView).grab().toImage()
    return alike(image.pixelColor(place), LIGHT.colours.accent)


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
    assert ink(plot, LIGHT.colours.accent) > 50
    assert plot.loss_chart.top < 1


def test_huge_and_tiny_losses_are_painted_without_a_warning(plot):
    curves = some_curves(50)
    curves.loss[3], curves.loss[4] = 1e30, 0
    for log in (False, True):
        plot.set_log(log)
        plot.show_curves(curves)
        assert ink(plot, LIGHT.colours.accent) > 50
        plot.show_curves(some_curves(0))


def test_epochs_are_those_of_the_run_when_it_begins_later(plot, view, readout):
    plot.show_curves(some_curves(50, first=100))
    point_at(plot, view, 120)
    assert readout.accessibleName().startswith("epoch 120\n")


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
    plot.show_curves(some_curves(101))
    QTest.mouseClick(plot.findChild(QPushButton, "logButton"), Qt.MouseButton.LeftButton)
    chart = plot.loss_chart
    heights = [chart.y_of(value) for value in (0.7, 0.07)]
    decade = chart.pixels().height() / (chart.top - chart.bottom)
    assert heights[1] - heights[0] == pytest.approx(decade)
    image = plot.findChild(QGraphicsView).grab().toImage()
    straight = chart.vb.mapToScene(QPointF(chart.x_of(50), chart.y_of(0.7 * math.exp(-50 / 30))))
    assert alike(image.pixelColor(straight.toPoint()), LIGHT.colours.accent)


def test_guessing_costs_what_the_loss_says(plot):
    assert level(plot) == (math.log(2), "guessing: ln 2 ≈ 0.693")
    plot.show_loss("mean_squared_error")
    assert level(plot)[0] == 0.25


def test_nothing_is_painted_anew_for_curves_that_are_the_same(plot):
    plot.show_curves(some_curves(43))
    plot.grab()
    shape = plot.loss_chart.lines["loss"].shape
    plot.show_curves(some_curves(43))
    assert plot.loss_chart.lines["loss"].shape is shape
    plot.show_curves(some_curves(44))
    assert plot.loss_chart.lines["loss"].shape is not shape


def test_dark_is_dark(plot):
    plot.show_theme(DARK)
    plot.show_curves(some_curves(50))
    assert ink(plot, DARK.colours.accent) > 300
    assert ink(plot, DARK.colours.panel) > 1000


@pytest.mark.parametrize("size", [(120, 92), (361, 150), (900, 1000), (361, 300)])
def test_any_size_is_painted(plot, size):
    plot.show_curves(some_curves(300))
    plot.resize(*size)
    assert ink(plot, LIGHT.colours.accent) > 20


def test_the_export_button_asks_where_to(plot, qtbot):
    with qtbot.waitSignal(plot.export_requested):
        QTest.mouseClick(plot.findChild(QPushButton, "exportPlotButton"), Qt.MouseButton.LeftButton)


def test_what_is_shown_in_quick_succession_is_seen_in_the_end(plot, qtbot):
    plot.show_target(100)
    line = plot.loss_chart.lines["loss"]
    for n in (40, 41, 42):
        plot.show_curves(some_curves(n))
        qtbot.waitUntil(lambda: line.shape is not None)  # made only by painting
    assert len(line.x) == 42
