"""Columns: Draw, Digits and the pages side by side; Digits can be folded. Knows no panel.

    Draw │ Digits ‹│ pages        Draw ›│ pages
                  └ fold button, F9 ────┘

In a narrow window Digits folds by itself while a page other than the first one is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from digitapp.ui.widgets.controls import make_button, set_tooltip
from digitapp.ui.widgets.icons import fold_icon
from digitapp.ui.widgets.theme import LIGHT, Theme

MARGIN = 8  # pixels between columns, and around them
_WIDTHS = (36, 26, 38)  # in proportion; in the smallest window each column has what it needs
_DIGITS, _PAGES = 1, 2  # indices of columns
_NARROW = 1200  # pixels; below it a page needs the room of Digits
_FOLD_BUTTON = QSize(14, 48)  # pixels
_TAKES_SPACE = (QAbstractButton, QComboBox)


class Columns(QWidget):
    """Three frames in a splitter; empty until `fill`."""

    folded = Signal(bool)  # Digits was hidden, or shown

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._page = 0
        self._is_folded = False  # by the person
        self._is_crowded = False  # a page needs the room
        self._is_kept_open = False  # by the person, though it is crowded
        self._is_presenting = False
        self._unfolded = QByteArray()  # state of the splitter before Digits was folded
        self._frames = [QFrame() for _ in _WIDTHS]
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setObjectName("columns")
        self._splitter.setHandleWidth(MARGIN)
        self._splitter.setChildrenCollapsible(False)
        for number, (frame, width) in enumerate(zip(self._frames, _WIDTHS, strict=True)):
            frame.setProperty("role", "panel")
            self._splitter.addWidget(frame)
            self._splitter.setStretchFactor(number, width)
        self._splitter.setSizes([100 * width for width in _WIDTHS])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN // 2, MARGIN, 0)
        layout.addWidget(self._splitter)
        self._button = make_button("", "foldDigits", spoken="Fold the digits", role="fold")
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its key is F9
        self._button.clicked.connect(self.toggle_fold)

    def fill(self, widgets: Sequence[QWidget]) -> None:
        """Put a widget into each column."""
        self._splitter.hide()  # so that all is laid out at once, not one level after the other
        for frame, widget in zip(self._frames, widgets, strict=True):
            QVBoxLayout(frame).addWidget(widget)
        self._button.setParent(self)
        self._splitter.show()
        self._splitter.handle(_PAGES).installEventFilter(self)
        self._arrange()

    def state(self) -> QByteArray:
        """Return the widths of the columns, unfolded, for `restore`."""
        hidden = self._frames[_DIGITS].isHidden()
        return self._unfolded if hidden else self._splitter.saveState()

    def restore(self, state: QByteArray, *, folded: bool) -> None:
        """Restore the widths of the columns, and whether the person had folded Digits."""
        self._splitter.restoreState(state)
        self._is_folded = folded
        self._arrange()

    def is_folded(self) -> bool:
        """Return whether the person has folded Digits."""
        return self._is_folded

    def toggle_fold(self) -> None:
        """Fold Digits, or unfold it."""
        unfold = self._frames[_DIGITS].isHidden()
        self._is_kept_open = unfold
        if unfold or not self._is_crowded:
            self._is_folded = not unfold
        self._arrange()

    def unfold(self) -> None:
        """Show Digits, for what is to be seen in it."""
        if self._frames[_DIGITS].isHidden():
            self.toggle_fold()

    def show_page(self, index: int) -> None:
        """Make room for a page; the first one leaves Digits its own."""
        self._page, self._is_kept_open = index, False
        self._arrange()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme, self._is_presenting = theme, theme.presenting
        self._button.setFixedSize(_FOLD_BUTTON * theme.scale)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold Digits as the width asks for."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Leave Space to the button that has the focus: as a shortcut it would predict.

        Here, not in the window, whose event() is Python's for as long as all of it is painted: the
        training would wait for Python's lock.
        """
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and isinstance(self.window().focusWidget(), _TAKES_SPACE)
        ):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move the button along with the edge of Digits."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._place_button()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        self._is_crowded = self._page > 0 and self.width() < self._theme.px(_NARROW)
        hidden = self._is_folded or (self._is_crowded and not self._is_kept_open)
        hidden = hidden or self._is_presenting
        if hidden != self._frames[_DIGITS].isHidden():
            self._hide_digits(hidden)
            self.folded.emit(hidden)
        self._button.setIcon(fold_icon(self._theme, folded=hidden))
        verb = "Show" if hidden else "Fold"
        set_tooltip(self._button, f"{verb} the Digits column (F9)")
        self._place_button()

    def _hide_digits(self, hidden: bool) -> None:
        """Hide Digits and widen the pages by its room, or show it again."""
        if hidden:
            self._unfolded = self._splitter.saveState()
            draw, digits, pages = self._splitter.sizes()
            self._frames[_DIGITS].hide()
            everything = draw + digits + pages + MARGIN
            draw = everything // 2 if self._is_presenting else draw
            self._splitter.setSizes((draw, 0, everything - draw))
        else:
            self._frames[_DIGITS].show()
            self._splitter.restoreState(self._unfolded)

    def _place_button(self) -> None:
        handle = self._splitter.handle(_PAGES)
        middle = handle.mapTo(self, handle.rect().center())
        self._button.move(middle - self._button.rect().center())
        self._button.raise_()
        self._button.setVisible(self._button.parent() is self and not self._is_presenting)
