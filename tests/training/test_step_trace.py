"""One step, computed as the textbook does, leads where Sequential.fit goes."""

from __future__ import annotations

import numpy as np
import pytest

from digitapp.nn import SGD, Callback, Dense, Input, Sequential
from digitapp.nn.optimizers import schedules
from digitapp.training.step_trace import Batch, arrays_of, trace_step

from .step_examples import ACTIVATIONS, LOSSES, OPTIMIZERS, batch_of, fit_once, model_of


def weights_after(trace):
    """Return W and b of each layer in turn, after the step."""
    return arrays_of(trace.update.w + trace.update.change, trace.layers)


def assert_same_step(model, batch):
    trace = trace_step(model, batch)
    fit_once(model, batch)
    for traced, fitted in zip(weights_after(trace), model.get_weights(), strict=True):
        np.testing.assert_allclose(traced, fitted, rtol=1e-6, atol=1e-6 * np.abs(fitted).max())


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_first_step_of_every_optimizer_and_loss_is_that_of_fit(optimizer, loss):
    assert_same_step(model_of(optimizer=optimizer, loss=loss), batch_of())


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_later_step_goes_on_from_what_the_optimizer_remembers(optimizer):
    model = model_of(optimizer=optimizer)
    for seed in range(5):
        fit_once(model, batch_of(seed=seed))
    assert_same_step(model, batch_of(seed=9))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (6,), (7, 5), (6, 5, 4)])
def test_the_step_of_every_activation_and_number_of_layers_is_that_of_fit(activation, hidden):
    assert_same_step(model_of(activation=activation, hidden=hidden), batch_of())


@pytest.mark.parametrize("loss", LOSSES)
def test_penalty_and_sample_weights_count_as_in_fit(loss):
    assert_same_step(model_of(loss=loss, l2=0.03), batch_of(weighted=True))


class _BeforeEachStep(Callback):
    """Traces each step of a fit just before it is made, and compares what came of it."""

    def __init__(self, batches):
        self.batches, self.traces, self.fitted = batches, [], []

    def on_train_batch_begin(self, batch, logs=None):
        self.traces.append(trace_step(self.model, self.batches[batch]))

    def on_train_batch_end(self, batch, logs=None):
        self.fitted.append(self.model.get_weights())


def test_a_smaller_last_batch_is_averaged_over_its_own_size():
    model, whole = model_of(), batch_of(11, weighted=True)
    parts = [slice(0, 4), slice(4, 8), slice(8, 11)]
    steps = _BeforeEachStep([Batch(*(array[part] for array in whole)) for part in parts])
    model.fit(
        whole.X,
        whole.y,
        batch_size=4,
        verbose=0,
        shuffle=False,
        sample_weight=whole.sample_weight,
        callbacks=[steps],
    )
    assert [trace.m for trace in steps.traces] == [4, 4, 3]
    for trace, fitted in zip(steps.traces, steps.fitted, strict=True):
        for traced, array in zip(weights_after(trace), fitted, strict=True):
            np.testing.assert_allclose(traced, array, rtol=1e-6, atol=1e-6 * np.abs(array).max())


@pytest.mark.parametrize("loss", LOSSES)
def test_loss_before_and_after_are_those_of_evaluate(loss):
    model, batch = model_of(loss=loss, l2=0.01), batch_of(weighted=True)
    model.layers[-1].set_weights([model.layers[-1].kernel / 10, [0.4]])  # relu: between 0 and 1
    trace = trace_step(model, batch)
    before = model.evaluate(batch.X, batch.y, sample_weight=batch.sample_weight)
    fit_once(model, batch)
    after = model.evaluate(batch.X, batch.y, sample_weight=batch.sample_weight)
    assert trace.loss == pytest.approx(before, rel=1e-6)
    assert trace.loss_after == pytest.approx(after, rel=1e-6)


def test_tracing_leaves_the_model_as_it_is():
    model = model_of()
    fit_once(model, batch_of())
    before = model.parameters.copy(), model.optimizer.iterations, model.optimizer.keras_slots()
    trace_step(model, batch_of(seed=1))
    np.testing.assert_array_equal(model.parameters, before[0])
    assert model.optimizer.iterations == before[1]
    for name, slot in model.optimizer.keras_slots().items():
        np.testing.assert_array_equal(slot, before[2][name])


def test_dz_of_the_last_layer_is_the_product_of_the_two_slopes():
    output = trace_step(model_of(), batch_of()).layers[-1]
    np.testing.assert_allclose(output.dA * output.slope, output.dZ, rtol=1e-12)
    np.testing.assert_allclose(output.dZ, output.A - batch_of().y, rtol=1e-12)


def test_an_answer_of_exactly_one_still_has_a_gradient():
    model = model_of(hidden=())
    model.set_weights([np.full((12, 1), 50.0), np.zeros(1)])
    trace = trace_step(model, batch_of())
    assert trace.layers[-1].A.max() == 1
    np.testing.assert_allclose(trace.layers[-1].dZ, trace.layers[-1].A - batch_of().y)
    assert np.isfinite(trace.loss_after)


def test_a_weight_is_found_among_all_parameters():
    model = model_of()
    trace = trace_step(model, batch_of())
    assert trace.update.w[trace.place(1, 3, 6)] == model.layers[1].kernel[6, 3]
    assert trace.update.w[trace.place(2, 0, None)] == model.layers[2].bias[0]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_frozen_layer_stays_as_it_is(optimizer):
    model = model_of(optimizer=optimizer, l2=0.05)
    model.layers[1].trainable = False
    before = model.layers[1].kernel.copy()
    assert_same_step(model, batch_of())
    np.testing.assert_array_equal(model.layers[1].kernel, before)


def test_a_layer_without_bias_gets_none():
    layers = [Input((12,)), Dense(4, "tanh", use_bias=False), Dense(1, "sigmoid")]
    model = Sequential(layers, seed=2)
    model.compile(optimizer=SGD(0.1), loss="binary_crossentropy")
    trace = trace_step(model, batch_of())
    fit_once(model, batch_of())
    after = weights_after(trace)
    np.testing.assert_allclose(after[0], model.layers[0].kernel, rtol=1e-6, atol=1e-7)
    np.testing.assert_array_equal(after[1], np.zeros(4))


def test_a_schedule_gives_the_rate_of_each_update():
    model = model_of()
    schedule = schedules.ExponentialDecay(0.1, decay_steps=2, decay_rate=0.5)
    model.compile(optimizer=SGD(schedule), loss="binary_crossentropy")
    for seed in range(4):
        assert_same_step(model, batch_of(seed=seed))
