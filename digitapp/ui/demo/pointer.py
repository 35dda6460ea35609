"""The demo's mouse pointer: it is seen on its way, presses buttons and holds the pen.

What it touches gets the events that a mouse would give. Knows no panel.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

_STEP_INTERVAL = 16  # ms between two places of the pointer
_ARROW = QPolygonF(
    [QPointF(x, y) for x, y in ((2, 2), (2, 21), (7, 17), (10, 24), (13, 23), (10, 16), (16, 16))]
)


class DemoPointer(QWidget):
    """An arrow over the window that lets real clicks through.

    Its methods yield how many milliseconds are to pass before they go on.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(20, 28)
        self._place = QPointF(window.rect().center())
        self._put(self._place)
        self.show()

    def go(self, widget: QWidget) -> Iterator[int]:
        """Go to the middle of a widget."""
        yield from self._go(widget, QPointF(widget.rect().center()), steps=22)

    def press(self, widget: QWidget) -> Iterator[int]:
        """Go to a widget and click it."""
        place = QPointF(widget.rect().center())
        yield from self.go(widget)
        _send(widget, QEvent.Type.MouseButtonPress, place)
        yield 110
        _send(widget, QEvent.Type.MouseButtonRelease, place)

    def draw(self, widget: QWidget, places: list[QPointF]) -> Iterator[int]:
        """Go to where a stroke begins, and draw it with the button down."""
        yield from self._go(widget, places[0], steps=14)
        _send(widget, QEvent.Type.MouseButtonPress, places[0])
        for place in places[1:]:
            self._put(_on_window(widget, place))
            _send(widget, QEvent.Type.MouseMove, place)
            yield _STEP_INTERVAL
        _send(widget, QEvent.Type.MouseButtonRelease, places[-1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow as most systems have it, to be seen on dark and on light."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Qt.GlobalColor.white, 1.6))
        painter.setBrush(Qt.GlobalColor.black)
        painter.drawPolygon(_ARROW)

    def _go(self, widget: QWidget, place: QPointF, steps: int) -> Iterator[int]:
        """Go there quickly at first, then slowly, as a hand does."""
        start = self._place
        for step in range(1, steps + 1):
            way = 1 - (1 - step / steps) ** 3
            self._put(start + (_on_window(widget, place) - start) * way)
            yield _STEP_INTERVAL

    def _put(self, place: QPointF) -> None:
        self._place = place
        self.move((place - _ARROW.first()).toPoint())
        self.raise_()


def _on_window(widget: QWidget, place: QPointF) -> QPointF:
    return QPointF(widget.mapTo(widget.window(), place))


def _send(widget: QWidget, kind: QEvent.Type, place: QPointF) -> None:
    """Send a widget an event of the left button."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    buttons = none if kind == QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(
        kind,
        place,
        widget.mapTo(widget.window(), place),
        widget.mapToGlobal(place),
        button,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QCoreApplication.sendEvent(widget, event)
