"""A run after a restart: its curves, marks and batches are there, and one can go back in it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, handwritten

from .window_actions import draw_one, find


@pytest.fixture
def window(path, open_window):
    with DigitStore(path) as store:
        store.add_many(handwritten()[:60])
    return open_window()


def training(window):
    return window.findChild(WindowController).components.training


def status(window):
    return find(window, "trainingStatus").text()


def train(qtbot, window, epochs):
    find(window, "epochs").setValue(4)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: f"{epochs} epochs so far" in status(window), timeout=30_000)


def test_after_a_restart_one_goes_back_and_the_plot_is_the_same(qtbot, window, open_window, path):
    train(qtbot, window, 4)
    QTest.keyClick(window, Qt.Key.Key_R)
    train(qtbot, window, 4)
    draw_one(window)
    QTest.keyClick(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("61"))
    train(qtbot, window, 8)
    find(window, "timeline").setValue(3)
    past, frame = training(window).network.weights, training(window).frame
    find(window, "timeline").setValue(8)
    assert window.close()

    window = open_window()
    assert status(window) == "8 epochs so far"
    again = training(window).frame
    assert again.events == frame.events != ()
    for one, other in (
        (again.curves, frame.curves),
        (again.batches, frame.batches),
        (again.previous_run, frame.previous_run),
    ):
        np.testing.assert_array_equal(one, other)
    assert len(frame.batches.loss) > 0
    find(window, "timeline").setValue(3)
    assert again.shown_epoch is None
    assert training(window).frame.shown_epoch == 3
    assert (training(window).network.weights == past).all()
    assert window.close()
    with DigitStore(path) as store:
        sizes = [len(store.runs.get(number).weights) for number in store.runs.ids()]
    assert len(sizes) == 3
    assert max(sizes[:-1]) < sizes[-1] / 5  # only of the last run the past is kept
