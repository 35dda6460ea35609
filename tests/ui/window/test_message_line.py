"""The one place of messages: how long they are shown, and what their colours are."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from digitapp.ui.widgets.theme import DARK, LIGHT, style_sheet
from digitapp.ui.window.message_line import MessageLine

LONG = "The file song.mp3 cannot be read, for it holds music. " * 20


@pytest.fixture
def line(qtbot):
    line = MessageLine()
    qtbot.addWidget(line)
    line.resize(900, 20)
    line.show_standing("All drawings are saved.")
    line.show()
    return line


def shown(line):
    labels = [line.findChild(QLabel, name) for name in ("statusLabel", "message")]
    (label,) = [each for each in labels if each.isVisible()]
    return label.text()


def dismiss(line):
    QTest.mouseClick(line.findChild(QPushButton, "dismissButton"), Qt.MouseButton.LeftButton)


def time_over(line):
    timer = line.findChild(QTimer)
    assert timer.isActive()
    timer.timeout.emit()


@pytest.mark.parametrize("severity", ["information", "warning"])
def test_what_is_no_error_is_shown_for_six_seconds(line, severity):
    assert shown(line) == "All drawings are saved."
    line.show_message("Loaded.", severity)
    assert shown(line) == "Loaded."
    assert line.findChild(QTimer).interval() == 6000
    assert not line.findChild(QPushButton, "dismissButton").isVisible()
    time_over(line)
    assert shown(line) == "All drawings are saved."


def test_an_error_is_shown_until_it_is_dismissed_and_again_after_what_came_between(line):
    line.show_message("The disk is full.", "error")
    assert not line.findChild(QTimer).isActive()
    line.show_message("Undone.", "information")
    assert shown(line) == "Undone."
    time_over(line)
    assert shown(line) == "The disk is full."
    line.show_message("The file is gone.", "error")
    dismiss(line)
    assert shown(line) == "The disk is full."
    dismiss(line)
    assert shown(line) == "All drawings are saved."


def test_an_error_that_came_twice_is_dismissed_once(line):
    for _ in range(2):
        line.show_message("The disk is full.", "error")
    dismiss(line)
    assert shown(line) == "All drawings are saved."


@pytest.mark.parametrize("severity", ["information", "error"])
def test_a_sentence_goes_when_it_holds_no_more(line, severity):
    line.show_message("The drawing is not saved.", severity)
    line.withdraw("Another.")
    assert shown(line) == "The drawing is not saved."
    line.withdraw("The drawing is not saved.")
    assert shown(line) == "All drawings are saved."


def test_all_go_at_once(line):
    line.show_message("The disk is full.", "error")
    line.show_message("Loaded.", "information")
    line.clear()
    assert shown(line) == "All drawings are saved."


def test_a_long_sentence_takes_three_lines_and_is_whole_in_the_tooltip(line):
    line.show_message(LONG, "error")
    label = line.findChild(QLabel, "message")
    assert label.text().endswith(" …")
    assert label.height() <= 3.5 * label.fontMetrics().lineSpacing()
    assert label.toolTip().split() == LONG.split()
    assert label.accessibleName() == LONG


def test_markup_in_a_name_is_shown_as_it_is(line):
    line.show_message("“<b>x</b>.csv” is cut short.", "error")
    assert shown(line) == "“<b>x</b>.csv” is cut short."
    assert line.findChild(QLabel, "message").textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_colours_of_a_severity_differ_and_are_legible(line, theme):
    line.setStyleSheet(style_sheet(theme))
    colours = {}
    for severity in ("information", "warning", "error"):
        line.show_message("Something.", severity)
        label = line.findChild(QLabel, "message")
        label.ensurePolished()
        colours[severity] = label.palette().color(label.foregroundRole())
        for ground in (theme.colours.window, theme.colours.panel):
            assert contrast(colours[severity], QColor(ground)) >= 4.5
    assert len({colour.name() for colour in colours.values()}) == 3
    red, green = colours["warning"].red(), colours["warning"].green()
    assert red > green > 1.2 * colours["warning"].blue()  # amber
    assert colours["error"].red() > 1.4 * colours["error"].green()


def contrast(one, other):
    """Return the ratio of WCAG 2: 1 for the same colour, 21 for black on white."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour):
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue, _ = colour.getRgbF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
