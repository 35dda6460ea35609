"""What may be set, up to its limits and not beyond."""

import math
from typing import Any

import numpy as np
import pytest

from digitapp import nn
from digitapp.nn import callbacks, losses, metrics, optimizers

from .small_model import X, Y, new_model

schedules = optimizers.schedules
TINY, BELOW_1, ABOVE_1 = math.ulp(0.0), math.nextafter(1, 0), math.nextafter(1, 2)
SHARE = ([0, 1], [-TINY, ABOVE_1])  # what may be, what may not
BELOW = ([0, BELOW_1], [-TINY, 1])
NOT_NEGATIVE = ([0, TINY], [-TINY])
POSITIVE = ([TINY], [0])
FROM_0, FROM_1 = ([0, 1], [-1]), ([1, 2], [0])


def fit(**options):
    return new_model().fit(X, Y, verbose=0, **options)


SETTINGS: dict[str, Any] = {
    "units": (nn.Dense, FROM_1),
    "Input": (lambda n: nn.Input((n,)), FROM_1),
    "input_shape": (lambda n: nn.Dense(1, input_shape=(n,)), FROM_1),
    "build": (lambda n: nn.Sequential([nn.Dense(1)]).build((None, n)), FROM_1),
    "label_smoothing": (lambda s: losses.BinaryCrossentropy(label_smoothing=s), SHARE),
    "accuracy's threshold": (lambda t: metrics.BinaryAccuracy(threshold=t), SHARE),
    "precision's threshold": (lambda t: metrics.Precision(thresholds=t), SHARE),
    "num_thresholds": (lambda n: metrics.AUC(num_thresholds=n), ([2], [1])),
    "maxval": (lambda v: nn.RandomUniform(0.5, v), ([0.5, 1], [math.nextafter(0.5, 0)])),
    "stddev": (lambda v: nn.RandomNormal(0, v), NOT_NEGATIVE),
    "l2": (nn.L2, NOT_NEGATIVE),
    "learning_rate": (nn.SGD, ([0, 1e29], [-TINY, 1e30])),
    "momentum": (lambda v: nn.SGD(momentum=v), BELOW),
    "rho": (lambda v: nn.RMSprop(rho=v), BELOW),
    "beta_1": (lambda v: nn.Adam(beta_1=v), BELOW),
    "beta_2": (lambda v: nn.Adam(beta_2=v), BELOW),
    "epsilon": (lambda v: nn.Adam(epsilon=v), POSITIVE),
    "initial_learning_rate": (lambda v: schedules.CosineDecay(v, 5), NOT_NEGATIVE),
    "alpha": (lambda v: schedules.CosineDecay(0.1, 5, v), NOT_NEGATIVE),
    "decay_steps of a cosine": (lambda n: schedules.CosineDecay(0.1, n), FROM_1),
    "decay_steps": (lambda n: schedules.ExponentialDecay(0.1, n, 0.5), FROM_1),
    "decay_rate": (lambda v: schedules.ExponentialDecay(0.1, 5, v), NOT_NEGATIVE),
    "boundary": (lambda v: schedules.PiecewiseConstantDecay([v], [1, 2]), NOT_NEGATIVE),
    "patience": (lambda n: callbacks.EarlyStopping(patience=n), FROM_0),
    "start_from_epoch": (lambda n: callbacks.EarlyStopping(start_from_epoch=n), FROM_0),
    "save_freq": (lambda n: callbacks.ModelCheckpoint("a.keras", save_freq=n), FROM_1),
    "factor": (lambda v: callbacks.ReduceLROnPlateau(factor=v), BELOW),
    "plateau's patience": (lambda n: callbacks.ReduceLROnPlateau(patience=n), FROM_0),
    "cooldown": (lambda n: callbacks.ReduceLROnPlateau(cooldown=n), FROM_0),
    "min_lr": (lambda v: callbacks.ReduceLROnPlateau(min_lr=v), NOT_NEGATIVE),
    "seed for everything": (nn.utils.set_random_seed, ([0, 2**32 - 1], [-1, 2**32])),
    "seed of a model": (lambda n: nn.Sequential(seed=n), FROM_0),
    "batch_size": (lambda n: fit(batch_size=n), FROM_1),
    "epochs": (lambda n: fit(epochs=n), FROM_0),
    "initial_epoch": (lambda n: fit(initial_epoch=n), FROM_0),
    "validation_split": (lambda v: fit(validation_split=v), ([0], [-TINY, 1])),
    "class_weight": (lambda v: fit(class_weight={0: v}), NOT_NEGATIVE),
    "evaluate's batch_size": (lambda n: new_model().evaluate(X, Y, batch_size=n), FROM_1),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_taken_up_to_its_limits_and_refused_beyond(name):
    make, (inside, outside) = SETTINGS[name]
    for value in inside:
        make(value)
    for value in outside:
        with pytest.raises(ValueError, match="must be"):
            make(value)


@pytest.mark.parametrize("shape", [(None, 6), [None, 6], (6,), 6])
def test_a_model_is_built_for_a_shape_in_each_of_its_forms(shape):
    model = nn.Sequential([nn.Dense(3)])
    model.build(shape)
    assert [array.shape for array in model.get_weights()] == [(6, 3), (3,)]


def test_a_model_without_weights_says_so_whatever_is_asked_of_it():
    for ask in (
        lambda model: model.predict(X),
        lambda model: model.forward(X),
        lambda model: model.predictor(),
    ):
        with pytest.raises(ValueError, match=r"The model has no weights yet\. Start it with Input"):
            ask(nn.Sequential([nn.Dense(1)]))


def test_an_output_at_the_threshold_is_a_0_and_the_next_above_a_1():
    labels, at = np.zeros((1, 1), np.float32), np.array([[0.5]], np.float32)
    above = np.nextafter(at, np.float32(1))
    assert metrics.BinaryAccuracy().value(labels, at) == 1
    assert metrics.BinaryAccuracy().value(labels, above) == 0
