"""Networks, optimizers and losses of every kind, for the tests of one step."""

from __future__ import annotations

import numpy as np

from digitapp.nn import (
    L2,
    SGD,
    Adam,
    BinaryCrossentropy,
    Dense,
    Input,
    MeanSquaredError,
    RMSprop,
    Sequential,
)
from digitapp.training.step_trace import Batch

OPTIMIZERS = {
    "sgd": lambda: SGD(0.1),
    "sgd with momentum": lambda: SGD(0.1, momentum=0.9),
    "sgd with nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "rmsprop": RMSprop,
    "adam": Adam,
}
LOSSES = {  # and the activation of the output layer
    "cross-entropy": (BinaryCrossentropy, "sigmoid"),
    "smoothed": (lambda: BinaryCrossentropy(label_smoothing=0.2), "sigmoid"),
    "from logits": (lambda: BinaryCrossentropy(from_logits=True), "linear"),
    "from tanh logits": (lambda: BinaryCrossentropy(from_logits=True), "tanh"),
    "clipped": (BinaryCrossentropy, "relu"),
    "squared": (MeanSquaredError, "sigmoid"),
    "squared, linear": (MeanSquaredError, "linear"),
}
ACTIVATIONS = ("sigmoid", "relu", "tanh", "linear")
N_IN = 12


def model_of(*, optimizer="adam", loss="cross-entropy", hidden=(7, 5), activation="sigmoid", l2=0):
    make, output = LOSSES[loss]
    penalty = L2(l2) if l2 else None
    layers = [Dense(n, activation, kernel_regularizer=penalty) for n in hidden]
    layers.append(Dense(1, output, kernel_regularizer=penalty))
    model = Sequential([Input((N_IN,)), *layers], seed=3)
    model.compile(optimizer=OPTIMIZERS[optimizer](), loss=make())
    return model


def batch_of(m=8, *, weighted=False, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.random((m, N_IN)).astype(np.float32)
    y = (np.arange(m) % 2).astype(np.float32)[:, np.newaxis]
    weights = rng.uniform(0.5, 3, m).astype(np.float32) if weighted else None
    return Batch(X, y, weights)


def fit_once(model, batch):
    """Make the step that the batch is: one epoch of one batch."""
    model.fit(
        batch.X,
        batch.y,
        batch_size=len(batch.X),
        epochs=1,
        verbose=0,
        shuffle=False,
        sample_weight=batch.sample_weight,
    )
