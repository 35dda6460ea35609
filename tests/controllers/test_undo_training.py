"""Undoing what gives up a trained network: Reset, going on from a past epoch, another network."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest

from digitapp.training import HiddenLayer

from .training_examples import CONFIG, DIGITS, Desk


class UndoDesk(Desk):
    def __init__(self, qtbot):
        super().__init__(qtbot)
        self.steps = []
        self.session.step_made.connect(self.steps.append)

    def exchange(self, step):
        assert step.exchange(step)
        self.wait_until("idle")

    def state(self):
        """Return an independent copy of all that a run has left."""
        trainer = self.session.learning().trainer
        timeline = trainer.timeline
        kept = [timeline.buffer.nearest(epoch)[1] for epoch in timeline.buffer.epochs()]
        return deepcopy(
            {
                "weights": trainer.model.parameters,
                "slots": dict(trainer.model.compiled()[0].slots),
                "iterations": trainer.model.compiled()[0].iterations,
                "shuffles": trainer.model.shuffle_rng.bit_generator.state,
                "curves": timeline.logs(),
                "events": timeline.events,
                "batches": tuple(timeline.batches.points()),
                "kept": [checkpoint.to_bytes(trainer.model) for checkpoint in kept],
                "previous": trainer.previous_run,
                "shown": self.session.network.weights,
                "form": self.session.config().to_json(),
            }
        )


@pytest.fixture
def desk(qtbot):
    desk = UndoDesk(qtbot)
    yield desk
    assert desk.session.close(20)


def assert_same(one, other):
    for name, value in one.items():
        np.testing.assert_equal(other[name], value, err_msg=name)


def test_undone_reset_brings_back_every_bit_of_the_run_and_the_run_goes_on_as_it_would(desk):
    desk.train()
    before = desk.state()
    desk.session.reset()
    after = desk.state()
    (step,) = desk.steps
    assert (step.name, step.back, step.done) == ("Reset", "epoch 4", "Began again.")
    desk.exchange(step)
    assert_same(before, desk.state())
    desk.exchange(step)  # redo
    assert_same(after, desk.state())
    desk.exchange(step)
    desk.train()
    at_once = UndoDesk(desk.qtbot)
    at_once.session.set_config(replace(CONFIG, epochs=8))
    at_once.train()
    assert desk.weights() == at_once.weights()
    assert at_once.session.close(20)


def test_what_was_learnt_after_the_reset_comes_back_with_redo(desk):
    desk.train()
    before = desk.state()
    desk.session.reset()
    desk.session.set_config(replace(CONFIG, epochs=2))
    desk.train()
    after = desk.state()
    desk.exchange(desk.steps[0])
    assert_same(before, desk.state())
    desk.exchange(desk.steps[0])
    assert_same(after, desk.state())


def test_the_network_that_is_back_is_stored(desk):
    desk.train()
    desk.session.reset()
    desk.exchange(desk.steps[0])
    assert len(desk.runs) == 2
    assert desk.runs[0].weights == desk.runs[1].weights


def test_going_on_from_a_past_epoch_is_undone(desk):
    desk.train()
    before = desk.state()
    desk.session.rewind(2)
    desk.session.set_config(replace(CONFIG, learning_rate=0.1))
    desk.session.continue_from_here()
    desk.wait_until("idle")
    (step,) = desk.steps
    assert (step.name, step.back) == ("go on from epoch 2", "epoch 4")
    after = desk.state()
    desk.exchange(step)
    assert_same({**before, "form": desk.session.config().to_json()}, desk.state())
    desk.exchange(step)
    assert_same(after, desk.state())


def test_a_reset_is_undone_in_the_middle_of_the_next_run(desk):
    desk.train()
    before = desk.weights()
    desk.session.reset()
    desk.run_forever()
    step = desk.steps[0]
    assert step.exchange(step)
    desk.wait(lambda: desk.phase == "idle" and desk.weights() == before)
    assert desk.curves.epochs.tolist() == [0, 1, 2, 3, 4]


def test_other_layers_begin_a_new_network_and_undo_brings_back_the_old_one_with_its_settings(desk):
    desk.train()
    before = desk.state()
    desk.session.set_config(replace(CONFIG, hidden_layers=(HiddenLayer(3),)))
    assert desk.steps == []
    desk.train()
    (step,) = desk.steps
    assert (step.name, step.back) == ("begin a new network", "epoch 4")
    desk.exchange(step)
    assert_same(before, desk.state())


def test_a_network_that_was_opened_in_place_of_a_trained_one_is_undone(desk, tmp_path):
    desk.session.network.save(tmp_path / "other.npz")
    desk.train()
    before = desk.state()
    desk.session.open_network(tmp_path / "other.npz")
    (step,) = desk.steps
    assert (step.name, step.back) == ("open a network", "epoch 4")
    desk.exchange(step)
    assert_same(before, desk.state())


def test_a_reset_of_a_network_that_has_learnt_nothing_is_no_step(desk):
    desk.session.reset()
    assert desk.steps == []


BY_HEART = replace(
    DIGITS, labels=np.random.default_rng(1).integers(0, 2, len(DIGITS)).astype(np.uint8)
)


def test_going_back_to_the_best_epoch_after_stop_by_itself_is_undone(desk):
    config = replace(CONFIG, epochs=60, learning_rate=0.01, augment=False)
    desk.session.show_dataset(BY_HEART)
    desk.session.set_config(replace(config, patience=3))
    desk.train()
    after, best = desk.state(), desk.progress.epoch
    (step,) = desk.steps
    assert (step.name, step.back) == (f"go back to epoch {best}", f"epoch {best + 3}")
    assert step.done == f"Went back to epoch {best}, where the held-out loss was lowest."
    desk.exchange(step)
    plain = UndoDesk(desk.qtbot)
    plain.session.show_dataset(BY_HEART)
    plain.session.set_config(replace(config, epochs=best + 3))
    plain.train()
    form = {"form": desk.session.config().to_json()}
    assert_same({**plain.state(), **form}, desk.state())
    desk.exchange(step)
    assert_same(after, desk.state())
    desk.exchange(step)
    for each in (desk, plain):
        each.session.set_config(replace(config, epochs=2))
        each.train()
    assert desk.weights() == plain.weights()
    assert plain.session.close(20)


def test_an_epoch_that_is_given_up_for_the_best_one_is_looked_at_no_more(desk):
    desk.session.show_dataset(BY_HEART)
    config = replace(CONFIG, epochs=60, learning_rate=0.01, augment=False, patience=30)
    desk.session.set_config(config)
    for epoch in range(1, 13):
        desk.session.step_epoch()
        desk.wait(lambda epoch=epoch: desk.phase == "paused" and desk.progress.epoch == epoch)
    desk.session.rewind(11)
    desk.session.stop()
    desk.wait_until("idle")
    assert desk.progress.epoch < 11
    assert desk.frame.shown_epoch is None
    assert desk.frame.weights is desk.frame.newest


def test_of_many_resets_the_older_ones_bring_back_network_and_curves_without_past_epochs(desk):
    desk.train()
    before = desk.state()
    for _ in range(4):
        desk.session.reset()
        desk.train()
    desk.session.reset()
    for step in reversed(desk.steps[1:]):
        desk.exchange(step)
    desk.exchange(desk.steps[0])
    after = desk.state()
    assert len(after["kept"]) == 1
    assert_same({**before, "kept": before["kept"][-1:]}, after)
