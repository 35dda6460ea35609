"""When callbacks are called, what they may do, and a request to stop."""

import threading

import numpy as np
import pytest

from digitapp.nn import Callback

from .small_model import X, Y, new_model


class Diary(Callback):
    """Writes down what is called, and with what."""

    def __init__(self):
        self.lines, self.logs = [], []

    def on_train_begin(self, logs=None):
        self.lines.append("train begins")

    def on_epoch_begin(self, epoch, logs=None):
        self.lines.append(f"epoch {epoch} begins")

    def on_train_batch_begin(self, batch, logs=None):
        self.lines.append(f"batch {batch} begins")

    def on_train_batch_end(self, batch, logs=None):
        self.lines.append(f"batch {batch} ends")
        self.logs.append(dict(logs))

    def on_epoch_end(self, epoch, logs=None):
        self.lines.append(f"epoch {epoch} ends")
        self.logs.append(dict(logs))

    def on_train_end(self, logs=None):
        self.lines.append("train ends")


def test_hooks_are_called_in_the_order_of_keras():
    diary = Diary()
    new_model().fit(X[:5], Y[:5], batch_size=3, epochs=2, callbacks=[diary], verbose=0)
    epoch = ["batch 0 begins", "batch 0 ends", "batch 1 begins", "batch 1 ends"]
    assert diary.lines == [
        "train begins",
        *("epoch 0 begins", *epoch, "epoch 0 ends"),
        *("epoch 1 begins", *epoch, "epoch 1 ends"),
        "train ends",
    ]


def test_the_logs_of_the_last_batch_are_those_of_the_epoch():
    diary = Diary()
    new_model().fit(X, Y, callbacks=[diary], verbose=0)
    assert len(diary.logs) == 4
    assert diary.logs[2] == diary.logs[3]


def test_callbacks_know_the_model_and_the_plan():
    diary, model = Diary(), new_model()
    model.fit(X, Y, batch_size=20, epochs=3, callbacks=[diary], verbose=0)
    assert diary.model is model
    assert diary.params == {"epochs": 3, "steps": 4, "verbose": 0}


def test_a_stop_asked_for_before_the_first_batch_is_obeyed():
    class StopAtOnce(Callback):
        def on_train_begin(self, logs=None):
            self.model.stop_training = True

    model = new_model()
    model.build((None, 6))
    before = model.parameters.copy()
    diary = Diary()
    history = model.fit(X, Y, epochs=3, callbacks=[StopAtOnce(), diary], verbose=0)
    assert (model.parameters == before).all()
    assert history.epoch == []
    assert diary.lines == ["train begins", "train ends"]


@pytest.mark.parametrize(
    ("hook", "batches"),
    [("on_epoch_begin", 0), ("on_train_batch_begin", 0), ("on_train_batch_end", 1)],
)
def test_a_stop_asked_for_in_an_epoch_is_obeyed_before_the_next_batch(hook, batches):
    def stop(self, number, logs=None):
        self.model.stop_training = True

    Stopper = type("Stopper", (Callback,), {hook: stop})
    model, diary = new_model(), Diary()
    history = model.fit(X, Y, epochs=3, callbacks=[Stopper(), diary], verbose=0)
    assert model.optimizer.iterations == batches
    assert diary.lines[-1] == "train ends"
    assert len(history.epoch) == min(batches, 1)


def test_a_stop_from_another_thread_ends_a_long_fit():
    model, running = new_model(), threading.Event()

    class Tell(Callback):
        def on_epoch_end(self, epoch, logs=None):
            running.set()

    fit = threading.Thread(
        target=model.fit, args=(X, Y), kwargs={"epochs": 10**9, "callbacks": [Tell()], "verbose": 0}
    )
    fit.start()
    assert running.wait(30)
    model.stop_training = True
    fit.join(30)
    assert not fit.is_alive()


def test_the_next_fit_forgets_the_stop():
    model = new_model()
    model.stop_training = True
    assert len(model.fit(X, Y, epochs=2, verbose=0).epoch) == 2


def test_the_learning_rate_can_be_turned_during_a_fit():
    class Freeze(Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.optimizer.learning_rate = 0.05 if epoch == 0 else 0.0

    model, diary = new_model(), Diary()
    losses = model.fit(X, Y, epochs=4, callbacks=[Freeze(), diary], verbose=0).history["loss"]
    assert losses[0] != losses[1]
    np.testing.assert_allclose(losses[1:], losses[1], rtol=1e-6)


def test_a_stop_outlasts_a_step_or_a_fit_in_another_callback():
    class Stop(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = True

    class Step(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.train_on_batch(X, Y)

    history = new_model().fit(X, Y, epochs=5, callbacks=[Stop(), Step()], verbose=0)
    assert history.epoch == [0]


def test_a_fit_within_a_fit_has_a_history_of_its_own():
    class Nested(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.fit(X, Y, verbose=0)

    model = new_model()
    history = model.fit(X, Y, epochs=3, callbacks=[Nested()], verbose=0)
    assert history.epoch == [0, 1, 2]
    assert model.history is history


def test_the_older_names_of_the_batch_hooks_are_called_too():
    class Old(Callback):
        calls = 0

        def on_batch_end(self, batch, logs=None):
            assert logs["loss"] > 0
            self.calls += 1

    old = Old()
    new_model().fit(X, Y, epochs=2, callbacks=[old], verbose=0)
    assert old.calls == 6


def test_predicting_in_a_callback_does_not_disturb_the_fit():
    class Look(Callback):
        def on_train_batch_begin(self, batch, logs=None):
            self.model.predict(X[:32])

        def on_train_batch_end(self, batch, logs=None):
            self.model.evaluate(X[:32], Y[:32])
            self.model.gradients_of(X[:32], Y[:32])

    watched = new_model().fit(X, Y, epochs=3, callbacks=[Look()], verbose=0).history
    assert watched == new_model().fit(X, Y, epochs=3, verbose=0).history


HOOKS = [name for name in vars(Callback) if name.startswith("on_") and name != "on_divergence"]


class Everything(Callback):
    """Writes down every hook, its number and the keys of its logs."""

    def __init__(self):
        self.calls = []

    def note(self, hook, *arguments):
        *number, logs = arguments
        self.calls.append((hook.removeprefix("on_"), *number, sorted(logs)))


for _hook in HOOKS:
    if _hook not in ("on_batch_begin", "on_batch_end"):
        setattr(Everything, _hook, lambda self, *a, hook=_hook: self.note(hook, *a))


def test_every_hook_gets_a_dict_in_the_order_of_keras():
    everything, held_out = Everything(), (X[:5], Y[:5])
    new_model().fit(
        X[:6], Y[:6], batch_size=3, validation_data=held_out, callbacks=everything, verbose=0
    )
    figures = ["accuracy", "loss"]
    assert everything.calls == [
        ("train_begin", []),
        ("epoch_begin", 0, []),
        ("train_batch_begin", 0, []),
        ("train_batch_end", 0, figures),
        ("train_batch_begin", 1, []),
        ("train_batch_end", 1, figures),
        ("test_begin", []),
        ("test_batch_begin", 0, []),
        ("test_batch_end", 0, figures),
        ("test_batch_begin", 1, []),
        ("test_batch_end", 1, figures),
        ("test_end", figures),
        ("epoch_end", 0, [*figures, "val_accuracy", "val_loss"]),
        ("train_end", [*figures, "val_accuracy", "val_loss"]),
    ]


def test_evaluate_and_predict_call_hooks_of_their_own():
    model, testing, predicting = new_model(), Everything(), Everything()
    model.build((None, 6))
    figures = model.evaluate(X, Y, batch_size=40, callbacks=[testing], return_dict=True)
    outputs = model.predict(X, batch_size=40, callbacks=predicting)
    assert [call[0] for call in testing.calls] == [
        "test_begin",
        *["test_batch_begin", "test_batch_end"] * 2,
        "test_end",
    ]
    assert testing.params == {"epochs": 1, "steps": 2, "verbose": 0}
    assert predicting.calls[2] == ("predict_batch_end", 0, ["outputs"])
    assert len(predicting.calls) == 6
    np.testing.assert_allclose(outputs, model.predict(X), atol=1e-6)
    assert figures == pytest.approx(model.evaluate(X, Y, return_dict=True), abs=1e-6)
