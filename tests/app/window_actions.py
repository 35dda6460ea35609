"""A hand for tests of the whole window: draws with real mouse events, finds controls by name."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

ZERO = [(math.sin(a * math.tau / 30), -math.cos(a * math.tau / 30)) for a in range(31)]
ONE = [(0.03 * (k - 10), 0.1 * (k - 10)) for k in range(21)]


def draw(window, strokes, *, centre=(0.5, 0.5), size=(0.18, 0.3)):
    """Draw strokes of points from −1 to 1 on the canvas; centre and size in parts of its side."""
    canvas = window.findChild(QWidget, "canvas")
    side = min(canvas.width(), canvas.height())
    left, top = (canvas.width() - side) / 2, (canvas.height() - side) / 2
    for stroke in strokes:
        points = [
            QPoint(
                round(left + side * (centre[0] + size[0] * x)),
                round(top + side * (centre[1] + size[1] * y)),
            )
            for x, y in stroke
        ]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def draw_zero(window, **place):
    draw(window, [ZERO], **place)


def draw_one(window, **place):
    draw(window, [ONE], **place)


def find(window, name):
    """Return the control of that name; fails where there is none."""
    control = window.findChild(QWidget, name)
    assert control is not None, f"There is no control named {name}."
    return control


def type_in(window, name, text):
    """Click a field and type over what stands in it."""
    field = find(window, name)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClicks(field, text)
    assert field.hasFocus()
