"""EarlyStopping and the lines that tell how a fit goes."""

import io
import math

import numpy as np
import pytest

from digitapp.nn import (
    Callback,
    Dense,
    EarlyStopping,
    Input,
    Sequential,
    callbacks,
    load_model,
    metrics,
    optimizers,
)

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


def fit(*callbacks, epochs=4, **options):
    model = new_model()
    history = model.fit(X, Y, epochs=epochs, callbacks=list(callbacks), verbose=0, **options)
    return model, history.history


def test_a_baseline_that_is_not_reached_stops_the_fit():
    assert stopped_at(EarlyStopping(patience=2, baseline=1), [5, 4, 4.5, 3, 2]) == 3


def test_a_figure_that_no_fit_could_have_is_refused_with_what_there_is():
    with pytest.raises(ValueError, match=r"'val_los': the logs hold loss, accuracy.*'val_loss'"):
        fit(EarlyStopping("val_los"))


def test_a_checkpoint_saves_every_epoch_under_its_figures(tmp_path):
    path = tmp_path / "{epoch:02d}-{loss:.2f}.keras"
    model, history = fit(callbacks.ModelCheckpoint(path))
    files = [f"{epoch:02d}-{loss:.2f}.keras" for epoch, loss in enumerate(history["loss"], 1)]
    assert sorted(file.name for file in tmp_path.iterdir()) == files
    last = load_model(tmp_path / files[-1])
    assert (last.parameters == model.parameters).all()


def test_a_checkpoint_keeps_the_best_alone(tmp_path):
    class Rates(Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.optimizer.learning_rate = [0.1, 0.1, 100, 100][epoch]

    weights = callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append((logs["loss"], model_of().get_weights()))
    )
    seen, model_of = [], lambda: weights.model
    path = tmp_path / "best.weights.h5"
    best = callbacks.ModelCheckpoint(path, "loss", save_best_only=True, save_weights_only=True)
    model, _ = fit(Rates(), weights, best)
    model.load_weights(path)
    _, expected = min(seen, key=lambda pair: pair[0])
    assert all((a == b).all() for a, b in zip(model.get_weights(), expected, strict=True))


def test_a_checkpoint_by_batches_saves_within_the_epoch(tmp_path):
    path = tmp_path / "{epoch}.keras"
    fit(callbacks.ModelCheckpoint(path, save_freq=3), epochs=2, batch_size=20)
    assert [file.name for file in tmp_path.iterdir()] == ["2.keras"]


def test_a_csv_file_has_a_row_an_epoch_and_goes_on_when_asked(tmp_path):
    path = tmp_path / "log.csv"
    _, history = fit(callbacks.CSVLogger(path), epochs=2)
    fit(callbacks.CSVLogger(path, append=True), epochs=1)
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    assert header == "epoch,accuracy,loss"
    assert [row.split(",")[0] for row in rows] == ["0", "1", "0"]
    assert [float(row.split(",")[2]) for row in rows[:2]] == history["loss"]


@pytest.mark.parametrize(
    "make",
    [callbacks.ReduceLROnPlateau, lambda: callbacks.LearningRateScheduler(lambda epoch: 1.0)],
)
def test_a_rate_that_follows_a_schedule_is_not_set_by_a_callback(make):
    model = new_model()
    model.optimizer.learning_rate = optimizers.schedules.ExponentialDecay(0.1, 5, 0.5)
    with pytest.raises(TypeError, match="can't set a learning rate that follows a schedule"):
        model.fit(X, Y, verbose=0, callbacks=[make()])
    assert model.optimizer.schedule is not None


def test_a_metric_by_the_name_of_the_loss_does_not_take_its_place():
    model = new_model()
    model.compile("sgd", "mse", metrics=[metrics.BinaryAccuracy(name="loss")])
    assert list(model.evaluate(X, Y, return_dict=True)) == ["loss", "loss_1"]


def test_a_scheduler_sets_the_rate_of_each_epoch_and_logs_it():
    by_epoch = callbacks.LearningRateScheduler(lambda epoch: 0.1 * (epoch + 1))
    halving = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    optional = callbacks.LearningRateScheduler(lambda epoch, rate=1.0: rate / 2)
    assert fit(by_epoch)[1]["learning_rate"] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert fit(optional)[1]["learning_rate"][:2] == pytest.approx([0.005, 0.0025])
    assert fit(halving)[1]["learning_rate"] == pytest.approx([0.005, 0.0025, 0.00125, 0.000625])


def test_the_rate_is_reduced_on_a_plateau_and_rests_after_it():
    plateau = callbacks.ReduceLROnPlateau(
        "loss", factor=0.5, patience=1, min_delta=10, cooldown=1, min_lr=0.004
    )
    rates = fit(plateau, epochs=6)[1]["learning_rate"]
    assert rates == pytest.approx([0.01, 0.01, 0.005, 0.004, 0.004, 0.004])  # as Keras has them


def test_a_metric_of_ones_own_name_is_better_when_larger():
    model = new_model()
    model.compile("sgd", "bce", metrics=[metrics.Precision(name="hits")])
    stopping = EarlyStopping("hits", patience=1)
    model.fit(X, Y, callbacks=[stopping], verbose=0)
    assert stopping.best >= 0
