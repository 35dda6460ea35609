"""Controls of a group are one stop of the Tab key; what can have the keyboard has it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from digitapp.ui.widgets.arrow_group import ArrowGroup, set_tab_order


@pytest.fixture
def buttons(qtbot):
    """Show five buttons in a row, of which the middle three are a group."""
    row = QWidget()
    qtbot.addWidget(row)
    layout, found = QHBoxLayout(row), [QPushButton(name) for name in "abcde"]
    for button in found:
        layout.addWidget(button)
    ArrowGroup(row, found[1:4])
    row.show()
    row.activateWindow()
    qtbot.waitUntil(row.isActiveWindow)
    found[0].setFocus()
    yield found
    row.close()


def focused(buttons):
    return "".join(each.text() for each in buttons if each.hasFocus())


def press(buttons, *keys):
    for key in keys:
        QTest.keyClick(buttons[0].window().focusWidget(), key)
    return focused(buttons)


def test_the_tab_key_stops_at_the_first_and_passes_the_others(buttons):
    assert press(buttons, Qt.Key.Key_Tab) == "b"
    assert press(buttons, Qt.Key.Key_Tab) == "e"
    assert press(buttons, Qt.Key.Key_Backtab, Qt.Key.Key_Backtab) == "a"


def test_it_comes_back_to_where_the_arrows_went(buttons):
    press(buttons, Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert focused(buttons) == "d"
    assert press(buttons, Qt.Key.Key_Right) == "d"
    assert press(buttons, Qt.Key.Key_Left) == "c"
    assert press(buttons, Qt.Key.Key_Tab, Qt.Key.Key_Backtab) == "c"


def test_up_and_down_go_to_what_is_in_line_and_left_and_right_to_what_is_nearest(qtbot):
    grid, names = QWidget(), ("ab ", "  c")
    qtbot.addWidget(grid)
    layout = QGridLayout(grid)
    found = {}
    for row, line in enumerate(names):
        for column, name in enumerate(line):
            found[name] = QPushButton(name)
            layout.addWidget(found[name], row, column)
    ArrowGroup(grid, [found[name] for name in "abc"])
    grid.show()
    grid.activateWindow()
    qtbot.waitUntil(grid.isActiveWindow)
    found["a"].setFocus()
    buttons = list(found.values())
    assert press(buttons, Qt.Key.Key_Down) == "a"
    assert press(buttons, Qt.Key.Key_Right) == "b"
    assert press(buttons, Qt.Key.Key_Right) == "c"
    assert press(buttons, Qt.Key.Key_Up) == "c"


def test_what_is_disabled_or_hidden_is_passed(buttons):
    buttons[1].setEnabled(False)
    buttons[2].hide()
    assert press(buttons, Qt.Key.Key_Tab) == "d"
    assert press(buttons, Qt.Key.Key_Left) == "d"
    buttons[2].show()
    assert press(buttons, Qt.Key.Key_Left) == "c"


def test_a_member_that_is_disabled_with_the_keyboard_leaves_it_to_the_first(qtbot, buttons):
    press(buttons, Qt.Key.Key_Tab, Qt.Key.Key_Right)
    buttons[2].setEnabled(False)
    qtbot.waitUntil(lambda: focused(buttons) == "b")
    for button in buttons[1:4]:
        button.setEnabled(False)
    qtbot.waitUntil(lambda: focused(buttons) == "e")
    assert press(buttons, Qt.Key.Key_Backtab) == "a"


def test_a_click_gives_the_keyboard_as_far_as_it_did(buttons):
    buttons[3].setFocusPolicy(Qt.FocusPolicy.NoFocus)
    QTest.mouseClick(buttons[3], Qt.MouseButton.LeftButton)
    assert focused(buttons) == "a"
    QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    assert focused(buttons) == "c"


def test_the_order_of_what_is_no_stop_yet_can_be_set(buttons):
    set_tab_order([buttons[4], buttons[2], buttons[0]])
    press(buttons, Qt.Key.Key_Tab, Qt.Key.Key_Right)
    assert focused(buttons) == "c"
    assert press(buttons, Qt.Key.Key_Tab) == "a"
