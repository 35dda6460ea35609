"""The controls of the whole window: each has its name, says what it is, and can be seen."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from .window_actions import find

NAMES = """
    canvas penWidth undoButton redoButton clearButton saveAs0Button saveAs1Button networkInput
    predictButton livePrediction predictionLabel probabilityBar gallery galleryFilter relabel0Button
    relabel1Button deleteButton importButton exportButton countsLabel layersEdit lossBox
    optimizerBox learningRate epochs batchSize validationSplit seed trainButton pauseButton
    stopButton stepBatchButton stepEpochButton resetButton speed progressBar trainingStatus lossPlot
    timeline modelBadge
""".split()


SAYS_ITSELF = {"countsLabel", "predictionLabel", "trainingStatus", "modelBadge"}
SAYS_PIECEWISE = {"gallery", "lossPlot"}  # each drawing its own tip, each place its values


def test_every_control_has_its_name_and_says_what_it_is(window):
    controls = [find(window, name) for name in NAMES]
    unnamed = {each.objectName() for each in controls if not name_of(each)}
    unexplained = {each.objectName() for each in controls if not each.toolTip()}
    assert unnamed <= SAYS_ITSELF
    assert unexplained <= SAYS_ITSELF | SAYS_PIECEWISE


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (2560, 1440)])
def test_every_control_can_be_seen_whole(open_window, size, qtbot):
    window = open_window(size)
    assert (window.width(), window.height()) == size
    qtbot.waitUntil(lambda: find(window, "lossPlot").isVisible())
    # while it trains, pauseButton has the place of trainButton
    controls = [find(window, name) for name in NAMES if name != "pauseButton"]
    assert [each.objectName() for each in controls if is_cut(window, each)] == []


FORM = "preset layersEdit activationBox lossBox optimizerBox learningRate epochs batchSize".split()
FORM += ["validationSplit", "patience", "seed", "augmentation"]
ORDER = [
    *"canvas penWidth saveAs0Button saveAs1Button predictButton livePrediction".split(),
    *"gallerySort filterAll gallery starterButton thumbnailSize importButton".split(),
    *"foldDigits pageTabs".split(),
    *FORM,
    *"logButton exportPlotButton plotView trainButton resetButton stepBatchButton".split(),
    *"stepEpochButton speed clearButton canvas".split(),
]


def test_the_tab_key_goes_through_the_columns_and_leaves_nothing_out(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    find(window, "canvas").setFocus()
    qtbot.waitUntil(find(window, "canvas").hasFocus)
    names = ["canvas"]
    while len(names) < 60 and (names == ["canvas"] or names[-1] != "canvas"):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        names.append(window.focusWidget().objectName())
    assert names == ORDER


def is_cut(window, control):
    """Tell whether a control reaches out of anything that it is in."""
    above, whole = control.parentWidget(), True
    while above is not None and whole:
        place = QRect(control.mapTo(above, QPoint(0, 0)), control.size())
        whole = above.rect().contains(place)
        above = None if above is window else above.parentWidget()
    return not (whole and control.isVisible())


def name_of(control):
    """Return the name as a screen reader hears it: that of a button is its text."""
    return control.accessibleName() or control.property("text")


@pytest.mark.parametrize(
    ("page", "first", "last"), [(1, "mapsShow", "unit3_1"), (2, "batchDrawing1", "whosePush")]
)
def test_the_tab_key_goes_through_a_page_before_the_buttons_below_it(
    window, qtbot, page, first, last
):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_by_name["starter"].trigger()
    qtbot.waitUntil(lambda: "1,400" in find(window, "countsLabel").text())
    find(window, "pageTabs").setCurrentIndex(page)
    tabs = find(window, "pageTabs")
    tabs.setFocus()
    qtbot.waitUntil(tabs.hasFocus)
    names = []
    while len(names) < 80 and names[-1:] != ["trainButton"]:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        names.append(window.focusWidget().objectName())
    assert (names[0], names[-2]) == (first, last)
