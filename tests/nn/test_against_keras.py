"""The same data, first weights and settings give the numbers of real Keras (keras_numbers.json)."""

import inspect
import json
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest

import digitapp.nn as nn

from . import keras_cases

NUMBERS = json.loads(Path(__file__).with_name("keras_numbers.json").read_text(encoding="utf-8"))


@pytest.mark.filterwarnings("ignore:The loss has from_logits")
@pytest.mark.parametrize("name", keras_cases.CASES)
def test_a_fit_gives_the_numbers_of_keras(name):
    ours, keras = keras_cases.run(nn, name), NUMBERS["cases"][name]
    assert ours["history"].keys() == keras["history"].keys()
    for key, values in keras["history"].items():
        np.testing.assert_allclose(ours["history"][key], values, atol=1e-5, rtol=0, err_msg=key)
    np.testing.assert_allclose(ours["evaluate"], keras["evaluate"], atol=1e-5, rtol=0)
    np.testing.assert_allclose(ours["predict"], keras["predict"], atol=1e-5, rtol=0)


def test_every_case_was_asked_of_keras():
    assert NUMBERS["cases"].keys() == keras_cases.CASES.keys()


@pytest.mark.parametrize("name", NUMBERS["initializers"])
def test_initializers_spread_like_those_of_keras(name):
    stddev, largest = NUMBERS["initializers"][name]
    values = getattr(nn, name)(seed=1)((400, 300))
    assert values.dtype == np.float32
    assert values.std() == pytest.approx(stddev, rel=0.01)
    assert abs(values).max() == pytest.approx(largest, rel=0.01)
    assert abs(values.mean()) < stddev / 50


EXAMPLES = {
    "Dense": [3],
    "ExponentialDecay": [0.1, 5, 0.5],
    "InverseTimeDecay": [0.1, 5, 0.5],
    "PiecewiseConstantDecay": [[1], [0.1, 0.2]],
    "CosineDecay": [0.1, 5],
}
OF_EVERY_LAYER = {"name", "trainable", "dtype"}


@pytest.mark.parametrize("path", NUMBERS["arguments"])
def test_what_is_written_of_an_object_is_what_keras_makes_it_of(path):
    module, _, name = path.rpartition(".")
    thing = attrgetter(path)(nn)(*EXAMPLES.get(name, []))
    unknown = set(thing.get_config()) - set(NUMBERS["arguments"][path])
    assert unknown <= (OF_EVERY_LAYER if module == "layers" else set())


OWN_DEFAULTS = {  # no "auto"; and the names of metrics are found when they are compiled
    "Sequential.fit": {"batch_size": 32, "verbose": 1},
    "Sequential.evaluate": {"verbose": 0},
    "Sequential.predict": {"verbose": 0},
    **{f"metrics.{name}": {"name": None} for name in keras_cases.CONFIGURABLE["metrics"]},
}


@pytest.mark.parametrize("path", NUMBERS["defaults"])
def test_what_is_left_out_is_what_keras_makes_of_it(path):
    parameters = inspect.signature(attrgetter(path)(nn)).parameters.values()
    ours = {each.name: each.default for each in parameters if each.default is not each.empty}
    known = NUMBERS["defaults"][path] | OWN_DEFAULTS.get(path, {})
    assert ours == ours | {name: known[name] for name in ours.keys() & known}


def test_train_on_batch_is_one_step_of_fit():
    by_fit, by_step = (keras_cases.build(nn, "adam") for _ in range(2))
    history = by_fit.fit(
        keras_cases.X, keras_cases.Y, batch_size=100, epochs=3, shuffle=False, verbose=0
    ).history
    steps = [by_step.train_on_batch(keras_cases.X, keras_cases.Y) for _ in range(3)]
    assert [loss for loss, _ in steps] == history["loss"]
    assert (by_step.parameters == by_fit.parameters).all()
