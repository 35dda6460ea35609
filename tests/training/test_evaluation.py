"""Every figure of Evaluate is what an independent computation gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitapp.digits import starter
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import TrainingConfig
from digitapp.training.config import HiddenLayer
from digitapp.training.evaluation import (
    ALL,
    BARS,
    HELD_OUT,
    SLICE,
    TRAINING,
    Evaluation,
    Judged,
    Judging,
    Part,
    bar_words,
    cell_words,
    remark,
    why_nothing,
)

SOME = DatasetSnapshot.of(list(starter()[:200]))
CONFIGS = [
    TrainingConfig(),
    TrainingConfig(hidden_layers=(), loss="mean_squared_error"),
    TrainingConfig(hidden_layers=(HiddenLayer(9, "relu"),), loss="mean_absolute_error"),
    TrainingConfig(l2=0.01),
]


def trained(config, steps=20):
    model = config.make_model()
    X, y = SOME.images(), SOME.labels
    for step in range(steps):
        model.train_on_batch(X[step * 8 : step * 8 + 8], y[step * 8 : step * 8 + 8])
    return model


def judge(config, weights, dataset, on):
    judging = Judging(config, weights, dataset, on)
    for _ in range(len(dataset) // SLICE + 1):
        if (judged := judging.go_on()) is not None:
            return judged
    raise AssertionError("It did not end.")


def judged_of(labels, p):
    labels, p = np.array(labels, np.uint8), np.array(p, np.float32)
    return Judged(np.arange(1, len(p) + 1), labels, p, np.zeros_like(p))


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("on", [HELD_OUT, TRAINING, ALL])
def test_probabilities_and_loss_are_those_of_the_model_itself(config, on):
    model = trained(config)
    judged = judge(config, model.parameters.copy(), SOME, on)
    mask = SOME.held_out(config.validation_share, config.seed)
    which = {HELD_OUT: mask, TRAINING: ~mask, ALL: mask | True}[on]
    X, y = SOME.images(which), SOME.labels[which]
    np.testing.assert_array_equal(judged.ids, SOME.ids[which])
    np.testing.assert_allclose(judged.probabilities, model.predict(X)[:, 0], rtol=1e-5)
    loss, accuracy = model.evaluate(X, y, verbose=0)
    found = Evaluation(judged, 0.5)
    assert found.loss == pytest.approx(loss - model.penalty(), rel=1e-4)
    hits, number = found.parts()["accuracy"]
    assert (hits / number, number) == (pytest.approx(accuracy), which.sum())


def test_many_drawings_are_judged_slice_by_slice_and_as_at_once():
    n = SLICE + 7
    rows = np.arange(n) % 200
    many = replace(
        DatasetSnapshot.empty(),
        ids=np.arange(n),
        labels=SOME.labels[rows],
        cached_images=SOME.cached_images,
        rows=SOME.rows[rows],
        split_indices=np.arange(n),
        split_overrides=np.full(n, -1),
    )
    model = trained(CONFIGS[0])
    judging = Judging(CONFIGS[0], model.parameters, many, ALL)
    assert judging.go_on() is None
    judged = judging.go_on()
    expected = model.predict(SOME.images())[rows, 0]
    np.testing.assert_allclose(judged.probabilities, expected, rtol=1e-5)


@pytest.mark.parametrize("threshold", [0.0, 0.05, 0.3, 0.5, 0.77, 1.0])
def test_the_matrix_and_its_figures_are_counted_one_by_one(threshold):
    rng = np.random.default_rng(3)
    labels, p = rng.integers(0, 2, 90), np.round(rng.random(90), 2)
    judged = judged_of(labels, p)
    found = Evaluation(judged, threshold)
    cells = {
        (label, answer): [
            k + 1
            for k in range(90)
            if labels[k] == label and (float(np.float32(p[k])) > threshold) == answer
        ]
        for label in (0, 1)
        for answer in (0, 1)
    }
    for (label, answer), ids in cells.items():
        assert found.matrix[label, answer] == len(ids)
        assert found.ids(label, answer).tolist() == ids
    right, ones = len(cells[0, 0]) + len(cells[1, 1]), len(cells[1, 1])
    assert found.parts() == {
        "accuracy": (right, 90),
        "precision": (ones, ones + len(cells[0, 1])),
        "recall": (ones, ones + len(cells[1, 0])),
    }


def test_the_bars_hold_every_drawing_once_and_part_at_the_threshold_as_the_matrix_does():
    rng = np.random.default_rng(4)
    p = np.concatenate([rng.random(300), np.arange(11) / 10, [0.0, 1.0]])
    labels = rng.integers(0, 2, len(p))
    judged = judged_of(labels, p)
    histogram = judged.histogram()
    assert histogram.sum() == len(p)
    for k in range(1, BARS + 1):
        matrix = Evaluation(judged, k / BARS).matrix
        np.testing.assert_array_equal(histogram[:, :k].sum(axis=1), matrix[:, 0])
    for label in (0, 1):
        for bar in range(BARS):
            ids = judged.ids_in_bar(label, bar)
            assert len(ids) == histogram[label, bar]
            assert (labels[ids - 1] == label).all()


@pytest.mark.parametrize(
    ("hits", "number", "low", "high"),
    # R. G. Newcombe, Statistics in Medicine 17 (1998), 857 to 872, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_published_examples(hits, number, low, high):
    assert Part(hits, number).interval() == pytest.approx((low, high), abs=5.1e-5)


def test_the_interval_solves_wilsons_equation():
    for hits, number in ((3, 60), (118, 120), (1, 2)):
        for p in Part(hits, number).interval():
            distance = abs(hits / number - p)
            assert distance == pytest.approx(1.959964 * (p * (1 - p) / number) ** 0.5, abs=1e-9)


def test_an_interval_is_never_said_to_be_narrower_than_it_is():
    for number in (5, 40, 280, 5000):
        for hits in range(0, number + 1, max(number // 20, 1)):
            low, high = Part(hits, number).interval()
            words = Part(hits, number).interval_words()
            ends = [float(end) for end in words.removesuffix(" %").split(" to ")]
            assert ends[0] <= 100 * low + 1e-6
            assert 100 * high - 1e-6 <= ends[1] <= 100


def test_a_cell_says_its_share_and_a_bar_its_number():
    matrix = np.array([[57, 3], [0, 0]])
    assert cell_words(matrix, 0, 1) == "label 0, answered 1: 3 of 60, 5 %"
    assert cell_words(matrix, 1, 1) == "label 1, answered 1: none has it"
    assert bar_words(np.full((2, BARS), 2), 0, 0) == "label 0, P from 0 to 0.1: 2 drawings"


def test_a_network_whose_weights_are_no_numbers_has_no_answers():
    config = CONFIGS[0]
    weights = np.full_like(trained(config, 0).parameters, np.nan)
    assert not judge(config, weights, SOME, ALL).has_answers
    assert judge(config, trained(config).parameters, SOME, ALL).has_answers


def test_what_cannot_be_judged_is_said():
    assert "no drawings yet" in why_nothing(DatasetSnapshot.empty(), ALL)
    assert "No drawing is held out" in why_nothing(SOME, HELD_OUT)
    assert "Every drawing is held out" in why_nothing(SOME, TRAINING)
    zeros = Evaluation(judged_of([0] * 5, [0.1] * 5), 0.5)
    assert "nothing shows how 1s are read" in remark(zeros, HELD_OUT)


def test_how_sure_one_can_be_is_said_of_few_that_are_held_out():
    few = Evaluation(judged_of([0, 1] * 20, [0.1, 0.9] * 19 + [0.9, 0.1]), 0.5)
    assert "40 drawings are few" in remark(few, HELD_OUT)
    assert "83 to 99\u00a0% right" in remark(few, HELD_OUT)
    assert "learns from these" in remark(few, TRAINING)
    many = Evaluation(judged_of([0, 1] * 500, [0.1, 0.9] * 500), 0.5)
    assert remark(many, HELD_OUT) == ""
