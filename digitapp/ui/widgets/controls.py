"""Controls: labels, buttons and rows of them as all columns have them. Knows no column."""

from __future__ import annotations

import textwrap
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLayout, QPushButton, QWidget

_Box = TypeVar("_Box", bound=QBoxLayout)
_TOOLTIP_WIDTH = 52  # characters: about 320 pixels at scale 1


def wrapped(text: str) -> str:
    """Return a text in lines that a tooltip may have: Qt does not wrap plain text.

    >>> wrapped("one two " * 8).count(chr(10))
    1
    """
    return "\n".join(textwrap.fill(line, _TOOLTIP_WIDTH) for line in text.split("\n"))


def set_tooltip(owner: QWidget | QAction, text: str) -> None:
    """Set the tooltip of a control or an action, in lines that are read with ease."""
    owner.setToolTip(wrapped(text))


def make_label(text: str = "", role: str = "", name: str = "") -> QLabel:
    """Return a label; its role is its looks in the style sheet."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


def make_button(
    text: str, name: str = "", tooltip: str = "", *, spoken: str = "", role: str = ""
) -> QPushButton:
    """Return a button that the Tab key reaches and a click does not give the keyboard to.

    spoken : its accessible name; its text unless given
    """
    button = QPushButton(text)
    button.setObjectName(name)
    set_tooltip(button, tooltip)
    button.setAccessibleName(spoken or text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if role:
        button.setProperty("role", role)
    return button


def fill_layout(layout: _Box, *parts: QWidget | QLayout | tuple[QWidget | QLayout, int]) -> _Box:
    """Return a row or column, filled and without margins.

    parts : in their order; one with a number takes that share of the room that is left
    """
    layout.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        what, stretch = part if isinstance(part, tuple) else (part, 0)
        if isinstance(what, QWidget):
            layout.addWidget(what, stretch)
        else:
            layout.addLayout(what, stretch)
    return layout


def make_text(name: str, role: str = "") -> QLabel:
    """Return a label of several lines, whose text can be selected."""
    label = make_label("", role, name)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def make_row(*widgets: QWidget, spacing: int = -1) -> QWidget:
    """Return widgets side by side that stay in one row, however narrow the column.

    spacing : pixels between them; -1 for the style's own
    """
    group = QWidget()
    fill_layout(QHBoxLayout(group), *widgets).setSpacing(spacing)
    return group
