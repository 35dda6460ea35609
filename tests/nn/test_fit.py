"""What fit does with its arguments: batches, epochs, splits, weights, and a request to stop."""

import threading

import numpy as np
import pytest

from digitapp.nn import (
    Adam,
    BinaryCrossentropy,
    Callback,
    Dense,
    Input,
    Sequential,
    binary_accuracy,
)

RNG = np.random.default_rng(8)
X = RNG.random((70, 6), dtype=np.float32)
Y = (X[:, 0] > X[:, 1]).astype(int)


def new_model(seed=3, **compiled):
    model = Sequential([Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=seed)
    compiled = {"loss": BinaryCrossentropy(), "optimizer": Adam(0.05), **compiled}
    model.compile(metrics=["accuracy"], **compiled)
    return model


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


def test_the_network_learns():
    model = new_model()
    history = model.fit(X, Y, epochs=100, verbose=0).history
    assert history["loss"][-1] < history["loss"][0] / 2
    assert model.evaluate(X, Y, return_dict=True)["accuracy"] > 0.9


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


def test_an_epoch_sees_every_example_once_and_in_another_order_each_time():
    seen = []

    class Watch(Callback):
        def on_train_batch_end(self, batch, logs=None):
            network = self.model.network_pass(10)
            seen.append(network.passes[0].A_prev[:, 0].copy())

    new_model().fit(X, Y, batch_size=10, epochs=2, callbacks=[Watch()], verbose=0)
    first, second = np.concatenate(seen[:7]), np.concatenate(seen[7:])
    assert sorted(first) == sorted(second) == sorted(X[:, 0])
    assert (first != second).any()
    assert (first != X[:, 0]).any()


def test_history_numbers_its_epochs_from_initial_epoch():
    model = new_model()
    history = model.fit(X, Y, epochs=5, initial_epoch=3, verbose=0)
    assert history.epoch == [3, 4]
    assert model.history is history
    assert model.fit(X, Y, epochs=2, initial_epoch=2, verbose=0).epoch == []


def test_validation_split_holds_out_the_tail():
    by_split, by_data = new_model(), new_model()
    split = by_split.fit(X, Y, epochs=2, validation_split=0.2, verbose=0).history
    at = 56  # 70 · 0.8
    data = by_data.fit(
        X[:at], Y[:at], epochs=2, validation_data=(X[at:], Y[at:]), verbose=0
    ).history
    assert split == data
    assert set(split) == {"loss", "accuracy", "val_loss", "val_accuracy"}


def test_a_split_that_leaves_a_class_out_warns():
    order = np.argsort(Y, kind="stable")
    with pytest.warns(UserWarning, match="one class out"):
        new_model().fit(X[order], Y[order], validation_split=0.2, verbose=0)


def test_sample_weights_of_the_held_out_part_count_in_val_loss():
    weights = RNG.random(70)
    history = new_model().fit(
        X, Y, sample_weight=weights, validation_split=0.2, shuffle=False, verbose=0
    )
    same = new_model().fit(
        X[:56],
        Y[:56],
        sample_weight=weights[:56],
        validation_data=(X[56:], Y[56:], weights[56:]),
        shuffle=False,
        verbose=0,
    )
    assert history.history == same.history


def test_an_example_of_weight_zero_teaches_nothing():
    weights = np.ones(70)
    weights[Y == 1] = 0
    model = new_model()
    model.fit(X, Y, epochs=200, sample_weight=weights, verbose=0)
    assert (model.predict(X) < 0.5).all()


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
    [("on_epoch_begin", 0), ("on_train_batch_begin", 1), ("on_train_batch_end", 1)],
)
def test_a_stop_asked_for_in_an_epoch_is_obeyed_after_the_batch(hook, batches):
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


def test_an_optimizer_remembers_between_two_fits_and_forgets_at_compile():
    model = new_model()
    model.fit(X, Y, verbose=0)
    assert model.optimizer.iterations == 3
    model.fit(X, Y, verbose=0)
    assert model.optimizer.iterations == 6
    model.compile(loss="binary_crossentropy", optimizer="adam")
    model.fit(X, Y, verbose=0)
    assert model.optimizer.iterations == 3


@pytest.mark.parametrize("convert", [np.float64, np.float16, np.ndarray.tolist, np.asfortranarray])
def test_inputs_of_any_kind_of_number_are_taken(convert):
    rounded = X.astype(np.float16).astype(np.float32)
    take = convert if convert in (np.ndarray.tolist, np.asfortranarray) else rounded.astype
    given = take(rounded) if take is convert else rounded.astype(convert)
    losses = new_model().fit(given, Y, verbose=0).history
    assert losses == new_model().fit(rounded, Y, verbose=0).history


def test_data_are_neither_changed_nor_copied():
    x, y = X.copy(), Y.copy()
    x.flags.writeable = y.flags.writeable = False
    model = new_model()
    model.fit(x, y, verbose=0)
    model.evaluate(x, y)
    model.predict(x)


def test_predict_gives_the_same_for_many_as_for_one():
    model = new_model()
    model.fit(X, Y, verbose=0)
    together = model.predict(X)
    assert together.shape == (70, 1)
    alone = np.concatenate([model.predict(x.reshape(1, -1)) for x in X])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert (model(X) == together).all()


def test_a_prediction_is_the_callers_own():
    model = new_model()
    model.build((None, 6))
    first = model.predict(X[:1])
    kept = first.copy()
    model.predict(X[1:2])
    assert (first == kept).all()


def test_layers_added_one_by_one_are_the_same_network():
    at_once = Sequential([Input((6,)), Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=9)
    one_by_one = Sequential(seed=9)
    for layer in (Input((6,)), Dense(4, "sigmoid"), Dense(1, "sigmoid")):
        one_by_one.add(layer)
    assert (at_once.parameters == one_by_one.parameters).all()
    assert [layer.name for layer in one_by_one.layers] == ["dense", "dense_1"]


def test_weights_have_the_order_and_shapes_of_keras():
    model = Sequential([Input((6,)), Dense(4), Dense(1)])
    assert [w.shape for w in model.get_weights()] == [(6, 4), (4,), (4, 1), (1,)]
    assert model.count_params() == 33
    new = [np.full(w.shape, number) for number, w in enumerate(model.get_weights())]
    model.set_weights(new)
    assert all((a == b).all() for a, b in zip(model.get_weights(), new, strict=True))
    assert (model.layers[1].get_weights()[0] == 2).all()


def test_summary_tells_layers_shapes_and_numbers(capsys):
    model = Sequential(
        [Input((400,)), Dense(25, "sigmoid", name="layer1"), Dense(15, "sigmoid"), Dense(1)]
    )
    model.summary()
    told = capsys.readouterr().out
    for part in ("layer1 (Dense)", "(None, 25)", "10,025", "390", "16", "10,431"):
        assert part in told


@pytest.mark.parametrize("units", [1, 3])
def test_the_predictor_gives_what_predict_gave_when_it_was_made(units):
    model = Sequential([Input((6,)), Dense(1, "relu"), Dense(4, "tanh"), Dense(units, "sigmoid")])
    expected, predict_one = model.predict(X), model.predictor()
    model.set_weights([weights + 1 for weights in model.get_weights()])
    for x, wanted in zip(X, expected, strict=True):
        np.testing.assert_allclose(predict_one(x), wanted, atol=1e-6)


def test_class_weights_count_in_training_only():
    options = {"validation_split": 0.2, "shuffle": False, "verbose": 0}
    weighted = new_model().fit(X, Y, class_weight={0: 1.0, 1: 5.0}, **options).history
    plain = new_model()
    plain.fit(X[:56], Y[:56], class_weight={0: 1.0, 1: 5.0}, shuffle=False, verbose=0)
    assert weighted["val_loss"] == [plain.evaluate(X[56:], Y[56:])[0]]


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


def test_a_layer_by_itself_computes_as_the_lecture_does():
    layer_1, layer_2 = Dense(units=3, activation="sigmoid"), Dense(1, "sigmoid")
    a2 = layer_2(layer_1(X))
    assert a2.shape == (70, 1)
    model = Sequential([layer_1, layer_2])
    model.build((None, 6))
    np.testing.assert_allclose(model.predict(X), a2, atol=1e-6)
    assert model.get_layer("dense") is layer_1
    assert model.get_layer(index=-1) is layer_2


def test_a_setting_of_the_optimizer_takes_effect_at_the_next_fit():
    turned, made = new_model(optimizer=Adam(0.05)), new_model(optimizer=Adam(0.05, beta_1=0.5))
    turned.optimizer.beta_1 = 0.5
    assert turned.fit(X, Y, verbose=0).history == made.fit(X, Y, verbose=0).history


def test_names_given_and_made_do_not_meet():
    model = Sequential([Dense(2, name="dense_1"), Dense(2), Dense(1)])
    assert [layer.name for layer in model.layers] == ["dense_1", "dense", "dense_2"]


def test_an_unbuilt_model_is_summarised_as_such(capsys):
    Sequential([Dense(3, "relu")]).summary()
    assert "unbuilt" in capsys.readouterr().out


def test_accuracy_of_labels_in_a_row_and_predictions_in_a_column():
    assert binary_accuracy([0, 1, 0, 1], [[0.2], [0.7], [0.1], [0.9]]) == 1.0
