"""ArrowGroup: controls that are one stop of the Tab key; arrows go from each to its neighbours.

Knows no control. A person who goes by the Tab key then passes a row of buttons with one press.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ArrowGroup(QObject):
    """Controls beside each other, as of a toolbar.

    The stop is the one that had the keyboard last, or the first where that cannot have it.
    """

    def __init__(self, owner: QWidget, members: Iterable[QWidget]) -> None:
        super().__init__(owner)
        self._members = tuple(members)
        self._last: QObject | None = None  # that had the keyboard
        for member in self._members:
            member.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go to a neighbour with the arrows, and see which member can have the keyboard."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self._last = watched
            self._settle()
        elif kind == QEvent.Type.FocusOut and watched not in self._able():
            QTimer.singleShot(0, self._take_over)  # Qt gives it to what comes after the group
        elif kind in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.EnabledChange):
            self._settle()
        elif kind == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            direction = arrow(event)
            if direction is not None:
                focus_neighbour(watched, self._able(), *direction)
                return True
        return False

    def _able(self) -> list[QWidget]:
        return [each for each in self._members if each.isEnabled() and each.isVisible()]

    def _take_over(self) -> None:
        """Focus the first member in place of one that was disabled or hidden with the focus."""
        for member in self._able()[:1]:
            member.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self) -> None:
        """Make one member the stop of the Tab key."""
        able = self._able()
        stop = self._last if self._last in able else next(iter(able), None)
        for member in self._members:
            stop_at(member, member is stop)


def stop_at(widget: QWidget, stop: bool) -> None:
    """Set whether the Tab key stops at a widget; a click gives it the keyboard as before."""
    policy = widget.focusPolicy().value & ~Qt.FocusPolicy.TabFocus.value
    if stop:
        policy |= Qt.FocusPolicy.TabFocus.value
    widget.setFocusPolicy(Qt.FocusPolicy(policy))


def set_tab_order(widgets: Iterable[QWidget]) -> None:
    """Set the order of widgets for the Tab key, also of those at which it does not stop yet.

    Qt leaves those out.
    """
    policies = [(widget, widget.focusPolicy()) for widget in widgets]
    for widget, _ in policies:
        stop_at(widget, True)
    for (before, _), (after, _) in pairwise(policies):
        QWidget.setTabOrder(before, after)
    for widget, policy in policies:
        widget.setFocusPolicy(policy)


def arrow(event: QEvent) -> tuple[int, int] | None:
    """Return where an arrow key points: columns to the right, rows down; None for other keys."""
    if not isinstance(event, QKeyEvent) or event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return None
    return _ARROWS.get(event.key())


def focus_neighbour(here: QWidget, others: Iterable[QWidget], right: int, down: int) -> None:
    """Focus the nearest widget in a direction, if there is any; up and down what is in line."""
    place, best = _place(here), None
    shortest = float("inf")
    for other in others:
        there = _place(other)
        offset = there.center() - place.center()
        along = offset.x() * right + offset.y() * down
        across = abs(offset.y()) if right else abs(there.left() - place.left())
        in_line = right or (there.left() <= place.right() and place.left() <= there.right())
        if along > 1 and in_line and along + 2 * across < shortest:
            best, shortest = other, along + 2 * across
    if best is not None:
        best.setFocus(Qt.FocusReason.OtherFocusReason)


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())
