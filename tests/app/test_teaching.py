"""Teaching: what was read wrong gets its label, is learnt, and is read right from then on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.digits import DigitStore, split, starter
from digitapp.digits.dataset.service import DatasetService
from digitapp.training.config import TrainingConfig
from digitapp.training.trainer import Trainer

from .window_actions import ONE, ZERO, draw, find

ODD_ONES = {
    "triangle": [[(0, -1), (1, 1), (-1, 1), (0, -1)]],
    "E": [[(1, -1), (-1, -1), (-1, 1), (1, 1)], [(-1, 0), (0.6, 0)]],
    "cross": [[(-1, -1), (1, 1)], [(1, -1), (-1, 1)]],
    "M": [[(-1, 1), (-1, -1), (0, 0.5), (1, -1), (1, 1)]],
}


@pytest.fixture
def trained(qtbot, path, open_window):
    """A window that has learnt the starter digits, with the defaults but for the epochs."""
    with DigitStore(path) as store:
        store.add_many(starter())
    window = open_window()
    find(window, "epochs").setValue(20)
    train(qtbot, window, 20)
    return window


def train(qtbot, window, epochs):
    QTest.keyClick(window, Qt.Key.Key_T)
    status = find(window, "trainingStatus")
    qtbot.waitUntil(lambda: f"{epochs} epochs" in status.text(), timeout=60_000)


def answer(window, strokes):
    """Draw on the cleared canvas and give what is said of it."""
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    draw(window, strokes, size=(0.25, 0.3))
    QTest.mouseClick(find(window, "predictButton"), Qt.MouseButton.LeftButton)
    return find(window, "predictionLabel").text()


def teach(qtbot, window, label, m):
    """Give what is on the canvas its label; wait until all m drawings are on the disk."""
    QTest.keyClick(window, str(label))
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith(f"{m:,} "))


def test_after_training_every_drawing_that_was_taught_is_read_right(qtbot, trained, path):
    refused = "does not look like a 0 or a 1"
    for m, strokes in enumerate(ODD_ONES.values(), 1401):
        answer(trained, strokes)
        qtbot.waitUntil(lambda: refused in find(trained, "predictionLabel").text())
        teach(qtbot, trained, 1, m)
        assert refused not in answer(trained, strokes)  # at once, without training
    QTest.keyClick(trained, Qt.Key.Key_Backspace)
    train(qtbot, trained, 40)
    for strokes in ODD_ONES.values():
        assert answer(trained, strokes).startswith("1 ")
    with DigitStore(path) as store:
        assert store.facts().split_overrides[-4:].tolist() == [split.TRAINING] * 4


def test_what_was_read_right_is_left_to_the_split(qtbot, trained, path):
    for m, (label, stroke) in enumerate([(1, ONE), (0, ZERO)], 1401):
        assert answer(trained, [stroke]).startswith(f"{label} ")
        teach(qtbot, trained, label, m)
    with DigitStore(path) as store:
        assert store.facts().split_overrides[-2:].tolist() == [split.BY_SPLIT] * 2


def test_gallery_and_training_agree_on_what_is_held_out(tmp_path):
    zeros = [example for example in starter() if example.label == 0][:3]
    with DigitStore(tmp_path / "three.digits") as store:
        ids = store.add_many(zeros)
        store.delete(ids[:2])
        facts = store.facts()
        mask = split.held_out(facts.split_indices, labels=facts.labels, seed=1)
        assert mask.tolist() == [False]
    service = DatasetService(timeout=5)
    service.open(tmp_path / "three.digits")
    dataset = service.dataset()
    config = TrainingConfig(seed=1)
    assert not dataset.held_out(config.validation_share, config.seed).any()  # as in the gallery
    outcome = Trainer(config).begin(config, dataset).fit()
    assert "Of its training drawings" in outcome.sentence  # of held-out ones, if there were any
    service.close()
