"""GalleryDelegate: paints a drawing with its frame into a cell. Decides nothing.

Two images a cell, both ready-made: the thumbnail from the pool, and the frame with its marks.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QStyleOptionViewItem

from digitapp.digits.dataset.snapshot import Bools
from digitapp.ui.widgets.theme import LIGHT, Theme

from .gallery_frame import CURRENT, SELECTED, Frames
from .gallery_model import GalleryModel, Index
from .thumbnails import Thumbnails


class GalleryDelegate(QAbstractItemDelegate):
    """Paints the cells of a GalleryModel.

    selected : (n,) bool by cell, which ones are selected
    current : the cell that the keyboard stands on, None where no focus is to be seen
    """

    def __init__(self, model: GalleryModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbnails = Thumbnails()
        self._frames = Frames(LIGHT, QFont(), 1.0)
        self.selected: Bools = np.empty(0, np.bool_)
        self.current: int | None = None

    @property
    def side(self) -> int:
        """How wide and high a frame is."""
        return self._frames.side

    def set_look(self, theme: Theme, font: QFont, ratio: float, zoom: float) -> None:
        """Paint in these colours and sizes from now on.

        ratio : pixels of the device to one of Qt's
        """
        self._frames = Frames(theme, font, ratio, zoom)
        self._thumbnails.set_look(
            round(self._frames.side * ratio),
            round(self._frames.padding * ratio),
            ratio,
            QColor(theme.colours.paper),
            QColor(theme.colours.ink),
        )

    def prepare(self, cells: Iterable[int]) -> None:
        """Make the thumbnails of these cells in one go."""
        dataset, order = self._model.known.dataset, self._model.order
        rows = [int(dataset.rows[order[cell]]) for cell in cells]
        self._thumbnails.prepare(dataset.pool, rows)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell; its thumbnail must have been prepared."""
        model = self._model
        cell = model.cell(index)
        if cell is None:
            return
        row = model.order[cell]
        state = int(model.states[row])
        if self.selected[cell]:
            state |= SELECTED
        if cell == self.current:
            state |= CURRENT
        place = option.rect.topLeft()
        painter.drawImage(place, self._thumbnails.picture(int(model.known.dataset.rows[row])))
        painter.drawImage(place, self._frames.frame(state))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a frame; the gallery sets the cells itself."""
        return QSize(self.side, self.side)
