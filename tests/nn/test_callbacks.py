"""EarlyStopping and the lines that tell how a fit goes."""

import io
import math

import numpy as np
import pytest

from digitapp.nn import Callback, Dense, EarlyStopping, Input, Sequential

X = np.random.default_rng(9).random((40, 5), dtype=np.float32)
Y = (X[:, 0] > 0.5).astype(int)


def new_model():
    model = Sequential([Input((5,)), Dense(1, "sigmoid")], seed=1)
    model.compile(loss="binary_crossentropy", optimizer="sgd", metrics=["accuracy"])
    return model


class Pretend(Callback):
    """Feeds EarlyStopping values of our choice."""

    def __init__(self, stopping, name, values):
        self.stopping, self.name, self.values = stopping, name, values

    def on_train_begin(self, logs=None):
        self.stopping.set_model(self.model)
        self.stopping.on_train_begin()

    def on_epoch_end(self, epoch, logs=None):
        self.stopping.on_epoch_end(epoch, {self.name: self.values[epoch]})

    def on_train_end(self, logs=None):
        self.stopping.on_train_end()


def stopped_at(stopping, values, name="val_loss"):
    callback = Pretend(stopping, name, values)
    return len(new_model().fit(X, Y, epochs=len(values), callbacks=[callback], verbose=0).epoch)


def test_it_stops_when_patience_is_at_its_end():
    stopping = EarlyStopping(patience=2)
    assert stopped_at(stopping, [5, 4, 3, 3.1, 3.2, 1, 0]) == 5
    assert (stopping.best, stopping.best_epoch, stopping.stopped_epoch) == (3, 2, 4)


def test_an_improvement_below_min_delta_is_none():
    assert stopped_at(EarlyStopping(patience=2, min_delta=0.5), [5, 4.9, 4.5, 1]) == 3


def test_accuracy_is_better_when_larger():
    values = [0.5, 0.6, 0.7, 0.6, 0.6]
    assert stopped_at(EarlyStopping("val_accuracy", patience=1), values, "val_accuracy") == 4
    assert stopped_at(EarlyStopping("val_accuracy", mode="min"), values, "val_accuracy") == 2


def test_it_does_not_watch_before_start_from_epoch():
    assert stopped_at(EarlyStopping(start_from_epoch=3), [1, 2, 3, 4, 5, 6]) == 5


def test_nan_is_never_better():
    assert stopped_at(EarlyStopping(patience=2), [math.nan] * 5) == 2


def test_the_best_weights_come_back():
    kept = []

    class Keep(Callback):
        def on_epoch_end(self, epoch, logs=None):
            kept.append(self.model.get_weights())

    model = new_model()
    stopping = EarlyStopping(patience=2, restore_best_weights=True)
    fed = Pretend(stopping, "val_loss", [3, 1, 2, 2, 2])
    model.fit(X, Y, epochs=5, callbacks=[Keep(), fed], verbose=0)
    assert all((a == b).all() for a, b in zip(model.get_weights(), kept[1], strict=True))
    assert any((a != b).any() for a, b in zip(kept[1], kept[-1], strict=True))


def test_watching_what_is_not_there_says_what_is_and_trains_on():
    with pytest.warns(UserWarning, match="'val_loss': the logs hold loss, accuracy.*For val_"):
        history = new_model().fit(X, Y, epochs=2, callbacks=[EarlyStopping()], verbose=0)
    assert len(history.epoch) == 2


def test_it_tells_of_its_stop_when_asked_to(capsys):
    assert stopped_at(EarlyStopping("val_loss", 0, 1, 1), [1, 2, 3]) == 2
    assert "Stopped early in epoch 2: val_loss" in capsys.readouterr().out


def test_one_callback_serves_two_fits():
    stopping = EarlyStopping("loss", patience=1, min_delta=10)
    for _ in range(2):
        assert len(new_model().fit(X, Y, epochs=9, callbacks=[stopping], verbose=0).epoch) == 2


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def test_the_progress_bar_is_quiet_where_nobody_looks(capsys):
    new_model().fit(X, Y, epochs=3)
    assert capsys.readouterr() == ("", "")


def test_the_progress_bar_tells_a_terminal_how_it_went(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    model = new_model()
    model.fit(X, Y, epochs=3)
    last = terminal.getvalue().split("\r")[-1]
    assert last.startswith("━" * 24 + " epoch 3/3 · loss 0.")
    assert "accuracy" in last
    assert "batches/s · 0 s left" in last
    assert last.endswith("\n")


def test_a_terminal_without_these_characters_does_not_end_the_fit(monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout", terminal)
    assert new_model().fit(X, Y, epochs=3).epoch == [0, 1, 2]


def test_a_stopped_bar_shows_where_it_stopped(monkeypatch):
    class Stop(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = True

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    new_model().fit(X, Y, epochs=4, callbacks=[Stop()])
    assert ("━" * 6 + "─" * 18 + " epoch 1/4") in terminal.getvalue()


def test_verbose_2_prints_a_line_an_epoch(capsys):
    new_model().fit(X, Y, epochs=2, verbose=2)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" · ")[0] for line in lines] == ["epoch 1/2", "epoch 2/2"]


def test_no_standard_output_at_all_is_no_error(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    new_model().fit(X, Y)
