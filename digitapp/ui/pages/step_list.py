"""StepList: the lines of one step, in six numbered parts; up to the current one they are computed.

Arrows, Page Up and Page Down of a clicker go through the lines. Beside the current one those are
marked that its numbers come from (▸), and those that its result goes to (◂). Knows Line; computes
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from digitapp.training.step_lines import PARTS, Line
from digitapp.training.step_links import links
from digitapp.ui.widgets.theme import LIGHT, Theme

Index = QModelIndex | QPersistentModelIndex
_NOT_YET = "not computed yet"
_LINE_ROLE = Qt.ItemDataRole.UserRole
_COMPUTED_ROLE = Qt.ItemDataRole.UserRole + 1
_MARK_ROLE = Qt.ItemDataRole.UserRole + 2
_SOURCE, _USER = "▸", "◂"
_SPOKEN = {_SOURCE: "; the current line takes this", _USER: "; takes the current line's result"}


class _Lines(QAbstractListModel):
    """Rows: a heading before each part, then its lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[Line | str] = []
        self._current = -1
        self._marks: dict[int, str] = {}  # by row

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's line, and what a screen reader says of it."""
        row = self._rows[index.row()]
        if role == _LINE_ROLE:
            return row
        if role == _COMPUTED_ROLE:
            return index.row() <= self._current
        if role == _MARK_ROLE:
            return self._marks.get(index.row(), "")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, str):
                return row
            result = row.numbers if index.row() <= self._current else _NOT_YET
            spoken = _SPOKEN.get(self._marks.get(index.row(), ""), "")
            return f"{row.name}: {row.formula}; {result}{spoken}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Skip headings."""
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show(self, lines: Sequence[Line]) -> bool:
        """Take lines; returns whether they are others than before, not only with other numbers."""
        rows: list[Line | str] = []
        for line in lines:
            heading = f"{line.part} {PARTS[line.part - 1]}"
            if heading not in rows[-1:] and (not rows or _part(rows[-1]) != line.part):
                rows.append(heading)
            rows.append(line)
        others = [_kind(row) for row in rows] != [_kind(row) for row in self._rows]
        if others:
            self.beginResetModel()
            self._rows = rows
            self._mark()
            self.endResetModel()
        else:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        return others

    def set_current(self, row: int) -> None:
        """Take the row that was computed last."""
        if row != self._current:
            self._current = row
            self._mark()
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _mark(self) -> None:
        """Mark the lines that are linked to the current one."""
        rows = [k for k, row in enumerate(self._rows) if isinstance(row, Line)]
        self._marks = {}
        if self._current in rows:
            lines = [row for row in self._rows if isinstance(row, Line)]
            sources, users = links(lines, rows.index(self._current))
            self._marks = {rows[k]: _SOURCE for k in sources} | {rows[k]: _USER for k in users}

    def line(self, row: int) -> Line | None:
        """Return the line in a row; None for a heading."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Line) else None


def _part(row: Line | str) -> int:
    return row.part if isinstance(row, Line) else int(row.split()[0])


def _kind(row: Line | str) -> tuple[str, str]:
    return (row, "") if isinstance(row, str) else (row.formula, row.shapes)


class StepList(QListView):
    """The list; its current row is the line that was computed last."""

    line_shown = Signal(object)  # Line

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stepList")
        self.setAccessibleName("The lines of the next step")
        self.setToolTip(
            f"{_SOURCE} The current line takes its numbers from here.\n"
            f"{_USER} The result of the current line goes here."
        )
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self._delegate = _LineDelegate(self)
        self.setItemDelegate(self._delegate)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show the lines of a step; other ones are all computed, else it stays where it is."""
        if self._lines.show(lines):
            self.go_to_end()
        elif (line := self.current_line()) is not None:
            self.line_shown.emit(line)

    def current_line(self) -> Line | None:
        """Return the line that was computed last."""
        return self._lines.line(self.currentIndex().row())

    def go(self, steps: int) -> None:
        """Go so many lines on, or back."""
        row = self.currentIndex().row() + steps
        while self._lines.line(row) is None and 0 <= row < self._lines.rowCount():
            row += 1 if steps > 0 else -1
        if self._lines.line(row) is not None:
            self.setCurrentIndex(self._lines.index(row))

    def go_to_end(self) -> None:
        """Compute all lines."""
        self.setCurrentIndex(self._lines.index(self._lines.rowCount() - 1))

    def go_to_start(self) -> None:
        """Compute only the first line."""
        self.setCurrentIndex(self._lines.index(1))
        self.scrollToTop()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._delegate.show_theme(theme)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """Return room for two lines."""
        return QSize(self._delegate.theme.px(100), self._delegate.theme.px(46))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line that was computed last in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Emit which line was computed last."""
        super().currentChanged(current, previous)
        self._lines.set_current(current.row())
        line = self._lines.line(current.row())
        if line is not None:
            self.line_shown.emit(line)


class _LineDelegate(QStyledItemDelegate):
    """Paints a heading, or formula and result."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.show_theme(LIGHT)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self.theme, self._font = theme, QFont(self._parent.font())
        self._font.setPixelSize(theme.px(13))
        self._bold, self._italic = QFont(self._font), QFont(self._font)
        self._bold.setBold(True)
        self._italic.setItalic(True)
        self._metrics = QFontMetrics(self._font)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of every row."""
        return QSize(self.theme.px(160), self.theme.px(23))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row; what is not computed yet says so, and is not 0."""
        row, colours = index.data(_LINE_ROLE), self.theme.colours
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        inset = place.adjusted(self.theme.px(6), 0, -self.theme.px(6), 0)
        if isinstance(row, str):
            painter.setFont(self._bold)
            painter.setPen(QColor(colours.accent))
            painter.drawText(inset, left | middle, row)
            painter.restore()
            return
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.hover))
            painter.fillRect(
                QRect(place.left(), place.top(), self.theme.px(3), place.height()),
                QColor(colours.accent),
            )
        computed = bool(index.data(_COMPUTED_ROLE))
        painter.setPen(QColor(colours.text if computed else colours.faint))
        result = self._cut(row.result if computed else _NOT_YET, inset.width() // 2)
        gap = self.theme.px(14)
        room = inset.width() - self._metrics.horizontalAdvance(result) - 2 * gap
        painter.setFont(self._font)
        formula = inset.adjusted(gap, 0, 0, 0)
        if mark := index.data(_MARK_ROLE):
            painter.setPen(QColor(colours.accent))
            painter.drawText(inset, left | middle, mark)
            painter.setPen(QColor(colours.text if computed else colours.faint))
        painter.drawText(formula, left | middle, self._cut(row.formula, room))
        painter.setFont(self._font if computed else self._italic)
        painter.drawText(inset, Qt.AlignmentFlag.AlignRight | middle, result)
        painter.restore()

    def _cut(self, text: str, width: int) -> str:
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
