import json
import math
from dataclasses import replace

import numpy as np
import pytest

from digitapp.digits.example import Example
from digitapp.digits.starter_digits import SOURCE
from digitapp.nn import Dense, Input, Sequential
from digitapp.training import HiddenLayer, TrainingConfig

ODD = TrainingConfig(
    hidden_layers=(HiddenLayer(7, "relu"), HiddenLayer(3, "tanh"), HiddenLayer(2)),
    initializer="he_normal",
    l2=0.01,
    loss="mean_squared_error",
    optimizer="sgd",
    learning_rate=0.5,
    epochs=7,
    batch_size=3,
    validation_share=0.0,
    augment=False,
    own_weight=1.0,
    seed=9,
)


def test_the_defaults_make_the_lectures_network():
    model = TrainingConfig().make_model()
    assert [array.shape for array in model.weights[::2]] == [(400, 25), (25, 15), (15, 1)]
    assert [layer.activation.name for layer in model.layers] == ["sigmoid"] * 3
    assert model.optimizer.name == "adam"
    assert model.optimizer.learning_rate == 0.003
    assert model.loss.name == "binary_crossentropy"
    assert list(model.metrics) == ["accuracy"]


def test_every_setting_of_specify_and_compile_reaches_the_model():
    model = ODD.make_model()
    assert [array.shape for array in model.weights[1::2]] == [(7,), (3,), (2,), (1,)]
    assert [x.activation.name for x in model.layers] == ["relu", "tanh", "sigmoid", "sigmoid"]
    assert {type(layer.kernel_initializer).__name__ for layer in model.layers} == {"HeNormal"}
    assert {layer.kernel_regularizer.l2 for layer in model.layers} == {0.01}
    assert (model.optimizer.name, model.optimizer.learning_rate) == ("sgd", 0.5)
    assert model.loss.name == "mean_squared_error"


def test_the_layers_of_a_network_are_taken_over_and_nothing_else():
    own = TrainingConfig(epochs=9, l2=0.5)
    assert own.with_network(ODD.make_model()) == replace(
        own, hidden_layers=ODD.hidden_layers, l2=ODD.l2
    )
    assert own.with_network(TrainingConfig(hidden_layers=()).make_model()).hidden_layers == ()
    assert own.with_network(TrainingConfig().make_model()).l2 == 0


@pytest.mark.parametrize(
    ("inputs", "units", "activation"), [(399, 1, "sigmoid"), (400, 2, "sigmoid"), (400, 1, "tanh")]
)
def test_a_network_that_cannot_read_drawings_is_refused(inputs, units, activation):
    model = Sequential([Input((inputs,)), Dense(units, activation)])
    with pytest.raises(ValueError, match=rf"has {inputs} inputs and ends in {units} units"):
        TrainingConfig().with_network(model)


def test_without_hidden_layers_one_unit_sees_the_image():
    assert TrainingConfig(hidden_layers=()).make_model().count_params() == 401


def test_the_seed_decides_the_first_weights():
    first, again, other = (TrainingConfig(seed=s).make_model().parameters for s in (3, 3, 4))
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("config", [TrainingConfig(), ODD])
def test_a_config_goes_through_json_and_back(config):
    assert TrainingConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_what_an_older_config_lacks_keeps_its_default():
    assert TrainingConfig.from_json({"epochs": 3}) == TrainingConfig(epochs=3)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"epochs": 3, "dropout": 0.5}, "dropout, which is not known here"),
        ({"hidden_layers": [{"units": 3, "bias": False}]}, "has units and an activation, got"),
        ({"hidden_layers": [7]}, "has units and an activation, got 7"),
        ({"hidden_layers": 7}, "hidden_layers must be"),
        ({"epochs": "many"}, "The number of epochs must be a whole number"),
    ],
)
def test_json_that_is_no_config_is_refused(values, told):
    with pytest.raises(ValueError, match=told):
        TrainingConfig.from_json(values)


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("hidden_layers", [25, 15], "a tuple of HiddenLayer"),
        ("hidden_layers", (HiddenLayer(1),) * 11, "hidden layers must be .* 0 to 10, got 11"),
        ("initializer", "glorot", "Unknown initializer .glorot.. Known are"),
        ("initializer", None, "initializer must be given by its name, got None"),
        ("l2", -0.1, "l2 must be a number from 0"),
        ("loss", "hinge", "Unknown loss .hinge."),
        ("optimizer", "adamw", "Unknown optimizer .adamw."),
        ("learning_rate", 0, "learning rate must be a number from 1e-09"),
        ("learning_rate", math.nan, "got nan"),
        ("learning_rate", "0.1", "got '0.1'"),
        ("epochs", 0, "epochs must be a whole number from 1 to 1,000,000, got 0"),
        ("epochs", 2.0, r"got 2\.0"),
        ("epochs", True, "got True"),
        ("batch_size", -8, "batch size must be a whole number from 1"),
        ("validation_share", 1.0, r"share to hold out must be a number from 0 to 0\.9"),
        ("validation_share", False, "got False"),
        ("augment", 1, "augment must be True or False, got 1"),
        ("own_weight", 0, "weight of your own drawings must be"),
        ("own_weight", math.inf, "got inf"),
        ("seed", -1, "seed must be a whole number from 0"),
        ("seed", 2**63, "got 9223372036854775808"),
    ],
)
def test_what_cannot_be_trained_with_is_refused_in_a_sentence(setting, value, told):
    with pytest.raises(ValueError, match=told):
        TrainingConfig(**{setting: value})


@pytest.mark.parametrize(
    ("setting", "least", "most"),
    [
        ("l2", 0, 10),
        ("learning_rate", 1e-9, 100),
        ("epochs", 1, 1_000_000),
        ("batch_size", 1, 1_000_000),
        ("validation_share", 0, 0.9),
        ("own_weight", 0.01, 1000),
        ("patience", 0, 9_999),
        ("seed", 0, 2**63 - 1),
    ],
)
def test_a_setting_is_taken_up_to_its_limits_and_refused_beyond(setting, least, most):
    def beyond(limit, sign):
        whole = setting in ("epochs", "batch_size", "patience", "seed")
        return limit + sign if whole else math.nextafter(limit, sign * math.inf)

    for value in (least, most):
        assert getattr(TrainingConfig(**{setting: value}), setting) == value
    for value in (beyond(least, -1), beyond(most, 1)):
        with pytest.raises(ValueError, match="must be a"):
            TrainingConfig(**{setting: value})


def test_a_hidden_layer_has_1_to_1000_units_and_there_are_at_most_10():
    assert [HiddenLayer(units).units for units in (1, 1000)] == [1, 1000]
    assert len(TrainingConfig(hidden_layers=(HiddenLayer(1),) * 10).hidden_layers) == 10


@pytest.mark.parametrize(
    ("units", "activation"), [(0, "sigmoid"), (1001, "sigmoid"), (2.5, "relu"), (3, "softmax")]
)
def test_a_hidden_layer_that_cannot_be_is_refused(units, activation):
    with pytest.raises(ValueError, match=r"units|activation"):
        HiddenLayer(units, activation)


def test_own_drawings_count_five_times_a_starter_digit_and_the_mean_weight_is_1():
    own = Example(np.ones((20, 20)), 1).source
    weights = TrainingConfig().sample_weights([SOURCE, own, SOURCE, SOURCE, "import: a.csv"])
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights / weights[0], [1, 5, 1, 1, 1], rtol=1e-6)
    assert weights.mean() == pytest.approx(1)


@pytest.mark.parametrize("sources", [["drawn"] * 4, [SOURCE] * 4, []])
def test_with_drawings_of_one_kind_all_count_the_same(sources):
    assert TrainingConfig().sample_weights(sources) is None


def test_the_greater_weight_can_be_switched_off():
    assert TrainingConfig(own_weight=1.0).sample_weights(["drawn", SOURCE]) is None
