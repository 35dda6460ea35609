import numpy as np
import pytest

from digitapp.nn import load_model
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.training.displayed_model import DisplayedModel, judge


@pytest.mark.parametrize(
    ("probability", "kind", "begin"),
    [
        (0.0, "zero", "0 "),
        (0.199, "zero", "0 "),
        (0.2, "unsure", "? not sure"),
        (0.5, "unsure", "? not sure"),
        (0.8, "unsure", "? not sure"),
        (0.801, "one", "1 "),
        (1.0, "one", "1 "),
    ],
)
def test_a_probability_is_an_answer_only_far_from_one_half(probability, kind, begin):
    prediction = judge(probability, unlike=False)

    assert prediction.kind == kind
    assert prediction.text.startswith(begin)
    assert prediction.probability == probability


def test_weights_so_large_that_they_give_no_number_say_one_half():
    shown = DisplayedModel(TrainingConfig(hidden_layers=(HiddenLayer(3, "relu"),) * 2))
    weights = np.full(len(shown.weights), 3e38, np.float32)
    weights[1::2] *= -1
    shown.update(weights)
    images = np.ones((2, 400), np.float32)
    assert shown.probability(images[0]) == 0.5
    assert shown.probabilities(images).tolist() == [0.5, 0.5]


def test_what_is_saved_is_the_network_that_is_shown(tmp_path):
    config = TrainingConfig()
    shown = DisplayedModel(config)
    shown.update(np.linspace(-1, 1, len(shown.weights), dtype=np.float32))
    shown.save(tmp_path / "a.keras")
    assert (load_model(tmp_path / "a.keras").parameters == shown.weights).all()


def test_an_empty_canvas_gets_a_hint_and_no_prediction():
    prediction = judge(None, unlike=True)

    assert (prediction.kind, prediction.probability, prediction.text) == ("empty", None, "")
    assert "Draw" in prediction.hint


def test_what_looks_like_neither_digit_is_told_plainly_however_sure_the_network_is():
    prediction = judge(0.999, unlike=True)

    assert prediction.kind == "unlike"
    assert prediction.text.startswith("? does not look like a 0 or a 1")


def test_the_probability_is_written_with_three_digits():
    assert judge(0.98349, unlike=False).text == "1 — P(digit is 1) = 0.983"


@pytest.mark.parametrize(
    ("probability", "written"),
    [
        *((0.9999, "> 0.999"), (1.0, "> 0.999"), (0.0001, "< 0.001")),
        *((0.9995, "> 0.999"), (0.99949, "= 0.999"), (0.0005, "= 0.001"), (0.00049, "< 0.001")),
    ],
)
def test_no_network_is_shown_as_certain(probability, written):
    assert judge(probability, unlike=False).text.endswith(f"P(digit is 1) {written}")


def test_a_network_that_diverged_gives_no_number_but_a_way_out():
    prediction = judge(float("nan"), unlike=False)

    assert prediction.probability is None
    assert prediction.text.startswith("? no answer")
    assert "Reset" in prediction.text


@pytest.mark.parametrize("unlike", [False, True])
def test_it_is_told_whose_network_answered(unlike):
    assert judge(0.9, unlike=unlike, built_in=True).built_in
    assert not judge(0.9, unlike=unlike).built_in
