"""Networks and drawings for the tests of Inside, and their numbers computed in plain Python."""

from __future__ import annotations

import math

import numpy as np

from digitapp.training import TrainingConfig
from digitapp.training.config import HiddenLayer
from digitapp.training.inspection import Inspection, layers_of

CONFIGS = {
    "the lecture's": TrainingConfig(),
    "no hidden layer": TrainingConfig(hidden_layers=()),
    "one of relu": TrainingConfig(hidden_layers=(HiddenLayer(9, "relu"),)),
    "three kinds": TrainingConfig(
        hidden_layers=(HiddenLayer(64, "tanh"), HiddenLayer(7, "linear"), HiddenLayer(5, "relu"))
    ),
}
G = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: max(z, 0.0),
    "linear": lambda z: z,
}


def drawing(seed=0):
    """Return ink (400,) in the middle of a picture."""
    x = np.zeros((20, 20), np.float32)
    x[4:16, 6:14] = np.random.default_rng(seed).random((12, 8))
    return x.reshape(-1)


def parameters_of(config, seed=5):
    n = config.make_model().count_params()
    return (np.random.default_rng(seed).normal(0, 0.2, n)).astype(np.float32)


def inspection_of(config=CONFIGS["the lecture's"], *, x=None, off=frozenset(), seed=5):
    x = drawing() if x is None else x
    return Inspection(layers_of(config, parameters_of(config, seed)), x, off)


def by_hand(inspection, x=None, off=frozenset()):
    """Compute z and a of every layer in plain Python, unit by unit."""
    a = [float(value) for value in (inspection.x if x is None else x)]
    values = []
    for number, layer in enumerate(inspection.layers):
        W, b = layer.W.astype(float), layer.b.astype(float)
        z = [sum(W[i, j] * a[i] for i in range(len(a))) + b[j] for j in range(len(b))]
        g = G[layer.activation.name]
        a = [0.0 if (number, j) in off else g(each) for j, each in enumerate(z)]
        values.append((z, a))
    return values
