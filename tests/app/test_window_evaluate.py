"""Evaluate in the whole window: it follows training, timeline and labels, and opens drawings."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, handwritten
from digitapp.ui.dataset.gallery import Gallery

from .window_actions import draw_one, find, type_in

EVALUATE = 3


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "own.digits"
    with DigitStore(path) as store:
        store.add_many(handwritten()[:100])
    return path


def parts(window):
    return window.findChild(WindowController).components


def text(window, name):
    return find(window, name).text()


def cells(window):
    return np.array(
        [[find(window, f"confusionMatrix{y}_{p}").count for p in (0, 1)] for y in (0, 1)]
    )


def predicted(window, threshold=0.5):
    """Count what the network of this moment says of each drawing that is held out."""
    frame, dataset = parts(window).training.frame, parts(window).page_column._shown.dataset
    model = frame.config.make_model()
    model.parameters[...] = frame.weights
    held_out = dataset.held_out(frame.config.validation_share, frame.config.seed)
    matrix = np.zeros((2, 2), int)
    answers = model.predict(dataset.images(held_out))[:, 0] > threshold
    for label, answer in zip(dataset.labels[held_out], answers, strict=True):
        matrix[label, int(answer)] += 1
    return matrix


def shows_what_is_predicted(window):
    return (cells(window) == predicted(window)).all()


def go_to(window, qtbot):
    find(window, "pageTabs").setCurrentIndex(EVALUATE)
    qtbot.waitUntil(lambda: cells(window).sum() == 20)


def train(window, qtbot, epochs):
    training = parts(window).training
    for _ in range(epochs):
        before = training.frame.progress.epoch
        QTest.mouseClick(find(window, "stepEpochButton"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda before=before: (
                training.frame.progress.epoch > before
                and training.frame.progress.phase in ("paused", "idle")
            )
        )


def test_alt_4_shows_it_and_it_follows_training_and_timeline(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert find(window, "evaluatePage").isVisible()
    qtbot.waitUntil(lambda: shows_what_is_predicted(window))
    first = cells(window)
    assert text(window, "evaluateNumber").endswith("No training yet.")
    train(window, qtbot, 8)
    qtbot.waitUntil(lambda: shows_what_is_predicted(window))
    now = cells(window)
    assert (now != first).any()
    timeline = window.findChild(QSlider, "timeline")
    timeline.setValue(0)
    qtbot.waitUntil(lambda: parts(window).training.frame.shown_epoch == 0)
    qtbot.waitUntil(lambda: (cells(window) == first).all())
    timeline.setValue(timeline.maximum())
    qtbot.waitUntil(lambda: (cells(window) == now).all())


def test_its_accuracy_is_that_of_the_curves(window, qtbot):
    go_to(window, qtbot)
    train(window, qtbot, 5)
    curves = parts(window).training.frame.curves
    hits = round(float(curves.val_accuracy[-1]) * 20)
    qtbot.waitUntil(lambda: text(window, "accuracyFigure") == f"{hits} of 20")
    loss = float(text(window, "lossFigure").split(",")[0])
    assert loss == pytest.approx(float(curves.val_loss[-1]), rel=5e-3)


def test_while_it_trains_at_full_speed_the_numbers_move(window, qtbot):
    type_in(window, "epochs", "100000")  # so that it does not end before it was looked at
    go_to(window, qtbot)
    seen = set()
    QTest.mouseClick(find(window, "trainButton"), Qt.MouseButton.LeftButton)

    def many():
        seen.add(text(window, "lossFigure"))
        return len(seen) > 3

    qtbot.waitUntil(many, timeout=20_000)
    QTest.mouseClick(find(window, "stopButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: parts(window).training.frame.progress.phase == "idle")
    qtbot.waitUntil(lambda: shows_what_is_predicted(window))


def test_what_a_cell_counts_is_relabelled_in_the_gallery_and_trained_on(window, qtbot):
    go_to(window, qtbot)
    train(window, qtbot, 2)
    find(window, "threshold").setValue(100)  # all 1s are answered 0
    qtbot.waitUntil(lambda: cells(window)[1, 0] == predicted(window, 1.0)[1, 0])
    count = cells(window)[1, 0]
    QTest.mouseClick(find(window, "confusionMatrix1_0"), Qt.MouseButton.LeftButton)
    gallery = window.findChild(Gallery, "gallery")
    assert gallery.hasFocus()
    assert text(window, "filterGiven") == f"label 1, answered 0: {count}"
    assert len(gallery.shown.ids) == count
    QTest.keyClick(gallery, Qt.Key.Key_Home)
    chosen = gallery.selected_ids().tolist()
    assert len(chosen) == 1
    QTest.keyClick(gallery, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: cells(window)[1, 0] < count)
    assert (cells(window) == predicted(window, 1.0)).all()
    assert chosen[0] in gallery.shown.ids
    before = parts(window).training.frame.newest
    train(window, qtbot, 1)
    assert (parts(window).training.frame.newest != before).any()
    QTest.mouseClick(find(window, "filterAll"), Qt.MouseButton.LeftButton)
    assert len(gallery.shown.ids) == 100


def test_a_bar_is_opened_by_the_keyboard_in_a_narrow_window_whose_digits_are_folded(
    open_window, qtbot
):
    window = open_window(size=(1024, 768))
    go_to(window, qtbot)
    gallery = window.findChild(Gallery, "gallery")
    assert not gallery.isVisible()
    bars = [find(window, f"probabilityHistogram1_{k}") for k in range(10)]
    bar = max(bars, key=lambda each: each.count)
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Return)
    assert gallery.isVisible()
    assert len(gallery.shown.ids) == bar.count
    assert (window.width(), window.height()) == (1024, 768)


def test_the_threshold_changes_no_answer_elsewhere(window, qtbot):
    draw_one(window)
    train(window, qtbot, 3)
    go_to(window, qtbot)
    answer = window.findChild(QLabel, "predictionLabel")
    before, wrong = answer.text(), text(window, "filterWrong")
    find(window, "threshold").setValue(95)
    train_button = window.findChild(QPushButton, "trainButton")
    assert train_button.isEnabled()
    qtbot.waitUntil(lambda: cells(window)[1, 1] == predicted(window, 0.95)[1, 1])
    assert (answer.text(), text(window, "filterWrong")) == (before, wrong)
    assert "on this page only" in text(window, "thresholdMeaning").lower()
