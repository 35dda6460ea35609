"""Pinned drawings show their P now and by epoch, and are let go by a click."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from digitapp.training.pinned import PinnedCurves, PinnedDrawing
from digitapp.ui.pages.pinned_strip import PinnedStrip
from digitapp.ui.widgets.theme import DARK, LIGHT

from .network_examples import SOME

DRAWINGS = tuple(
    PinnedDrawing(x, label) for x, label in zip(SOME.images([0, 1, 2]), (0, 1, None), strict=True)
)
CURVES = PinnedCurves(
    DRAWINGS,
    np.array([0.031, 0.968, 0.5], np.float32),
    np.array([0, 1, 2, 2.5], np.float32),
    np.array([[0.5, 0.5, 0.5], [0.3, 0.6, 0.5], [0.1, 0.9, 0.5], [0.031, 0.968, 0.5]], np.float32),
)


@pytest.fixture
def strip(qtbot):
    strip = PinnedStrip()
    qtbot.addWidget(strip)
    strip.resize(500, 70)
    strip.show_theme(LIGHT)
    return strip


def button(strip, number):
    return strip.findChild(QWidget, f"pinned{number}")


def test_it_is_there_only_while_something_is_pinned(strip):
    assert strip.isHidden()
    strip.show_curves(CURVES)
    assert not strip.isHidden()
    strip.show_curves(PinnedCurves())
    assert strip.isHidden()


def test_each_drawing_has_its_probability(strip):
    strip.show_curves(CURVES)
    names = [button(strip, number).accessibleName() for number in (1, 2, 3)]
    assert names[0] == "Pinned drawing 1, labelled 0: P(1) = 0.031. Press to unpin."
    assert names[2] == "Pinned drawing 3: P(1) = 0.500. Press to unpin."
    assert button(strip, 4).isHidden()


def test_a_click_asks_to_let_a_drawing_go(strip, qtbot):
    strip.show_curves(CURVES)
    with qtbot.waitSignal(strip.unpin_requested) as asked:
        QTest.mouseClick(button(strip, 2), Qt.MouseButton.LeftButton)
    assert asked.args == [1]


def test_the_chart_follows_the_curves(strip):
    strip.show_curves(CURVES)
    strip.show()
    before = strip.chart.grab().toImage()
    strip.show_curves(replace(CURVES, values=CURVES.values[::-1]))
    assert strip.chart.grab().toImage() != before
    assert strip.chart.accessibleName() == "P(1) of the pinned drawings from epoch 0 to 2"


def test_it_is_painted_in_dark_and_large_too(strip):
    strip.show_curves(CURVES)
    strip.show()
    light = strip.grab().toImage()
    strip.show_theme(replace(DARK, scale=1.5))
    assert strip.grab().toImage() != light
