"""Bad moments: errors in the thread, NaN, closing in mid-training, nothing to learn from."""

import gc
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QThread
from threadpoolctl import threadpool_info

from digitapp.controllers.training_runner import TrainingRunner
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.nn.arrays import one_blas_thread
from digitapp.training import HiddenLayer
from digitapp.training.timeline import Timeline

from .training_examples import CONFIG, DIGITS, FOREVER, Desk, labelled

DIVERGING = replace(
    CONFIG,
    hidden_layers=(HiddenLayer(25, "linear"), HiddenLayer(15, "linear")),
    optimizer="sgd",
    learning_rate=100.0,
    epochs=50,
)


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    assert desk.session.close(20)


class Broken(Timeline):
    """Fails in the middle of a run."""

    error: Exception = RuntimeError("a screw is loose")

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        if epoch == 1:
            raise self.error


def broken(desk, error):
    timeline = Broken()
    timeline.error = error
    desk.session._trainer.timeline = timeline
    return desk


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("a screw is loose"), "a screw is loose"),
        (MemoryError(), "not enough memory"),
        (ValueError("x must have shape (m, 400)."), "x must have shape"),
        (AssertionError(), "AssertionError"),
    ],
)
def test_an_error_in_the_thread_ends_the_run_as_failed_and_the_session_lives(
    desk, capfd, error, said
):
    broken(desk, error).train()
    [(kind, sentence)] = desk.ends
    assert kind == "failed"
    assert said in sentence
    assert desk.keys == ["failed"]
    assert desk.diagnostics[0].sentence == sentence
    assert desk.diagnostics[0].severity == "error"
    assert len(desk.runs) == 1
    assert desk.progress.epoch == 2
    desk.train()
    assert desk.ends[-1][0] == "succeeded"
    assert desk.keys == []
    assert capfd.readouterr().err == ""


def test_an_error_in_the_middle_of_a_step_leaves_weights_that_are_numbers(desk):
    class Torn(Broken):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1 and not desk.ends:
                self.model.parameters[5] = np.nan
                raise self.error
            Timeline.on_epoch_end(self, epoch, logs)

    desk.session._trainer.timeline = Torn()
    desk.train()
    assert desk.ends[0][0] == "failed"
    assert np.isfinite(np.frombuffer(desk.weights(), "f4")).all()
    desk.session.set_config(replace(CONFIG, epochs=1))
    desk.train()
    assert desk.ends[-1][0] == "succeeded"


def test_a_loss_that_becomes_nan_is_told_in_words_and_warns_of_nothing(desk, capfd):
    desk.session.set_config(DIVERGING)
    before = desk.weights()
    desk.train()
    [(kind, sentence)] = desk.ends
    assert kind == "failed"
    assert "diverged" in sentence
    assert "smaller" in sentence
    assert desk.keys == ["failed"]
    assert np.isfinite(np.frombuffer(desk.weights(), "f4")).all()
    desk.session.reset()
    assert desk.keys == []
    assert desk.weights() == before
    assert capfd.readouterr().err == ""


def test_weights_on_the_way_to_nan_are_shown_without_a_warning(desk, capfd):
    desk.session.set_config(DIVERGING)
    for _ in range(40):
        desk.session.step_batch()
        desk.wait(lambda: desk.phase in ("paused", "idle"))
        assert np.isfinite(np.frombuffer(desk.weights(), "f4")).all()
        if desk.phase == "idle":
            break
    desk.session.stop()
    desk.wait_until("idle")
    assert np.isfinite(np.frombuffer(desk.weights(), "f4")).all()
    assert capfd.readouterr().err == ""


def test_without_drawings_nothing_starts_and_a_sentence_says_so(desk):
    desk.session.show_dataset(DatasetSnapshot.empty())
    assert [found.severity for found in desk.diagnostics] == ["information"]
    desk.session.train()
    assert desk.phase == "idle"
    assert desk.keys == ["no drawings"]
    assert desk.diagnostics[0].severity == "error"
    desk.session.show_dataset(DIGITS)
    assert desk.keys == []


@pytest.mark.parametrize("labels", [[0], [1], [0, 1], [0] * 12, [0, 1, 1]])
def test_however_few_drawings_there_are_it_trains(desk, labels):
    desk.session.show_dataset(labelled(labels))
    desk.train()
    assert [kind for kind, _ in desk.ends] == ["succeeded"]
    assert desk.keys


def test_closed_in_mid_run_it_keeps_what_was_learnt(qtbot):
    desk = Desk(qtbot)
    desk.run_forever()
    assert desk.session.close(20)
    assert desk.phase == "idle"
    assert len(desk.runs) == 1
    assert [kind for kind, _ in desk.ends] == ["stopped"]
    qtbot.wait(1)  # what the thread had told before is heard, and changes nothing
    assert len(desk.runs) == len(desk.ends) == 1


@pytest.mark.parametrize("moment", ["begun", "paused", "slow", "rewound", "beginning anew"])
def test_it_closes_at_any_moment(qtbot, moment):
    desk = Desk(qtbot)
    if moment == "slow":
        desk.session.set_speed(1e-3)
    desk.session.train()
    if moment == "paused":
        desk.session.pause()
        qtbot.wait(5)
    if moment == "rewound":
        desk.wait(lambda: len(desk.curves.epochs) > 0)
        desk.session.rewind(0)
        desk.session.reset()
    if moment == "beginning anew":
        desk.session.stop()
        desk.session.train()
    assert desk.session.close(20)
    assert desk.phase == "idle"
    assert desk.session.close(20)


def test_a_thread_that_does_not_stop_in_time_is_told_of(qtbot, monkeypatch):
    hold, held = threading.Event(), threading.Event()
    desk = Desk(qtbot)

    class Slow(Timeline):
        def on_epoch_begin(self, epoch, logs=None):
            super().on_epoch_begin(epoch, logs)
            held.set()
            hold.wait(20)

    desk.session._trainer.timeline = Slow()
    desk.session.train()
    assert held.wait(20)
    assert not desk.session.close(0.01)
    assert desk.phase == "stopping"
    hold.set()
    assert desk.session.close(20)


def test_many_rounds_of_training_and_closing_leave_no_thread(qtbot):
    threads, before = [], threads_of_the_process()
    for _ in range(20):
        desk = Desk(qtbot)
        desk.session.set_config(replace(CONFIG, epochs=FOREVER))
        desk.session.train()
        desk.session.refresh()
        threads.append(weakref.ref(desk.session.findChild(TrainingRunner)))
        assert desk.session.close(20)
        desk.session.deleteLater()
        del desk
        qtbot.wait(1)
    gc.collect()
    assert [each for each in threads if each() is not None] == []
    qtbot.waitUntil(lambda: threads_of_the_process() <= before)


def threads_of_the_process():
    """Count them, Python's own and others; where that cannot be seen, 0."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else 0


def test_what_a_run_has_used_is_freed_without_waiting_for_the_garbage_collector(qtbot):
    gc.collect()
    gc.disable()
    try:
        desk = Desk(qtbot)
        desk.train()
        model = weakref.ref(desk.session.learning().trainer.model)
        desk.session.begin_file()
        assert model() is None
        desk.session.close(20)
    finally:
        gc.enable()


def test_after_a_run_no_thread_is_left(desk):
    for _ in range(3):
        desk.train()
        assert [each.isRunning() for each in desk.session.findChildren(QThread)] == [False]


def test_a_prediction_that_overlaps_a_run_lets_it_keep_its_single_core(qtbot):
    threads = [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]
    desk = Desk(qtbot)
    desk.session.train()
    prediction = one_blas_thread()
    prediction.__enter__()
    prediction.__exit__(None, None, None)
    blas = [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]
    assert set(blas) == {1}
    desk.session.close(20)
    blas = [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]
    assert blas == threads
