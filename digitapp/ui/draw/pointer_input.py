"""PointerInput: one pen out of mouse, touch and tablet. Knows nothing of strokes or pictures.

A widget that draws says what a pen does by four methods, whichever device moves it:

    pen_down ─▶ pen_moved ─▶ … ─▶ pen_up, or pen_cancelled when the touch was none
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QHideEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

_TOUCHES = (
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
    QEvent.Type.TouchCancel,
)


class PointerInput(QWidget):
    """Takes the left mouse button, the first finger or the tip of a tablet's pen.

    The device that puts the pen down owns it: what others do without pressing does not count, nor
    does a palm beside the pen or a second finger. Mouse events that the system makes up beside
    those of a finger or a pen draw nothing a second time.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)  # a lost release is seen when the mouse moves without button
        self._owner = ""  # "mouse", "tablet", "finger 3" or none
        self._direct = False  # whether there is a finger or a tablet, with made-up mouse events

    def pen_down(self, place: QPointF) -> None:
        """Handle the begin of a stroke."""
        raise NotImplementedError

    def pen_moved(self, place: QPointF) -> None:
        """Handle the next place of a stroke."""
        raise NotImplementedError

    def pen_up(self) -> None:
        """Handle the end of a stroke."""
        raise NotImplementedError

    def pen_cancelled(self) -> None:
        """Handle that it was no stroke: a palm, or the begin of a gesture."""
        raise NotImplementedError

    def eraser_moved(self, place: QPointF) -> None:
        """Handle a place that the other end of a stylus touches."""

    def lift_pen(self) -> None:
        """End the stroke now; what its device does until it presses again does not count."""
        if self._owner:
            self._owner = ""
            self.pen_up()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin with the left button; a lost release is made up for."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and not self._is_synthesized(event):
            self._press("mouse", event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat the second of two quick presses like any other."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw; without the button, its release was lost."""
        event.accept()
        if self._owner != "mouse" or self._is_synthesized(event):
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.pen_moved(event.position())
        else:
            self.lift_pen()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish where the button was let go."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and not self._is_synthesized(event):
            self._release("mouse", event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with the tip, erase with the other end; accepted, so that no mouse event follows."""
        event.accept()
        self._direct = True
        if event.pointerType() == QPointingDevice.PointerType.Eraser:
            if event.buttons() & Qt.MouseButton.LeftButton:
                self.lift_pen()
                self.eraser_moved(event.position())
        elif event.type() == QEvent.Type.TabletPress:
            if event.button() == Qt.MouseButton.LeftButton:
                self._press("tablet", event.position())
        elif event.type() == QEvent.Type.TabletMove:
            self._move("tablet", event.position())
        elif event.button() == Qt.MouseButton.LeftButton:
            self._release("tablet", event.position())

    def event(self, event: QEvent) -> bool:
        """Handle touches, which have no method of their own."""
        if isinstance(event, QTouchEvent) and event.type() in _TOUCHES:
            event.accept()
            self._direct = True
            if event.type() == QEvent.Type.TouchBegin and self._is_touched():
                self.lift_pen()  # whose end was lost
            for point in event.points():
                self._touch(point)
            if event.type() == QEvent.Type.TouchCancel and self._is_touched():
                self._owner = ""
                self.pen_cancelled()
            return True
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Finish: no release will come to a hidden widget."""
        self.lift_pen()
        super().hideEvent(event)

    def _touch(self, point: QEventPoint) -> None:
        finger = f"finger {point.id()}"
        if point.state() == QEventPoint.State.Pressed:
            if self._owner in ("", "mouse"):
                self._press(finger, point.position())
        elif point.state() == QEventPoint.State.Released:
            self._release(finger, point.position())
        else:
            self._move(finger, point.position())

    def _is_touched(self) -> bool:
        return self._owner.startswith("finger")

    def _press(self, device: str, place: QPointF) -> None:
        self.lift_pen()  # of another device, or of this one if its release was lost
        self._owner = device
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.pen_down(place)

    def _move(self, device: str, place: QPointF) -> None:
        if self._owner == device:
            self.pen_moved(place)

    def _release(self, device: str, place: QPointF) -> None:
        if self._owner == device:
            self.pen_moved(place)
            self.lift_pen()

    def _is_synthesized(self, event: QMouseEvent) -> bool:
        """Return whether a mouse event only repeats what a finger or a tablet has done."""
        return self._direct and event.source() != Qt.MouseEventSource.MouseEventNotSynthesized
