"""What a change does to the answers is what the changed network computes."""

from __future__ import annotations

import numpy as np
import pytest

from digitapp.training.inspection import NO_UNITS, Inspection
from digitapp.training.step_trace import trace_step
from digitapp.training.what_if import (
    Effect,
    Labelled,
    PaintStroke,
    accuracy,
    effect_of_switching_off,
    effect_sentence,
    loss_with_paint,
    paint_of,
    shift_map,
    shifted,
    stroke,
    why,
)

from .inspection_examples import CONFIGS, by_hand, drawing, inspection_of
from .step_examples import batch_of, model_of

SOME = Labelled(np.array([drawing(seed) for seed in range(6)]), np.array([0, 1, 0, 1, 1, 0]))


def answers(inspection, off=frozenset()):
    return [by_hand(inspection, x, off)[-1][1][0] for x in SOME.X]


def test_switching_off_is_told_before_and_after():
    off = frozenset({(1, 3), (1, 4), (0, 1)})
    inspection = inspection_of(off=off)
    effect = effect_of_switching_off(inspection, SOME, SOME.X[:2])
    before, after = answers(inspection), answers(inspection, off)
    assert effect.probability == pytest.approx((before[0], after[0]), abs=1e-5)
    np.testing.assert_allclose(effect.pinned[0], before[:2], atol=1e-5)
    np.testing.assert_allclose(effect.pinned[1], after[:2], atol=1e-5)
    for share, found in zip(effect.accuracy, (before, after), strict=True):
        right = [(p >= 0.5) == y for p, y in zip(found, SOME.y, strict=True)]
        assert share == pytest.approx(sum(right) / 6)
        assert f"{sum(right)} of 6" in effect_sentence(effect)


def test_the_sentence_numbers_the_pinned_drawings_from_1_and_leaves_out_what_is_not_there():
    pinned = np.array([0.25, 0.5]), np.array([0.75, 0.125])
    effect = Effect((0.1, 0.2), (None, None), pinned, 0)
    assert effect_sentence(effect) == (
        "Switched off: P(1) 0.1 → 0.2, pinned 1 0.25 → 0.75, pinned 2 0.5 → 0.125."
    )
    none = Effect((None, None), (None, None), (pinned[0][:0], pinned[1][:0]), 0)
    assert effect_sentence(none) == "Switched off."


def test_without_drawings_there_is_no_accuracy():
    layers, none = inspection_of().layers, Labelled(SOME.X[:0], SOME.y[:0])
    assert accuracy(layers, none, NO_UNITS) is None


def test_without_hidden_layers_ink_and_bias_are_the_whole_reason():
    inspection = inspection_of(CONFIGS["no hidden layer"])
    found = why(inspection)
    assert found.total + inspection.layers[0].b[0] == pytest.approx(found.z, abs=1e-4)
    np.testing.assert_allclose(found.shares, inspection.layers[0].W[:, 0] * drawing())


def test_the_share_of_a_pixel_is_its_ink_times_the_slope_of_the_answer():
    inspection, pixel = inspection_of(), 151
    z = []
    for shift in (-0.001, 0.001):
        x = drawing().astype(np.float64)
        x[pixel] += shift
        z.append(by_hand(inspection, x)[-1][0][0])
    expected = (z[1] - z[0]) / 0.002 * drawing()[pixel]
    assert why(inspection).shares[pixel] == pytest.approx(expected, abs=1e-4)


def test_a_drawing_is_moved_by_whole_pixels_and_ink_beyond_the_edge_is_lost():
    image = drawing().reshape(20, 20)
    moved = shifted(drawing(), right=3, down=-2).reshape(20, 20)
    np.testing.assert_array_equal(moved[:18, 3:], image[2:, :17])
    assert moved[18:].sum() == moved[:, :3].sum() == 0
    assert shifted(drawing(), right=30, down=0).sum() == 0


def test_the_map_of_moves_holds_the_answer_to_each():
    inspection = inspection_of()
    found = shift_map(inspection, reach=2)
    assert found.shape == (5, 5)
    assert found[2, 2] == pytest.approx(inspection.probability, abs=1e-6)
    moved = Inspection(inspection.layers, shifted(drawing(), right=1, down=-2))
    assert found[0, 3] == pytest.approx(moved.probability, abs=1e-6)


def test_without_a_drawing_there_is_neither_reason_nor_map():
    empty = Inspection(inspection_of().layers, None)
    assert why(empty) is None
    assert shift_map(empty) is None


def test_paint_is_strongest_under_the_stroke_and_ends_at_the_rim_of_the_brush():
    found = stroke([(5.5, 8.5), (5.5, 9.5)], amount=-0.5, radius=2).reshape(20, 20)
    assert found[5, 8] == found[5, 9] == pytest.approx(-0.5)  # going over it twice adds nothing
    assert found[5, 10] == pytest.approx(-0.25)
    assert found[5, 11] == found[0, 0] == 0


@pytest.mark.parametrize(("largest", "amount"), [(0.8, 0.4), (0.0, 0.5)])
def test_strokes_raise_and_lower_weights_by_half_the_largest_where_there_is_one(largest, amount):
    here, there = ((5.5, 8.5),), ((15.5, 3.5),)
    found = paint_of([PaintStroke(True, here), PaintStroke(False, there)], largest)
    assert found.dtype == np.float32
    np.testing.assert_allclose(
        found, stroke(here, amount, 2.4) - stroke(there, amount, 2.4), atol=1e-6
    )
    assert not paint_of([PaintStroke(True, here), PaintStroke(False, here)], largest).any()


def test_the_loss_with_paint_is_that_of_the_changed_network():
    model, batch = model_of(), batch_of(weighted=True)
    trace, paint = trace_step(model, batch), np.linspace(-1, 1, 12, dtype=np.float32)
    kernel = model.layers[0].get_weights()[0]
    kernel[:, 3] += paint
    model.layers[0].kernel = kernel
    expected = model.evaluate(batch.X, batch.y, sample_weight=batch.sample_weight)
    assert loss_with_paint(trace, 3, paint) == pytest.approx(expected, rel=1e-5)


def test_no_stroke_is_no_paint():
    assert not stroke([], amount=1, radius=2).any()
