"""The controls of the whole window: each has its name, says what it is, and can be seen."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

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
    *"gallerySort filterAll gallery starterButton thumbnailSize importButton pageTabs".split(),
    *FORM,
    *"logButton exportPlotButton plotView trainButton speed clearButton canvas".split(),
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
    ("page", "stops"),
    [
        (1, "mapsShow mapsMoment whyButton copyUnits unit1_1"),
        (
            2,
            "batchDrawing1 stepDrawing stepLayer stepUnit stepInput stepStrongest stepList "
            "stepScroll stepBack whosePush",
        ),
        (3, "evaluateOn confusionMatrix0_0 probabilityHistogram0_0 threshold"),
    ],
)
def test_the_tab_key_goes_through_a_page_before_the_buttons_below_it(window, qtbot, page, stops):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_by_name["starter"].trigger()
    qtbot.waitUntil(lambda: "1,400" in find(window, "countsLabel").text())
    find(window, "pageTabs").setCurrentIndex(page)
    qtbot.waitUntil(find(window, stops.split()[1]).isVisible)
    tabs = find(window, "pageTabs")
    tabs.setFocus()
    qtbot.waitUntil(tabs.hasFocus)
    assert tab_until(window, "trainButton") == [*stops.split(), "trainButton"]


def tab_until(window, last, key=Qt.Key.Key_Tab):
    """Press Tab until a control has the keyboard; return the names of those that had it."""
    names = []
    while len(names) < 80 and names[-1:] != [last]:
        QTest.keyClick(window.focusWidget(), key)
        names.append(window.focusWidget().objectName())
    return names


def test_inside_is_left_and_entered_at_the_unit_that_the_arrows_went_to(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    find(window, "pageTabs").setCurrentIndex(1)
    find(window, "whyButton").setFocus()
    tab_until(window, "unit1_1")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(window.focusWidget(), key)
    unit = window.focusWidget().objectName()
    assert unit == "unit1_8"
    assert tab_until(window, "trainButton") == ["trainButton"]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert window.focusWidget().objectName() == unit
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert find(window, "unitDetail").isVisible()
    assert tab_until(window, "trainButton") == ["unitOff", "trainButton"]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    find(window, "layersEdit").setText("4, 3")
    find(window, "layersEdit").editingFinished.emit()
    qtbot.waitUntil(lambda: window.findChild(QWidget, "unit1_8") is None)
    find(window, "copyUnits").setFocus()  # the units are others, and come in the same place
    assert tab_until(window, "trainButton") == ["unit1_1", "trainButton"]


def test_the_run_buttons_are_one_stop_whose_arrows_go_to_those_that_can_be_pressed(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    find(window, "trainButton").setFocus()
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(window.focusWidget(), key)
        seen.append(window.focusWidget().objectName())
    assert seen == ["resetButton", "trainButton", "stepBatchButton", "stepEpochButton"]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget().objectName() == "speed"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert window.focusWidget().objectName() == "stepEpochButton"


def test_the_arrows_choose_a_drawing_of_the_batch(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_by_name["starter"].trigger()
    qtbot.waitUntil(lambda: "1,400" in find(window, "countsLabel").text())
    find(window, "pageTabs").setCurrentIndex(2)
    find(window, "batchDrawing1").setFocus()
    QTest.keyClick(find(window, "batchDrawing1"), Qt.Key.Key_Right)
    assert find(window, "batchDrawing2").hasFocus()
    assert find(window, "stepDrawing").value() == 2
