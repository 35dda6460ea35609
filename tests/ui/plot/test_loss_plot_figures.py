"""The exact values that the plot tells: where one points, and of the epoch looked at."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView

from digitapp.training.timeline import Event
from digitapp.ui.plot.legend import EventRow
from digitapp.ui.plot.loss_plot import LossPlot

from .plot_examples import marks, some_curves


@pytest.fixture
def plot(qtbot):
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(620, 400)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def point_at(plot, view, epoch):
    """Move the pointer over the loss at an epoch."""
    chart = plot.loss_chart
    place = chart.vb.mapToScene(QPointF(chart.x_of(epoch), chart.high / 2))
    QTest.mouseMove(view.viewport(), QPoint(1, 1))  # it may be there from the test before
    QTest.mouseMove(view.viewport(), view.mapFromScene(place))


def test_hovering_tells_the_values_of_the_nearest_epoch(plot, view, readout):
    curves = some_curves(43)
    plot.show_curves(curves)
    point_at(plot, view, 20.3)
    assert readout.text() == (
        "epoch 20 · loss 0.359 · val_loss 0.409 · accuracy 0.743 · val_accuracy 0.733"
    )
    point_at(plot, view, 48)
    assert readout.text().startswith("epoch 42 ")


def test_the_values_stand_above_the_charts_in_the_words_that_have_room(plot, view, readout):
    plot.show_curves(some_curves(51))
    point_at(plot, view, 20)
    assert readout.geometry().bottom() < view.geometry().top()
    plot.resize(540, 400)
    assert readout.text() == "epoch 20 · loss 0.359 / 0.409 · accuracy 0.743 / 0.733"
    plot.resize(340, 400)
    assert readout.text() == "epoch 20 · loss 0.359 / 0.409"


def test_values_that_are_not_there_are_not_told(plot, view, readout):
    plot.show_curves(some_curves(43, held_out=False))
    point_at(plot, view, 20)
    assert "val_" not in readout.text()


def test_the_values_go_when_the_pointer_leaves(plot, view, readout):
    plot.show_curves(some_curves(43, held_out=False))
    point_at(plot, view, 20)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert readout.text() == ""


def test_hovering_over_an_empty_plot_tells_nothing(plot, view, readout):
    QTest.mouseMove(view.viewport(), QPoint(100, 100))
    assert readout.text() == ""


def test_the_epoch_that_is_looked_at_is_marked_and_its_figures_stand_there(plot, readout):
    plot.show_curves(some_curves(43))
    plot.show_epoch(7)
    assert readout.text().startswith("epoch 7 ")
    assert marks(plot.loss_area) == marks(plot.accuracy_area) == [7]
    plot.show_epoch(None)
    assert not readout.text().startswith("epoch 7 ")


def test_the_lowest_held_out_loss_is_said_and_has_a_ring(plot, readout):
    curves = some_curves(43)
    curves.val_loss[30:] += np.arange(13) / 10
    curves.val_loss[17] = 0.1
    plot.show_curves(curves)
    assert readout.text() == "held-out loss lowest at epoch 17: 0.100"
    chart = plot.loss_chart
    assert plot.loss_area.lowest().x() == pytest.approx(chart.x_of(17))
    assert plot.loss_area.lowest().y() == pytest.approx(chart.y_of(0.1))
    plot.show_curves(some_curves(43, held_out=False))
    assert plot.loss_area.lowest() is None


def test_what_was_done_to_a_run_stands_above_its_epoch(plot):
    plot.show_curves(some_curves(43))
    row = plot.findChild(EventRow)
    assert not row.isVisible()
    plot.show_events((Event(10, "+ 1 drawing"), Event(30, "branch")))
    assert row.isVisible()
    assert marks(plot.loss_area) == marks(plot.accuracy_area) == [10, 30]
    (second, words), (first, more) = row.places()
    assert (words, more) == ("branch", "+ 1 drawing")
    chart, view = plot.loss_chart, plot.findChild(QGraphicsView)
    for x, epoch in ((first, 10), (second, 30)):
        place = chart.vb.mapToScene(QPointF(chart.x_of(epoch), 0))
        assert view.x() + view.mapFromScene(place).x() == pytest.approx(row.x() + x, abs=1)
    plot.show_events((Event(10, "+ 1 drawing"), Event(11, "branch")))
    assert [words for _, words in row.places()] == ["branch"]  # the older would stand on it
    plot.show_events(())
    assert not row.isVisible()
    assert marks(plot.loss_area) == []


def test_after_hovering_the_figures_are_again_those_of_the_epoch_looked_at(plot, view, readout):
    plot.show_curves(some_curves(43))
    plot.show_epoch(7)
    point_at(plot, view, 30)
    assert readout.text().startswith("epoch 30 ")
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert readout.text().startswith("epoch 7 ")


def test_the_pointer_may_rest_while_the_run_is_reset(plot, view, readout):
    plot.show_curves(some_curves(43))
    point_at(plot, view, 40)
    plot.show_curves(some_curves(3))
    assert readout.text().startswith("epoch 2 ")
    plot.show_curves(some_curves(0))
    assert readout.text() == ""
