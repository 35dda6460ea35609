"""DrawColumn: the first column. The canvas as large as its width, what is read of it below.

Where that is too high, the canvas gives way and not the answer: Qt's own layout would cut both.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

_GAP = 6  # pixels between them


class DrawColumn(QWidget):
    """Places an upper widget that is as high as its width asks for, and a lower one."""

    def __init__(self, upper: QWidget, lower: QWidget) -> None:
        super().__init__()
        self._upper, self._lower = upper, lower
        for widget in (upper, lower):
            widget.setParent(self)

    def minimumSizeHint(self) -> QSize:
        """Return the size in which neither is cut."""
        upper, lower = self._upper.minimumSizeHint(), self._lower.minimumSizeHint()
        width = max(upper.width(), lower.width())
        return QSize(width, upper.height() + _GAP + lower.height())

    def sizeHint(self) -> QSize:
        """Return the same: it takes what it gets."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Share it anew when one of them needs more or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        width = self.width()
        left_over = self.height() - _GAP - _least_height(self._lower, width)
        least = self._upper.minimumSizeHint().height()
        high = max(min(self._upper.heightForWidth(width), left_over), least)
        self._upper.setGeometry(0, 0, width, high)
        self._lower.setGeometry(0, high + _GAP, width, self.height() - high - _GAP)


def _least_height(widget: QWidget, width: int) -> int:
    """Return the height at which no text of a widget is cut in that width."""
    layout, least = widget.layout(), widget.minimumSizeHint().height()
    if layout is None or not layout.hasHeightForWidth():
        return least
    return max(least, layout.totalMinimumHeightForWidth(width))
