"""A run as it is stored: what of its past comes back, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.digits import handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.training.checkpoint import Checkpoint
from digitapp.training.run_record import RunRecord
from digitapp.training.run_state import without_past
from digitapp.training.trainer import Trainer

CONFIG = TrainingConfig(epochs=3, seed=3, batch_size=8)
DIGITS = DatasetSnapshot.of(handwritten()[:40])


@pytest.fixture(scope="module")
def trainer():
    """One with a run before, a branch, and drawings that were added in between."""
    trainer = Trainer(CONFIG)
    train(trainer, DatasetSnapshot.of(handwritten()[:39]))
    trainer = trainer.successor(CONFIG)
    train(trainer, DatasetSnapshot.of(handwritten()[:39]))
    trainer.branch(*trainer.timeline.buffer.nearest(2))
    train(trainer, DIGITS)
    return trainer


def train(trainer, dataset, config=CONFIG):
    trainer.begin(config, dataset).fit()
    trainer.end()


def restored(record):
    trainer = Trainer(CONFIG)
    trainer.restore(record)
    return trainer


def kept(trainer):
    """Return the checkpoints of a trainer by epoch, as bytes."""
    buffer = trainer.timeline.buffer
    return {e: buffer.nearest(e)[1].to_bytes(trainer.model) for e in buffer.epochs()}


def test_everything_that_the_plot_shows_and_every_epoch_comes_back(trainer):
    other = restored(trainer.record())
    assert kept(other) == kept(trainer)
    assert list(kept(other)) == [0, 1, 2, 3, 4, 5]
    assert other.timeline.events == trainer.timeline.events == ((2, "branch, + 1 drawing"),)
    for name in ("previous_run", "curves", "batches"):
        ours, theirs = (drawn(each, name) for each in (other, trainer))
        assert len(ours) == len(theirs) > 0
        np.testing.assert_array_equal(ours, theirs, err_msg=name)


def drawn(trainer, name):
    if name == "previous_run":
        return trainer.previous_run
    timeline = trainer.timeline
    return timeline.curves() if name == "curves" else timeline.batches.points()


def test_going_on_from_an_epoch_of_the_past_makes_the_same_steps(trainer):
    trainer, other = trainer.copy(), restored(trainer.record())
    for each in (trainer, other):
        each.branch(*each.timeline.buffer.nearest(1))
        train(each, DIGITS)
    assert (other.parameters() == trainer.parameters()).all()


def test_of_many_epochs_some_are_stored_from_the_first_on_in_less_than_3_mb():
    trainer = Trainer(CONFIG)
    train(trainer, DIGITS, replace(CONFIG, epochs=60))
    record = trainer.record()
    assert len(record.weights) < 3e6
    epochs = restored(record).timeline.buffer.epochs()
    assert epochs[0] == 0
    assert epochs[-1] == 60
    steps = np.diff(epochs)
    assert 15 < len(epochs) < 25
    assert steps.max() <= steps.min() + 1


def test_a_network_too_large_for_it_is_stored_without_a_past():
    config = replace(CONFIG, hidden_layers=(HiddenLayer(800),) * 2, epochs=2)
    trainer = Trainer(config)
    train(trainer, DIGITS, config)
    assert restored(trainer.record()).timeline.buffer.epochs() == (2,)


def test_what_earlier_versions_wrote_has_no_past(trainer):
    record = trainer.record()
    old = Checkpoint.of(trainer.model).to_bytes(trainer.model)
    other = restored(replace(record, weights=old))
    assert (other.parameters() == trainer.parameters()).all()
    assert other.timeline.buffer.epochs() == (5,)
    assert other.timeline.events == ()


def test_the_past_is_taken_off_when_another_run_has_followed(trainer):
    data = trainer.record().weights
    old = Checkpoint.of(trainer.model).to_bytes(trainer.model)
    assert without_past(data) == old
    assert without_past(old) == old


def spoilt(data):
    yield data[:-8]
    yield data + b"\0" * 8
    yield data[:300_000]
    yield b"digitrun"
    yield b"digitrun" + b"\xff" * 200
    yield data.replace(b'"batches": ', b'"batches":-')
    yield data.replace(b'"last": ', b'"last":-')
    yield data.replace(b'"past": [[0,', b'"past": [[9,')
    yield data.replace(b'"past": [[0,', b'"past":[[-1,')
    yield data.replace(b'"PCG64"', b'"PCG65"')


def test_what_is_spoilt_is_refused_with_a_sentence(trainer):
    record = trainer.record()
    for number, data in enumerate(spoilt(record.weights)):
        assert data != record.weights, number
        other = Trainer(CONFIG)
        with pytest.raises(ValueError, match="The network of last time cannot be opened"):
            other.restore(RunRecord(record.config, record.logs, data))
        assert not other.trained
