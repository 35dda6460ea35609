"""Rewinding, branching, keeping and restoring: what was, and going on from there."""

import math
from dataclasses import replace

import numpy as np
import pytest

from digitapp.training import HiddenLayer
from digitapp.training.run_record import RunRecord

from .training_examples import CONFIG, DIGITS, IMAGE, Desk


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    assert desk.session.close(20)


def test_a_past_epoch_predicts_as_it_did(desk):
    desk.session.step_epoch()
    desk.wait_until("paused")
    after_one = desk.weights()
    desk.session.train()
    desk.wait_until("idle")
    now = desk.weights()
    desk.session.rewind(1)
    assert desk.frame.shown_epoch == 1
    assert desk.weights() == after_one
    desk.session.rewind(None)
    assert desk.frame.shown_epoch is None
    assert desk.weights() == now


def test_every_rewinding_is_told(desk):
    desk.train()
    changes = desk.weight_changes
    desk.session.rewind(2)
    desk.session.rewind(0)
    assert desk.weight_changes == changes + 2


def test_before_any_training_there_is_nothing_to_rewind_to(desk):
    desk.session.rewind(5)
    assert desk.frame.shown_epoch is None
    desk.session.continue_from_here()
    assert desk.phase == "idle"


def test_a_past_epoch_stays_in_view_while_the_run_goes_on(desk):
    desk.run_forever()
    desk.session.rewind(1)
    seen, changes = desk.weights(), desk.weight_changes
    epochs = len(desk.curves.epochs)
    desk.wait(lambda: len(desk.curves.epochs) > epochs + 20)
    assert desk.weights() == seen
    assert desk.weight_changes == changes
    desk.session.rewind(None)
    assert desk.weights() != seen


def test_going_on_from_a_past_epoch_without_a_change_repeats_the_run(desk):
    desk.train()
    end, losses = desk.weights(), desk.curves.loss.copy()
    desk.session.set_config(replace(CONFIG, epochs=2))
    desk.session.rewind(2)
    desk.session.continue_from_here()
    desk.wait_until("idle")
    assert desk.weights() == end
    assert (desk.curves.loss == losses).all()
    assert (desk.frame.previous_run.loss == losses).all()


def test_going_on_with_another_learning_rate_takes_another_way(desk):
    desk.train()
    losses = desk.curves.loss.copy()
    desk.session.rewind(2)
    desk.session.set_config(replace(desk.session.config(), learning_rate=0.1))
    desk.session.continue_from_here()
    assert desk.frame.shown_epoch is None
    desk.wait_until("idle")
    assert desk.curves.epochs.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert (desk.curves.loss[:3] == losses[:3]).all()
    assert (desk.curves.loss[3:5] != losses[3:]).all()
    assert (desk.frame.previous_run.loss == losses).all()


def test_going_on_from_the_past_of_a_run_stops_it_first(desk):
    desk.run_forever()
    desk.session.rewind(2)
    desk.session.set_config(CONFIG)
    desk.session.continue_from_here()
    desk.wait(lambda: len(desk.ends) == 2)
    assert [kind for kind, _ in desk.ends] == ["stopped", "succeeded"]
    assert desk.progress.epoch == 6


@pytest.mark.parametrize("ask", ["train", "step_batch", "step_epoch", "toggle"])
def test_whoever_goes_on_looks_at_now_again(desk, ask):
    desk.session.step_epoch()
    desk.wait_until("paused")
    desk.session.rewind(0)
    getattr(desk.session, ask)()
    assert desk.frame.shown_epoch is None


def test_what_was_learnt_is_told_to_be_kept(desk):
    desk.train()
    [run] = desk.runs
    assert run.config == CONFIG.to_json()
    assert run.seed == 3
    assert {len(log) for log in run.logs.values()} == {5}
    assert isinstance(run.weights, bytes)


def test_a_kept_run_is_restored_and_goes_on_with_the_very_same_steps(desk, qtbot):
    desk.train()
    other = Desk(qtbot)
    other.session.restore(desk.runs[0])
    assert other.progress.trained
    assert other.weights() == desk.weights()
    assert other.curves.epochs.tolist() == [0, 1, 2, 3, 4]
    assert other.keys == []
    for each in (desk, other):
        each.train()
    assert other.weights() == desk.weights()
    assert other.progress.epoch == 8
    other.session.close(20)


def test_a_restored_network_keeps_its_own_layers_until_training_starts(desk, qtbot):
    desk.train()
    other = Desk(qtbot, config=replace(CONFIG, hidden_layers=(HiddenLayer(2),)))
    other.session.restore(desk.runs[0])
    assert other.weights() == desk.weights()
    assert other.keys == ["new network"]
    other.session.close(20)


def spoilt(run):
    config, logs, weights = run.config, run.logs, run.weights
    yield RunRecord(config, logs, weights[:-4])
    yield RunRecord(config, logs, b"")
    yield RunRecord(config, {**logs, "loss": np.full(5, math.nan)}, weights)
    yield RunRecord(config, {}, weights)
    yield RunRecord({**config, "hidden_layers": [{"units": 10**9}]}, logs, weights)
    yield RunRecord({**config, "of a newer digitapp": 1}, logs, weights)
    yield RunRecord({"hidden_layers": 7}, logs, weights)
    yield RunRecord(config, logs, b"\x20\0\0\0\0\0\0\0" + b"[" * 32 + weights)


def test_a_run_that_cannot_be_read_is_told_of_and_changes_nothing(desk, qtbot):
    desk.train()
    for bad in spoilt(desk.runs[0]):
        other = Desk(qtbot)
        before = other.weights()
        other.session.restore(bad)
        assert other.keys == ["failed"]
        assert "network of last time" in other.diagnostics[0].sentence
        assert other.weights() == before
        assert not other.progress.trained
        other.train()
        assert other.keys == []
        assert other.session.network.probability(IMAGE) == desk.session.network.probability(IMAGE)
        other.session.close(20)


FIELDS = ("ids", "labels", "created", "own", "made", "split_indices", "split_overrides", "rows")


def test_drawings_added_removed_and_relabelled_are_counted(desk):
    desk.train()
    fewer = replace(
        DIGITS,
        **{name: getattr(DIGITS, name)[2:] for name in FIELDS},
    )
    desk.session.show_dataset(fewer)
    assert desk.stale[-1] == 2
    labels = fewer.labels.copy()
    labels[:3] = 1 - labels[:3]
    desk.session.show_dataset(replace(fewer, labels=labels))
    assert desk.stale[-1] == 5
    assert "stale" in desk.keys
    desk.train()
    assert desk.stale[-1] == 0
    assert desk.keys == []


def test_where_a_network_is_too_large_to_be_kept_there_is_no_past_epoch(qtbot):
    config = replace(CONFIG, epochs=1, hidden_layers=(HiddenLayer(1000),) * 2)
    desk = Desk(qtbot, config)
    desk.train()
    assert desk.session.buffer.epochs() == ()
    assert desk.frame.first_kept == 1
    assert desk.session.close(20)
