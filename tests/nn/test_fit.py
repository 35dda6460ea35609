"""What fit does with its arguments: batches, epochs, splits and weights."""

import gc
import weakref

import numpy as np
import pytest

from digitapp.nn import Adam, Callback

from .small_model import X, Y, new_model


def test_the_network_learns():
    model = new_model()
    history = model.fit(X, Y, epochs=100, verbose=0).history
    assert history["loss"][-1] < history["loss"][0] / 2
    assert model.evaluate(X, Y, return_dict=True)["accuracy"] > 0.9


def test_an_epoch_sees_every_example_once_and_in_another_order_each_time():
    seen = []

    class Watch(Callback):
        def on_train_batch_end(self, batch, logs=None):
            workspace = self.model.workspace(10)
            seen.append(workspace.layers[0].A_prev[:, 0].copy())

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
    weights = np.random.default_rng(8).random(70)
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


def test_an_optimizer_remembers_between_two_fits_and_forgets_at_compile():
    model = new_model()
    model.fit(X, Y, verbose=0)
    assert model.optimizer.iterations == 3
    model.fit(X, Y, verbose=0)
    assert model.optimizer.iterations == 6
    model.compile(loss="binary_crossentropy", optimizer="adam")
    model.fit(X, Y, verbose=0)
    assert model.optimizer.iterations == 3


def test_class_weights_count_in_training_only():
    options = {"validation_split": 0.2, "shuffle": False, "verbose": 0}
    weighted = new_model().fit(X, Y, class_weight={0: 1.0, 1: 5.0}, **options).history
    plain = new_model()
    plain.fit(X[:56], Y[:56], class_weight={0: 1.0, 1: 5.0}, shuffle=False, verbose=0)
    assert weighted["val_loss"] == [plain.evaluate(X[56:], Y[56:])[0]]


def test_a_setting_of_the_optimizer_takes_effect_at_the_next_fit():
    turned, made = new_model(optimizer=Adam(0.05)), new_model(optimizer=Adam(0.05, beta_1=0.5))
    turned.optimizer.beta_1 = 0.5
    assert turned.fit(X, Y, verbose=0).history == made.fit(X, Y, verbose=0).history


def test_a_history_knows_its_model_and_does_not_keep_it():
    gc.disable()
    try:
        model = new_model()
        history = model.fit(X, Y, epochs=1, verbose=0)
        assert history.model.count_params() == model.count_params()
        freed = weakref.ref(model)
        del model
        assert freed() is None
    finally:
        gc.enable()
