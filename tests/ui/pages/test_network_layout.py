"""Every network has room, and no unit lies on another."""

from __future__ import annotations

from itertools import combinations

import pytest

from digitapp.ui.pages.network_layout import MOST_UNITS, lay_out

NETWORKS = [(1,), (25, 15, 1), (3, 1), (64, 64, 64, 1), (1, 1, 1), (1000, 15, 1), (10,) * 10 + (1,)]
ROOMS = [(330, 190, 1.0), (674, 330, 1.0), (1400, 700, 1.0), (1600, 800, 1.8)]


@pytest.mark.parametrize("units", NETWORKS)
@pytest.mark.parametrize("room", ROOMS)
def test_all_units_lie_in_the_room_and_apart(units, room):
    width, height, scale = room
    found = lay_out(width, height, units, scale, 18 * scale)
    boxes = [found.drawing, *(box for layer in found.layers for box in layer.boxes)]
    for box in boxes:
        assert box.x >= -0.5
        assert box.y >= -0.5
        assert box.x + box.width <= width + 0.5
        assert box.y + box.height <= height + 0.5
        assert box.width > 2
    for one, other in combinations(boxes, 2):
        apart_across = one.x + one.width <= other.x + 0.5 or other.x + other.width <= one.x + 0.5
        apart_down = one.y + one.height <= other.y + 0.5 or other.y + other.height <= one.y + 0.5
        assert apart_across or apart_down


def test_units_beyond_64_are_left_out_and_counted():
    found = lay_out(800, 400, (1000, 15, 1), 1.0, 18)
    assert [len(layer.boxes) for layer in found.layers] == [MOST_UNITS, 15, 1]
    assert [layer.left_out for layer in found.layers] == [936, 0, 0]


def test_a_larger_room_makes_the_pictures_larger():
    small, large = (lay_out(*room, (25, 15, 1), 1.0, 18) for room in ((674, 330), (1400, 700)))
    assert large.layers[0].side > 1.5 * small.layers[0].side
