import threading
import time

import numpy as np
import pytest

from digitapp.nn import Callback
from digitapp.training import TrainingConfig
from digitapp.training.control import TrainingControl
from digitapp.training.progress import Pace

X = np.random.default_rng(1).random((40, 400), dtype=np.float32)
Y = np.arange(40) % 2
CONFIG = TrainingConfig(epochs=6, batch_size=10)  # 4 batches an epoch
A_LONG_TIME = 20.0  # seconds: only a test that fails waits for it


class Diary(Callback):
    """Counts steps, and says which batch of which epoch came last."""

    def __init__(self):
        self.steps, self.epoch = 0, -1

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1


class Fit:
    """A fit in a thread of its own, that waits for what is told to its control."""

    def __init__(self, epochs=6, pause_after=None, pace=None):
        self.pauses = threading.Semaphore(0)
        self.control = TrainingControl(pace=pace or Pace(last=epochs))
        self.control.on_pause = self.pauses.release
        self.control.take_frame()  # of the start
        if pause_after is not None:
            self.control.step(pause_after)
        self.model, self.diary, self.epochs = CONFIG.make_model(), Diary(), epochs
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        self.model.fit(
            X,
            Y,
            batch_size=10,
            epochs=self.epochs,
            verbose=0,
            callbacks=[self.diary, self.control],
        )

    def start(self):
        self.thread.start()
        return self

    def wait_for_pause(self):
        assert self.pauses.acquire(timeout=A_LONG_TIME)
        return self.diary.steps

    def wait_for_frame(self):
        self.control.request_frame()
        while (frame := self.control.take_frame()) is None:
            assert self.thread.is_alive()
            time.sleep(0.001)
        return frame

    def wait_for_end(self):
        self.thread.join(A_LONG_TIME)
        assert not self.thread.is_alive()
        return self.diary.steps


@pytest.fixture
def fits():
    started = []

    def new(**options):
        started.append(Fit(**options))
        return started[-1]

    yield new
    for fit in started:
        fit.control.stop()
        if fit.thread.ident is not None:
            fit.wait_for_end()


def weights_of_plain_fit(epochs):
    model = CONFIG.make_model()
    model.fit(X, Y, batch_size=10, epochs=epochs, verbose=0)
    return model.parameters


def test_a_batch_is_made_at_a_time(fits):
    fit = fits(pause_after="batch").start()
    assert fit.wait_for_pause() == 1
    fit.control.step("batch")
    assert fit.wait_for_pause() == 2
    assert fit.control.phase() == "paused"
    progress = fit.control.take_frame().progress
    assert (progress.phase, progress.batch, progress.batches) == ("paused", 2, 4)


def test_the_speed_is_measured_anew_after_a_pause_and_not_within_a_run(fits):
    class Noted(Pace):
        def add(self, done, batches, resting=False, now=None):
            rests.append((done, resting))
            super().add(done, batches, resting, now)

    rests = []
    fit = fits(epochs=10**6, pace=Noted(last=10**6)).start()
    fit.wait_for_frame()
    assert rests
    assert not any(resting for _, resting in rests)
    fit.control.pause()
    steps = fit.wait_for_pause()
    assert rests[-1] == (steps, True)
    fit.control.resume()
    fit.control.take_frame()
    fit.wait_for_frame()
    assert not rests[-1][1]


def test_an_epoch_is_made_at_a_time(fits):
    fit = fits(pause_after="epoch").start()
    assert fit.wait_for_pause() == 4
    fit.control.step("epoch")
    assert fit.wait_for_pause() == 8
    progress = fit.control.take_frame().progress
    assert (progress.epoch, progress.batch) == (2, 0)


def test_from_the_middle_of_an_epoch_a_step_leads_to_its_end(fits):
    fit = fits(pause_after="batch").start()
    fit.wait_for_pause()
    fit.control.step("epoch")
    assert fit.wait_for_pause() == 4
    fit.control.step("batch")
    assert fit.wait_for_pause() == 5


@pytest.mark.parametrize(
    ("during", "ask", "steps"), [(1, "epoch", 4), (4, "epoch", 8), (1, "batch", 2), (4, "batch", 5)]
)
def test_a_step_asked_for_in_the_middle_of_another_begins_where_that_one_ends(
    fits, during, ask, steps
):
    fit = fits()

    class Ask(Diary):
        def on_train_batch_end(self, batch, logs=None):
            super().on_train_batch_end(batch, logs)
            if self.steps == during:
                fit.control.pause()
                fit.control.step(ask)

    fit.diary = Ask()
    assert fit.start().wait_for_pause() == steps


def test_two_steps_asked_for_at_once_are_both_made(fits):
    fit = fits(pause_after="batch")
    fit.control.step("batch")
    fit.control.step("batch")
    fit.start()
    assert fit.wait_for_pause() == 3


def test_resumed_it_goes_on_to_the_end_with_the_very_same_weights(fits):
    fit = fits(pause_after="epoch").start()
    fit.wait_for_pause()
    fit.control.step("batch")
    fit.wait_for_pause()
    fit.control.resume()
    assert fit.control.phase() == "running"
    assert fit.wait_for_end() == 24
    assert (fit.model.parameters == weights_of_plain_fit(6)).all()


def test_a_pause_in_mid_run_is_kept_until_resume(fits):
    fit = fits(epochs=10**6).start()
    fit.control.pause()
    steps = fit.wait_for_pause()
    assert fit.control.phase() == "paused"
    fit.control.request_frame()  # wakes it, but not for a step
    fit.control.step("batch")
    assert fit.wait_for_pause() == steps + 1
    fit.control.take_frame()
    fit.control.resume()
    assert fit.wait_for_frame().progress.phase == "running"


def test_a_newer_frame_replaces_one_that_was_not_taken(fits):
    fit = fits(pause_after="batch").start()
    fit.wait_for_pause()
    fit.control.step("batch")
    fit.wait_for_pause()
    assert fit.control.take_frame().progress.batch == 2
    assert not fit.control.has_frame()
    assert fit.control.take_frame() is None


def test_resumed_and_paused_at_once_it_has_not_moved(fits):
    fit = fits(pause_after="batch").start()
    steps = fit.wait_for_pause()
    fit.control.resume()
    fit.control.pause()
    fit.control.stop()
    assert steps <= fit.wait_for_end() <= steps + 1


def test_stopped_in_a_pause_it_makes_no_further_step(fits):
    fit = fits(pause_after="batch").start()
    steps = fit.wait_for_pause()
    weights = fit.model.parameters.copy()
    fit.control.stop()
    assert fit.wait_for_end() == steps
    assert (fit.model.parameters == weights).all()


def test_stopped_before_it_has_begun_it_makes_no_step(fits):
    fit = fits()
    fit.control.stop()
    assert fit.start().wait_for_end() == 0


def test_a_slow_fit_is_stopped_between_two_batches(fits):
    fit = fits()
    fit.control.set_speed(1e-3)  # a batch in 17 minutes
    fit.start()
    while fit.diary.steps == 0:
        assert fit.thread.is_alive()
        time.sleep(0.001)
    fit.control.stop()
    assert fit.wait_for_end() == 1


def test_a_slow_fit_pauses_steps_and_speeds_up_between_two_batches(fits):
    fit = fits()
    fit.control.set_speed(1e-3)
    fit.start()
    fit.control.pause()
    steps = fit.wait_for_pause()
    fit.control.step("batch")
    assert fit.wait_for_pause() == steps + 1
    fit.control.resume()
    fit.control.set_speed(None)
    assert fit.wait_for_end() == 24


def test_a_slow_fit_is_paused_from_when_the_frame_of_that_can_be_taken(fits):
    fit = fits()
    fit.control.set_speed(1e-3)
    fit.start()
    while fit.wait_for_frame().progress.batch == 0:
        pass  # the first batch is made at once, the second waits for its turn
    with fit.control._changed:  # so that it cannot make the frame yet
        fit.control.pause()
        assert fit.control.phase() == "running"
    fit.wait_for_pause()
    assert fit.control.phase() == "paused"
    assert fit.control.take_frame().progress.phase == "paused"


def test_a_slow_fit_is_shown_between_two_batches(fits):
    fit = fits()
    fit.control.set_speed(1e-3)
    assert fit.start().wait_for_frame().weights.shape == fit.model.parameters.shape


def test_batches_come_at_the_speed_that_is_set(fits, monkeypatch):
    clock = [0.0]

    class Waiting(threading.Condition):
        def wait(self, timeout=None):
            clock[0] += timeout

    monkeypatch.setattr("digitapp.training.control.Condition", Waiting)
    monkeypatch.setattr("digitapp.training.control.monotonic", lambda: clock[0])
    fit = fits(epochs=2)
    fit.control.set_speed(4.0)
    assert fit.start().wait_for_end() == 8
    assert clock[0] == 7 / 4  # seconds: the first one comes at once


def test_a_frame_has_the_weights_as_they_are_between_two_steps(fits):
    fit = fits(pause_after="epoch").start()
    fit.wait_for_pause()
    weights = fit.control.take_frame().weights
    assert (weights == weights_of_plain_fit(1)).all()
    assert fit.control.take_frame() is None
    with pytest.raises(ValueError, match="read-only"):
        weights[0] = 0


def test_weights_that_are_no_numbers_are_not_shown(fits):
    fit = fits(pause_after="batch")
    fit.model.parameters[0] = np.nan
    fit.start().wait_for_pause()
    assert fit.control.take_frame().weights is None


def test_the_learning_rate_is_turned_before_the_next_step(fits):
    fit = fits(pause_after="epoch").start()
    fit.wait_for_pause()
    fit.control.set_learning_rate(0.0)
    fit.control.step("epoch")
    fit.wait_for_pause()
    assert (fit.control.take_frame().weights == weights_of_plain_fit(1)).all()


def test_the_last_epoch_can_be_stepped_through(fits):
    fit = fits(epochs=1, pause_after="epoch").start()
    assert fit.wait_for_end() == 4
