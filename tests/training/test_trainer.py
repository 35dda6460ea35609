from dataclasses import replace

import numpy as np
import pytest

from digitapp.digits import starter
from digitapp.digits.dataset.snapshot import Collection
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.training.control import TrainingControl
from digitapp.training.displayed_model import ShownNetwork
from digitapp.training.run import held_out
from digitapp.training.trainer import Learner

CONFIG = TrainingConfig(epochs=2)
SIXTY_MB = 60 * 2**20  # that a digits file takes


@pytest.fixture(scope="module")
def collection():
    return Collection.of(starter()[:50])


def train(learner, config, collection):
    outcome = learner.begin(config, collection, TrainingControl()).fit()
    learner.end()
    return outcome


def situation(learner, collection, config=CONFIG):
    return learner.situation(collection, config, failure="", asked=False)


def test_own_drawings_count_as_much_as_the_config_says(collection):
    mixed = replace(collection, own=np.arange(50) % 2 == 0)
    weights = []
    for own_weight in (1.0, 5.0, 50.0):
        config = replace(CONFIG, own_weight=own_weight)
        learner = Learner(config)
        train(learner, config, mixed)
        weights.append(learner.parameters())
    assert not (weights[0] == weights[1]).all()
    assert not (weights[1] == weights[2]).all()


def test_when_all_would_be_held_out_all_are_learnt(collection):
    config = replace(CONFIG, validation_share=0.9)
    for m in range(1, 6):
        few = Collection.of(starter()[:m])
        assert not held_out(few, config).all()
        assert train(Learner(config), config, few).kind == "succeeded"


def test_an_outcome_tells_how_well_it_reads(collection):
    outcome = train(Learner(CONFIG), CONFIG, collection)
    assert "held-out drawings" in outcome.sentence
    everything = replace(CONFIG, validation_share=0.0)
    assert "training drawings" in train(Learner(everything), everything, collection).sentence


def test_drawings_learnt_and_then_held_out_are_counted(collection):
    learner = Learner(CONFIG)
    train(learner, CONFIG, collection)
    assert situation(learner, collection).learnt_before == 0
    more = replace(CONFIG, validation_share=0.5)
    away = held_out(collection, more) & ~held_out(collection, CONFIG)
    assert situation(learner, collection, more).learnt_before == np.count_nonzero(away) > 5
    other = replace(more, seed=9)  # with which a new network would begin
    assert situation(learner, collection, other).learnt_before == 0
    learner.reset(more)
    assert situation(learner, collection, more).learnt_before == 0


def test_a_large_network_is_kept_without_what_adam_remembers(collection):
    config = replace(CONFIG, epochs=1, hidden_layers=(HiddenLayer(1000),) * 6)
    learner = Learner(config)
    train(learner, config, Collection.of(starter()[:8]))
    kept, _, logs, weights = learner.kept()
    assert len(weights) < SIXTY_MB
    other = Learner(CONFIG)
    other.restore(kept, logs, weights)
    assert (other.parameters() == learner.parameters()).all()


def test_the_shown_network_shows_only_what_it_was_given(collection):
    learner, shown = Learner(CONFIG), ShownNetwork(CONFIG)
    image = collection.images([0])[0]
    first = shown.probability(image)
    train(learner, CONFIG, collection)
    assert shown.probability(image) == first
    version = shown.version
    assert shown.take(learner.parameters())
    assert shown.version == version + 1
    assert shown.probability(image) != first
    assert shown.probabilities(collection.images([0]))[0] == pytest.approx(
        shown.probability(image), abs=1e-6
    )


def test_weights_too_large_for_a_number_say_nothing():
    shown = ShownNetwork(CONFIG)
    huge = np.full(CONFIG.make_model().count_params(), 3e38, np.float32)
    huge[::2] *= -1
    shown.take(huge)
    assert 0 <= shown.probability(np.ones(400)) <= 1
    assert np.isfinite(shown.probabilities(np.ones((3, 400), np.float32))).all()
