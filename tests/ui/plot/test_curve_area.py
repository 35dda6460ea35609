"""What lies between the axes: painted bit by bit it must be as if it were painted at once."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView

from digitapp.training.batch_losses import BatchPoints
from digitapp.training.timeline import Curves, Event
from digitapp.ui.plot.loss_plot import LossPlot
from digitapp.ui.widgets.theme import DARK, LIGHT

from .plot_examples import some_curves


@pytest.fixture
def plot(qtbot):
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(480, 401)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def noisy_curves(n, noise):
    rng, curves = np.random.default_rng(1), some_curves(n)
    return Curves(curves.epochs, *(line * rng.lognormal(0, noise, n) for line in curves[1:]))


def upto(curves, n):
    """Return the first epochs, in the memory of all, as a run that grows gives them."""
    return Curves(*(line[:n] for line in curves))


def is_as_painted_at_once(plot):
    plot.draw()
    before = [grab(area) for area in (plot.loss_area, plot.accuracy_area)]
    for area in (plot.loss_area, plot.accuracy_area):
        area.on_scaled()
    after = [grab(area) for area in (plot.loss_area, plot.accuracy_area)]
    # where strokes are clipped Qt rounds a little differently
    return all(np.abs(a - b).max() < 8 for a, b in zip(before, after, strict=True))


def grab(area):
    """Return the channels of all pixels."""
    image = area.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).astype(int)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("noise", [0.0, 0.02, 0.5])
def test_a_run_that_grows_looks_as_if_it_were_painted_at_once(plot, noise, log):
    curves = noisy_curves(1000, noise)
    plot.set_log(log)
    plot.show_target(1000)
    plot.show_previous_run(noisy_curves(700, 0.3))
    for n in (1, 2, 30, 31, 48, 140, 350, 390, 410, 414, 500, 777, 780, 1000):
        plot.show_curves(upto(curves, n))
        assert is_as_painted_at_once(plot)


def test_means_on_the_log_axis_are_the_same_when_epochs_become_denser_than_pixels(plot):
    epochs, rng = np.arange(1000.0), np.random.default_rng(2)
    losses = 0.1 * rng.lognormal(0, 0.5, 1000)
    plot.set_log(True)
    plot.show_target(1000)
    columns = plot.loss_area.width()
    for n in (columns - 2, columns + 2):
        plot.show_curves(upto(Curves(epochs, losses, losses, losses, losses), n))
        assert is_as_painted_at_once(plot)


def test_a_gap_in_a_run_that_grows_stays_a_gap(plot):
    curves = some_curves(300)
    curves.loss[100:200] = math.nan
    plot.show_target(300)
    for n in (90, 110, 150, 205, 300):
        plot.show_curves(upto(curves, n))
        assert is_as_painted_at_once(plot)


def test_another_run_that_is_longer_is_painted_from_its_first_epoch(plot):
    other = some_curves(150)
    other.loss[20:80] = 0.3  # on the same axes
    plot.set_log(False)
    plot.show_target(200)
    plot.show_curves(some_curves(100))
    plot.loss_area.grab()
    plot.show_curves(other)
    assert is_as_painted_at_once(plot)


def test_a_run_that_goes_on_after_an_export_is_painted_whole(plot):
    curves = some_curves(180)
    plot.set_log(False)
    plot.show_target(200)
    plot.show_curves(upto(curves, 60))
    plot.loss_area.grab()
    plot.show_curves(upto(curves, 120))
    plot.picture()
    plot.show_curves(upto(curves, 180))
    assert is_as_painted_at_once(plot)


@pytest.mark.parametrize("size", [(480, 300), (700, 401)])
def test_after_another_size_and_theme_all_is_painted_anew(plot, qtbot, size):
    plot.show_curves(some_curves(60))
    plot.show_previous_run(some_curves(60))
    plot.draw()
    before = plot.loss_area.size()
    plot.resize(*size)
    qtbot.waitUntil(lambda: plot.loss_area.size() != before)
    plot.show_theme(DARK)
    QApplication.processEvents()
    assert is_as_painted_at_once(plot)
    corner = plot.loss_area.grab().toImage().pixelColor(QPoint(plot.loss_area.width() - 1, 0))
    assert corner == QColor(DARK.colours.panel)


class Paints(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_run_that_grows_leaves_the_axes_as_they_are(plot, qtbot):
    curves, axes, area = some_curves(100), Paints(), Paints()
    plot.show_target(100)
    plot.show_curves(upto(curves, 10))
    QApplication.processEvents()
    plot.findChild(QGraphicsView).viewport().installEventFilter(axes)
    plot.loss_area.installEventFilter(area)
    for n in (11, 12, 13):
        plot.show_curves(upto(curves, n))
        plot.draw()
        qtbot.waitUntil(lambda n=n: area.count == n - 10)
    assert axes.count == 0


def test_the_mouse_reaches_the_plot_through_its_curves(plot, qtbot):
    plot.show_curves(some_curves(101))
    asked = []
    plot.rewind_requested.connect(asked.append)
    chart, area = plot.loss_chart, plot.loss_area

    def place(epoch):
        return area.mapTo(plot, QPoint(round(chart.x_of(epoch)), 20))

    window, left = plot.windowHandle(), Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window, left, none, place(30))
    QTest.mouseMove(window, place(60))
    QTest.mouseRelease(window, left, none, place(60))
    assert asked == [60]


def test_an_exported_plot_has_the_lines_level_and_marks(plot):
    plot.show_previous_run(noisy_curves(80, 0.2))
    plot.show_curves(some_curves(60))
    plot.show_events((Event(10, "+ 1 drawing"),))
    plot.show_batches(BatchPoints(np.array([58.5, 59.5]), np.array([0.5, 0.5])))
    colours = LIGHT.colours
    image = plot.picture()
    below = image.copy(0, 60, image.width(), image.height() - 60)  # the legend
    seen = [below.pixelColor(x, y) for x in range(below.width()) for y in range(below.height())]
    lines = (colours.training, colours.held_out, colours.faint)
    assert all(seen.count(QColor(colour)) > 300 for colour in lines)
    assert seen.count(QColor(colours.muted)) > 300
