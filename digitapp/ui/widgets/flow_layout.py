"""FlowLayout: widgets side by side, and in further rows where the width does not suffice.

A widget that was added as trailing stands at the right end of its row. Knows no particular widget.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


@dataclass
class _Row:
    items: list[QLayoutItem] = field(default_factory=list)
    width: int = 0
    height: int = 0


class FlowLayout(QLayout):
    """Rows of widgets at their preferred size, as many as the width asks for."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._trailing: set[QWidget] = set()
        self._rows_by_width: dict[int, list[_Row]] = {}  # until something has changed
        self._heights: dict[int, int] = {}  # by width
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget, *, trailing: bool = False) -> None:
        """Add a widget, at the right end of its row if it is trailing."""
        if trailing:
            self._trailing.add(widget)
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item; called by addWidget."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, None beyond the last: Qt asks until then."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """Forget the rows: an item has another size, or was shown or hidden."""
        self._rows_by_width.clear()
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it takes no room that others could use."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that a narrow one is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        if width not in self._heights:
            rows = self._rows(width)
            spaces = self.spacing() * max(len(rows) - 1, 0)
            self._heights[width] = sum(row.height for row in rows) + spaces
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Return the size of one single row."""
        rows = self._rows(1 << 20)
        return QSize(rows[0].width, rows[0].height) if rows else QSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        top = rect.top()
        for row in self._rows(rect.width()):
            self._place(row, QRect(rect.left(), top, rect.width(), row.height))
            top += row.height + self.spacing()

    def _rows(self, width: int) -> list[_Row]:
        """Return the rows for a width; Qt asks again whenever any text in the window changes."""
        if width not in self._rows_by_width:
            self._rows_by_width[width] = self._arranged(width)
        return self._rows_by_width[width]

    def _arranged(self, width: int) -> list[_Row]:
        rows: list[_Row] = []
        for item in self._items:
            if item.isEmpty():  # a hidden widget
                continue
            size = item.sizeHint()
            if not rows or rows[-1].width + self.spacing() + size.width() > width:
                rows.append(_Row(width=-self.spacing()))
            row = rows[-1]
            row.items.append(item)
            row.width += self.spacing() + size.width()
            row.height = max(row.height, size.height())
        return rows

    def _place(self, row: _Row, place: QRect) -> None:
        spare, left = max(place.width() - row.width, 0), place.left()
        leading = [item for item in row.items if item.widget() not in self._trailing]
        trailing = [item for item in row.items if item.widget() in self._trailing]
        for items, shift in ((leading, 0), (trailing, spare)):
            left += shift
            for item in items:
                size = item.sizeHint()
                down = (place.height() - size.height()) // 2
                wide = min(size.width(), place.width())
                item.setGeometry(
                    QRect(QPoint(left, place.top() + down), QSize(wide, size.height()))
                )
                left += wide + self.spacing()
