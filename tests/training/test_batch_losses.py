"""The losses of single batches: they are those of the fit, here computed anew from its weights."""

import numpy as np
import pytest

from digitapp.nn import Callback
from digitapp.training import TrainingConfig
from digitapp.training.batch_losses import BatchLosses

M, BATCH = 22, 5  # the last of 5 batches has 2 examples
X = np.random.default_rng(1).random((M, 400), dtype=np.float32)
Y = (np.arange(M) % 2).astype(np.float32)[:, np.newaxis]


class Weights(Callback):
    """Keeps the weights before each batch, and the order of each epoch."""

    def __init__(self):
        self.weights, self.orders = [], []

    def on_epoch_begin(self, epoch, logs=None):
        rng = np.random.default_rng()
        rng.bit_generator.state = self.model.shuffle_rng.bit_generator.state
        self.orders.append(rng.permutation(M))

    def on_train_batch_begin(self, batch, logs=None):
        self.weights.append(self.model.parameters.copy())


def cross_entropy(model, weights, rows, sample_weight=None):
    """Return the mean loss of some examples in float64, from the formula."""
    model.parameters[...] = weights
    a = model.predict(X[rows], verbose=0).astype(np.float64)
    losses = -(Y[rows] * np.log(a) + (1 - Y[rows]) * np.log(1 - a))[:, 0]
    return float((losses * (1 if sample_weight is None else sample_weight[rows])).mean())


@pytest.mark.parametrize("weighted", [False, True])
def test_each_batch_has_the_loss_of_the_weights_before_its_step(weighted):
    sample_weight = np.linspace(0.5, 1.5, M) if weighted else None
    config = TrainingConfig(batch_size=BATCH, learning_rate=0.01)
    model, batches, seen = config.make_model(), BatchLosses(), Weights()
    batches.watch(M, BATCH, lambda: True)
    options = dict(batch_size=BATCH, epochs=3, verbose=0, sample_weight=sample_weight)
    model.fit(X, Y, callbacks=[batches, seen], **options)
    points = batches.points()
    np.testing.assert_allclose(points.epochs, np.arange(15) / 5, atol=1e-12)
    judge = config.make_model()
    for k, loss in enumerate(points.loss):
        rows = seen.orders[k // 5][k % 5 * BATCH : (k % 5 + 1) * BATCH]
        wanted = cross_entropy(judge, seen.weights[k], rows, sample_weight)
        assert loss == pytest.approx(wanted, rel=2e-4)


def test_a_fast_run_is_followed_while_it_is_young_and_then_no_more():
    model, batches = TrainingConfig().make_model(), BatchLosses()
    batches.watch(M, 1, lambda: False)
    model.fit(X, Y, callbacks=[batches], batch_size=1, epochs=50, verbose=0)
    points = batches.points()
    assert len(points.epochs) == 45 * M  # whole epochs up to 1,000 batches
    assert points.epochs[-1] < 45


def test_no_logs_are_computed_for_batches_that_nobody_follows(monkeypatch):
    model, batches = TrainingConfig().make_model(), BatchLosses()
    batches.watch(M, 1, lambda: False)
    counted, logs_of = [], type(model).logs_of
    monkeypatch.setattr(type(model), "logs_of", lambda *given: counted.append(1) or logs_of(*given))
    options = dict(callbacks=[batches], batch_size=1, verbose=0)
    model.fit(X, Y, epochs=52, initial_epoch=50, **options)
    assert len(counted) == 2  # one an epoch


def test_a_batch_is_left_out_when_the_one_before_was_not_followed():
    model, batches = TrainingConfig().make_model(), BatchLosses()
    asked = iter([False, False, True, True, True] * 20)
    batches.watch(M, BATCH, lambda: next(asked))
    options = dict(callbacks=[batches], batch_size=BATCH, verbose=0)
    model.fit(X, Y, epochs=401, initial_epoch=400, **options)
    np.testing.assert_allclose(batches.points().epochs, [400.6, 400.8])


def test_a_branch_forgets_the_batches_after_it():
    model, batches = TrainingConfig().make_model(), BatchLosses()
    batches.watch(M, BATCH, lambda: True)
    model.fit(X, Y, callbacks=[batches], batch_size=BATCH, epochs=3, verbose=0)
    batches.cut(2)
    assert len(batches.points().epochs) == 10
