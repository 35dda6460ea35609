"""ScrolledColumn: shows a widget whole where there is room, and scrolls it where there is not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

_LEAST = 100  # pixels that are shown at least, of a higher widget
_MARGIN = 4  # pixels around what the Tab key has reached


class ScrolledColumn(QScrollArea):
    """As wide and high as the minimum size of its widget, or less high with a scroll bar."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._widget = widget
        self.setWidget(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the minimum size of the widget."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Scroll to the whole of what the Tab key reaches: Qt does to where the cursor is."""
        moved = super().focusNextPrevChild(forward)
        reached = self._widget.focusWidget()
        if moved and reached is not None and reached.hasFocus():
            middle = reached.mapTo(self._widget, reached.rect().center())
            across, down = reached.width() // 2 + _MARGIN, reached.height() // 2 + _MARGIN
            self.ensureVisible(middle.x(), middle.y(), across, down)
        return moved

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is to be scrolled."""
        return self._widget.minimumSize()

    def minimumSizeHint(self) -> QSize:
        """Return a size in which a part is seen, beside a scroll bar."""
        whole = self._widget.minimumSize()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(whole.width() + bar, min(whole.height(), _LEAST))
