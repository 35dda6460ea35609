"""The pages in the whole window: they follow drawing, training and timeline."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSlider, QTabBar

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, handwritten
from digitapp.training.next_step import StepReader
from digitapp.ui.window.main_window import MainWindow

from .window_actions import draw_one, draw_zero, find

INSIDE, STEPS, EVALUATE = 1, 2, 3
CONTROLS = {INSIDE: "mapsShow", STEPS: "stepNext", EVALUATE: "evaluateOn"}
PICTURES = {INSIDE: "networkPicture", STEPS: "stepFormula", EVALUATE: "confusionMatrix"}
LOW = PICTURES | {STEPS: "stepList"}  # what is still to be seen in a low window


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "own.digits"
    with DigitStore(path) as store:
        store.add_many(handwritten()[:60])
    return path


def parts(window):
    return window.findChild(WindowController).components


def go_to(window, page):
    find(window, "pageTabs").setCurrentIndex(page)


def text(window, name):
    label = window.findChild(QLabel, name)
    assert label is not None
    return label.text()


def click(window, name):
    QTest.mouseClick(find(window, name), Qt.MouseButton.LeftButton)


def step(window, qtbot):
    """Press +1 batch, and wait until it is made."""
    training = parts(window).training
    before = training.frame.progress
    click(window, "stepBatchButton")
    place = (before.epoch, before.batch)
    qtbot.waitUntil(
        lambda: (
            training.frame.progress.phase == "paused"
            and (training.frame.progress.epoch, training.frame.progress.batch) != place
        )
    )
    return training.frame.newest


def test_one_batch_more_gives_exactly_the_weights_that_steps_shows(window, qtbot):
    go_to(window, STEPS)
    for _ in range(8):  # of 6 an epoch
        update = StepReader().read(parts(window).training.frame.step).trace.update
        foretold = update.w + update.change
        made = step(window, qtbot)
        np.testing.assert_allclose(made, foretold, rtol=0, atol=1e-6 * np.abs(made).max())


def test_the_new_weight_that_a_line_shows_is_in_the_network_after_the_step(window, qtbot):
    go_to(window, STEPS)
    step(window, qtbot)
    for _ in range(3):
        click(window, "stepBack")
    assert text(window, "stepFormula") == "w ← w − α′·m / (√v + ε)"
    shown = float(text(window, "stepNumbers").rpartition(" = ")[2].replace("−", "-"))
    layer, unit, input_ = (
        find(window, name).value() - 1 for name in ("stepLayer", "stepUnit", "stepInput")
    )
    place = StepReader().read(parts(window).training.frame.step).trace.place(layer, unit, input_)
    made = step(window, qtbot)
    assert made[place] == pytest.approx(shown, rel=1e-5)


def test_inside_follows_the_drawing(window, qtbot):
    go_to(window, INSIDE)
    assert text(window, "mainReason").startswith("Draw a 0 or a 1")
    draw_one(window)
    qtbot.waitUntil(lambda: text(window, "mainReason").startswith("P(1) = "))
    before = text(window, "mainReason")
    click(window, "clearButton")
    qtbot.waitUntil(lambda: text(window, "mainReason").startswith("Draw a 0 or a 1"))
    draw_zero(window)
    qtbot.waitUntil(lambda: text(window, "mainReason").startswith("P(1) = "))
    assert text(window, "mainReason") != before


def test_inside_follows_the_training_and_the_timeline(window, qtbot):
    draw_one(window)
    go_to(window, INSIDE)
    qtbot.waitUntil(lambda: text(window, "mainReason").startswith("P(1) = "))
    before = text(window, "mainReason")
    click(window, "stepEpochButton")
    training = parts(window).training
    qtbot.waitUntil(lambda: training.frame.progress.phase == "paused")
    qtbot.waitUntil(lambda: text(window, "mainReason") != before)
    after = text(window, "mainReason")
    timeline = window.findChild(QSlider, "timeline")
    timeline.setValue(0)
    qtbot.waitUntil(lambda: training.frame.shown_epoch == 0)
    assert text(window, "mainReason") == before
    assert find(window, "mapsMoment").currentText() == "epoch 0 (timeline)"
    timeline.setValue(timeline.maximum())
    qtbot.waitUntil(lambda: text(window, "mainReason") == after)


def test_while_it_trains_at_full_speed_inside_is_updated(window, qtbot):
    draw_one(window)
    go_to(window, INSIDE)
    seen = set()
    click(window, "trainButton")

    def many():
        seen.add(find(window, "unit2_3").grab().toImage().bits().tobytes())
        return len(seen) > 3

    qtbot.waitUntil(many, timeout=20_000)
    click(window, "stopButton")
    qtbot.waitUntil(lambda: parts(window).training.frame.progress.phase == "idle")


def test_a_page_that_wants_no_step_is_told_none(window, qtbot):
    training = parts(window).training
    assert training.frame.step is None
    go_to(window, STEPS)
    assert training.frame.step is not None
    go_to(window, 0)
    assert training.frame.step is None


def test_p_pins_the_drawing_and_its_probability_is_followed_on_every_page(window, qtbot):
    assert not find(window, "pinned").isVisible()
    draw_one(window)
    QTest.keyClick(find(window, "canvas"), Qt.Key.Key_P)
    qtbot.waitUntil(lambda: find(window, "pinned").isVisible())
    before = find(window, "pinned1").accessibleName()
    step(window, qtbot)
    qtbot.waitUntil(lambda: find(window, "pinned1").accessibleName() != before)
    for page in (INSIDE, STEPS):
        go_to(window, page)
        assert find(window, "pinned").isVisible()
    assert find(window, "whosePush").count() == 2
    click(window, "pinned1")
    assert not find(window, "pinned").isVisible()


def test_the_layer_of_a_line_of_steps_is_told_inside(window):
    go_to(window, STEPS)
    click(window, "stepStart")
    click(window, "stepNext")
    go_to(window, INSIDE)
    assert text(window, "mainReason").startswith("Steps is at 2 forward: Z₁ = X·W₁ + b₁.")


def test_a_unit_that_is_opened_inside_is_the_chosen_one_in_steps(window):
    go_to(window, STEPS)
    go_to(window, INSIDE)
    click(window, "unit2_9")
    go_to(window, STEPS)
    assert (find(window, "stepLayer").value(), find(window, "stepUnit").value()) == (2, 9)


@pytest.mark.parametrize("page", [INSIDE, STEPS, EVALUATE])
def test_the_smallest_window_stays_as_it_is_with_each_page(open_window, page, qtbot):
    window = open_window(size=(1024, 740))
    draw_one(window)
    QTest.keyClick(find(window, "canvas"), Qt.Key.Key_P)
    go_to(window, page)
    qtbot.waitUntil(lambda: find(window, "pinned").isVisible())
    assert (window.width(), window.height()) == (1024, 740)
    names = {INSIDE: "insidePage", STEPS: "stepsPage", EVALUATE: "evaluatePage"}
    column = find(window, names[page])
    for name in {
        INSIDE: ("mapsShow", "whyButton", "exportNetwork"),
        STEPS: ("stepNext", "whosePush"),
        EVALUATE: ("evaluateOn",),
    }[page]:
        control = find(window, name)
        assert column.rect().contains(control.geometry()), name
        assert control.width() >= control.minimumSizeHint().width(), name


def test_the_tabs_are_the_pages(window):
    tabs = window.findChild(QTabBar, "pageTabs")
    titles = [tabs.tabText(k) for k in range(tabs.count())]
    assert titles == ["Train", "Inside", "Steps", "Evaluate"]
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert find(window, "insidePage").isVisible()


@pytest.mark.parametrize("page", [INSIDE, STEPS, EVALUATE])
def test_a_presentation_shows_the_page_without_its_small_controls(window, page, qtbot):
    go_to(window, page)
    control = find(window, CONTROLS[page])
    shown = find(window, PICTURES[page])
    assert control.isVisible()
    window.actions_by_name["presentation"].trigger()
    assert not control.isVisible()
    qtbot.waitUntil(shown.isVisible)
    window.actions_by_name["presentation"].trigger()
    assert control.isVisible()


def test_in_a_presentation_an_open_unit_has_the_page_for_itself(window):
    draw_one(window)
    go_to(window, INSIDE)
    window.actions_by_name["presentation"].trigger()
    assert not find(window, "unitDetail").isVisible()
    find(window, "unit1_4").setFocus()
    QTest.keyClick(find(window, "unit1_4"), Qt.Key.Key_Return)
    assert find(window, "unitFormula").isVisible()
    assert not find(window, "networkPicture").isVisible()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert find(window, "networkPicture").isVisible()
    assert window.actions_by_name["presentation"].isChecked()


@pytest.mark.parametrize("page", [INSIDE, STEPS, EVALUATE])
def test_a_low_window_can_be_low_with_each_page(qtbot, open_window, page, monkeypatch):
    monkeypatch.setattr(MainWindow, "room", lambda window: QSize(895, 424))
    window = open_window(size=(895, 424))
    draw_one(window)
    go_to(window, page)

    def is_low():
        window.resize(895, 424)  # which the page before it did not let it be
        return (window.width(), window.height()) == (895, 424)

    qtbot.waitUntil(is_low)
    shown = find(window, LOW[page])
    qtbot.waitUntil(shown.isVisible)
    assert shown.height() >= 40


def test_the_view_menu_marks_the_page_that_is_shown(window):
    def marked():
        actions = [action for action in window.findChildren(QAction) if action.isChecked()]
        return [action.text() for action in actions if action.text()[:2] in ("&1", "&2")]

    assert marked() == ["&1 Train"]
    go_to(window, INSIDE)
    assert marked() == ["&2 Inside"]
