"""The scale of weights can be read by everybody, in light and dark."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from digitapp.ui.widgets.diverging_scale import DivergingScale, ScaleLegend, image_of, paint_bars
from digitapp.ui.widgets.theme import DARK, LIGHT

from .colour_vision import SEEN, distance

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
KINDS = pytest.mark.parametrize("kind", SEEN)
SIZES = np.linspace(0, 1, 11)


@KINDS
@THEMES
def test_plus_and_minus_are_told_apart_from_a_fifth_of_the_range_on(theme, kind):
    scale = DivergingScale(theme)
    sizes = SIZES[SIZES >= 0.2]
    apart = distance(scale.words(sizes, 1.0), scale.words(-sizes, 1.0), kind)
    assert apart.min() > 10


@KINDS
@THEMES
def test_a_number_further_from_zero_is_further_from_paper(theme, kind):
    scale = DivergingScale(theme)
    paper = scale.words(np.zeros(11), 1.0)
    for sign in (-1, 1):
        apart = distance(scale.words(sign * SIZES, 1.0), paper, kind)
        assert (np.diff(apart) > 0).all()
        assert apart[-1] > 40


@THEMES
def test_zero_is_paper_and_what_is_beyond_the_range_has_the_colour_of_its_end(theme):
    scale = DivergingScale(theme)
    words = scale.words(np.array([0.0, -3.0, -1.0, 3.0, 1.0]), 1.0)
    assert (words[1], words[3]) == (scale.lowers.rgb(), scale.raises.rgb())
    assert f"#{words[0] & 0xFFFFFF:06x}" == theme.colours.paper
    assert words[1] == words[2] != words[3] == words[4]


def test_what_is_not_a_number_has_a_colour_of_its_own():
    scale = DivergingScale(LIGHT)
    words = scale.words(np.array([np.nan, 0.5, -0.5, 0.0, np.inf]), 1.0)
    assert words[0] not in words[1:]


def test_without_a_range_all_is_paper():
    words = DivergingScale(LIGHT).words(np.zeros(4), 0.0)
    assert len(set(words.tolist())) == 1


def test_an_image_has_the_colours_row_by_row():
    words = DivergingScale(LIGHT).words(np.array([[0.0, 1.0], [-1.0, 0.5]]), 1.0)
    image = image_of(words)
    assert image.pixel(1, 0) == words[0, 1]
    assert image.pixel(0, 1) == words[1, 0]


@THEMES
def test_the_legend_shows_both_ends_and_says_them(qtbot, theme):
    legend = ScaleLegend()
    qtbot.addWidget(legend)
    legend.show_theme(theme)
    legend.show_largest(0.25)
    legend.resize(300, 18)
    assert legend.accessibleName() == "Scale of the pictures: blue is −0.25, orange is +0.25"
    image = legend.grab().toImage()
    row = np.array([image.pixel(x, 9) for x in range(image.width())], np.uint32)
    for end in DivergingScale(theme).words(np.array([-1.0, 1.0]), 1.0):
        assert distance(row, end, "everybody").min() < 2.3


@pytest.mark.parametrize("width", [8, 22, 25, 90])
def test_bars_are_painted_however_thin_they_are(qtbot, width):
    scale, image = DivergingScale(LIGHT), QImage(width, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint_bars(painter, QRectF(0.5, 0.5, width - 1, 39), np.tile([0.5, -0.5], 12), scale)
    painter.end()
    for y, colour in ((15, scale.raises), (25, scale.lowers)):
        assert colour.rgb() in [image.pixel(x, y) for x in range(width)]
