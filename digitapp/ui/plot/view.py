"""PlotView: where the charts lie, and what mouse and keys ask of them. Knows no curves."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication

_ZOOM = 1.25  # of one notch of the wheel, or one key
_NOTCH = 120  # what Qt counts for one notch
_PAN = 0.2  # of what is shown, by one key


class PlotView(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """Tells where the pointer is, and what is asked by drag, wheel and keys."""

    pointed = Signal(object)  # QPointF in the view, or None outside of it
    dragged = Signal(object)  # QPointF in the view
    zoom_requested = Signal(float, object)  # factor, more than 1 to see fewer; QPointF or None
    pan_requested = Signal(float)  # share of what is shown
    home_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.focus_colour = "#000000"
        self._pressed: QPointF | None = None
        self._is_dragging = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag; a click alone asks for nothing."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emit where the pointer is."""
        place = event.position()
        self.pointed.emit(place)
        if self._pressed is None:
            return
        way = (place - self._pressed).manhattanLength()
        if self._is_dragging or way >= QApplication.startDragDistance():
            self._is_dragging = True
            self.dragged.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragging = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do nothing beyond what two presses do."""

    def leaveEvent(self, event: QEvent) -> None:
        """Emit that the pointer has left."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; with Shift go sideways."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or turned.y() == 0:
            self.pan_requested.emit(-_PAN * (turned.x() or turned.y()) / _NOTCH)
        else:
            self.zoom_requested.emit(_ZOOM ** (turned.y() / _NOTCH), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by + and −, go sideways by arrows, and back to all by Home."""
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Up):
            self.zoom_requested.emit(_ZOOM, None)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Down):
            self.zoom_requested.emit(1 / _ZOOM, None)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.pan_requested.emit(_PAN if key == Qt.Key.Key_Right else -_PAN)
        elif key == Qt.Key.Key_Home:
            self.home_requested.emit()
        else:
            event.ignore()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Show that the keys belong to the plot."""
        if self.hasFocus():
            painter.setPen(QPen(QColor(self.focus_colour), 2))
            painter.drawRect(self.mapToScene(self.viewport().rect()).boundingRect())
