"""Network layout: where each unit of a network is drawn, for any layers and any room. No Qt.

drawing │ first layer, in as many columns as make it largest │ second layer │ … │ output
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_UNITS = 64  # of a layer that are drawn
_EDGE = 0.14  # the width of the edge that shows a, as a share of a picture's side
_SMALLEST_NAMED = 28  # pixels at scale 1 from which on the number a stands under a picture
_LARGEST = 170  # pixels at scale 1 that a picture has at most
_LATER = 0.8  # the side of bars, as a share of that of the first layer's maps
_SPACE = 4  # pixels at scale 1 between units


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class LayerLayout:
    """Where a layer's units are.

    boxes : of each unit that is drawn; side : of its picture; label : height of the number below
    left_out : how many units are not drawn
    """

    boxes: tuple[Box, ...]
    side: float
    label: float
    left_out: int


@dataclass(frozen=True)
class NetworkLayout:
    """Where everything is: the drawing, and the units of every layer."""

    drawing: Box
    layers: tuple[LayerLayout, ...]


def lay_out(
    width: float, height: float, units: Sequence[int], scale: float, title: float
) -> NetworkLayout:
    """Lay a network of these units a layer, the last one the output, out in so much room.

    title : pixels at the top that are left for what stands above each layer
    """
    gap = max(14 * scale, width * 0.04)  # for the connections
    room = height - title
    drawing = min(0.17 * width, 0.62 * room, 150 * scale)
    output = min(0.14 * width, 0.5 * room, 120 * scale)
    hidden = [min(count, MOST_UNITS) for count in units[:-1]]
    free = width - drawing - output - gap * len(units)
    grids = _largest_grids(hidden, free, room, scale)
    spare = max(0.0, free - sum(grid.columns * grid.cell for grid in grids)) / len(units)
    layers, x = [], drawing + gap + spare
    for drawn, count, grid in zip(hidden, units, grids, strict=False):
        layers.append(_place(drawn, count - drawn, grid, x, title, room))
        x += grid.columns * grid.cell + gap + spare
    middle = title + room / 2
    label, side = 22 * scale, output / (1 + _EDGE)
    box = Box(width - output, middle - (side + label) / 2, output, side + label)
    layers.append(LayerLayout((box,), side, label, units[-1] - 1))
    return NetworkLayout(Box(0, middle - drawing / 2, drawing, drawing), tuple(layers))


class _Grid(NamedTuple):
    """How a layer is laid: columns, side of a picture, width of a cell, height of its label."""

    columns: int
    side: float
    cell: float
    label: float


def _largest_grids(hidden: Sequence[int], width: float, height: float, scale: float) -> list[_Grid]:
    """Return the grids with the largest pictures that fit side by side."""
    side, grids = _LARGEST * scale, list[_Grid]()
    while side > 2:
        grids = [
            _grid(count, side if number == 0 else _LATER * side, height, scale)
            for number, count in enumerate(hidden)
        ]
        if sum(grid.columns * grid.cell for grid in grids) <= width:
            break
        side -= 0.5
    return grids


def _grid(count: int, side: float, height: float, scale: float) -> _Grid:
    label = 13 * scale if side >= _SMALLEST_NAMED * scale else 0.0
    rows = max(1, int(height / (side + label + _SPACE * scale)))
    return _Grid(-(-count // rows), side, side * (1 + _EDGE) + _SPACE * scale, label)


def _place(
    drawn: int, left_out: int, grid: _Grid, x: float, title: float, room: float
) -> LayerLayout:
    rows = -(-drawn // grid.columns)
    height = grid.side + grid.label
    pitch = min(room / rows, height * 1.25)
    top = title + (room - rows * pitch) / 2 + (pitch - height) / 2
    boxes = tuple(
        Box(
            x + (unit % grid.columns) * grid.cell,
            top + (unit // grid.columns) * pitch,
            grid.side * (1 + _EDGE),
            height,
        )
        for unit in range(drawn)
    )
    return LayerLayout(boxes, grid.side, grid.label, left_out)
