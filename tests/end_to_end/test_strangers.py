"""Digits that no one here made, drawn in the window with the mouse, and what it reads.

A network with the window's defaults learns the starter digits; the digits come from
strokes_of_strangers.py, at any place and size and with any pen.
"""

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from digitapp.app import build_window
from digitapp.ui.window.settings import Settings

from ..digits.strokes_of_strangers import OTHERS, neither, strangers

CANVAS = 280  # what strangers draw on


@pytest.fixture(scope="module")
def taught(qapp, tmp_path_factory):
    window = taught_window(tmp_path_factory.mktemp("strangers"))
    yield window
    window.close()


def taught_window(folder):
    """Open a window as a new user has it after one click for the starter digits and one T."""
    window = build_window(folder / "own.digits", Settings(folder / "settings.ini"))
    window.resize(1440, 900)
    window.show()
    wait_for(lambda: window.findChild(QWidget, "lossPlot") is not None)
    QTest.mouseClick(find(window, "starterButton"), Qt.MouseButton.LeftButton)
    wait_for(lambda: find(window, "countsLabel").text().startswith("1,400"))
    QTest.keyClick(window, Qt.Key.Key_T)
    wait_for(lambda: "100 epochs" in find(window, "trainingStatus").text())
    return window


def find(window, name):
    return window.findChild(QWidget, name)


def wait_for(condition):
    latest = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < latest
        QTest.qWait(10)


def read(window, strokes, pen):
    """Draw with the mouse on the cleared canvas, and give what is said of it."""
    canvas = find(window, "canvas")
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    find(window, "penWidth").setValue(pen)
    side = min(canvas.width(), canvas.height())
    for stroke in strokes:
        places = np.round(np.asarray(stroke) * side / CANVAS).astype(int).tolist()
        points = [QPoint((canvas.width() - side) // 2 + x, y) for x, y in places]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    QTest.mouseClick(find(window, "predictButton"), Qt.MouseButton.LeftButton)
    return find(window, "predictionLabel").text()


def pens(window, seed):
    """Return any width that the pen can have, without end."""
    rng, pen = np.random.default_rng(seed), find(window, "penWidth")
    while True:
        yield int(rng.integers(pen.minimum(), pen.maximum() + 1))


def test_strangers_are_read_right_99_times_in_100(taught):
    people = strangers(400, seed=13)
    answers = [
        read(taught, person.strokes, pen)
        for person, pen in zip(people, pens(taught, 1), strict=False)
    ]
    right = [
        answer.startswith(f"{person.label} ")
        for person, answer in zip(people, answers, strict=True)
    ]
    assert np.mean(right) >= 0.99


def test_other_digits_are_said_to_be_neither(taught):
    answers = [
        read(taught, strokes, pen)
        for strokes, pen in zip(neither(50, 12, OTHERS), pens(taught, 2), strict=False)
    ]
    assert np.mean([answer.startswith("?") for answer in answers]) >= 0.95
