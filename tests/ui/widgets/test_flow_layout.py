"""Widgets flow into rows, and flow anew when one of them changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from digitapp.ui.widgets.flow_layout import FlowLayout


@pytest.fixture
def panel(qtbot):
    panel = QWidget()
    qtbot.addWidget(panel)
    layout = FlowLayout(spacing=5)
    panel.setLayout(layout)
    for name in "abc":
        label = QLabel(objectName=name)
        label.setMinimumSize(90, 20)
        layout.add(label)
    panel.resize(300, 200)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def tops(panel):
    QCoreApplication.sendPostedEvents()
    labels = [panel.findChild(QLabel, name) for name in "abc"]
    return [label.y() for label in labels if label.isVisible()]


def test_what_does_not_fit_stands_in_the_next_row(panel):
    assert tops(panel) == [0, 0, 0]
    panel.resize(200, 200)
    assert tops(panel) == [0, 0, 25]


def test_a_widget_that_grows_or_is_hidden_moves_the_others(panel):
    panel.findChild(QLabel, "a").setMinimumWidth(150)
    assert tops(panel) == [0, 0, 25]
    panel.findChild(QLabel, "a").hide()
    assert tops(panel) == [0, 0]


def test_another_spacing_moves_them_too(panel):
    panel.layout().setSpacing(40)
    assert tops(panel) == [0, 0, 60]
    assert panel.layout().heightForWidth(300) == 80
