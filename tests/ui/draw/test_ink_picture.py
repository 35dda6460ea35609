"""The picture on the canvas: smooth, sharp, and the same painted bit by bit as at once."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from digitapp.ui.draw.canvas import Canvas
from digitapp.ui.draw.ink_picture import InkPicture
from digitapp.ui.draw.strokes import Point
from digitapp.ui.widgets.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton
SCRIBBLE = [(60, 60), (200, 40), (330, 210), (300, 340), (40, 300), (180, 180), (190, 380)]


def gray(image):
    """Return the pixels of an image or widget: (h, w) uint8."""
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


def seen(canvas):
    return gray(canvas.grab().toImage())


def painted_anew(canvas):
    """Return the same canvas after it was resized to and fro."""
    size = canvas.size()
    canvas.resize(50, 50)
    canvas.grab()
    canvas.resize(size)
    return seen(canvas)


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def canvas(qtbot, request):
    canvas = Canvas()
    canvas.show_theme(request.param)
    canvas.resize(400, 400)
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.grab()
    return canvas


def test_what_is_painted_bit_by_bit_is_what_is_painted_at_once(canvas):
    QTest.mousePress(canvas, LEFT, pos=QPoint(*SCRIBBLE[0]))
    for place in SCRIBBLE[1:]:
        QTest.mouseMove(canvas, QPoint(*place))
        assert np.array_equal(seen(canvas), painted_anew(canvas))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(*SCRIBBLE[-1]))
    assert np.array_equal(seen(canvas), painted_anew(canvas))


def test_a_stroke_whose_release_was_lost_is_painted_to_its_end(canvas):
    QTest.mousePress(canvas, LEFT, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(100, 300))
    QTest.mousePress(canvas, LEFT, pos=QPoint(300, 100))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(300, 300))

    assert np.array_equal(seen(canvas), painted_anew(canvas))


def test_the_screen_shows_all_that_was_painted(canvas, qtbot):
    QTest.mousePress(canvas, LEFT, pos=QPoint(*SCRIBBLE[0]))
    for place in SCRIBBLE[1:]:
        QTest.mouseMove(canvas, QPoint(*place))
        QTest.qWait(0)
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(*SCRIBBLE[-1]))

    def shown():
        screen = canvas.screen().grabWindow(canvas.winId())
        return np.array_equal(gray(screen.toImage()), seen(canvas))

    qtbot.waitUntil(shown)


def test_a_stroke_is_as_wide_as_the_pen_and_darkest_in_its_middle(canvas):
    canvas.pen_width = 20
    QTest.mousePress(canvas, LEFT, pos=QPoint(100, 200))
    QTest.mouseMove(canvas, QPoint(300, 200))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(300, 200))

    column = seen(canvas)[20:380, 200].astype(float)
    ink = np.abs(column - column[0]) / np.abs(column[180] - column[0])
    assert ink.sum() == pytest.approx(20, abs=0.1)


def test_many_points_make_edges_as_soft_as_few(canvas):
    slow, fast = InkPicture(400, 22, "#fff", "#000"), InkPicture(400, 22, "#fff", "#000")
    places = np.linspace((80, 90), (300, 261), 600)
    slow.paint([[Point(x, y, 0) for x, y in places]])
    fast.paint([[Point(x, y, 0) for x, y in places[[0, -1]]]])

    difference = np.abs(gray(slow.image).astype(int) - gray(fast.image))
    assert difference.max() <= 12


def circle(n_points, whole_pixels=False):
    angles = np.linspace(0, 2 * np.pi, n_points)
    places = 200 + 150 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    places = np.round(places) if whole_pixels else places
    picture = InkPicture(400, 20, "#fff", "#000")
    picture.paint([[Point(x, y, 0) for x, y in places]])
    return gray(picture.image).astype(int)


def test_a_few_points_of_a_hasty_hand_make_a_round_curve():
    rows, columns = np.nonzero(circle(16) < 128)

    radius = np.hypot(columns - 199.5, rows - 199.5)
    assert (radius.min(), radius.max()) == (pytest.approx(140, abs=4), pytest.approx(160, abs=1))


def test_the_whole_pixels_of_a_mouse_make_no_bumps():
    bumps = np.abs(circle(400, whole_pixels=True) - circle(400)) > 64

    assert bumps.sum() < 100  # through the points themselves there are 258


def test_a_sharp_corner_stays_sharp():
    picture = InkPicture(400, 20, "#fff", "#000")
    picture.paint([[Point(100, 300, 0), Point(100, 100, 0), Point(300, 100, 0)]])

    ink = gray(picture.image) < 128
    assert ink[95, 95]
    assert not ink[150, 120]
    assert not ink[85, 150]


def test_a_dot_is_round(canvas):
    canvas.pen_width = 40
    QTest.mouseClick(canvas, LEFT, pos=QPoint(200, 200))

    paper = seen(canvas)[10:390, 10:390].astype(int)
    inside = np.abs(paper - paper[0, 0]) > 100
    assert inside.sum() == pytest.approx(np.pi * 20**2, rel=0.03)


def test_other_colours_show_the_same_strokes(canvas):
    QTest.mousePress(canvas, LEFT, pos=QPoint(*SCRIBBLE[0]))
    QTest.mouseMove(canvas, QPoint(*SCRIBBLE[2]))
    colours = replace(LIGHT.colours, paper="#ffff00", ink="#0000ff", border="#00ff00")
    canvas.show_theme(replace(LIGHT, colours=colours))

    assert np.array_equal(seen(canvas), painted_anew(canvas))
    assert canvas.grab().toImage().pixelColor(30, 350).name() == "#ffff00"


def test_an_empty_canvas_shows_its_hint_until_the_first_touch(canvas):
    bare = seen(canvas)
    canvas.show_hint("Draw a 0 or a 1 here")
    assert not np.array_equal(seen(canvas), bare)

    QTest.mousePress(canvas, LEFT, pos=QPoint(10, 390))
    assert np.array_equal(seen(canvas)[100:300], bare[100:300])


@pytest.mark.parametrize("ratio", ["2", "1.5"])
def test_strokes_are_as_sharp_as_the_screen(ratio):
    """Scaled screens need a process of their own."""
    code = """
import sys
import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from digitapp.ui.draw.canvas import Canvas
from digitapp.ui.draw.ink_picture import InkPicture
from digitapp.ui.draw.strokes import Point
from digitapp.ui.widgets.theme import LIGHT
app = QApplication([])
canvas = Canvas()
canvas.resize(200, 200)
canvas.show()
QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 90))
QTest.mouseMove(canvas, QPoint(150, 123))
QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(150, 123))
shown = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
true = InkPicture(shown.width(), canvas.pen_width, LIGHT.colours.paper, LIGHT.colours.ink)
true.paint([[Point(100, 180, 0), Point(300, 246, 0)]])
shown, true = (
    np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)[40:-40, 160:-160].copy()
    for image in (shown, true.image)
)
print(canvas.grab().width(), np.array_equal(shown, true), len(np.unique(shown)) > 99)
"""
    environment = {**os.environ, "QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == [str(int(200 * float(ratio))), "True", "True"]
