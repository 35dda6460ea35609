import numpy as np
import pytest

from digitapp.digits import handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.nn import Callback
from digitapp.training import Augmentation, TrainingConfig, fit
from digitapp.training.run import Run
from digitapp.training.timeline import Timeline


@pytest.fixture(scope="module")
def digits():
    examples = handwritten()[:40]
    return np.array([x.image.ravel() for x in examples]), np.array([x.label for x in examples])


def test_fit_does_what_a_script_does_by_hand(digits):
    X, y = digits
    config = TrainingConfig(epochs=3, batch_size=16, seed=5)
    sources = ["drawn"] * 4 + ["starter"] * 36
    ours, by_hand = config.make_model(), config.make_model()
    fit(ours, config, X, y, sources=sources)
    augmentation = Augmentation(X, seed=5)
    by_hand.fit(
        augmentation.inputs,
        y,
        batch_size=16,
        epochs=3,
        verbose=0,
        callbacks=[augmentation],
        sample_weight=np.array([5.0] * 4 + [1.0] * 36) * 40 / 56,
    )
    assert (ours.parameters == by_hand.parameters).all()


def test_without_augmentation_it_trains_on_the_drawings_as_they_are(digits):
    X, y = digits
    config = TrainingConfig(epochs=2, augment=False)
    ours, by_hand = config.make_model(), config.make_model()
    fit(ours, config, X, y)
    by_hand.fit(X, y, batch_size=16, epochs=2, verbose=0)
    assert (ours.parameters == by_hand.parameters).all()


def test_held_out_drawings_are_evaluated_as_they_are(digits):
    X, y = digits
    config = TrainingConfig(epochs=2)
    model = config.make_model()
    history = fit(model, config, X[:30], y[:30], held_out=(X[30:], y[30:]))
    [loss, _] = model.evaluate(X[30:], y[30:])
    assert history.history["val_loss"][-1] == loss


def test_with_nothing_held_out_nothing_is_evaluated(digits):
    X, y = digits
    config = TrainingConfig(epochs=1)
    history = fit(config.make_model(), config, X, y, held_out=(X[:0], y[:0]))
    assert set(history.history) == {"loss", "accuracy"}


def test_a_line_an_epoch_is_told_when_asked_for(digits, capsys):
    config = TrainingConfig(epochs=3)
    fit(config.make_model(), config, *digits)
    assert capsys.readouterr().out == ""
    fit(config.make_model(), config, *digits, verbose=2)
    assert len(capsys.readouterr().out.splitlines()) >= 3


def test_a_fit_stopped_halfway_goes_on_from_there(digits):
    X, y = digits
    config = TrainingConfig(epochs=4)
    model = config.make_model()

    class Stop(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 1

    assert fit(model, config, X, y, callbacks=[Stop()]).epoch == [0, 1]
    assert fit(model, config, X, y, first_epoch=2).epoch == [2, 3]
    whole = config.make_model()
    fit(whole, config, X, y)
    assert (model.parameters == whole.parameters).all()


@pytest.mark.parametrize("seed", range(5))
def test_ten_of_each_are_learnt_with_the_defaults(digits, seed):
    X, y = digits
    pick = np.concatenate([np.flatnonzero(y == label)[:10] for label in (0, 1)])
    config = TrainingConfig(seed=seed)
    model = config.make_model()
    losses = fit(model, config, X[pick], y[pick]).history["loss"]
    assert losses[15] < 0.6 * losses[0]
    [loss, accuracy] = model.evaluate(X[pick], y[pick])
    assert loss < 0.1
    assert accuracy == 1


@pytest.mark.parametrize(("m", "batches"), [(32, 2), (33, 3), (40, 3)])
def test_a_run_that_is_watched_takes_five_seconds(m, batches):
    config = TrainingConfig(epochs=100, batch_size=16, validation_share=0.0)
    dataset = DatasetSnapshot.of(handwritten()[:m])
    run = Run(config.make_model(), config, dataset, Timeline())
    assert run.watched_speed == 100 * batches / 5
    assert run.watched_seconds == 5
