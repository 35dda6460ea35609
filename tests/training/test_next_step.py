"""The step that is foretold is the one that the fit then makes: same drawings, same weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitapp.digits import augment, starter
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.digits.example import Example
from digitapp.nn import Callback
from digitapp.training import TrainingConfig
from digitapp.training.next_step import StepReader, StepStart
from digitapp.training.run import fit

CONFIG = TrainingConfig(epochs=2, batch_size=8)


def held_out(dataset, config):
    return dataset.held_out(config.validation_share, config.seed)


def some_drawings(n=45):
    examples = list(starter()[:n])
    own = [replace(each, source=Example.source) for each in examples[::4]]
    return DatasetSnapshot.of([*own, *examples])


class _Foretell(Callback):
    """Asks before every step what it will be, and keeps what it was."""

    def __init__(self, config, dataset):
        self.config, self.dataset, self.reader = config, dataset, StepReader()
        self.foretold, self.made, self.epoch = [], [], 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch, self.shuffles = epoch, self.model.shuffle_rng.bit_generator.state

    def on_train_batch_begin(self, batch, logs=None):
        start = StepStart.of(self.model, self.epoch, batch, self.shuffles)
        start = replace(start, config=self.config, dataset=self.dataset)
        self.foretold.append(self.reader.read(start))

    def on_train_batch_end(self, batch, logs=None):
        self.made.append(self.model.parameters.copy())


def train(config, dataset):
    away = held_out(dataset, config)
    steps = _Foretell(config, dataset)
    sources = [Example.source if own else "" for own in dataset.own[~away]]
    fit(
        config.make_model(),
        config,
        dataset.images(~away),
        dataset.labels[~away],
        sources=sources,
        callbacks=[steps],
    )
    return steps


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam"])
@pytest.mark.parametrize("augmented", [False, True])
def test_every_step_of_a_run_leads_to_the_weights_that_were_foretold(optimizer, augmented):
    config = replace(CONFIG, optimizer=optimizer, augment=augmented, l2=0.001)
    steps = train(config, some_drawings())
    assert len(steps.made) > 10
    for step, made in zip(steps.foretold, steps.made, strict=True):
        foretold = step.trace.update.w + step.trace.update.change
        np.testing.assert_allclose(foretold, made, rtol=0, atol=1e-6 * np.abs(made).max())


def test_every_training_drawing_is_in_one_batch_of_an_epoch_and_no_held_out_one():
    dataset = some_drawings()
    steps = train(CONFIG, dataset)
    first = [step for step in steps.foretold if step.epoch == 0]
    places = np.concatenate([step.places for step in first])
    assert sorted(places) == list(np.flatnonzero(~held_out(dataset, CONFIG)))
    assert [step.batch for step in first] == list(range(first[0].batches))
    assert len(first[-1].places) < CONFIG.batch_size  # the last batch is smaller


def test_a_batch_larger_than_the_data_is_not_shuffled():
    dataset = some_drawings(12)
    config = replace(CONFIG, batch_size=100)
    steps = train(config, dataset)
    np.testing.assert_array_equal(
        steps.foretold[0].places,
        np.flatnonzero(~held_out(dataset, config)),
    )


def test_some_images_are_warped_as_they_are_among_all():
    X = some_drawings().images()
    places = np.array([3, 17, 4, 30])
    every = augment.images(X, np.random.default_rng(7))
    some = augment.images_at(X[places], places, len(X), np.random.default_rng(7))
    np.testing.assert_array_equal(some, every[places])


def test_before_the_first_step_there_is_no_gradient():
    model = CONFIG.make_model()
    assert StepStart.of(model, 0, 0).gradients is None
    dataset = some_drawings()
    model.train_on_batch(dataset.images(), dataset.labels)
    np.testing.assert_array_equal(StepStart.of(model, 0, 1).gradients, model.gradients)


def test_without_drawings_there_is_no_next_step():
    start = StepStart.of(CONFIG.make_model(), 0, 0)
    assert StepReader().read(start) is None


def test_another_optimizer_begins_afresh():
    dataset, model = some_drawings(), CONFIG.make_model()
    model.train_on_batch(dataset.images(), dataset.labels)
    start = replace(StepStart.of(model, 0, 0), config=CONFIG, dataset=dataset)
    assert StepReader().read(start).trace.t == 2
    other = replace(start, config=replace(CONFIG, optimizer="rmsprop"))
    found = StepReader().read(other).trace
    assert found.t == 1
    np.testing.assert_array_equal(found.update.w, model.parameters)
