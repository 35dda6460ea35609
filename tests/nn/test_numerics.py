"""Sound numbers where it is hard: large logits, odd data, steps that are far too large."""

import math

import numpy as np
import pytest

from digitapp.nn import (
    SGD,
    Adam,
    BinaryCrossentropy,
    Callback,
    Dense,
    Input,
    MeanSquaredError,
    Sequential,
    sigmoid,
)

RNG = np.random.default_rng(6)
X = RNG.random((50, 20), dtype=np.float32)
Y = RNG.integers(0, 2, 50)


def lecture_model(loss="binary_crossentropy", optimizer="adam", activation="sigmoid"):
    model = Sequential(
        [Input((20,)), Dense(5, activation), Dense(3, activation), Dense(1, "sigmoid")], seed=1
    )
    model.compile(loss=loss, optimizer=optimizer, metrics=["accuracy"])
    return model


def one_unit(logit, from_logits):
    model = Sequential([Input((1,)), Dense(1, "linear" if from_logits else "sigmoid")])
    model.set_weights([[[logit]], [0.0]])
    model.compile(loss=BinaryCrossentropy(from_logits=from_logits))
    return model


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("logit", [-1e4, -100.0, -20.0, 20.0, 100.0, 1e4])
def test_the_loss_is_exact_for_any_logit(logit, from_logits):
    model = one_unit(logit, from_logits)
    for label, exponent in ((0, logit), (1, -logit)):
        exact = exponent if exponent > 700 else math.log1p(math.exp(exponent))
        assert model.evaluate([[1.0]], [label]) == pytest.approx(exact, rel=1e-6)
        kernel, bias = model.gradients_of([[1.0]], [label])
        p = 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0
        assert kernel[0, 0] == pytest.approx(p - label, abs=1e-6)
        assert bias[0] == pytest.approx(p - label, abs=1e-6)


def test_the_loss_called_by_itself_is_that_of_keras_at_the_edges():
    loss = BinaryCrossentropy()
    assert loss([1.0], [1.0]) == pytest.approx(0, abs=1e-6)
    assert loss([1.0], [0.0]) == pytest.approx(-math.log(1e-7), rel=1e-5)
    assert BinaryCrossentropy(from_logits=True)([1.0], [-1e4]) == pytest.approx(1e4)


def test_sigmoid_saturates_without_a_warning():
    values = sigmoid([-1e30, -1e4, -1.0, 0.0, 1.0, 1e4, 1e30])
    expected = [0, 0, 1 / (1 + math.e), 0.5, 1 / (1 + math.exp(-1)), 1, 1]
    np.testing.assert_allclose(values, expected, atol=1e-7)


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_alone_is_learnt(label):
    history = lecture_model().fit(X, np.full(50, label), epochs=60, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    assert history["accuracy"][-1] == 1


def test_a_single_example_is_learnt():
    history = lecture_model().fit(X[:1], Y[:1], epochs=200, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_constant_images_give_finite_numbers(value):
    model = lecture_model()
    history = model.fit(np.full_like(X, value), Y, epochs=5, verbose=0).history
    assert np.isfinite(history["loss"]).all()
    assert np.isfinite(model.parameters).all()


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear"])
def test_weights_of_a_thousand_give_finite_numbers(activation):
    model = lecture_model(activation=activation)
    model.set_weights([np.full(w.shape, 1e3) for w in model.get_weights()])
    assert np.isfinite(model.predict(X)).all()
    assert np.isfinite(model.evaluate(X, Y)).all()
    model.fit(X, Y, epochs=2, verbose=0)
    assert np.isfinite(model.parameters).all()


@pytest.mark.parametrize("optimizer", [SGD(1e3), SGD(1e3, momentum=0.9), Adam(1e3)])
def test_a_sigmoid_network_survives_a_learning_rate_of_a_thousand(optimizer):
    model = lecture_model(optimizer=optimizer)
    history = model.fit(X, Y, epochs=5, verbose=0).history
    assert np.isfinite(history["loss"]).all()
    assert np.isfinite(model.parameters).all()


def diverging_model():
    model = Sequential([Input((20,)), Dense(5, "linear"), Dense(1, "linear")], seed=1)
    model.compile(loss=MeanSquaredError(), optimizer=SGD(1e3, momentum=0.5))
    return model


def test_a_diverging_fit_says_so_and_keeps_the_last_finite_weights():
    model = diverging_model()
    first = model.parameters.copy()
    with pytest.warns(RuntimeWarning, match=r"diverged in epoch \d+.*learning_rate.* 1000"):
        history = model.fit(X, Y, epochs=50, verbose=0)
    assert len(history.epoch) < 50
    assert not math.isfinite(history.history["loss"][-1])
    assert np.isfinite(model.parameters).all()
    if len(history.epoch) == 1:
        assert (model.parameters == first).all()


class Tell(Callback):
    def on_divergence(self, epoch, message):
        self.told = epoch, message
        return True


def test_a_callback_may_tell_of_a_divergence_in_place_of_the_warning():
    tell = Tell()
    epochs = diverging_model().fit(X, Y, epochs=50, callbacks=[tell], verbose=0).epoch
    epoch, message = tell.told
    assert epoch == epochs[-1]
    assert f"diverged in epoch {epoch + 1}" in message


def test_after_a_divergence_a_smaller_learning_rate_goes_on():
    model = diverging_model()
    with pytest.warns(RuntimeWarning, match="diverged"):
        model.fit(X, Y, epochs=50, verbose=0)
    model.optimizer.learning_rate = 1e-3
    model.set_weights([w * 0 + 0.01 for w in model.get_weights()])
    losses = model.fit(X, Y, epochs=20, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_a_constant_prediction_of_a_half_costs_ln_2():
    model = lecture_model()
    model.set_weights([np.zeros(w.shape) for w in model.get_weights()])
    assert model.evaluate(X, Y, return_dict=True)["loss"] == pytest.approx(math.log(2), abs=1e-7)
