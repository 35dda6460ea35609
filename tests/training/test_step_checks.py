"""The gradients of a step are slopes of its loss, and each example's push is its own."""

from __future__ import annotations

import numpy as np
import pytest

from digitapp.training.step_checks import check_gradient, pushes
from digitapp.training.step_trace import Batch, trace_step

from .step_examples import LOSSES, N_IN, batch_of, fit_once, model_of

PINNED = np.linspace(0, 1, N_IN)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("layer", "unit", "input_"), [(0, 4, 7), (1, 2, None), (2, 0, 3)])
def test_a_gradient_is_the_slope_of_the_loss(loss, layer, unit, input_):
    trace = trace_step(model_of(loss=loss, l2=0.02), batch_of(weighted=True))
    check = check_gradient(trace, layer, unit, input_)
    assert check.gradient == pytest.approx(check.slope, rel=1e-5, abs=1e-9)
    assert check.gradient != 0 or loss == "clipped"


def logit(model, x):
    return float(model.forward(x[np.newaxis])[-1].z[0, 0])


def test_shares_penalty_and_rest_add_up_to_the_change_of_the_logit():
    model, batch = model_of(optimizer="sgd", l2=0.05), batch_of(weighted=True)
    fit_once(model, batch)  # so that no bias is 0
    found = pushes(trace_step(model, batch), PINNED)
    before = logit(model, PINNED)
    assert found.before == pytest.approx(before, abs=1e-6)
    fit_once(model, batch)
    change = logit(model, PINNED) - before
    assert found.shares.sum() + found.penalty + found.rest == pytest.approx(change, abs=1e-6)
    assert found.after - found.before == pytest.approx(change, abs=1e-6)


def test_the_share_of_an_example_is_what_a_small_step_on_it_alone_would_do():
    model, batch = model_of(optimizer="sgd"), batch_of()
    model.optimizer.learning_rate = 0.001  # so small that z is as good as linear
    shares = pushes(trace_step(model, batch), PINNED).shares
    alone = model_of(optimizer="sgd")
    alone.optimizer.learning_rate = 0.001 / len(batch.X)
    before = logit(alone, PINNED)
    fit_once(alone, Batch(batch.X[2:3], batch.y[2:3]))
    assert shares[2] == pytest.approx(logit(alone, PINNED) - before, rel=0.01)


def test_examples_of_both_labels_push_a_drawing_in_opposite_directions():
    shares = pushes(trace_step(model_of(optimizer="sgd", hidden=()), batch_of()), PINNED).shares
    assert (shares[0::2] < 0).all()
    assert (shares[1::2] > 0).all()


def test_of_another_optimizer_the_shares_are_those_of_plain_sgd():
    sgd, adam = model_of(optimizer="sgd"), model_of(optimizer="adam")
    adam.optimizer.learning_rate = 0.1
    found = [pushes(trace_step(model, batch_of()), PINNED) for model in (sgd, adam)]
    np.testing.assert_allclose(found[0].shares, found[1].shares)
    assert found[0].after == pytest.approx(found[1].after)


def test_a_frozen_layer_takes_no_part_in_a_push():
    model = model_of(optimizer="sgd", l2=0.05)
    model.layers[0].trainable = False
    found, before = pushes(trace_step(model, batch_of()), PINNED), logit(model, PINNED)
    fit_once(model, batch_of())
    change = logit(model, PINNED) - before
    assert found.shares.sum() + found.penalty + found.rest == pytest.approx(change, abs=1e-6)
    assert abs(found.rest) < 0.1 * abs(change)
