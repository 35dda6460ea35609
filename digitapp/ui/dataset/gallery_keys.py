"""Where the keyboard goes in the gallery. Knows keys and the grid; no drawings, no widget."""

from __future__ import annotations

from PySide6.QtCore import Qt

from .gallery_grid import Grid


def step(key: int, cell: int, grid: Grid, page_rows: int) -> int | None:
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
