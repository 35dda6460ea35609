"""The exact values that the plot tells: where one points, and of the epoch looked at."""

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView

from digitapp.ui.plot.legend import Readout
from digitapp.ui.plot.loss_plot import LossPlot

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


def marks(chart):
    """Return the epochs at which a line goes across a chart."""
    lines = [item for item in chart.vb.allChildren() if isinstance(item, pg.InfiniteLine)]
    return [line.value() for line in lines if line.angle == 90 and line.isVisible()]


def point_at(plot, view, epoch):
    """Move the pointer over the loss at an epoch."""
    chart = plot.loss_chart
    place = chart.vb.mapToScene(QPointF(chart.x_of(epoch), chart.pixels().height() / 2))
    QTest.mouseMove(view.viewport(), view.mapFromScene(place))


def test_hovering_tells_the_exact_values_of_the_nearest_epoch(plot, view, readout):
    curves = some_curves(43)
    plot.show_curves(curves)
    point_at(plot, view, 20.3)
    assert readout.isVisible()
    assert readout.accessibleName().split("\n") == [
        "epoch 20",
        f"loss {curves.loss[20]:.6g}",
        f"val_loss {curves.val_loss[20]:.6g}",
        f"accuracy {curves.accuracy[20]:.6g}",
        f"val_accuracy {curves.val_accuracy[20]:.6g}",
    ]
    point_at(plot, view, 48)
    assert readout.accessibleName().startswith("epoch 42\n")


def test_the_values_are_inside_the_plot_at_both_ends(plot, view, readout):
    plot.show_curves(some_curves(51))
    for epoch in (0, 50):
        point_at(plot, view, epoch)
        assert view.rect().contains(readout.geometry())


def test_values_that_are_not_there_are_not_told(plot, view, readout):
    plot.show_curves(some_curves(43, held_out=False))
    point_at(plot, view, 20)
    assert "val_" not in readout.accessibleName()


def test_the_values_go_when_the_pointer_leaves(plot, view, readout):
    plot.show_curves(some_curves(43))
    point_at(plot, view, 20)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert not readout.isVisible()


def test_hovering_over_an_empty_plot_tells_nothing(plot, view, readout):
    QTest.mouseMove(view.viewport(), QPoint(100, 100))
    assert not readout.isVisible()


def test_the_epoch_that_is_looked_at_is_marked_and_its_figures_stand_there(plot, readout):
    plot.show_curves(some_curves(43))
    plot.show_epoch(7)
    assert readout.isVisible()
    assert readout.accessibleName().startswith("epoch 7\n")
    assert marks(plot.loss_chart) == marks(plot.accuracy_chart) == [7]
    plot.show_epoch(None)
    assert not readout.isVisible()


def test_after_hovering_the_figures_are_again_those_of_the_epoch_looked_at(plot, view, readout):
    plot.show_curves(some_curves(43))
    plot.show_epoch(7)
    point_at(plot, view, 30)
    assert readout.accessibleName().startswith("epoch 30\n")
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert readout.accessibleName().startswith("epoch 7\n")


def test_the_pointer_may_rest_while_the_run_is_reset(plot, view, readout):
    plot.show_curves(some_curves(43))
    point_at(plot, view, 40)
    plot.show_curves(some_curves(3))
    assert readout.accessibleName().startswith("epoch 2\n")
    plot.show_curves(some_curves(0))
    assert not readout.isVisible()
