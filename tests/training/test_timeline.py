import numpy as np
import pytest

from digitapp.digits import handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.nn import Callback
from digitapp.nn.array_checks import Examples
from digitapp.training import TrainingConfig, fit
from digitapp.training.checkpoint import Checkpoint
from digitapp.training.run import Run
from digitapp.training.timeline import Curves, Timeline, read_logs

CONFIG = TrainingConfig(epochs=3, seed=2, batch_size=8)


@pytest.fixture(scope="module")
def dataset():
    return DatasetSnapshot.of(handwritten()[:60])


def trained(dataset, config=CONFIG, timeline=None, model=None):
    timeline, model = timeline or Timeline(), model or config.make_model()
    Run(model, config, dataset, timeline).fit()
    return timeline, model


def test_it_begins_with_epoch_0_before_any_step(dataset):
    timeline, _ = trained(dataset)
    curves, away = timeline.curves(), dataset.held_out(CONFIG.validation_share, CONFIG.seed)
    assert curves.epochs.tolist() == [0, 1, 2, 3]
    first = CONFIG.make_model()
    learnt = first.evaluate(dataset.images(~away), dataset.labels[~away])
    tested = first.evaluate(dataset.images(away), dataset.labels[away])
    assert [curves.loss[0], curves.accuracy[0]] == learnt
    assert [curves.val_loss[0], curves.val_accuracy[0]] == tested


def test_all_figures_of_an_epoch_are_of_the_weights_at_its_end(dataset):
    timeline, model = trained(dataset)
    curves, away = timeline.curves(), dataset.held_out(CONFIG.validation_share, CONFIG.seed)
    learnt = model.evaluate(dataset.images(~away), dataset.labels[~away])
    tested = model.evaluate(dataset.images(away), dataset.labels[away])
    assert [curves.loss[-1], curves.accuracy[-1]] == learnt
    assert [curves.val_loss[-1], curves.val_accuracy[-1]] == tested


def test_without_held_out_drawings_their_figures_are_nan(dataset):
    timeline, _ = trained(dataset, TrainingConfig(epochs=1, validation_share=0.0))
    assert np.isnan(timeline.curves().val_loss).all()
    assert np.isnan(timeline.curves().val_accuracy).all()
    assert np.isfinite(timeline.curves().loss).all()


def test_watching_changes_no_weight(dataset):
    _, watched = trained(dataset)
    away = dataset.held_out(CONFIG.validation_share, CONFIG.seed)
    model = CONFIG.make_model()
    fit(model, CONFIG, dataset.images(~away), dataset.labels[~away])
    assert (watched.parameters == model.parameters).all()


def test_a_further_fit_goes_on_behind_the_last_epoch(dataset):
    timeline, model = trained(dataset)
    trained(dataset, timeline=timeline, model=model)
    assert timeline.curves().epochs.tolist() == [0, 1, 2, 3, 4, 5, 6]
    whole, at_once = trained(dataset, TrainingConfig(epochs=6, seed=2, batch_size=8))
    assert (at_once.parameters == model.parameters).all()
    assert (whole.curves().loss == timeline.curves().loss).all()


@pytest.mark.parametrize("batches", [8, 11])
def test_an_epoch_that_is_broken_off_leaves_nothing(dataset, batches):
    class StopAfter(Timeline):
        steps = 0

        def on_train_batch_end(self, batch, logs=None):
            self.steps += 1
            if self.steps == batches:
                run.control.stop()

    timeline = StopAfter()
    run = Run(CONFIG.make_model(), CONFIG, dataset, timeline)
    assert run.fit().kind == "stopped"
    assert timeline.last_epoch == batches // 6
    assert len(timeline.curves().epochs) == timeline.last_epoch + 1


def test_weights_of_past_epochs_are_kept(dataset):
    timeline, _ = trained(dataset)
    assert timeline.buffer.epochs() == (0, 1, 2, 3)
    for epoch in (1, 2, 3):
        _, model = trained(dataset, TrainingConfig(epochs=epoch, seed=2, batch_size=8))
        kept, checkpoint = timeline.buffer.nearest(epoch)
        assert kept == epoch
        assert (checkpoint.parameters == model.parameters).all()
    assert timeline.buffer.nearest(99)[0] == 3


def test_a_cut_timeline_goes_on_with_the_steps_that_it_would_have_made(dataset):
    timeline, model = trained(dataset)
    before = timeline.curves()
    losses, weights = before.loss.copy(), model.parameters.copy()
    epoch, checkpoint = timeline.buffer.nearest(1)
    timeline.cut(epoch, checkpoint)
    assert timeline.curves().epochs.tolist() == [0, 1]
    assert timeline.buffer.epochs() == (0, 1)
    checkpoint.put(model)
    trained(dataset, TrainingConfig(epochs=2, seed=2, batch_size=8), timeline, model)
    assert (timeline.curves().loss == losses).all()
    assert (model.parameters == weights).all()
    assert (before.loss == losses).all()


def test_an_epoch_that_it_is_cut_at_has_the_checkpoint_that_was_given(dataset):
    timeline, model = trained(dataset)
    model.parameters[...] = 7
    timeline.cut(2, Checkpoint.of(model))
    kept, checkpoint = timeline.buffer.nearest(2)
    assert kept == 2
    assert (checkpoint.parameters == 7).all()


def test_a_restored_timeline_has_the_checkpoint_of_its_last_epoch(dataset):
    timeline, model = trained(dataset)
    restored = Timeline()
    restored.restore(read_logs(timeline.logs()), Checkpoint.of(model))
    assert restored.buffer.epochs() == (3,)
    assert (restored.buffer.nearest(3)[1].parameters == model.parameters).all()


def test_nothing_is_noted_before_an_epoch_nor_without_words(dataset):
    timeline = Timeline()
    timeline.note("branch")
    assert timeline.events == ()
    trained(dataset, timeline=timeline)
    timeline.note("")
    assert timeline.events == ()
    timeline.note("branch")
    timeline.note("+ 1 drawing")
    assert timeline.events == ((3, "branch, + 1 drawing"),)


def test_curves_given_out_stay_as_they_are_when_more_epochs_come(dataset):
    timeline, model = trained(dataset)
    before = timeline.curves()
    copy = [each.copy() for each in before]
    trained(dataset, TrainingConfig(epochs=1100, seed=2, augment=False), timeline, model)
    assert len(timeline.curves().epochs) == 1104  # grown beyond its first room
    for was, now, after in zip(copy, before, timeline.curves(), strict=True):
        np.testing.assert_array_equal(was, now)
        np.testing.assert_array_equal(was, after[:4])
    with pytest.raises(ValueError, match="read-only"):
        before.loss[0] = 0


def test_the_history_of_fit_itself_does_not_grow(dataset):
    class Look(Callback):
        longest = 0

        def on_epoch_end(self, epoch, logs=None):
            self.longest = max(self.longest, len(self.model.history.epoch))

    timeline, model, look = Timeline(), CONFIG.make_model(), Look()
    X, y = dataset.images([0, 1]), dataset.labels[:2]
    timeline.watch(Examples(X, y[:, None].astype(np.float32), None), None)
    model.fit(X, y, epochs=2500, verbose=0, callbacks=[timeline, look])
    assert look.longest <= 1001
    assert len(timeline.curves().epochs) == 2501


def test_logs_are_read_as_they_were_given(dataset):
    timeline, _ = trained(dataset)
    read = read_logs(timeline.logs())
    for one, other in zip(read, timeline.curves(), strict=True):
        np.testing.assert_array_equal(one, other)


GOOD = dict(zip(Curves._fields, np.arange(10.0).reshape(5, 2) % 2, strict=True))


@pytest.mark.parametrize(
    "logs",
    [
        {},
        {**GOOD, "more": [1.0, 2.0]},
        {**GOOD, "loss": [1.0]},
        {**GOOD, "epochs": [1.0, 1.0]},
        {**GOOD, "epochs": [np.nan, 1.0]},
        {**GOOD, "epochs": [0.0, 1e300]},
        {**GOOD, "loss": [np.inf, 1.0]},
        {name: [] for name in GOOD},
        {name: 1.0 for name in GOOD},
    ],
)
def test_logs_of_nobody_knows_whom_are_refused(logs):
    assert len(read_logs(GOOD).epochs) == 2
    with pytest.raises(ValueError, match="its lo"):
        read_logs(logs)
