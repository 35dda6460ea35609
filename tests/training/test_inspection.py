"""What Inside shows of units is what they compute, by an independent computation."""

from __future__ import annotations

import numpy as np
import pytest

from digitapp.training import TrainingConfig
from digitapp.training.config import HiddenLayer
from digitapp.training.figures import figure
from digitapp.training.inspection import Inspection, layers_of
from digitapp.training.readings import KINDS, read
from digitapp.training.unit_words import (
    count_lines,
    looks_for,
    main_reason,
    unit_formula,
    unit_sentence,
)

from .inspection_examples import CONFIGS, by_hand, drawing, inspection_of, parameters_of

EVERY = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)


@EVERY
def test_layers_have_the_weights_of_the_model(config):
    model = config.make_model()
    layers = layers_of(config, model.parameters)
    for layer, own in zip(layers, model.layers, strict=True):
        np.testing.assert_array_equal(layer.W, own.kernel)
        np.testing.assert_array_equal(layer.b, own.bias)
        assert layer.activation is own.activation


@EVERY
def test_every_z_and_a_is_that_of_the_formula(config):
    inspection = inspection_of(config)
    for found, (z, a) in zip(inspection.values, by_hand(inspection), strict=True):
        np.testing.assert_allclose(found.z[0], z, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(found.a[0], a, rtol=1e-4, atol=1e-5)


@EVERY
def test_the_answer_is_that_of_the_model(config):
    model, inspection = config.make_model(), inspection_of(config)
    model.parameters[...] = parameters_of(config)
    assert inspection.probability == pytest.approx(float(model.predict(drawing()[None])[0, 0]))


@EVERY
def test_a_units_contributions_and_bias_add_up_to_its_z(config):
    inspection = inspection_of(config)
    for number, layer in enumerate(inspection.layers):
        for unit in range(len(layer.b)):
            numbers = inspection.unit(number, unit)
            assert numbers.products.sum() + numbers.bias == pytest.approx(numbers.z, abs=1e-4)
            np.testing.assert_array_equal(
                inspection.contributions(number)[:, unit], numbers.products
            )


@EVERY
def test_the_slope_of_a_unit_is_that_of_its_curve(config):
    inspection = inspection_of(config)
    for number, layer in enumerate(inspection.layers):
        numbers = inspection.unit(number, 0)
        z, g = np.float64(numbers.z), layer.activation
        assert numbers.slope == pytest.approx((g(z + 1e-6) - g(z - 1e-6)) / 2e-6, abs=1e-4)


@EVERY
def test_the_sensitivity_of_a_unit_is_the_slope_of_its_z_at_every_pixel(config):
    inspection = inspection_of(config)
    for number in range(len(inspection.layers)):
        slopes = inspection.sensitivity(number, 0)
        for pixel in (88, 151, 250):
            shifts = []
            for shift in (-0.001, 0.001):
                x = drawing().astype(np.float64)
                x[pixel] += shift
                shifts.append(by_hand(inspection, x)[number][0][0])
            assert slopes[pixel] == pytest.approx((shifts[1] - shifts[0]) / 0.002, abs=2e-4)


def test_a_unit_that_is_off_counts_as_nothing_in_what_follows():
    off = frozenset({(0, 3), (1, 2)})
    inspection = inspection_of(off=off)
    expected = by_hand(inspection, off=off)
    assert inspection.values[0].a[0, 3] == 0
    np.testing.assert_allclose(inspection.values[-1].z[0], expected[-1][0], rtol=1e-4)
    assert inspection.probability != inspection_of().probability


def test_without_a_drawing_units_have_no_value():
    config = TrainingConfig()
    inspection = Inspection(layers_of(config, parameters_of(config)), None)
    assert inspection.probability is None
    assert inspection.unit(0, 0) is None
    assert inspection.contributions(0) is None
    assert unit_sentence(inspection, 0, 0) == "Layer 1, unit 1: nothing is drawn."
    np.testing.assert_array_equal(inspection.sensitivity(0, 4), inspection.layers[0].W[:, 4])


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_the_sentence_of_a_unit_says_what_it_does_to_the_next_layer(layer):
    inspection = inspection_of()
    sentence = unit_sentence(inspection, layer, 0)
    if layer == 2:
        assert sentence.startswith("The output: z ")
        assert " It " not in sentence
        return
    products = inspection.layers[layer + 1].W[0] * inspection.unit(layer, 0).a
    most = int(np.abs(products).argmax())
    push = "raises" if products[most] > 0 else "lowers"
    goal = "the output" if layer == 1 else f"layer 2, unit {most + 1}"
    assert sentence.endswith(f" It {push} {goal} by {figure(abs(float(products[most])), 3)}.")


def test_other_weights_of_a_unit_leave_all_others_as_they_are():
    inspection = inspection_of()
    before = inspection.layers[0].W.copy()
    changed = inspection.with_unit(0, 7, np.ones(400, np.float32))
    assert changed.unit(0, 7).total == pytest.approx(float(drawing().sum()), rel=1e-5)
    np.testing.assert_array_equal(inspection.layers[0].W, before)
    np.testing.assert_array_equal(
        np.delete(changed.layers[0].W, 7, axis=1), np.delete(before, 7, axis=1)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_reading_is_what_its_name_says(kind):
    inspection, first, gradients = (inspection_of(seed=seed) for seed in (5, 6, 7))
    found = read(kind, inspection, gradients.layers, first.layers)
    W, X = inspection.layers[0].W, drawing()[:, None]
    expected = {
        "weights": W,
        "product": W * X,
        "gradient": gradients.layers[0].W,
        "change": W - first.layers[0].W,
    }[kind]
    np.testing.assert_array_equal(found.arrays[0], expected)
    assert found.largest(0) == np.abs(expected).max()
    assert found.missing == ""


def test_what_is_not_known_is_said_and_not_shown_as_nothing():
    inspection = inspection_of()
    found = read("gradient", inspection, None, inspection.layers)
    assert found.arrays == ()
    assert found.missing
    empty = Inspection(inspection.layers, None)
    assert read("product", empty, None, empty.layers).missing.startswith("Nothing is drawn")


def test_the_parameters_are_counted_layer_by_layer():
    lines = count_lines(inspection_of().layers)
    assert lines == [
        "Layer 1: 400 inputs · 25 units + 25 biases = 10,025",
        "Layer 2: 25 units before · 15 units + 15 biases = 390",
        "Layer 3: 15 units before · 1 unit + 1 bias = 16",
        "Together 10,431 parameters",
    ]


@EVERY
def test_the_main_reason_names_what_pushes_the_answer_most(config):
    inspection = inspection_of(config)
    products = inspection.contributions(len(inspection.layers) - 1)[:, 0]
    says = int(inspection.probability >= 0.5)
    most = int((products if says else -products).argmax())
    sentence = main_reason(inspection)
    assert f"Most for {says}" in sentence
    assert figure(products[most], 3).lstrip("−") in sentence
    named = f"row {most // 20 + 1}, column {most % 20 + 1}" if len(inspection.layers) == 1 else ""
    assert (named or f"unit {most + 1} of layer {len(inspection.layers) - 1}") in sentence


def test_without_any_weight_the_bias_alone_is_the_reason():
    config = TrainingConfig(hidden_layers=(HiddenLayer(3),))
    zeros = np.zeros(config.make_model().count_params(), np.float32)
    assert "Nothing speaks for a 1" in main_reason(Inspection(layers_of(config, zeros), drawing()))


def test_the_formula_of_a_unit_has_its_numbers():
    inspection = inspection_of()
    numbers = inspection.unit(1, 4)
    lines = unit_formula(inspection, 1, 4)
    assert lines[0].endswith(f" = {figure(numbers.total)}")
    assert lines[1].endswith(f" = {figure(numbers.z)}")
    assert lines[2].endswith(f" = {figure(numbers.a)}")


def test_a_map_is_told_by_where_ink_counts_most():
    image = np.zeros((20, 20), np.float32)
    image[8:12, 8:12], image[7:13, :4] = 1, -1
    expected = "Ink in the middle raises it most, ink at the left lowers it most."
    assert looks_for(image.reshape(-1)) == expected
    assert looks_for(np.zeros(400)) == "All its weights are alike: it looks for nothing yet."


def test_the_main_reason_calls_no_network_certain():
    config = TrainingConfig(hidden_layers=())
    sure = np.zeros(401, np.float32)
    sure[-1] = 20  # the bias: P(1) = 1 − 2e-9
    assert main_reason(Inspection(layers_of(config, sure), drawing())).startswith("P(1) > 0.999.")
