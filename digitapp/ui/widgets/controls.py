"""Controls: labels, buttons and rows of them as all columns have them. Knows no column."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget


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
    button.setToolTip(tooltip)
    button.setAccessibleName(spoken or text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if role:
        button.setProperty("role", role)
    return button


def make_row(*widgets: QWidget, spacing: int = -1) -> QWidget:
    """Return widgets side by side that stay in one row, however narrow the column.

    spacing : pixels between them; -1 for the style's own
    """
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    return group
