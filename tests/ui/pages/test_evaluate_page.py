"""Evaluate shows how the network of a moment reads the drawings, and asks for those of a number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QSlider

from digitapp.digits import starter
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.digits.split import TRAINING
from digitapp.training import evaluation
from digitapp.training.evaluation import Judged, Judging
from digitapp.training.frame import Frame
from digitapp.training.progress import Progress
from digitapp.ui.pages import evaluate_page
from digitapp.ui.pages.evaluate_page import EvaluatePage
from digitapp.ui.widgets.theme import DARK, LIGHT, style_sheet

from .network_examples import CONFIG, find, press, text

SOME = DatasetSnapshot.of(list(starter()[:300]))
HELD_OUT = SOME.held_out(CONFIG.validation_share, CONFIG.seed)
MOVED = np.array([1, -1])  # from label 1 to label 0
FIGURES = ("accuracyFigure", "precisionFigure", "recallFigure", "lossFigure")


def model_after(steps):
    model = CONFIG.make_model()
    X, y = SOME.images(), SOME.labels
    for step in range(steps):
        model.train_on_batch(X[step * 8 : step * 8 + 8], y[step * 8 : step * 8 + 8])
    return model


def frame_of(model, phase="paused", trained=True):
    weights = model.parameters.copy()
    progress = Progress(phase, 3, 9, trained=trained)
    return Frame(progress, weights=weights, newest=weights, config=CONFIG)


MODEL = model_after(12)


@pytest.fixture
def page(qtbot):
    page = EvaluatePage()
    qtbot.addWidget(page)
    page.setStyleSheet(style_sheet(LIGHT))
    page.resize(500, 560)
    page.show_theme(LIGHT)
    page.show()
    qtbot.waitExposed(page)
    return page


@pytest.fixture
def full(page, qtbot):
    page.show_dataset(SOME)
    page.show_frame(frame_of(MODEL))
    qtbot.waitUntil(lambda: cells(page).sum() == HELD_OUT.sum())
    return page


def cell(page, label, answer):
    return find(page, f"confusionMatrix{label}_{answer}", QAbstractButton)


def bar(page, label, number):
    return find(page, f"probabilityHistogram{label}_{number}", QAbstractButton)


def cells(page):
    return np.array([[cell(page, label, answer).count for answer in (0, 1)] for label in (0, 1)])


def counted(model, which, threshold=0.5):
    """Count what a model predicts, one drawing after the other."""
    matrix = np.zeros((2, 2), int)
    for p, label in zip(model.predict(SOME.images(which))[:, 0], SOME.labels[which], strict=True):
        matrix[label, int(p > threshold)] += 1
    return matrix


def choose(page, name):
    box = find(page, "evaluateOn", QComboBox)
    box.setCurrentIndex(box.findText(name))


def test_the_numbers_are_those_of_what_the_model_predicts(full, qtbot):
    for name, which in (("held out", HELD_OUT), ("training", ~HELD_OUT), ("all", HELD_OUT | True)):
        choose(full, name)
        qtbot.waitUntil(lambda which=which: cells(full).sum() == which.sum())
        np.testing.assert_array_equal(cells(full), counted(MODEL, which))
        ones = int(SOME.labels[which].sum())
        expected = f"{which.sum()} drawings: {which.sum() - ones} zeros, {ones} ones"
        assert text(full, "evaluateNumber") == expected


def test_accuracy_precision_recall_and_loss_are_said_with_what_they_are_of(full):
    choose(full, "held out")
    ((tn, fp), (fn, tp)) = counted(MODEL, HELD_OUT)
    assert text(full, "accuracyFigure") == f"{tn + tp} of 60"
    assert text(full, "precisionFigure") == f"{tp} of {tp + fp}"
    assert text(full, "recallFigure") == f"{tp} of {tp + fn}"
    loss = MODEL.evaluate(SOME.images(HELD_OUT), SOME.labels[HELD_OUT], verbose=0)[0]
    shown, of = text(full, "lossFigure").split(", mean of ")
    assert float(shown) == pytest.approx(loss, rel=5e-3)
    assert of == "60"


def test_the_threshold_moves_every_figure_but_the_loss_at_once_and_goes_back(full):
    before = [text(full, name) for name in FIGURES]
    slider = find(full, "threshold", QSlider)
    for threshold in (0, 20, 61, 100):
        slider.setValue(threshold)
        np.testing.assert_array_equal(cells(full), counted(MODEL, HELD_OUT, threshold / 100))
        assert f"{threshold / 100:.2f}" in text(full, "thresholdMeaning")
        assert text(full, "lossFigure") == before[3]
    assert text(full, "precisionFigure") == "none is answered 1"
    assert text(full, "recallFigure").startswith("0 of ")
    press(full, "thresholdBack")
    assert slider.value() == 50
    assert [text(full, name) for name in FIGURES] == before
    assert not find(full, "thresholdBack").isEnabled()


def test_the_keyboard_that_goes_back_to_the_usual_threshold_can_move_it_again(full, qtbot):
    full.activateWindow()
    qtbot.waitUntil(full.isActiveWindow)
    find(full, "threshold", QSlider).setValue(70)
    find(full, "thresholdBack").setFocus()
    QTest.keyClick(full.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(full.focusWidget(), Qt.Key.Key_Right)
    assert find(full, "threshold", QSlider).value() == 51


def test_the_histogram_counts_p_by_label(full):
    p, labels = MODEL.predict(SOME.images(HELD_OUT))[:, 0], SOME.labels[HELD_OUT]
    for label in (0, 1):
        expected, _ = np.histogram(p[labels == label], np.arange(11) / 10)
        assert [bar(full, label, k).count for k in range(10)] == expected.tolist()
    assert bar(full, 0, 3).geometry().bottom() < bar(full, 1, 3).geometry().top()


def test_a_single_one_among_hundreds_has_a_bar_that_is_seen(full):
    p = np.array([0.01] * 700 + [0.99], np.float32)
    labels = np.zeros(701, np.uint8)
    histogram = Judged(np.arange(701), labels, p, p).histogram()
    full._histogram.show_histogram(histogram)
    one = bar(full, 0, 9)
    image = one.grab().toImage()
    blue = [image.pixelColor(image.width() // 2, y).name() for y in range(image.height())]
    assert blue.count(LIGHT.colours.zero) >= 4


def test_the_threshold_stands_above_the_handle_of_its_slider(full):
    slider = find(full, "threshold", QSlider)
    for value in (0, 33, 100):
        slider.setValue(value)
        one = bar(full, 0, 0)
        line = one.mapTo(full, QPoint(round(one.threshold), 0)).x()
        room = slider.width() - slider.handle_width()
        handle = slider.mapTo(full, QPoint(0, 0)).x() + slider.handle_width() / 2
        assert line == pytest.approx(handle + room * value / 100, abs=1.5)


def test_a_click_on_a_cell_asks_for_its_drawings_by_name(full, qtbot):
    find(full, "threshold", QSlider).setValue(40)
    p = MODEL.predict(SOME.images(HELD_OUT))[:, 0]
    for label in (0, 1):
        for answer in (0, 1):
            chosen = (SOME.labels[HELD_OUT] == label) & ((p > 0.4) == answer)
            if chosen.any():
                with qtbot.waitSignal(full.drawings_requested) as asked:
                    QTest.mouseClick(cell(full, label, answer), Qt.MouseButton.LeftButton)
                assert asked.args[0].tolist() == SOME.ids[HELD_OUT][chosen].tolist()
                assert asked.args[1] == f"label {label}, answered {answer}"


def test_enter_on_a_bar_asks_for_its_drawings(full, qtbot):
    p = MODEL.predict(SOME.images(HELD_OUT))[:, 0]
    number = int(p[SOME.labels[HELD_OUT] == 1].max() * 10)
    chosen = (SOME.labels[HELD_OUT] == 1) & (np.ceil(p * 10) == number + 1)
    with qtbot.waitSignal(full.drawings_requested) as asked:
        QTest.keyClick(bar(full, 1, number), Qt.Key.Key_Return)
    assert asked.args[0].tolist() == SOME.ids[HELD_OUT][chosen].tolist()
    assert asked.args[1].startswith(f"label 1, P {number / 10:g} to ")


def test_a_number_of_nothing_asks_for_nothing(full, qtbot):
    find(full, "threshold", QSlider).setValue(100)
    with qtbot.assertNotEmitted(full.drawings_requested):
        QTest.mouseClick(cell(full, 1, 1), Qt.MouseButton.LeftButton)


def test_the_tab_key_comes_by_a_grid_once_and_arrows_go_through_it(full, qtbot):
    full.activateWindow()
    qtbot.waitUntil(full.isActiveWindow)
    cell(full, 0, 0).setFocus(Qt.FocusReason.TabFocusReason)
    for key, place in ((Qt.Key.Key_Right, (0, 1)), (Qt.Key.Key_Down, (1, 1))):
        QTest.keyClick(full.focusWidget(), key)
        assert full.focusWidget() is cell(full, *place)
    QTest.keyClick(full.focusWidget(), Qt.Key.Key_Down)
    assert full.focusWidget() is cell(full, 1, 1)
    QTest.keyClick(full.focusWidget(), Qt.Key.Key_Tab)
    assert full.focusWidget() is bar(full, 0, 0)
    QTest.keyClick(full.focusWidget(), Qt.Key.Key_Tab)
    assert full.focusWidget() is find(full, "threshold")
    QTest.keyClick(full.focusWidget(), Qt.Key.Key_Backtab)
    assert full.focusWidget() is bar(full, 0, 0)


def test_a_screen_reader_hears_what_a_number_counts(full):
    matrix = counted(MODEL, HELD_OUT)
    of = matrix[0].sum()
    words = cell(full, 0, 1).accessibleName()
    assert words.startswith(f"label 0, answered 1: {matrix[0, 1]} of {of}, ")
    assert bar(full, 0, 3).accessibleName().startswith("label 0, P from 0.3 to 0.4: ")
    said = find(full, "recallFigure", QLabel).accessibleName()
    assert said == f"recall: {text(full, 'recallFigure')}"


def test_other_weights_and_other_drawings_are_judged(full, qtbot):
    other = model_after(2)
    full.show_frame(frame_of(other))
    expected = counted(other, HELD_OUT)
    assert (expected != counted(MODEL, HELD_OUT)).any()
    qtbot.waitUntil(lambda: (cells(full) == expected).all())
    labels = SOME.labels.copy()
    labels[np.flatnonzero(HELD_OUT & (labels == 1))[0]] = 0  # relabelled
    full.show_dataset(replace(SOME, labels=labels))
    qtbot.waitUntil(lambda: (cells(full).sum(axis=1) == expected.sum(axis=1) + MOVED).all())


@pytest.fixture
def judged(monkeypatch):
    """Return what the rounds are asked: config, weights, dataset, and which drawings."""
    rounds = []
    monkeypatch.setattr(
        evaluate_page, "Judging", lambda *args: rounds.append(args) or Judging(*args)
    )
    return rounds


@pytest.fixture
def in_mid_round(page, qtbot, monkeypatch):
    """Judge in slices of ten, and call a function after the first; return what rounds ended."""
    monkeypatch.setattr(evaluation, "SLICE", 10)
    ended, acts = [], []

    class Followed(Judging):
        def __init__(self, *asked):
            super().__init__(*asked)
            self.asked = asked

        def go_on(self):
            answer = super().go_on()
            if answer is not None:
                ended.append(self.asked)
            elif acts:
                acts.pop()()
            return answer

    monkeypatch.setattr(evaluate_page, "Judging", Followed)

    def judge_and(act):
        acts.append(lambda: QTimer.singleShot(0, act))
        page.show_dataset(SOME)
        page.show_frame(frame_of(MODEL))
        return ended

    return judge_and


def test_a_network_that_comes_in_mid_round_is_judged_after_it(page, qtbot, in_mid_round):
    other = model_after(2)
    ended = in_mid_round(lambda: page.show_frame(frame_of(other)))
    qtbot.waitUntil(lambda: (cells(page) == counted(other, HELD_OUT)).all())
    assert len(ended) == 2


def test_drawings_that_are_chosen_in_mid_round_are_judged_at_once(page, qtbot, in_mid_round):
    ended = in_mid_round(lambda: choose(page, "training"))
    qtbot.waitUntil(lambda: (cells(page) == counted(MODEL, ~HELD_OUT)).all())
    assert [asked[3] for asked in ended] == ["training"]


def test_a_page_that_is_not_on_the_screen_judges_nothing(full, qtbot, judged):
    full.hide()
    full.show_frame(frame_of(model_after(2)))
    QApplication.processEvents()
    assert not judged
    full.show()
    qtbot.waitUntil(lambda: len(judged) == 1)
    np.testing.assert_array_equal(judged[0][1], model_after(2).parameters)
    full.hide()
    full.show()  # nothing has changed
    QApplication.processEvents()
    assert len(judged) == 1


def test_while_it_trains_it_rests_after_each_round_and_a_pause_is_judged_at_once(
    full, qtbot, monkeypatch, judged
):
    monkeypatch.setattr(evaluate_page, "_REST", 3_600_000)  # ms
    first, *others, last = (frame_of(model_after(steps), "running") for steps in range(2, 8))
    full.show_frame(first)
    qtbot.waitUntil(lambda: len(judged) == 1)
    for frame in (*others, last):
        full.show_frame(frame)
        QApplication.processEvents()
    assert len(judged) == 1
    full.show_frame(replace(last, progress=replace(last.progress, phase="paused")))
    qtbot.waitUntil(lambda: len(judged) == 2)
    assert judged[0][1] is first.weights
    assert judged[1][1] is last.weights


def test_no_drawings_nothing_held_out_one_label_and_no_training_are_said(page, qtbot):
    page.show_frame(frame_of(CONFIG.make_model(), trained=False))
    qtbot.waitUntil(lambda: "no drawings yet" in text(page, "evaluateRemark"))
    assert not find(page, "confusionMatrix").isVisible()
    few = DatasetSnapshot.of([each for each in starter() if each.label == 0][:3])
    page.show_dataset(replace(few, split_overrides=np.full(3, TRAINING)))
    qtbot.waitUntil(lambda: "No drawing is held out" in text(page, "evaluateRemark"))
    assert not find(page, "confusionMatrix").isVisible()
    choose(page, "all")
    qtbot.waitUntil(lambda: find(page, "confusionMatrix").isVisible())
    assert "nothing shows how 1s are read" in text(page, "evaluateRemark")
    assert text(page, "recallFigure") == "none is labelled 1"
    assert text(page, "evaluateNumber").endswith("No training yet.")


def test_weights_that_are_no_numbers_give_no_figures(full, qtbot):
    weights = np.full_like(MODEL.parameters, np.nan)
    full.show_frame(replace(frame_of(MODEL), weights=weights, newest=weights))
    qtbot.waitUntil(lambda: "not numbers" in text(full, "evaluateRemark"))
    assert not find(full, "confusionMatrix").isVisible()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_right_and_wrong_are_told_apart_by_more_than_colour(full, theme):
    find(full, "threshold", QSlider).setValue(100)  # all 1s are wrong
    full.show_theme(theme)
    wrong = cell(full, 1, 0)
    image = wrong.grab().toImage()
    seen = {
        image.pixelColor(x, y).name()
        for x in range(image.width() * 3 // 4, image.width())
        for y in range(image.height() // 3)
    }
    assert theme.colours.error in seen


def test_a_presentation_has_the_numbers_without_what_is_small(full, qtbot):
    full.resize(330, 400)
    full.show_theme(replace(LIGHT, presenting=True))
    assert not find(full, "evaluateOn").isVisible()
    assert not find(full, "thresholdMeaning").isVisible()
    assert text(full, "evaluateNumber") == "held out: 60 drawings"
    for name in ("confusionMatrix", "probabilityHistogram", "threshold", *FIGURES):
        control = find(full, name)
        assert control.isVisible(), name
        qtbot.waitUntil(
            lambda it=control: full.rect().contains(it.mapTo(full, it.rect().bottomRight()))
        )
    assert not cell(full, 0, 0).isEnabled()
