"""What is set on a layer, loss or optimizer works, or is refused; nothing is ignored."""

import inspect
import warnings
from typing import Any

import numpy as np
import pytest

import digitapp.nn as nn
from digitapp.nn import L2, SGD, Adam, BinaryCrossentropy, Dense, Input, RMSprop, Sequential, relu
from digitapp.nn.settings import Checked

from .small_model import X, Y, new_model

OPTIMIZERS = [SGD(0.5), SGD(0.5, momentum=0.9), SGD(0.5, 0.9, nesterov=True), RMSprop(), Adam(0.05)]


def test_a_schedule_tells_the_rate_of_the_next_step():
    rate = nn.optimizers.schedules.ExponentialDecay(0.1, 5, 0.5, staircase=True)
    model = new_model(optimizer=Adam(rate))
    model.fit(X[:40], Y[:40], batch_size=8, epochs=2, verbose=0)
    assert model.optimizer.iterations == 10
    assert model.optimizer.learning_rate == pytest.approx(0.025)  # Keras's number


def test_a_clone_is_compiled_as_its_model_and_begins_anew():
    model = new_model(optimizer=Adam(0.1, beta_1=0.7))
    model.fit(X, Y, verbose=0)
    clone = nn.models.clone_model(model)
    clone.optimizer.beta_1 = 0.8
    assert (clone.optimizer.iterations, model.optimizer.beta_1) == (0, 0.7)
    assert (
        clone.evaluate(X, Y, return_dict=True).keys()
        == model.evaluate(X, Y, return_dict=True).keys()
    )
    assert (clone.layers[0].kernel != model.layers[0].kernel).any()


def with_metric(metric):
    model = new_model()
    model.compile("sgd", "binary_crossentropy", metrics=[metric])
    return model, model.metrics[metric.name]


def test_a_threshold_that_is_set_later_is_that_of_the_metric():
    for metric in (nn.metrics.Recall(thresholds=0), nn.metrics.BinaryAccuracy(threshold=0)):
        model, inside = with_metric(metric)
        before = model.evaluate(X, Y)[1]
        setattr(inside, "thresholds" if "recall" in inside.name else "threshold", 1)
        assert model.evaluate(X, Y)[1] != before


REFUSED: dict[
    str, tuple[Any, list[Any]]
] = {  # what is set, by an example of each; Keras takes some of these in silence
    "activation": (Dense(3), ["x", 5]),
    "trainable": (Dense(3), ["no", None]),
    "name": (Dense(3), [5, "a/b", ""]),
    "kernel_initializer": (Dense(3), ["x", 5]),
    "kernel_constraint": (Dense(3), ["max_norm"]),
    "bias_regularizer": (Dense(3), ["l2"]),
    "learning_rate": (Adam(), ["a", -1, True, lambda: 1]),
    "beta_1": (Adam(), ["a", 1, None]),
    "epsilon": (RMSprop(), [None, 0]),
    "nesterov": (SGD(), ["yes"]),
    "clipnorm": (SGD(), [1.0]),
    "weight_decay": (Adam(), [0.1]),
    "from_logits": (BinaryCrossentropy(), ["no", 2]),
    "label_smoothing": (BinaryCrossentropy(), ["a", 7]),
    "thresholds": (nn.metrics.Precision(), ["a", [0.2], 2]),
    "num_thresholds": (nn.metrics.AUC(), ["a", 1]),
    "l2": (L2(), ["a", -1]),
    "seed": (nn.HeNormal(), ["a", -1]),
    "stddev": (nn.RandomNormal(), ["a", -1]),
    "mode": (nn.EarlyStopping(), ["best", None]),
    "patience": (nn.EarlyStopping(), ["a", -1, None]),
    "baseline": (nn.EarlyStopping(), ["a"]),
    "monitor": (nn.callbacks.ReduceLROnPlateau(), [5]),
    "factor": (nn.callbacks.ReduceLROnPlateau(), [1, "a"]),
    "filepath": (nn.callbacks.ModelCheckpoint("a.keras"), [5, "a\0b"]),
    "separator": (nn.callbacks.CSVLogger("a.csv"), ["ab"]),
    "decay_rate": (nn.optimizers.schedules.ExponentialDecay(0.1, 5, 0.5), ["a", -1]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_setting_is_checked_also_when_it_is_set_later(name):
    thing, wrong = REFUSED[name]
    before = getattr(thing, name)
    for value in wrong:
        with pytest.raises((ValueError, TypeError), match=r" .+\.$"):
            setattr(thing, name, value)
    assert getattr(thing, name) is before


UNCHECKED = {  # settings that are set only at the beginning, go together, or can't be wrong
    "Dense": {"units", "use_bias", "input_shape", "input_dim", "activation", "kernel_regularizer"},
    "PiecewiseConstantDecay": {"boundaries", "values"},
    "ModelCheckpoint": {"save_freq"},
}
MODULES = (
    *(nn.layers, nn.losses, nn.metrics, nn.initializers, nn.regularizers, nn.callbacks),
    *(nn.optimizers, nn.optimizers.schedules),
)
CLASSES = [
    thing
    for module in MODULES
    for name, thing in vars(module).items()
    if inspect.isclass(thing) and thing.__module__.startswith(module.__name__)
    if not name.startswith("_") and name not in ("Input", "InputLayer")
]


@pytest.mark.parametrize("cls", CLASSES)
def test_every_setting_of_a_class_is_checked_whenever_it_is_set(cls):
    unchecked = {
        name
        for name, parameter in inspect.signature(cls).parameters.items()
        if parameter.kind != parameter.VAR_KEYWORD
        and not isinstance(inspect.getattr_static(cls, name, None), (Checked, property))
    }
    assert unchecked <= UNCHECKED.get(cls.__name__, set()) | {"verbose"}


def test_a_metric_of_one_of_several_outputs_is_refused_also_for_the_first():
    with pytest.raises(ValueError, match="Recall with class_id is not known here"):
        nn.metrics.get({"class_name": "Recall", "config": {"class_id": 0}})


def test_iterations_that_are_no_number_are_refused_by_the_next_fit():
    model = new_model()
    model.fit(X, Y, verbose=0)
    model.optimizer.iterations = -5
    with pytest.raises(ValueError, match="iterations must be a whole number ≥ 0, got -5"):
        model.fit(X, Y, verbose=0)


def test_layers_are_not_exchanged_behind_the_models_back():
    model = new_model()
    with pytest.raises(TypeError):
        model.layers[0] = Dense(4)
    with pytest.raises(AttributeError):
        model.layers.append(Dense(4))


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    "make", [lambda o=o: type(o).from_config(o.get_config()) for o in OPTIMIZERS]
)
def test_a_frozen_layer_stays_as_it_is_and_the_others_learn(make, number):
    model = new_model(optimizer=make())
    model.fit(X, Y, epochs=3, verbose=0)  # the slots are filled
    model.layers[number].trainable = False
    before = model.get_weights()
    model.fit(X, Y, epochs=3, verbose=0)
    model.train_on_batch(X, Y)
    same = [(a == b).all() for a, b in zip(before, model.get_weights(), strict=True)]
    assert same == [number == 0, number == 0, number == 1, number == 1]


def test_a_layer_that_is_no_longer_frozen_learns_again():
    model = new_model()
    model.trainable = False
    assert not model.trainable
    assert model.trainable_weights == []
    model.layers[1].trainable = True
    model.fit(X, Y, verbose=0)
    before = model.layers[0].get_weights()[0]
    model.trainable = True
    model.fit(X, Y, verbose=0)
    assert (model.layers[0].kernel != before).any()


def test_weights_that_a_callback_gives_a_frozen_layer_stay():
    class Replace(nn.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 0:
                self.model.layers[1].set_weights([np.ones((4, 1)), np.ones(1)])

    model = new_model()
    model.layers[1].trainable = False
    model.fit(X, Y, callbacks=[Replace()], verbose=0)
    assert (model.layers[1].kernel == 1).all()


def test_a_layer_without_bias_has_one_array_and_adds_nothing():
    model = Sequential([Input((6,)), Dense(4, "tanh", use_bias=False), Dense(1, "sigmoid")], seed=1)
    model.compile("adam", "binary_crossentropy")
    model.fit(X, Y, epochs=3, verbose=0)
    assert [w.shape for w in model.get_weights()] == [(6, 4), (4, 1), (1,)]
    assert model.count_params() == 29
    assert len(model.gradients_of(X, Y)) == 3
    assert max(nn.check_gradients(model, X[:5], Y[:5]).values()) < 1e-6
    hidden = np.tanh(X @ model.layers[0].kernel)
    np.testing.assert_allclose(model.forward(X)[0].a, hidden, atol=1e-6)


def test_an_activation_that_is_set_after_a_fit_is_the_one_that_computes():
    model = new_model()
    model.fit(X, Y, verbose=0)
    model.layers[0].activation = "relu"
    assert model.layers[0].activation is relu
    fresh = Sequential([Input((6,)), Dense(4, "relu"), Dense(1, "sigmoid")])
    fresh.set_weights(model.get_weights())
    fresh.compile("sgd", "binary_crossentropy")
    assert (model.predict(X) == fresh.predict(X)).all()
    for ours, wanted in zip(model.gradients_of(X, Y), fresh.gradients_of(X, Y), strict=True):
        assert (ours == wanted).all()


def test_a_regularizer_that_is_set_after_a_fit_counts():
    model = new_model()
    model.fit(X, Y, verbose=0)
    before, loss = model.gradients_of(X, Y)[0], model.evaluate(X, Y)[0]
    model.layers[0].kernel_regularizer = L2(0.5)
    kernel = model.layers[0].kernel
    np.testing.assert_allclose(model.gradients_of(X, Y)[0], before + kernel, atol=1e-6)
    assert model.evaluate(X, Y)[0] == pytest.approx(loss + 0.5 * (kernel**2).sum(), rel=1e-5)


def test_a_kernel_that_is_set_is_copied_into_the_model():
    model = new_model()
    model.build((None, 6))
    model.layers[0].kernel = np.ones((6, 4))
    assert (model.get_weights()[0] == 1).all()
    assert (model.parameters[:24] == 1).all()
    with pytest.raises(ValueError, match="kernel must have the shape"):
        model.layers[0].kernel = np.ones((4, 6))


def test_the_older_name_of_the_learning_rate_sets_it():
    optimizer = Adam(0.01)
    optimizer.lr = 0.5
    assert optimizer.learning_rate == 0.5


def test_a_metric_that_stands_there_twice_is_reported_twice():
    model = new_model()
    model.compile("sgd", "bce", metrics=["accuracy", "accuracy", "Precision"])
    history = model.fit(X, Y, verbose=0).history
    assert list(history) == ["loss", "accuracy", "accuracy_1", "Precision"]
    assert history["accuracy"] == history["accuracy_1"]


def test_from_logits_behind_a_sigmoid_warns_and_takes_the_logits():
    model = Sequential([Input((6,)), Dense(1, "sigmoid")], seed=1)
    with pytest.warns(UserWarning, match="from_logits=True, but the last layer is a sigmoid"):
        model.compile("sgd", BinaryCrossentropy(from_logits=True))
    plain = Sequential([Input((6,)), Dense(1, "sigmoid")], seed=1)
    plain.compile("sgd", BinaryCrossentropy())
    assert model.fit(X, Y, verbose=0).history == plain.fit(X, Y, verbose=0).history


def test_from_logits_behind_a_linear_layer_does_not_warn():
    model = Sequential([Input((6,)), Dense(1)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.compile("sgd", BinaryCrossentropy(from_logits=True))


def test_a_small_probability_is_no_zero():
    model = Sequential([Input((1,)), Dense(1, "sigmoid")])
    model.set_weights([[[1.0]], [0.0]])
    x = np.array([-80.0, -20.0, -5.0, 5.0], np.float32)
    exact = 1 / (1 + np.exp(-x.astype(np.float64)))
    for values in (
        model.predict(x[:, np.newaxis])[:, 0],
        model.forward(x[:, np.newaxis])[0].a[:, 0],
        np.array([model.predictor()(each)[0] for each in x[:, np.newaxis]]),
        nn.sigmoid(x),
    ):
        np.testing.assert_allclose(values, exact, rtol=1e-6)


def test_a_seed_for_everything_makes_a_script_repeatable():
    def losses():
        nn.utils.set_random_seed(5)
        model = Sequential([Dense(4, "tanh"), Dense(1, "sigmoid")])
        model.compile("adam", "bce")
        return model.fit(X, Y, epochs=2, verbose=0).history["loss"]

    assert losses() == losses()
