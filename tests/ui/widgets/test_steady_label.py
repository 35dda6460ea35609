"""A label whose text changes often takes the room it is given, and asks for no other."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from digitapp.ui.widgets.steady_label import SteadyLabel


class Window(QWidget):
    """Counts how often it is laid out."""

    def __init__(self):
        super().__init__()
        self.layouts = 0
        self.label = QLabel("epoch 1")
        QVBoxLayout(self).addWidget(SteadyLabel(self.label))

    def event(self, event):
        self.layouts += event.type() == QEvent.Type.LayoutRequest
        return super().event(event)


@pytest.fixture
def window(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.resize(200, 60)
    window.show()
    qtbot.waitExposed(window)
    qtbot.wait(1)
    return window


def test_another_text_lays_out_nothing(qtbot, window):
    before = window.layouts
    window.label.setText("epoch 2, a much longer text than the one before")
    qtbot.wait(1)
    assert window.layouts == before


def test_the_label_has_all_the_room(window):
    assert window.label.width() == window.label.parentWidget().width() > 150
    assert window.label.height() >= window.label.sizeHint().height()
