"""The demo's handwriting and pointer: what it writes can be read, and it clicks as a mouse does."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from digitapp.digits import ink
from digitapp.files import paths
from digitapp.nn import load_model
from digitapp.ui.demo.handwriting import written
from digitapp.ui.demo.pointer import DemoPointer
from digitapp.ui.draw.canvas import Canvas


def at_once(steps):
    """Do all steps, whatever they want to wait."""
    return list(steps)


@pytest.fixture
def desk(qtbot):
    """Return a window with a canvas and a button, and the pointer over it."""
    window: Any = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 480)
    layout = QVBoxLayout(window)
    window.canvas, window.button = Canvas(), QPushButton("Save")
    layout.addWidget(window.canvas, 1)
    layout.addWidget(window.button)
    window.show()
    window.pointer = DemoPointer(window)
    return window


def test_every_digit_lies_on_the_paper():
    rng = np.random.default_rng(1)
    strokes = [stroke for n in range(400) for stroke in written(n % 2, rng)]
    points = np.concatenate(strokes)
    assert points.min() > 0
    assert points.max() < 1


def test_no_two_digits_are_alike():
    rng = np.random.default_rng(2)
    zeros = [written(0, rng)[0] for _ in range(20)]
    assert len({zero.tobytes() for zero in zeros}) == 20


def test_the_shipped_network_reads_the_handwriting():
    network = load_model(paths.resource("network.keras"))
    rng = np.random.default_rng(3)
    digits = np.arange(400) % 2
    images = [ink.from_strokes([s.tolist() for s in written(d, rng)]) for d in digits]
    says_1 = network.predict(np.reshape(images, (-1, 400)))[:, 0] > 0.5
    assert np.mean(says_1 == digits) >= 0.99


def test_the_pointer_clicks_what_it_goes_to(qtbot, desk):
    with qtbot.waitSignal(desk.button.clicked):
        at_once(desk.pointer.press(desk.button))
    tip = desk.button.mapTo(desk, desk.button.rect().center())
    assert (desk.pointer.geometry().topLeft() - tip).manhattanLength() < 10


def test_the_pointer_draws_with_the_button_down(desk):
    places = [QPointF(100 + 5 * n, 100 + 2 * n) for n in range(20)]
    pauses = at_once(desk.pointer.draw(desk.canvas, places))
    (stroke,) = desk.canvas.drawing().strokes
    assert len(stroke) >= 15
    assert set(pauses) == {16}


def test_the_pointer_lets_clicks_of_a_person_through(qtbot, desk):
    at_once(desk.pointer.go(desk.button))
    place = desk.pointer.geometry().center()
    assert desk.childAt(place) is not desk.pointer
    assert desk.pointer.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
