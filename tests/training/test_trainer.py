import re
from dataclasses import replace

import numpy as np
import pytest

from digitapp.digits import handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import HiddenLayer, TrainingConfig, run_state
from digitapp.training.displayed_model import DisplayedModel
from digitapp.training.trainer import Trainer

CONFIG = TrainingConfig(epochs=2)
SIXTY_MB = 60 * 2**20  # that a digits file takes


@pytest.fixture(scope="module")
def dataset():
    return DatasetSnapshot.of(handwritten()[:50])


def held_out(dataset, config):
    return dataset.held_out(config.validation_share, config.seed)


def train(trainer, config, dataset):
    outcome = trainer.begin(config, dataset).fit()
    trainer.end()
    return outcome


def situation(trainer, dataset, config=CONFIG):
    return trainer.situation(dataset, config, failure="", asked=False)


def test_own_drawings_count_as_much_as_the_config_says(dataset):
    mixed = replace(dataset, own=np.arange(50) % 2 == 0)
    weights = []
    for own_weight in (1.0, 5.0, 50.0):
        config = replace(CONFIG, own_weight=own_weight)
        trainer = Trainer(config)
        train(trainer, config, mixed)
        weights.append(trainer.parameters())
    assert not (weights[0] == weights[1]).all()
    assert not (weights[1] == weights[2]).all()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("optimizer", "sgd"), ("loss", "mean_squared_error"), ("l2", 0.5), ("learning_rate", 0.5)],
)
def test_a_run_with_another_setting_trains_the_same_weights_with_that(dataset, setting, value):
    trainer = Trainer(CONFIG)
    train(trainer, CONFIG, dataset)
    weights, config = trainer.parameters(), replace(CONFIG, **{setting: value})
    run = trainer.begin(config, dataset)
    assert (trainer.parameters() == weights).all()
    now, wanted = trainer.model, config.make_model()
    assert now.optimizer.get_config() == wanted.optimizer.get_config()
    assert now.loss.name == wanted.loss.name
    assert (now.layers[0].kernel_regularizer is None) == (setting != "l2")
    assert run.fit().kind == "succeeded"


def test_a_run_that_ends_in_no_numbers_goes_back_to_its_last_epoch(dataset):
    trainer = Trainer(CONFIG)
    train(trainer, CONFIG, dataset)
    weights = trainer.parameters()
    trainer.begin(CONFIG, dataset)
    trainer.model.parameters[5] = np.nan
    assert not trainer.end()
    assert (trainer.parameters() == weights).all()
    assert trainer.trained


def test_a_first_epoch_that_ends_in_no_numbers_leaves_the_first_weights(dataset):
    trainer = Trainer(CONFIG)
    weights = trainer.parameters()
    trainer.begin(CONFIG, dataset)
    trainer.model.parameters[5] = np.inf
    assert not trainer.end()
    assert (trainer.parameters() == weights).all()
    assert not trainer.trained


def test_when_all_would_be_held_out_all_are_learnt(dataset):
    config = replace(CONFIG, validation_share=0.9)
    for m in range(1, 6):
        few = DatasetSnapshot.of(handwritten()[:m])
        assert not held_out(few, config).all()
        assert train(Trainer(config), config, few).kind == "succeeded"


def test_an_outcome_tells_how_well_it_reads(dataset):
    outcome = train(Trainer(CONFIG), CONFIG, dataset)
    assert re.search(r"Of the held-out drawings it reads \d+ of 10 right", outcome.sentence)
    everything = replace(CONFIG, validation_share=0.0)
    assert "training drawings" in train(Trainer(everything), everything, dataset).sentence
    many = DatasetSnapshot.of(handwritten()[:500])
    sentence = train(Trainer(CONFIG), CONFIG, many).sentence
    assert re.search(r"Of the held-out drawings it reads [\d.]+ % right", sentence)


def test_drawings_learnt_and_then_held_out_are_counted(dataset):
    trainer = Trainer(CONFIG)
    train(trainer, CONFIG, dataset)
    assert situation(trainer, dataset).learnt_before == 0
    more = replace(CONFIG, validation_share=0.5)
    away = held_out(dataset, more) & ~dataset.held_out(CONFIG.validation_share, CONFIG.seed)
    assert situation(trainer, dataset, more).learnt_before == np.count_nonzero(away) > 5
    other = replace(more, seed=9)  # with which a new network would begin
    assert situation(trainer, dataset, other).learnt_before == 0
    trainer = trainer.successor(more)
    assert situation(trainer, dataset, more).learnt_before == 0


def test_a_large_network_is_kept_without_what_adam_remembers(dataset):
    config = replace(CONFIG, epochs=1, hidden_layers=(HiddenLayer(1000),) * 6)
    trainer = Trainer(config)
    train(trainer, config, DatasetSnapshot.of(handwritten()[:8]))
    record = trainer.record()
    assert len(record.weights) < SIXTY_MB
    other = Trainer(CONFIG)
    other.restore(record)
    assert (other.parameters() == trainer.parameters()).all()


@pytest.mark.parametrize("room", [0, -1])
def test_what_adam_remembers_is_kept_as_long_as_there_is_room(dataset, monkeypatch, room):
    trainer = Trainer(CONFIG)
    train(trainer, CONFIG, dataset)
    size = 4 * trainer.model.count_params()
    monkeypatch.setattr("digitapp.training.trainer._MOST_WITH_STATE", size + room)
    state = run_state.from_bytes(trainer.record().weights, trainer.model)
    assert len(state.checkpoint.slots) == (2 if room == 0 else 0)


def test_the_shown_network_shows_only_what_it_was_given(dataset):
    trainer, shown = Trainer(CONFIG), DisplayedModel(CONFIG)
    image = dataset.images([0])[0]
    first = shown.probability(image)
    train(trainer, CONFIG, dataset)
    assert shown.probability(image) == first
    weights = trainer.parameters()
    shown.update(weights)
    assert shown.weights is weights
    assert shown.probability(image) != first
    assert shown.probabilities(dataset.images([0]))[0] == pytest.approx(
        shown.probability(image), abs=1e-6
    )


def test_weights_too_large_for_a_number_say_nothing():
    shown = DisplayedModel(CONFIG)
    huge = np.full(CONFIG.make_model().count_params(), 3e38, np.float32)
    huge[::2] *= -1
    shown.update(huge)
    assert 0 <= shown.probability(np.ones(400)) <= 1
    assert np.isfinite(shown.probabilities(np.ones((3, 400), np.float32))).all()


def test_stopped_by_itself_it_has_the_weights_of_the_lowest_held_out_loss(dataset):
    labels = np.random.default_rng(1).integers(0, 2, 50).astype(np.uint8)
    dataset = replace(dataset, labels=labels)  # which can only be learnt by heart
    config = replace(CONFIG, epochs=60, patience=3, learning_rate=0.01, augment=False)
    free, trainer = Trainer(config), Trainer(config)
    train(free, replace(config, patience=0), dataset)
    every = free.timeline.curves().val_loss[1:]  # the fit judges from epoch 1 on
    lowest = next(
        k
        for k in range(len(every) - 3)
        if every[k : k + 4].argmin() == 0 and every[:k].min(initial=9) > every[k]
    )
    outcome = train(trainer, config, dataset)
    assert trainer.timeline.last_epoch == lowest + 4
    trainer.branch(*trainer.best)
    assert outcome.kind == "succeeded"
    assert outcome.sentence.startswith(f"Stopped by itself after epoch {lowest + 4}.")
    assert f"that of epoch {lowest + 1}," in outcome.sentence
    curves = trainer.timeline.curves()
    assert curves.epochs[-1] == lowest + 1
    held = held_out(dataset, config)
    a = trainer.model.predict(dataset.images(held), verbose=0).astype(np.float64)
    y = dataset.labels[held][:, np.newaxis]
    loss = -(y * np.log(a) + (1 - y) * np.log(1 - a)).mean()
    assert loss == pytest.approx(curves.val_loss[-1], rel=1e-4)
    assert trainer.previous_run.epochs[-1] == lowest + 4
    whole = replace(config, epochs=lowest + 2)  # over before it would stop
    outcome = train(Trainer(whole), whole, dataset)
    assert outcome.sentence.startswith(f"Trained up to epoch {lowest + 2}. The network is that of")


def test_without_held_out_drawings_nothing_stops_by_itself(dataset):
    config = replace(CONFIG, validation_share=0.0, patience=1, epochs=6)
    trainer = Trainer(config)
    assert train(trainer, config, dataset).kind == "succeeded"
    assert trainer.timeline.last_epoch == 6


def test_what_was_done_to_a_run_is_noted_after_its_epoch(dataset):
    trainer = Trainer(CONFIG)
    train(trainer, CONFIG, dataset)
    assert trainer.timeline.events == ()
    more = DatasetSnapshot.of(handwritten()[:51])
    train(trainer, CONFIG, more)
    assert trainer.timeline.events == ((2, "+ 1 drawing"),)
    labels = more.labels.copy()
    labels[:2] = 1 - labels[:2]
    train(trainer, CONFIG, replace(more, labels=labels))
    assert trainer.timeline.events[-1] == (4, "2 relabelled")
    epoch, checkpoint = trainer.timeline.buffer.nearest(3)
    trainer.branch(epoch, checkpoint)
    assert trainer.timeline.events == ((2, "+ 1 drawing"), (3, "branch"))
