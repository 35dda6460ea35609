"""Slider: a horizontal slider whose handle goes to where one clicks. Knows no setting."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class Slider(QSlider):
    """Can be dragged on from where it was clicked; Tab reaches it, a click leaves the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def handle_width(self) -> int:
        """Return how wide the handle is, in pixels."""
        self.ensurePolished()
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_SliderHandle
        return (
            self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self).width()
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the handle below the mouse, and take hold of it there."""
        if event.button() == Qt.MouseButton.LeftButton:
            handle = self.handle_width()
            place, room = round(event.position().x() - handle / 2), self.width() - handle
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room)
            )
        super().mousePressEvent(event)
