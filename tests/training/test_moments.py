"""The network at each moment is that of the frame, or the first of its seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitapp.training import TrainingConfig
from digitapp.training.frame import Frame
from digitapp.training.moments import Moments
from digitapp.training.next_step import StepStart

from .inspection_examples import parameters_of

CONFIG = TrainingConfig(hidden_layers=())
FIRST = CONFIG.make_model().parameters
SHOWN, NEWEST = parameters_of(CONFIG, 1), parameters_of(CONFIG, 2)


def frame(**more):
    return Frame(weights=SHOWN, newest=NEWEST, config=CONFIG, **more)


def moments_of(frame):
    moments = Moments()
    moments.take(frame)
    return moments


@pytest.mark.parametrize(
    ("moment", "weights"), [("shown", SHOWN), ("newest", NEWEST), ("first", FIRST)]
)
def test_each_moment_has_its_weights(moment, weights):
    layers = moments_of(frame(shown_epoch=3)).layers(moment)
    np.testing.assert_array_equal(layers[0].W[:, 0], weights[:400])


def test_before_there_are_any_weights_they_are_the_first():
    layers = moments_of(Frame(config=CONFIG)).layers("shown")
    np.testing.assert_array_equal(layers[0].W[:, 0], FIRST[:400])


def test_another_seed_has_other_first_weights():
    moments = moments_of(frame())
    before = moments.layers("first")[0].W.copy()
    moments.take(replace(frame(), config=replace(CONFIG, seed=2)))
    assert not np.array_equal(moments.layers("first")[0].W, before)


def test_the_others_are_named():
    now, past = moments_of(frame()), moments_of(frame(shown_epoch=3))
    assert [name for name, _ in now.others("shown")] == ["epoch 0"]
    assert [name for name, _ in now.others("first")] == ["now"]
    assert [name for name, _ in past.others("shown")] == ["epoch 0", "newest"]
    assert [name for name, _ in past.others("newest")] == ["epoch 0", "epoch 3"]


def test_the_gradient_is_known_only_after_a_step_and_for_now():
    model = CONFIG.make_model()
    model.train_on_batch(np.ones((2, 400)), [0, 1])
    step = StepStart.of(model, 0, 1)
    found = moments_of(frame(step=step)).gradients("shown")
    np.testing.assert_array_equal(found[0].W[:, 0], model.gradients[:400])
    assert moments_of(frame(step=step)).gradients("first") is None
    assert moments_of(frame(step=step, shown_epoch=2)).gradients("shown") is None
    assert moments_of(frame(step=step, shown_epoch=2)).gradients("newest") is not None
    assert moments_of(frame()).gradients("shown") is None
