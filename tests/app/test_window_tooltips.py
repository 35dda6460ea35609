"""Tooltips are as wide as one reads with ease, and explain their term in two sentences or three."""

import re

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QTabBar, QWidget

from .window_actions import find

_WIDEST = 345  # pixels of a line at the size of tooltips: about 320
TERMS = (
    "preset keepPresetButton layersEdit activationBox lossBox optimizerBox learningRate epochs "
    "batchSize validationSplit patience seed augmentation logButton exportPlotButton plotLegend "
    "plotReadout filterAll filterZeros filterOnes filterHeldOut filterWrong filterDoubtful"
).split()


def tips(window):
    """Give every tooltip of the window and its menus, with what it belongs to."""
    owners = [*window.findChildren(QWidget), *window.actions_by_name.values()]
    return {owner: owner.toolTip() for owner in owners if owner.toolTip()}


def test_no_tooltip_is_wider_than_about_320_pixels(qtbot, window):
    for page in range(3):
        find(window, "pageTabs").setCurrentIndex(page)
    font = QFont("Inter")
    font.setPixelSize(12)
    metrics = QFontMetrics(font)
    found = tips(window)
    assert len(found) > 60
    lines = {line: owner for owner, tip in found.items() for line in tip.split("\n")}
    too_wide = [line for line in lines if metrics.horizontalAdvance(line) > _WIDEST]
    assert too_wide == []


def test_a_term_is_explained_in_two_sentences_or_a_few_more(window):
    found = [find(window, name).toolTip().replace("\n", " ") for name in TERMS]
    sentences = [re.split(r"(?<=[.?])\s+(?=[A-Z0-9a-z])", tip) for tip in found]
    assert [each for each in sentences if not 2 <= len(each) <= 5] == []
    assert [tip for tip in found if not tip.endswith(".")] == []


def test_every_button_has_a_tooltip(window):
    buttons = [each for each in window.findChildren(QAbstractButton) if each.isVisible()]
    unnamed = [
        each.objectName() or each.text()
        for each in buttons
        if not each.toolTip() and not isinstance(each.parent(), QTabBar)
    ]
    assert unnamed == []
