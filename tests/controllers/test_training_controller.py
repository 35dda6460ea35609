from dataclasses import replace

import numpy as np
import pytest

from digitapp.controllers.training_runner import TrainingRunner
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.training.next_step import StepReader
from digitapp.training.trainer import Trainer

from .training_examples import CONFIG, DIGITS, FOREVER, IMAGE, Desk


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    assert desk.session.close(20)


def test_training_ends_with_the_weights_that_a_script_would_have(desk):
    desk.train()
    trainer = Trainer(CONFIG)
    trainer.begin(CONFIG, DIGITS).fit()
    expected = trainer.model.predict(DIGITS.images())[:, 0]
    assert (desk.session.network.probabilities(DIGITS.images()) == expected).all()
    assert [kind for kind, _ in desk.ends] == ["succeeded"]
    assert desk.curves.epochs.tolist() == [0, 1, 2, 3, 4]


def test_phases_are_told_as_they_change(desk):
    desk.phases.clear()
    desk.train()
    assert desk.phases == ["running", "idle"]


def test_after_reset_the_same_seed_gives_the_same_bits(desk):
    first = desk.weights()
    desk.train()
    learnt, losses = desk.weights(), desk.curves.loss.copy()
    desk.session.reset()
    assert desk.weights() == first
    assert not desk.progress.trained
    desk.train()
    assert desk.weights() == learnt
    assert (desk.curves.loss == losses).all()


def test_the_run_before_becomes_the_previous_run(desk):
    assert desk.frame.previous_run is None
    desk.train()
    losses = desk.curves.loss.copy()
    desk.session.reset()
    assert (desk.frame.previous_run.loss == losses).all()  # type: ignore[attr-defined]
    desk.train()
    assert (desk.frame.previous_run.loss == losses).all()  # type: ignore[attr-defined]


def test_training_is_kept_from_the_present_weights(desk):
    desk.train()
    desk.train()
    assert desk.progress.epoch == 8
    kept = desk.weights()
    desk.session.set_config(replace(CONFIG, epochs=8))
    desk.session.reset()
    desk.train()
    assert desk.weights() == kept


def test_a_run_in_steps_gives_the_same_bits_as_one_without(desk):
    desk.train()
    whole = desk.weights()
    desk.session.reset()
    for step in ("step_batch", "step_batch", "step_epoch", "step_epoch", "step_batch"):
        getattr(desk.session, step)()
        desk.wait_until("paused")
    progress = desk.progress
    assert (progress.epoch, progress.batch, progress.batches) == (2, 1, 6)
    desk.session.toggle()
    desk.wait_until("idle")
    assert desk.weights() == whole


def test_in_a_pause_predictions_are_made_with_the_weights_of_now(desk):
    before = desk.weights()
    desk.session.step_epoch()
    desk.wait_until("paused")
    after_one = desk.weights()
    assert after_one != before
    changes = desk.weight_changes
    for _ in range(5):
        desk.session.refresh()
    assert desk.weight_changes == changes
    desk.session.stop()
    desk.wait_until("idle")
    assert desk.weights() == after_one


def test_whatever_says_paused_has_the_weights_of_the_pause(desk):
    desk.run_forever()
    paused = []
    desk.session.frame_changed.connect(
        lambda frame: frame.progress.phase == "paused" and paused.append(frame)
    )
    runner = desk.session.findChild(TrainingRunner)
    for _ in range(20):
        with desk.qtbot.waitSignal(runner.paused):
            desk.session.pause()
            desk.session.rewind(1)
            desk.session.rewind(None)
        desk.wait_until("paused")
        of_the_pause = desk.session.learning().trainer.model.parameters
        assert all((frame.newest == of_the_pause).all() for frame in paused)
        paused.clear()
        epochs = len(desk.curves.epochs)
        desk.session.train()
        assert desk.phase == "running"
        desk.wait(lambda epochs=epochs: len(desk.curves.epochs) > epochs)


def test_while_it_runs_newer_weights_come_with_every_picture(desk):
    desk.run_forever()
    changes = desk.weight_changes
    desk.wait(lambda: desk.weight_changes > changes + 3)


def test_pause_and_go_on_with_one_button(desk):
    desk.run_forever()
    desk.session.toggle()
    desk.wait_until("paused")
    epochs = len(desk.curves.epochs)
    desk.session.toggle()
    assert desk.phase == "running"
    desk.wait(lambda: len(desk.curves.epochs) > epochs + 2)


def test_stopped_it_keeps_its_weights_and_goes_on_from_there(desk):
    desk.run_forever()
    desk.session.stop()
    assert desk.phase == "stopping"
    desk.wait_until("idle")
    [(kind, sentence)] = desk.ends
    assert kind == "stopped"
    epoch = desk.progress.epoch
    assert f"epoch {epoch}" in sentence
    desk.session.set_config(CONFIG)
    desk.train()
    assert desk.progress.epoch == epoch + 4


def test_train_asked_for_while_it_stops_starts_when_it_has_stopped(desk):
    desk.run_forever()
    desk.session.stop()
    desk.session.set_config(CONFIG)
    desk.session.train()
    desk.wait(lambda: len(desk.ends) == 2)
    assert [kind for kind, _ in desk.ends] == ["stopped", "succeeded"]


def test_reset_in_mid_run_stops_it_and_begins_again(desk):
    first = desk.weights()
    desk.run_forever()
    desk.session.reset()
    desk.wait_until("idle")
    assert desk.weights() == first
    assert len(desk.curves.epochs) == 0
    assert len(desk.frame.previous_run.epochs) > 3
    assert len(desk.runs) == 1


@pytest.mark.parametrize("ask", ["stop", "pause", "step_batch"])
def test_at_a_batch_in_a_quarter_of_an_hour_all_is_obeyed_at_once(desk, ask):
    desk.session.set_speed(1e-3)
    desk.session.train()
    desk.wait(lambda: desk.progress.batch == 1)
    getattr(desk.session, ask)()
    desk.wait_until("idle" if ask == "stop" else "paused")
    desk.session.set_speed(None)
    desk.train()
    assert [kind for kind, _ in desk.ends][-1] == "succeeded"


def test_the_learning_rate_is_turned_while_it_runs(desk):
    desk.session.step_epoch()
    desk.wait_until("paused")
    before = desk.weights()
    desk.session.set_config(replace(desk.session.config(), learning_rate=1e-9))
    desk.session.step_epoch()
    desk.wait_until("paused")
    assert np.allclose(np.frombuffer(desk.weights(), "f4"), np.frombuffer(before, "f4"), atol=1e-4)
    desk.session.stop()
    desk.wait_until("idle")
    assert desk.session.config().learning_rate == 1e-9


@pytest.mark.parametrize("change", [{"loss": "mse"}, {"optimizer": "sgd"}, {"l2": 0.001}])
def test_another_loss_or_optimizer_keeps_the_weights(desk, change):
    desk.train()
    learnt = desk.weights()
    desk.session.set_config(replace(CONFIG, **change))
    assert desk.keys == []
    assert desk.weights() == learnt
    desk.train()
    assert desk.progress.epoch == 8


@pytest.mark.parametrize(
    "change",
    [{"hidden_layers": (HiddenLayer(7, "relu"),)}, {"seed": 4}, {"initializer": "he_normal"}],
)
def test_other_layers_or_another_seed_begin_a_new_network_when_training_starts(desk, change):
    desk.train()
    learnt = desk.weights()
    desk.session.set_config(replace(CONFIG, **change))
    assert desk.keys == ["new network"]
    assert desk.weights() == learnt
    desk.train()
    assert desk.keys == []
    assert desk.progress.epoch == 4
    assert len(desk.frame.previous_run.epochs) == 5
    assert desk.runs[-1].config["seed"] == replace(CONFIG, **change).seed


def test_before_any_training_other_layers_are_taken_without_a_word(desk):
    desk.session.set_config(replace(CONFIG, hidden_layers=(HiddenLayer(3),)))
    assert desk.keys == []
    assert desk.frame.previous_run is None
    desk.train()
    assert desk.runs[0].config["hidden_layers"] == [{"units": 3, "activation": "sigmoid"}]


def test_progress_tells_speed_and_time_left(desk):
    desk.run_forever()
    desk.wait(lambda: desk.progress.seconds_left is not None)
    progress = desk.progress
    assert progress.examples_per_second > 0
    assert progress.epochs == FOREVER
    assert progress.batches == 6
    desk.session.pause()
    desk.wait_until("paused")
    assert desk.progress.examples_per_second == 0


def test_an_untrained_network_predicts_too(desk):
    assert 0 < desk.session.network.probability(IMAGE) < 1
    assert desk.session.network.probability(
        IMAGE.reshape(20, 20)
    ) == desk.session.network.probability(IMAGE)
    assert desk.session.network.probabilities(DIGITS.images()[:0]).shape == (0,)
    assert not desk.progress.trained
    assert TrainingConfig().make_model().count_params() == 10431


@pytest.mark.parametrize("moment", ["idle", "paused", "rewound"])
def test_a_frame_holds_from_where_the_next_step_is_made_while_it_is_wanted(desk, moment):
    desk.session.step_epoch()
    desk.wait_until("paused")
    if moment == "rewound":
        desk.session.rewind(0)
    elif moment == "idle":
        desk.session.stop()
        desk.wait_until("idle")
    assert desk.frame.step is None
    desk.session.set_with_steps(True)
    desk.wait(lambda: desk.frame.step is not None)
    step = desk.frame.step
    assert (step.epoch, step.batch) == (0 if moment == "rewound" else 1, 0)  # type: ignore[attr-defined]
    assert (step.checkpoint.parameters == desk.frame.weights).all()  # type: ignore[attr-defined]
    assert (step.config, step.dataset) == (CONFIG, DIGITS)  # type: ignore[attr-defined]


def test_the_next_step_of_a_frame_is_the_one_that_the_fit_makes(desk):
    desk.session.set_with_steps(True)
    desk.session.step_epoch()
    desk.wait_until("paused")
    desk.wait(lambda: desk.frame.step is not None)
    for batch in range(3):
        assert desk.frame.step.batch == batch
        foretold = StepReader().read(desk.frame.step)
        desk.session.step_batch()
        desk.wait(lambda after=batch + 1: desk.frame.step and desk.frame.step.batch == after)
        weights = foretold.trace.update.w + foretold.trace.update.change
        np.testing.assert_allclose(weights, desk.frame.weights, atol=1e-6)


def test_after_a_reset_with_other_layers_the_network_that_is_shown_has_them(desk):
    desk.train()
    config = replace(CONFIG, hidden_layers=(HiddenLayer(3, "relu"),))
    desk.session.set_config(config)
    desk.session.reset()
    expected = config.make_model().predict(DIGITS.images())[:, 0]
    np.testing.assert_allclose(
        desk.session.network.probabilities(DIGITS.images()), expected, atol=1e-6
    )


def test_the_first_run_is_slowed_so_that_it_can_be_watched(desk):
    desk.session.set_config(replace(CONFIG, epochs=100))
    desk.session.train()
    batches = 6  # an epoch has
    assert desk.frame.watched_speed == 100 * batches / 5
    assert desk.frame.watched_seconds == 5
    desk.session.set_speed(None)  # one key away
    assert desk.frame.watched_speed is None
    desk.wait_until("idle")


def test_few_epochs_take_less_than_five_seconds_and_a_second_run_is_not_slowed(desk):
    desk.session.train()
    assert desk.frame.watched_seconds == pytest.approx(0.2)
    desk.wait_until("idle")
    desk.session.train()
    assert desk.frame.watched_speed is None
    desk.wait_until("idle")
    desk.session.begin_file()
    desk.session.train()
    assert desk.frame.watched_speed is not None
    desk.wait_until("idle")


def test_a_chosen_speed_holds_for_the_first_run_too(desk):
    desk.session.set_speed(1000.0)
    desk.session.train()
    assert desk.frame.watched_speed is None
    desk.wait_until("idle")


def test_a_file_that_nothing_was_learnt_from_has_no_previous_run(desk):
    desk.train()
    desk.session.begin_file()
    assert desk.frame.previous_run is None
    assert len(desk.curves.epochs) == 0
