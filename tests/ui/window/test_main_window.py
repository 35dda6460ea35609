"""The empty window, which is shown before its menus and columns are there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from digitapp.ui.widgets.theme import DARK, LIGHT
from digitapp.ui.window.main_window import MainWindow


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(900, 600)
    return made


def corner(window):
    return window.grab().toImage().pixelColor(2, 300)


@pytest.mark.parametrize(("choice", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_empty_window_has_the_colour_that_it_keeps(window, choice, theme):
    window.show_background(choice)
    assert corner(window) == QColor(theme.colours.window)
    window.build()
    window.show_theme(theme)
    assert corner(window) == QColor(theme.colours.window)


@pytest.mark.parametrize(("system", "theme"), [("#f0f0f0", LIGHT), ("#202020", DARK)])
def test_the_empty_window_follows_the_system_where_nothing_was_chosen(window, system, theme):
    colours = QPalette(QColor(system))
    colours.setColor(QPalette.ColorRole.Window, QColor(system))
    window.setPalette(colours)
    window.show_background("system")
    assert corner(window) == QColor(theme.colours.window)


def test_a_key_that_comes_too_early_does_nothing(qtbot, window):
    with qtbot.waitExposed(window):
        window.show()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_0)
    assert window.isVisible()


def test_the_first_paint_is_told_once(qtbot, window):
    times = []
    window.first_painted.connect(lambda: times.append(1))
    with qtbot.waitSignal(window.first_painted):
        window.show()
    window.repaint()
    QApplication.processEvents()
    assert times == [1]
