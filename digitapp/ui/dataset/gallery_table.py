"""GalleryTable: thumbnails of all drawings in a grid, and where one looks at them.

    GalleryModel (order, states) ─▶ GalleryDelegate ─▶ cells of one Grid

A table with cells of one size lays out 100,000 drawings at once. What stands at the top stays there
when drawings come, go or change places around it. Selects nothing; gallery.py does.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from digitapp.digits.dataset.snapshot import Integers
from digitapp.ui.widgets.theme import LIGHT, Theme

from .gallery_delegate import GalleryDelegate
from .gallery_grid import Grid, grid_for, zoom_for
from .gallery_model import GalleryModel

_NO_IDS = np.empty(0, np.int64)


class GalleryTable(QTableView):
    """Shows a GalleryModel; newest first to begin with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid, self._theme = Grid(), LIGHT
        self._size = 1.0  # of a thumbnail, as the person chose
        self._look: tuple[Theme, float, float] | None = None  # theme, zoom, device pixel ratio
        self._at_top: tuple[Integers, int] | None = None  # ids from there on, pixels scrolled off
        self._held: tuple[int, int] | None = None  # where the bar was set to, for the sake of an id
        self._model = GalleryModel(self)
        self._delegate = GalleryDelegate(self._model, self)
        self._set_up_table()
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self._model.modelAboutToBeReset.connect(self._remember_place)
        self._model.modelReset.connect(self._find_place)

    def _set_up_table(self) -> None:
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self.setTabKeyNavigation(False)
        self.viewport().setAcceptDrops(False)  # the window takes files, wherever they are dropped

    def show_theme(self, theme: Theme) -> None:
        """Paint in these colours and sizes."""
        self._theme = theme
        self._lay_out()
        self.viewport().update()

    def set_thumbnail_size(self, percent: int) -> None:
        """Show the drawings so large; 100 is the usual size."""
        self._size = percent / 100
        self._lay_out()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the drawings out in as many columns as fit."""
        self._lay_out()
        super().resizeEvent(event)

    def updateGeometries(self) -> None:
        """Leave no way to scroll sideways by the gap after the last column."""
        super().updateGeometries()
        self.horizontalScrollBar().setRange(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Make the thumbnails that are missing in one go, then paint the cells."""
        if self._look is None or self._look[2] != self.devicePixelRatioF():
            self._lay_out()  # the window went to another screen
        scrolled = self.verticalScrollBar().value()
        seen = event.rect().translated(0, scrolled)
        self._delegate.prepare(self._grid.rows_between(seen.top(), seen.bottom()))
        super().paintEvent(event)

    def _lay_out(self) -> None:
        """Fit look and columns to the width, which never depends on the scroll bar being there."""
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        scale = self._theme.scale
        zoom = self._size * zoom_for(width, scale)
        look = (self._theme, zoom, self.devicePixelRatioF())
        if look != self._look:
            self._look = look
            self.ensurePolished()
            self._delegate.set_look(look[0], self.font(), look[2], look[1])
        grid = grid_for(width, self._delegate.side, scale, len(self._model.order))
        pitch = (grid.columns, grid.across, grid.down)
        if pitch != (self._grid.columns, self._grid.across, self._grid.down):
            self._remember_place()
            self._grid = grid
            self.horizontalHeader().setDefaultSectionSize(grid.across)
            self.verticalHeader().setDefaultSectionSize(grid.down)
            self._model.set_columns(grid.columns)
            self._find_place()

    def _remember_place(self) -> None:
        """Remember what stands at the top, before anything moves."""
        scrolled = self.verticalScrollBar().value()
        if self._at_top is None:
            first = scrolled // self._grid.down * self._grid.columns
            ids = self._model.ids[first:] if scrolled else _NO_IDS
            if self._held is not None and self._held[0] == scrolled:  # nobody has scrolled since
                ids = np.insert(ids, 0, self._held[1])
            self._at_top = (ids, scrolled % self._grid.down)

    def _find_place(self) -> None:
        """Scroll so that the same drawing stands at the top, or the next one that is still there.

        At the very top one stays there: what comes in first is to be seen.
        """
        self._grid = replace(self._grid, n=len(self._model.order))
        if self._at_top is None:
            return
        (before, offset), self._at_top = self._at_top, None
        self.updateGeometries()
        still = before[np.isin(before, self._model.ids)]
        if len(still):
            cell = int(np.flatnonzero(self._model.ids == still[0])[0])
            self.verticalScrollBar().setValue(self._grid.top(cell) + offset)
            self._held = (self.verticalScrollBar().value(), int(still[0]))

    def _scroll_to(self, cell: int) -> None:
        """Scroll as little as needed to see a cell whole."""
        bar, top = self.verticalScrollBar(), self._grid.top(cell)
        lowest = top + self._grid.side - self.viewport().height()
        bar.setValue(min(max(bar.value(), lowest), top))

    def _cell_at(self, place: QPoint) -> int | None:
        """Return the cell at a place of the viewport."""
        return self._grid.cell_at(place.x(), place.y() + self.verticalScrollBar().value())
