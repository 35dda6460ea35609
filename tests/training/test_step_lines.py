"""The lines of a step say what was computed: formulas with numbers that give their results."""

from __future__ import annotations

import inspect
import math
import re

import numpy as np
import pytest

from digitapp.nn import SGD, Dense, Input, Sequential
from digitapp.training.figures import figure
from digitapp.training.step_lines import Path, strongest_path
from digitapp.training.step_trace import Batch, trace_step
from digitapp.training.update_lines import lines_of

from .step_examples import ACTIVATIONS, LOSSES, OPTIMIZERS, batch_of, fit_once, model_of


def small_step(
    optimizer="adam", loss="cross-entropy", activation="sigmoid", l2=0.01, weighted=True
):
    """Return a step so small that every sum is written out, and its lines."""
    model = model_of(optimizer=optimizer, loss=loss, activation=activation, hidden=(3, 2), l2=l2)
    narrow = Sequential([Input((3,)), *[_fresh(layer) for layer in model.layers]], seed=2)
    narrow.compile(optimizer=model.optimizer, loss=model.loss)
    whole = batch_of(3, weighted=weighted)
    batch = Batch(whole.X[:, :3], whole.y, whole.sample_weight)
    fit_once(narrow, batch)  # so that the optimizer remembers something
    trace = trace_step(narrow, batch)
    return trace, lines_of(trace, Path(1, 2, (1, 0, 0), layer=1))


def _fresh(layer):
    regularizer = layer.kernel_regularizer
    return Dense(layer.units, layer.activation, kernel_regularizer=regularizer)


def value(text):
    """Compute what stands in a line, or read a figure."""
    for sign, code in {
        "−": "-",
        "·": "*",
        "×": "*",
        "²": "**2",
        "√": "sqrt",
        "e^": "e**",
        "^": "**",
        "weight": "",
        " b ": " ",
    }.items():
        text = text.replace(sign, code)
    powers = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    text = re.sub("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: f"1e{found[1].translate(powers)}", text)
    text = re.sub(r"([-\d.]+)\*1e(-?\d+)", r"(\1e\2)", text)
    names = {"sqrt": math.sqrt, "log": math.log, "e": math.e, "tanh": math.tanh, "max": max}
    return eval(text, {"__builtins__": {}}, names)


def sides(line):
    """Return the two or three sides of a line's equation."""
    numbers = re.sub(r"^[^=]*?: ", "", line.numbers)
    numbers = re.sub(r"^W\S+ \d+\] ← ", "", numbers).removeprefix("L with the new weights = ")
    numbers = re.sub(r"^y = \d: ", "", numbers)
    return numbers.split(" = ")


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_numbers_put_into_every_formula_give_its_result(optimizer, loss):
    _, lines = small_step(optimizer, loss)
    checked = 0
    for line in lines:
        if line.part == 1 or "where z > 0" in line.numbers or "a straight line" in line.numbers:
            continue
        computed = [value(side) for side in sides(line)]
        rounding = 1e-3 * max(float(number) for number in re.findall(r"\d[\d.]*", line.numbers))
        tolerance = max(2e-3 * abs(computed[-1]), min(rounding, 1e-3))
        assert computed == pytest.approx([computed[-1]] * len(computed), abs=tolerance), line
        checked += len(computed) > 1
    assert checked > 15


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activations_and_their_slopes_are_those_of_the_network(activation):
    trace, lines = small_step(activation=activation)
    first = trace.layers[0]
    line = next(line for line in lines if line.name == "activations of layer 1")
    assert line.result == figure(first.A[1, 1])
    assert value(sides(line)[0]) == pytest.approx(first.A[1, 1], abs=1e-3)
    slope = next(line for line in lines if line.name == "slope of g in layer 1")
    assert slope.result == figure(first.slope[1, 1])


def test_every_source_can_be_opened():
    for optimizer in OPTIMIZERS:
        for loss in LOSSES:
            for activation in ACTIVATIONS:
                for line in small_step(optimizer, loss, activation)[1]:
                    if line.source is not None:
                        assert line.source.__module__.startswith("digitapp.nn.")
                        assert inspect.getsource(line.source).lstrip().startswith("def ")


def test_each_step_goes_through_all_six_parts_in_order():
    parts = [line.part for line in small_step()[1]]
    assert parts == sorted(parts)
    assert set(parts) == {1, 2, 3, 4, 5, 6}


def test_shapes_are_those_of_the_batch_and_the_layers():
    model = Sequential([Input((400,)), Dense(25, "sigmoid"), Dense(1, "sigmoid")])
    model.compile(loss="binary_crossentropy")
    trace = trace_step(model, Batch(np.zeros((8, 400)), np.zeros((8, 1))))
    shapes = [line.shapes for line in lines_of(trace, strongest_path(trace))]
    assert "(8, 400)·(400, 25) + (25,) → (8, 25)" in shapes
    assert "(400, 8)·(8, 25) → (400, 25)" in shapes


def test_each_layer_says_how_the_code_adds_its_biases():
    remarks = [line.remark for line in small_step()[1] if line.name.startswith("weighted sums")]
    assert "b out in m rows" in remarks[0]
    assert ["weights of one more unit" in remark for remark in remarks] == [False, True, True]


def test_dz_of_the_output_is_shown_as_a_product_and_as_a_difference():
    _, lines = small_step(weighted=False)
    line = next(line for line in lines if line.name == "slope by Z₃")
    assert line.formula == "dZ₃ = ∂ℓ/∂a × a·(1 − a) = a − y"
    assert len(sides(line)) == 3
    assert "3 times smaller" in line.remark  # the code has divided by m


def test_units_that_are_alike_are_said_to_stay_so():
    model = model_of(optimizer="sgd")
    model.set_weights([np.full_like(array, 0.1) for array in model.get_weights()])
    trace = trace_step(model, batch_of())
    remarks = [line.remark for line in lines_of(trace, strongest_path(trace))]
    assert sum("alike after it" in remark for remark in remarks) == 2


def test_weights_that_do_not_move_are_said_not_to():
    model = model_of(optimizer="sgd")
    model.set_weights([np.zeros_like(array) for array in model.get_weights()])
    trace = trace_step(model, batch_of())
    remarks = [line.remark for line in lines_of(trace, strongest_path(trace))]
    assert sum("moves, for W₃ is all 0 and lets no slope through" in each for each in remarks) == 1
    assert sum("moves, for W₂ is all 0 and lets no slope through" in each for each in remarks) == 1


def test_adam_is_held_against_plain_sgd():
    trace, lines = small_step("adam")
    line = next(line for line in lines if line.name == "plain SGD would do")
    place = trace.place(1, 0, 1)
    assert line.result == figure(-trace.learning_rate * trace.update.g[place])
    assert f"Adam moves it by {figure(abs(trace.update.change[place]))}" in line.remark.replace(
        "+", ""
    ).replace("by −", "by ")


def test_plain_sgd_is_not_held_against_itself():
    _, lines = small_step("sgd")
    assert all(line.name != "plain SGD would do" for line in lines)


def test_the_fall_of_the_loss_is_held_against_what_the_slopes_promise():
    trace, lines = small_step("sgd")
    promise = trace.update.g @ trace.update.change
    assert lines[-1].name == "the loss fell"
    assert figure(promise) in lines[-1].remark
    assert lines[-1].result == figure(trace.loss_after - trace.loss)


def test_the_strongest_path_fits_its_step_and_no_smaller_one():
    trace, _ = small_step()
    path = strongest_path(trace, example=2)
    assert path.fits(trace)
    assert not Path(3, 0, (0, 0, 0)).fits(trace)
    assert not Path(0, 0, (0, 2, 0)).fits(trace)
    assert not Path(0, 0, (0, 0)).fits(trace)
    assert Path(2, 2, (0, 0, 0), layer=2).fits(trace)
    assert not Path(2, 3, (0, 0, 0), layer=2).fits(trace)
    assert not Path(2, 2, (0, 0, 0), layer=3).fits(trace)


def test_the_path_of_sgd_without_ink_is_still_one():
    model = model_of(hidden=())
    model.compile(optimizer=SGD(), loss="mean_squared_error")
    trace = trace_step(model, Batch(np.zeros((2, 12)), np.zeros((2, 1))))
    assert strongest_path(trace).fits(trace)


def formulas(**options):
    _, lines = small_step(**options)
    return [(line.layer, line.formula) for line in lines]


def test_the_formulas_of_a_step_of_the_lectures_network():
    assert formulas(optimizer="sgd", weighted=False) == [
        (None, "X, y"),
        (0, "Z₁ = X·W₁ + b₁"),
        (0, "A₁ = g(Z₁)"),
        (1, "Z₂ = A₁·W₂ + b₂"),
        (1, "A₂ = g(Z₂)"),
        (2, "Z₃ = A₂·W₃ + b₃"),
        (2, "A₃ = g(Z₃)"),
        (None, "ℓ = −y·log a − (1 − y)·log(1 − a)"),
        (None, "L = Σ ℓ / m + Σ l2·W²"),
        (2, "∂ℓ/∂a = (a − y) / (a·(1 − a))"),
        (2, "g′(Z₃) = a·(1 − a)"),
        (2, "dZ₃ = ∂ℓ/∂a × a·(1 − a) = a − y"),
        (2, "dW₃ = A₂ᵀ·dZ₃ / m + 2·l2·W₃"),
        (2, "db₃ = Σ dZ₃ / m"),
        (1, "dA₂ = dZ₃·W₃ᵀ"),
        (1, "g′(Z₂) = a·(1 − a)"),
        (1, "dZ₂ = dA₂ ⊙ g′(Z₂)"),
        (1, "dW₂ = A₁ᵀ·dZ₂ / m + 2·l2·W₂"),
        (1, "db₂ = Σ dZ₂ / m"),
        (0, "dA₁ = dZ₂·W₂ᵀ"),
        (0, "g′(Z₁) = a·(1 − a)"),
        (0, "dZ₁ = dA₁ ⊙ g′(Z₁)"),
        (0, "dW₁ = Xᵀ·dZ₁ / m + 2·l2·W₁"),
        (0, "db₁ = Σ dZ₁ / m"),
        (1, "w ← w − α·g"),
        (None, "L = Σ ℓ / m + Σ l2·W²"),
        (None, "ΔL ≈ Σ g·Δw"),
    ]


@pytest.mark.parametrize(
    ("optimizer", "update"),
    [
        ("sgd with momentum", ["velocity ← μ·velocity − α·g", "w ← w + velocity", "Δw = −α·g"]),
        (
            "sgd with nesterov",
            ["velocity ← μ·velocity − α·g", "w ← w + μ·velocity − α·g", "Δw = −α·g"],
        ),
        ("rmsprop", ["v ← ρ·v + (1 − ρ)·g²", "w ← w − α·g / √(v + ε)", "Δw = −α·g"]),
        (
            "adam",
            [
                "m ← β₁·m + (1 − β₁)·g",
                "v ← β₂·v + (1 − β₂)·g²",
                "α′ = α·√(1 − β₂ᵗ) / (1 − β₁ᵗ)",
                "w ← w − α′·m / (√v + ε)",
                "Δw = −α·g",
            ],
        ),
    ],
)
def test_the_formulas_of_each_optimizer_and_of_a_weighted_loss(optimizer, update):
    found = [formula for _, formula in formulas(optimizer=optimizer, l2=0)]
    assert found[24:-2] == update
    assert found[8] == found[-2] == "L = Σ weight·ℓ / m"
