"""Grid: where the cells of the gallery lie, in pixels, and where a key leads among them.

Frames of one size stand in columns that spread over the width, from 0 at the left and the top of
all rows, wherever these are scrolled to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt

from digitapp.digits.dataset.snapshot import Integers

_GAP = 6  # pixels between frames at scale 1; a little more where columns spread
_WIDE_GALLERY = 700  # pixels; from here on drawings are shown larger
_ZOOM = 1.5


@dataclass(frozen=True)
class Grid:
    """n cells in columns.

    side : of a frame
    across, down : from one frame to the next
    """

    n: int = 0
    columns: int = 1
    side: int = 50
    across: int = 56
    down: int = 56

    def top(self, cell: int) -> int:
        """Return where the row of a cell begins."""
        return cell // self.columns * self.down

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the cell whose frame covers a point; None between frames and beside them."""
        column, row = int(x // self.across), int(y // self.down)
        inside = x - column * self.across < self.side and y - row * self.down < self.side
        cell = row * self.columns + column
        fits = 0 <= column < self.columns and 0 <= cell < self.n
        return cell if inside and fits else None

    def cells_between(self, x0: float, y0: float, x1: float, y1: float) -> Integers:
        """Return the cells whose frames a rectangle touches, in reading order: (k,) int64."""
        (left, right), (top, bottom) = sorted((x0, x1)), sorted((y0, y1))
        columns = _touched(left, right, self.across, self.side, self.columns)
        rows = _touched(top, bottom, self.down, self.side, -(-self.n // self.columns))
        cells = (rows[:, None] * self.columns + columns).reshape(-1)
        return cells[cells < self.n]

    def rows_between(self, top: int, bottom: int) -> range:
        """Return the cells of all rows from a height to another."""
        first = max(top // self.down, 0) * self.columns
        return range(min(first, self.n), min((bottom // self.down + 1) * self.columns, self.n))


def zoom_for(width: int, scale: float) -> float:
    """Return how much larger drawings are shown where there is much room."""
    return _ZOOM if width >= _WIDE_GALLERY * scale else 1.0


def grid_for(width: int, side: int, scale: float, n: int) -> Grid:
    """Lay n frames out so that the last column ends where the width does."""
    gap = round(_GAP * scale)
    columns = max((width + gap) // (side + gap), 1)
    across = (width - side) // (columns - 1) if columns > 1 else side + gap
    return Grid(n, columns, side, across, side + gap)


def step_from(key: int, cell: int, grid: Grid, page_rows: int) -> int | None:
    """Return the cell that a key leads to from a cell; None for a key that leads nowhere.

    Left and right go on in the next row, as in a text; nothing goes beyond the first and the last.
    """
    steps = {
        Qt.Key.Key_Left: -1,
        Qt.Key.Key_Right: 1,
        Qt.Key.Key_Up: -grid.columns,
        Qt.Key.Key_Down: grid.columns,
        Qt.Key.Key_PageUp: -grid.columns * page_rows,
        Qt.Key.Key_PageDown: grid.columns * page_rows,
        Qt.Key.Key_Home: -grid.n,
        Qt.Key.Key_End: grid.n,
    }
    if key not in steps or not grid.n:
        return None
    by = steps[Qt.Key(key)]
    target = cell + by
    if 0 <= target < grid.n:
        return target
    if key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp):
        return cell % grid.columns
    if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
        last_row = (grid.n - 1) // grid.columns
        return max(min(last_row * grid.columns + cell % grid.columns, grid.n - 1), cell)
    return 0 if by < 0 else grid.n - 1


def _touched(low: float, high: float, pitch: int, side: int, count: int) -> Integers:
    first = max(int(np.ceil((low - side) / pitch)), 0)
    last = min(int(high // pitch), count - 1)
    return np.arange(first, last + 1, dtype=np.int64)
