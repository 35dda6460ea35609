"""While somebody watches, every frame tells the next step, and +1 batch makes exactly that one."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.training.next_step import StepReader

from .training_examples import CONFIG, DIGITS, Desk


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    desk.session.set_with_steps(True)
    yield desk
    assert desk.session.close(20)


def foretold(desk):
    """Return the weights after the next step, as the textbook computes them."""
    update = StepReader().read(desk.frame.step).trace.update
    return update.w + update.change


def step(desk):
    """Press +1 batch, and wait until the batch is done."""
    before = place(desk)
    desk.session.step_batch()
    desk.wait(lambda: desk.phase == "paused" and place(desk) != before)
    return desk.frame.newest


def place(desk):
    progress = desk.frame.progress
    return progress.epoch, progress.batch


def assert_same(found, expected):
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6 * np.abs(expected).max())


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam"])
@pytest.mark.parametrize("loss", ["binary_crossentropy", "mean_squared_error"])
def test_one_batch_after_the_other_is_foretold_also_into_the_next_epoch(desk, optimizer, loss):
    desk.session.set_config(replace(CONFIG, optimizer=optimizer, loss=loss, l2=0.001))
    for _ in range(9):  # of 6 an epoch
        expected = foretold(desk)
        assert_same(step(desk), expected)
    assert desk.frame.step.epoch == 1


def test_after_a_stop_in_mid_epoch_the_next_run_is_foretold(desk):
    step(desk)
    step(desk)
    desk.session.stop()
    desk.wait_until("idle")
    expected = foretold(desk)
    assert_same(step(desk), expected)


def test_a_learning_rate_that_is_turned_in_a_pause_counts_at_once(desk):
    step(desk)
    before = foretold(desk)
    desk.session.set_config(replace(desk.session.config(), learning_rate=0.03))
    expected = foretold(desk)
    assert np.abs(expected - before).max() > 0.01
    assert_same(step(desk), expected)


def test_another_network_or_optimizer_is_foretold_before_it_is_trained(desk):
    desk.train()
    desk.session.set_config(replace(CONFIG, optimizer="sgd"))
    expected = foretold(desk)
    assert_same(step(desk), expected)
    desk.session.stop()
    desk.wait_until("idle")
    desk.session.set_config(replace(CONFIG, hidden_layers=()))
    expected = foretold(desk)
    assert_same(step(desk), expected)


def test_other_drawings_are_in_the_next_batch_once_training_starts_anew(desk):
    step(desk)
    learnt = desk.frame.step.dataset
    desk.session.show_dataset(replace(DIGITS, labels=1 - DIGITS.labels))
    assert desk.frame.step.dataset is learnt  # a run goes on with its own drawings
    desk.session.stop()
    desk.wait_until("idle")
    assert desk.frame.step.dataset is not learnt
    expected = foretold(desk)
    assert_same(step(desk), expected)


def test_other_drawings_are_in_the_next_batch_of_a_past_epoch_too(desk):
    desk.train()
    desk.session.rewind(1)
    other = replace(DIGITS, labels=1 - DIGITS.labels)
    desk.session.show_dataset(other)
    assert desk.frame.step.dataset is other


def test_who_begins_to_watch_in_a_pause_is_told_at_once(desk):
    desk.session.set_with_steps(False)
    step(desk)
    assert desk.frame.step is None
    desk.session.set_with_steps(True)
    desk.wait(lambda: desk.frame.step is not None)
    expected = foretold(desk)
    assert_same(step(desk), expected)


def test_while_it_runs_each_frame_has_its_own_step(desk):
    desk.run_forever()
    first = desk.frame.step
    desk.wait(lambda: desk.frame.step is not None and desk.frame.step is not first)
    assert desk.frame.step.gradients is not None
    np.testing.assert_array_equal(desk.frame.step.checkpoint.parameters, desk.frame.newest)


def test_while_nobody_watches_no_step_is_copied(desk):
    desk.session.set_with_steps(False)
    desk.run_forever()
    assert desk.frame.step is None


def test_the_newest_weights_are_there_while_a_past_epoch_is_looked_at(desk):
    desk.train()
    newest = desk.frame.newest
    desk.session.rewind(1)
    assert desk.frame.newest is newest
    assert desk.frame.weights is not newest
    desk.session.rewind(None)
    assert desk.frame.weights is newest


def test_of_a_past_epoch_the_step_is_told_that_was_made_then(desk):
    desk.train()
    desk.session.rewind(2)
    shown = StepReader().read(desk.frame.step)
    assert (shown.epoch, shown.batch) == (2, 0)
    np.testing.assert_allclose(shown.trace.update.w, desk.frame.weights)


def test_looking_at_the_past_and_back_in_a_pause_tells_the_step_of_now_again(desk):
    desk.session.step_epoch()
    desk.wait_until("paused")
    step(desk)
    before, expected = desk.frame.step, foretold(desk)
    desk.session.rewind(0)
    assert desk.frame.step is not before
    desk.session.rewind(None)
    assert_same(foretold(desk), expected)
    assert_same(step(desk), expected)
