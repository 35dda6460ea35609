"""Every layer, activation and loss: backward gives the slopes that central differences measure."""

import warnings

import numpy as np
import pytest

from digitapp.nn import (
    L2,
    BinaryCrossentropy,
    Dense,
    Input,
    MeanSquaredError,
    RandomNormal,
    Sequential,
    check_gradients,
)

RNG = np.random.default_rng(5)
X = RNG.normal(size=(7, 6)).astype(np.float32)
Y = np.array([0, 1, 1, 0, 1, 0, 0])
ACTIVATIONS = ["sigmoid", "relu", "tanh", "linear"]
LOSSES = [
    BinaryCrossentropy(),
    BinaryCrossentropy(label_smoothing=0.3),
    BinaryCrossentropy(from_logits=True),
    MeanSquaredError(),
]


def small_model(hidden, output, loss, units=1, regularizer=None):
    wide = RandomNormal(stddev=0.3, seed=3)
    layers = [
        Dense(5, hidden, True, wide, RandomNormal(stddev=0.5, seed=4), regularizer),
        Dense(4, hidden, True, wide, RandomNormal(stddev=0.5, seed=5)),
        Dense(units, output, True, wide, RandomNormal(0.5, 0.1, seed=6), regularizer),
    ]
    model = Sequential([Input((6,)), *layers])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The loss has from_logits")  # behind a sigmoid
        model.compile(loss=loss)
    return model


@pytest.mark.parametrize("loss", LOSSES, ids=["bce", "smoothed", "from_logits", "mse"])
@pytest.mark.parametrize("output", ACTIVATIONS)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_backward_matches_central_differences(hidden, output, loss):
    model = small_model(hidden, output, loss)
    assert all(np.any(gradient) for gradient in model.gradients_of(X, Y))
    errors = check_gradients(model, X, Y)
    assert len(errors) == 6
    assert max(errors.values()) < 1e-6, errors


def test_backward_matches_with_a_price_on_large_weights():
    model = small_model("tanh", "sigmoid", BinaryCrossentropy(), regularizer=L2(0.1))
    assert max(check_gradients(model, X, Y).values()) < 1e-6


def test_backward_matches_for_several_outputs():
    model = small_model("tanh", "sigmoid", BinaryCrossentropy(), units=3)
    labels = np.stack([Y, 1 - Y, Y], axis=1)
    assert max(check_gradients(model, X, labels).values()) < 1e-6


def test_the_check_sees_a_wrong_gradient(monkeypatch):
    model = small_model("tanh", "sigmoid", BinaryCrossentropy())
    right = BinaryCrossentropy.gradient

    def wrong(self, y, Z, A, activation, dZ):
        right(self, y, Z, A, activation, dZ)
        dZ *= 1.01

    monkeypatch.setattr(BinaryCrossentropy, "gradient", wrong)
    assert min(check_gradients(model, X, Y).values()) > 1e-3


def test_the_check_leaves_the_model_as_it_was():
    model = small_model("tanh", "sigmoid", BinaryCrossentropy())
    before = model.parameters.copy()
    check_gradients(model, X, Y)
    assert (model.parameters == before).all()
    assert model.parameters.dtype == np.float32


def test_gradients_of_a_weighted_batch_are_the_weighted_mean():
    model = small_model("tanh", "sigmoid", BinaryCrossentropy())
    weights = np.array([2, 0, 1, 1, 3, 0, 0.5])
    each = [model.gradients_of(X[i : i + 1], Y[i : i + 1]) for i in range(7)]
    whole = model.gradients_of(X, Y, sample_weight=weights)
    for part, gradient in enumerate(whole):
        mean = sum(w * one[part] for w, one in zip(weights, each, strict=True)) / 7
        np.testing.assert_allclose(gradient, mean, atol=1e-6)


def test_forward_shows_every_z_and_a_of_the_lecture():
    model = small_model("sigmoid", "sigmoid", BinaryCrossentropy())
    a = X
    for layer, values in zip(model.layers, model.forward(X), strict=True):
        W, b = layer.get_weights()
        z = a @ W + b
        a = 1 / (1 + np.exp(-z))
        np.testing.assert_allclose(values.z, z, atol=1e-6)
        np.testing.assert_allclose(values.a, a, atol=1e-6)
    np.testing.assert_allclose(model.predict(X), a, atol=1e-6)
