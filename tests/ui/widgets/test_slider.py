"""A slider goes to where one clicks, and can be dragged on from there."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitapp.ui.widgets.slider import Slider

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def slider(qtbot):
    slider = Slider()
    qtbot.addWidget(slider)
    slider.setRange(0, 100)
    slider.resize(400, 20)
    slider.show()
    return slider


def place(slider, share):
    """Give the place of the middle of the handle at a share of the way."""
    handle = slider.handle_width()
    return QPoint(round(handle / 2 + share * (slider.width() - handle)), 10)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.73, 1.0])
def test_a_click_moves_the_handle_to_where_it_is(slider, share):
    QTest.mouseClick(slider, LEFT, pos=place(slider, share))
    assert slider.value() == pytest.approx(100 * share, abs=1)


def test_the_handle_is_dragged_on_from_where_one_clicked(slider):
    QTest.mousePress(slider, LEFT, pos=place(slider, 0.3))
    assert slider.isSliderDown()
    QTest.mouseMove(slider, place(slider, 0.8))
    QTest.mouseRelease(slider, LEFT, pos=place(slider, 0.8))
    assert slider.value() == pytest.approx(80, abs=1)


def test_another_button_moves_nothing(slider):
    QTest.mouseClick(slider, Qt.MouseButton.RightButton, pos=place(slider, 0.9))
    assert slider.value() == 0


def test_a_click_does_not_take_the_keyboard_and_the_tab_key_gives_it(slider):
    assert slider.focusPolicy() == Qt.FocusPolicy.TabFocus
