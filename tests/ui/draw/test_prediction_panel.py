"""The prediction panel: what the network sees, and its answer in colour, number and words."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from digitapp.training.displayed_model import judge
from digitapp.ui.draw.answer_badge import AnswerBadge
from digitapp.ui.draw.prediction_panel import PredictionPanel
from digitapp.ui.draw.probability_bar import ProbabilityBar
from digitapp.ui.widgets.theme import DARK, LIGHT, style_sheet

UNSURE = "Press 0 or 1 to tell it what this is."
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture
def panel(qtbot, theme):
    panel = PredictionPanel()
    panel.setStyleSheet(style_sheet(theme))
    panel.show_theme(theme)
    panel.resize(350, 300)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def label(panel):
    return panel.findChild(QLabel, "predictionLabel")


def bar(panel):
    return panel.findChild(ProbabilityBar, "probabilityBar")


def colours_in(widget):
    image = widget.grab().toImage()
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return [image.pixelColor(x, y).name() for x, y in places]


@pytest.mark.parametrize(
    ("probability", "unlike", "begin", "value"),
    [
        (0.9834, False, "1 ", 983),
        (0.0581, False, "0 ", 58),
        (0.61, False, "?", 610),
        (0.99, True, "?", 990),
    ],
)
def test_an_answer_begins_with_its_digit_and_fills_the_bar(
    panel, probability, unlike, begin, value
):
    panel.show_prediction(judge(probability, unlike=unlike))

    assert label(panel).text().startswith(begin)
    assert bar(panel).value() == value


def test_an_empty_canvas_has_a_hint_and_no_answer(panel):
    panel.show_prediction(judge(0.9, unlike=False))
    panel.show_prediction(judge(None, unlike=False))

    assert label(panel).text() == ""
    assert bar(panel).value() == -1
    assert "Draw" in panel.findChild(QLabel, "predictionNote").text()


def test_after_an_answer_one_is_told_how_to_teach(panel):
    panel.show_prediction(judge(0.9, unlike=False))

    assert panel.findChild(QLabel, "predictionNote").text() == "Wrong? Press 0 or 1 to teach it."
    panel.show_prediction(judge(0.5, unlike=False))
    assert panel.findChild(QLabel, "predictionNote").text() == UNSURE


@pytest.mark.parametrize(
    ("probability", "unlike", "shown", "hidden"),
    [
        (0.02, False, "zero", "one"),
        (0.98, False, "one", "zero"),
        (0.98, True, "muted", "one"),
    ],
)
def test_the_bar_has_the_colour_of_its_digit_if_one_is_named(
    panel, theme, probability, unlike, shown, hidden
):
    panel.show_prediction(judge(probability, unlike=unlike))

    colours = colours_in(bar(panel))
    assert getattr(theme.colours, shown) in colours
    assert getattr(theme.colours, hidden) not in colours


@pytest.mark.parametrize("probability", [0.02, 0.98])
def test_the_network_that_comes_along_answers_in_a_hollow_badge_and_is_named(
    panel, theme, probability
):
    badge = panel.findChild(AnswerBadge)
    colour = theme.colours.one if probability > 0.5 else theme.colours.zero
    filled = []
    for built_in in (False, True):
        panel.show_prediction(judge(probability, unlike=False, built_in=built_in))
        filled.append(colours_in(badge).count(colour))
        named = [label.text() for label in panel.findChildren(QLabel)]
        assert ("built-in network" in named) is built_in

    assert 0 < filled[1] < 0.5 * filled[0]


def test_assistive_technology_can_read_the_probability(panel):
    panel.show_prediction(judge(0.983, unlike=False))

    heard = QAccessible.queryAccessibleInterface(bar(panel))
    assert heard.valueInterface().currentValue() == 983
    assert heard.text(QAccessible.Text.Name) == "P(digit is 1)"


def test_what_the_network_sees_is_shown_in_whole_pixels(panel, theme):
    image = np.zeros((20, 20), np.float32)
    image[3, 16] = 1
    panel.show_image(image)

    picture = panel.findChild(QWidget, "networkInput")
    shown = picture.grab().toImage()
    cell = (min(picture.width(), picture.height()) - 2) // 20
    middle = [1 + int((at + 0.5) * cell) for at in range(20)]
    colours = [[shown.pixelColor(x, y).name() for x in middle] for y in middle]
    assert colours[3][16] == theme.colours.ink
    assert sum(row.count(theme.colours.paper) for row in colours) == 399


def test_the_button_asks_for_a_prediction(panel, qtbot):
    with qtbot.waitSignal(panel.predict_requested):
        QTest.mouseClick(panel.findChild(QPushButton, "predictButton"), LEFT)


def test_live_is_on_at_first_and_is_told_when_it_changes(panel, qtbot):
    assert panel.is_live()
    with qtbot.waitSignal(panel.live_changed) as told:
        QTest.keyClick(panel.findChild(QCheckBox, "livePrediction"), Qt.Key.Key_Space)

    assert told.args == [False]
    assert not panel.is_live()


def test_nothing_moves_while_answers_change(panel):
    def places():
        names = ["predictButton", "probabilityBar", "networkInput", "livePrediction"]
        return [panel.findChild(QWidget, name).geometry() for name in names]

    panel.resize(330, 270)
    panel.show_prediction(None)
    QTest.qWait(0)
    before = places()
    for probability, unlike in [(0.9, False), (0.5, False), (0.5, True), (0.0, False)]:
        panel.show_prediction(judge(probability, unlike=unlike, built_in=unlike))
        QTest.qWait(0)
        assert places() == before
        for name in ["predictionLabel", "predictionNote"]:
            words = panel.findChild(QLabel, name)
            assert words.height() >= words.heightForWidth(words.width())


def test_every_control_says_what_it_is(panel):
    for name in ["predictButton", "livePrediction", "probabilityBar", "networkInput"]:
        control = panel.findChild(QWidget, name)
        assert control.accessibleName(), name
        assert control.toolTip(), name
