"""What is set on a layer, loss or optimizer works, or is refused; nothing is ignored."""

import warnings

import numpy as np
import pytest

import digitapp.nn as nn
from digitapp.nn import L2, SGD, Adam, BinaryCrossentropy, Dense, Input, RMSprop, Sequential, relu

from .small_model import X, Y, new_model

OPTIMIZERS = [SGD(0.5), SGD(0.5, momentum=0.9), SGD(0.5, 0.9, nesterov=True), RMSprop(), Adam(0.05)]


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
