"""RubberBand: the rectangle that a person draws in the gallery to select what it touches.

Its corners are places among all rows, not on the screen, so that it grows while the gallery
scrolls under it. Knows the view that scrolls; no drawings.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

_SCROLL_INTERVAL = 16  # ms, while the mouse is beyond the edge
_SCROLL_SHARE = 4  # of the distance beyond the edge, a step


class RubberBand(QObject):
    """From a press of the mouse to its release."""

    moved = Signal(QRect)  # among all rows

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self._view = view
        self._start: QPoint | None = None
        self._mouse = QPoint()
        self._drawn = False
        self._timer = QTimer(self)
        self._timer.setInterval(_SCROLL_INTERVAL)
        self._timer.timeout.connect(self._scroll)

    @property
    def active(self) -> bool:
        """Whether the mouse is pressed."""
        return self._start is not None

    @property
    def drawn(self) -> bool:
        """Whether the mouse went far enough for a rectangle to be meant."""
        return self._drawn

    @property
    def rectangle(self) -> QRect:
        """Where it lies among all rows."""
        return QRect(self._start or QPoint(), self._place(self._mouse)).normalized()

    def begin(self, mouse: QPoint) -> None:
        """Begin at a place of the viewport."""
        self._start, self._mouse, self._drawn = self._place(mouse), mouse, False

    def move(self, mouse: QPoint) -> None:
        """Extend it to a place of the viewport, or beyond: then the view scrolls."""
        if self._start is None:
            return
        self._mouse = mouse
        far = (self._place(mouse) - self._start).manhattanLength()
        self._drawn = self._drawn or far >= QApplication.startDragDistance()
        if self._drawn:
            self.moved.emit(self.rectangle)
            if self._beyond():
                self._timer.start()
            else:
                self._timer.stop()

    def end(self) -> None:
        """Remove the rectangle."""
        self._start, self._drawn = None, False
        self._timer.stop()

    def _place(self, mouse: QPoint) -> QPoint:
        return mouse + QPoint(0, self._view.verticalScrollBar().value())

    def _beyond(self) -> int:
        """Return how far the mouse is above (less than 0) or below the viewport."""
        height = self._view.viewport().height()
        return min(self._mouse.y(), 0) + max(self._mouse.y() - height, 0)

    def _scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        by = self._beyond()
        bar.setValue(bar.value() + by // _SCROLL_SHARE + (1 if by > 0 else -1))
        self.moved.emit(self.rectangle)
