"""CountGrid: numbers of drawings in two rows, label 0 above label 1, each a button.

A click, Space or Enter asks for the drawings that a number counts; arrows go from one to the next,
and the Tab key comes by once. ConfusionMatrix is one, the histogram another.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from digitapp.training.evaluation import Counts, cell_words
from digitapp.training.figures import percent
from digitapp.ui.widgets.arrow_group import ArrowGroup
from digitapp.ui.widgets.controls import set_tooltip
from digitapp.ui.widgets.painting import set_text
from digitapp.ui.widgets.palette import mixed
from digitapp.ui.widgets.theme import LIGHT, Theme

_OPENS = "Click to see them among the digits."
_HEAD_WIDTH, _HEAD_HEIGHT = 58, 20  # pixels at scale 1, of the words beside the matrix
_CELL = QSize(64, 36)  # pixels at scale 1, at least
_TINT = 0.45  # of the label's colour, where all drawings of a row are


class CountButton(QAbstractButton):
    """One number; what it looks like is said by a subclass.

    label, column : its place
    """

    def __init__(self, label: int, column: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.label, self.column = label, column
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.theme, self.count, self.share = LIGHT, 0, 0.0

    def show_count(self, count: int, share: float, words: str) -> None:
        """Show a number, how much of the whole it is from 0 to 1, and describe it in words."""
        self.count, self.share = count, share
        if words != self.accessibleName():
            self.setAccessibleName(words)
            set_tooltip(self, f"{words}\n{_OPENS}" if count else words)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click by Enter too, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def colour(self) -> str:
        """Return the colour of its label."""
        return (self.theme.colours.zero, self.theme.colours.one)[self.label]

    def paint_frame(self, painter: QPainter) -> None:
        """Paint the ring of the focus, or that of the mouse."""
        focused, colours = self.hasFocus(), self.theme.colours
        if focused or (self.underMouse() and self.isEnabled()):
            width = self.theme.px(2)
            painter.setPen(QPen(QColor(colours.text if focused else colours.accent), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(width, width, -width, -width))


class CountGrid(QWidget):
    """Two rows of buttons that `create` makes; places and names them."""

    opened = Signal(int, int)  # label, column: its drawings are asked for

    def __init__(
        self, name: str, columns: int, create: Callable[[int, int, QWidget], CountButton]
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.theme = LIGHT
        self.buttons = {
            (label, column): create(label, column, self)
            for label in (0, 1)
            for column in range(columns)
        }
        for (label, column), button in self.buttons.items():
            button.setObjectName(f"{name}{label}_{column}")
            button.clicked.connect(self._on_clicked)
        ArrowGroup(self, self.buttons.values())

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme; a presentation has no gallery to open."""
        self.theme = theme
        for button in self.buttons.values():
            button.theme = theme
            button.setEnabled(not theme.presenting)
        self.updateGeometry()
        self.update()

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, CountButton) and button.count:
            self.opened.emit(button.label, button.column)


class _Cell(CountButton):
    """Number and share of the row, on the label's colour; a cross where the answer is wrong."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cell."""
        painter, colours, px = QPainter(self), self.theme.colours, self.theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QColor(colours.border))
        painter.setBrush(mixed(self.colour(), colours.panel, _TINT * self.share))
        painter.drawRoundedRect(place, px(4), px(4))
        self.paint_frame(painter)
        size = min(px(28), int(0.45 * place.height()), int(0.24 * place.width()))
        set_text(painter, colours.text, size, bold=True)
        half = place.height() * 0.58
        number = QRectF(place.left(), place.top(), place.width(), half)
        bottom = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        painter.drawText(number, bottom, f"{self.count:,}")
        set_text(painter, colours.text, self.theme.caption())
        below = QRectF(place.left(), number.bottom(), place.width(), place.height() - half)
        top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(below, top, percent(self.share))
        if self.count and self.label != self.column:
            painter.setPen(QPen(QColor(colours.error), px(2)))
            far, near = place.right() - px(5), place.top() + px(5)
            painter.drawLine(QPointF(far - px(7), near), QPointF(far, near + px(7)))
            painter.drawLine(QPointF(far, near), QPointF(far - px(7), near + px(7)))


class ConfusionMatrix(CountGrid):
    """Rows are the labels, columns the answers."""

    def __init__(self) -> None:
        super().__init__("confusionMatrix", 2, _Cell)
        self.setAccessibleName("Confusion matrix: rows the label, columns the answer")
        set_tooltip(
            self,
            "Confusion matrix: a row for what the label says, a column for what the network "
            "answers. What is right stands from upper left to lower right.",
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._numbers = (0, 0)

    def show_matrix(self, matrix: Counts) -> None:
        """Show how many there are: (2, 2), by label and answer."""
        self._numbers = (int(matrix[0].sum()), int(matrix[1].sum()))
        for (label, answer), button in self.buttons.items():
            count = int(matrix[label, answer])
            share = count / max(self._numbers[label], 1)
            button.show_count(count, share, cell_words(matrix, label, answer))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for heads and cells."""
        px = self.theme.px
        return QSize(
            px(_HEAD_WIDTH) + 2 * px(_CELL.width() + 16),
            px(_HEAD_HEIGHT) + 2 * px(_CELL.height() + 8),
        )

    def minimumSizeHint(self) -> QSize:
        """Return what can still be read."""
        px = self.theme.px
        return QSize(
            px(_HEAD_WIDTH) + 2 * px(_CELL.width()), px(_HEAD_HEIGHT) + 2 * px(_CELL.height())
        )

    def resizeEvent(self, event: object) -> None:
        """Place the cells."""
        for place, button in self.buttons.items():
            button.setGeometry(self._cell(*place).toRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what rows and columns are."""
        painter, theme = QPainter(self), self.theme
        set_text(painter, theme.colours.muted, theme.caption())
        for number in (0, 1):
            row, column = self._cell(number, 0), self._cell(0, number)
            above = QRectF(column.left(), 0, column.width(), column.top())
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"answered {number}")
            beside = QRectF(0, row.top(), row.left() - theme.px(6), row.height())
            words = f"label {number}\n{self._numbers[number]:,}"
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(beside, right, words)

    def _cell(self, label: int, answer: int) -> QRectF:
        left, top = self.theme.px(_HEAD_WIDTH), self.theme.px(_HEAD_HEIGHT)
        width, height = (self.width() - left) // 2, (self.height() - top) // 2
        return QRectF(left + answer * width, top + label * height, width, height)
