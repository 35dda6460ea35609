from dataclasses import replace

import numpy as np
import pytest

from digitapp.digits import handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.training.diagnostics import Situation, diagnostics
from digitapp.training.timeline import Curves
from digitapp.training.trainer import Trainer

STARTER = handwritten()
NONE = Curves(*np.empty((5, 0)))
DEFAULTS = TrainingConfig()


def drawings(*labels):
    some = DatasetSnapshot.of(STARTER[: len(labels)])
    return replace(some, labels=np.array(labels, np.uint8))


def situation(labels, held_out=(), curves=NONE, **more):
    mask = np.zeros(len(labels), np.bool_)
    mask[list(held_out)] = True
    given = {"dataset": drawings(*labels), "config": DEFAULTS, **more}
    return Situation(held_out=mask, curves=curves, **given)


def keys(now):
    return [diagnostic.key for diagnostic in diagnostics(now)]


def curves(loss, val_loss=None):
    loss = np.array(loss, np.float64)
    nothing = np.full(len(loss), np.nan)
    val_loss = nothing if val_loss is None else np.array(val_loss, np.float64)
    return Curves(np.arange(len(loss)), loss, val_loss, nothing, nothing)


ENOUGH = [0, 1] * 10  # labels
TESTED = (0, 1)


def test_enough_drawings_of_both_digits_need_no_word():
    assert keys(situation(ENOUGH, TESTED)) == []


def test_no_drawings_are_an_error_only_when_training_is_asked_for():
    for asked, severity in ((False, "information"), (True, "error")):
        [diagnostic] = diagnostics(situation([], asked=asked))
        assert (diagnostic.key, diagnostic.severity) == ("no drawings", severity)


@pytest.mark.parametrize(
    ("labels", "held_out", "found"),
    [
        ([0] * 20, (0,), ["one class", "held out one-sided"]),
        ([1] * 20, (), ["one class", "held out empty"]),
        ([0] * 19 + [1], (0, 19), ["one class"]),
        ([0, 1] * 4, TESTED, ["few"]),
        ([0, 1], (), ["few", "held out empty"]),
        (ENOUGH, (), ["held out empty"]),
        (ENOUGH, (1, 3), ["held out one-sided"]),
    ],
)
def test_what_drawings_lack_is_said(labels, held_out, found):
    assert keys(situation(labels, held_out)) == found


def test_a_sentence_names_the_digit_to_draw():
    said = {v.key: v.sentence for v in diagnostics(situation([1] * 20, (0,)))}
    assert "Draw some 0s" in said["one class"]
    assert "Draw more 0s" in said["held out one-sided"]


def test_held_out_drawings_that_were_learnt_before_are_told_of():
    assert keys(situation(ENOUGH, TESTED, learnt_before=1)) == ["held out learnt"]
    many = [0, 1] * 50
    assert keys(situation(many, range(40), learnt_before=4)) == []


def test_the_worst_comes_first():
    now = situation([0] * 20, (0,), failure="The loss became nan.", stale_count=3)
    assert keys(now) == ["failed", "one class", "held out one-sided", "stale"]
    assert [found.severity for found in diagnostics(now)] == [
        "error",
        "warning",
        "information",
        "information",
    ]


def test_a_network_behind_the_data_is_told_of_unless_another_one_comes():
    assert keys(situation(ENOUGH, TESTED, stale_count=1)) == ["stale"]
    assert "1 drawing behind" in diagnostics(situation(ENOUGH, TESTED, stale_count=1))[0].sentence
    assert keys(situation(ENOUGH, TESTED, stale_count=1, other=True)) == ["new network"]


def test_how_many_of_the_added_drawings_are_held_out_is_told():
    some_of_them = diagnostics(situation(ENOUGH, TESTED, stale_count=3, new_held_out=1))[0]
    assert "3 drawings behind the data, 1 of them held out to test it." in some_of_them.sentence
    none_of_them = diagnostics(situation(ENOUGH, TESTED, stale_count=3))[0]
    assert "held out" not in none_of_them.sentence


def test_who_adds_only_what_is_held_out_is_told_that_it_will_not_be_learnt():
    trainer, more = Trainer(DEFAULTS), DatasetSnapshot.of(STARTER[:100])
    trainer.begin(DEFAULTS, DatasetSnapshot.of(STARTER[:60]))
    tested = more.held_out(DEFAULTS.validation_share, DEFAULTS.seed)
    place = 60 + int(np.flatnonzero(tested[60:])[0])
    for grown, words in ((more, "catch up"), (with_one(more, 60, place), "is held out")):
        said = diagnostics(trainer.situation(grown, DEFAULTS, failure="", asked=False))
        assert [diagnostic.key for diagnostic in said] == ["stale"]
        assert words in said[0].sentence


def with_one(dataset, n, place):
    """Return the first n drawings and one more."""
    which = np.r_[:n, place]
    fields = ("ids", "labels", "created", "own", "made", "split_indices", "split_overrides", "rows")
    return replace(dataset, **{name: getattr(dataset, name)[which] for name in fields})


def test_the_first_drawings_may_be_of_one_digit_without_alarm():
    [diagnostic, _] = diagnostics(situation([0] * 9))
    assert (diagnostic.key, diagnostic.severity) == ("one class", "information")
    [diagnostic, _] = diagnostics(situation([0] * 9, curves=curves([0.7, 0.6])))
    assert diagnostic.severity == "warning"


FALLING = np.linspace(0.7, 0.1, 40)


@pytest.mark.parametrize(
    ("loss", "found"),
    [
        (FALLING, []),
        (FALLING[:5], []),
        (np.r_[FALLING, np.full(9, 2.0)], []),
        (np.r_[FALLING, np.full(10, 2.0)], ["rising"]),
        (np.r_[0.7, np.linspace(1, 9, 12)], ["rising"]),
        (np.r_[FALLING, np.full(10, 0.11)], []),
        (np.full(20, 0.69), []),
        (np.full(21, 0.69), ["plateau"]),
        (np.full(21, 0.75), ["plateau"]),
        (np.r_[np.full(30, 0.69), FALLING], []),
        (np.tile([0.69, 1.4], 15), ["plateau"]),
    ],
)
def test_what_goes_wrong_with_a_loss_is_said(loss, found):
    assert keys(situation(ENOUGH, TESTED, curves(loss))) == found


def test_what_to_do_about_a_plateau_hangs_on_whether_it_is_one():
    for steady in (np.full(30, 0.69), np.linspace(0.8, 0.75, 30)):
        [diagnostic] = diagnostics(situation(ENOUGH, TESTED, curves(steady)))
        assert "larger learning rate" in diagnostic.sentence
    [jumpy] = diagnostics(situation(ENOUGH, TESTED, curves(np.tile([0.69, 1.4], 15))))
    assert "smaller learning rate" in jumpy.sentence


def test_guessing_costs_less_where_most_drawings_are_0s():
    labels = [0, 1] + [0] * 16 + [1] * 2
    assert keys(situation(labels, TESTED, curves(np.full(30, 0.35)))) == ["plateau"]
    assert keys(situation(ENOUGH, TESTED, curves(np.full(30, 0.35)))) == []
    squared = replace(DEFAULTS, loss="mse")
    stuck = curves(np.full(30, 0.25))
    assert keys(situation(ENOUGH, TESTED, stuck, config=squared)) == ["plateau"]


def test_overfitting_is_said_with_the_epoch_to_go_back_to():
    loss = np.linspace(0.7, 0.01, 60)
    val_loss = np.r_[np.linspace(0.7, 0.3, 20), np.linspace(0.3, 1.2, 40)]
    many, tested = [0, 1] * 25, range(10)
    [diagnostic] = diagnostics(situation(many, tested, curves(loss, val_loss)))
    assert diagnostic.key == "overfitting"
    assert "epoch 19" in diagnostic.sentence
    assert keys(situation(many, tested, curves(loss, loss + 0.05))) == []
    assert keys(situation(many, tested, curves(loss))) == []
    late = np.where(np.arange(60) < 15, np.nan, val_loss)  # drawings were held out later
    assert keys(situation(many, tested, curves(loss, late))) == ["overfitting"]
    assert keys(situation(many, tested[:9], curves(loss, val_loss))) == []  # too few to tell
    assert "tick vary" not in diagnostic.sentence
    plain = replace(DEFAULTS, augment=False)
    [diagnostic] = diagnostics(situation(many, tested, curves(loss, val_loss), config=plain))
    assert "tick vary" in diagnostic.sentence


def test_drawings_that_were_added_are_not_taken_for_overfitting():
    loss = np.linspace(0.7, 0.01, 60)
    val_loss = np.r_[np.linspace(0.7, 0.1, 30), np.full(30, 0.8)]
    many, tested, jump = [0, 1] * 25, range(10), curves(loss, val_loss)
    assert keys(situation(many, tested, jump)) == ["overfitting"]
    assert keys(situation(many, tested, jump, stale_count=1)) == ["stale"]
    assert keys(situation(many, tested, jump, since=29)) == []


def test_the_curves_are_judged_from_where_the_drawings_changed():
    some, more = DatasetSnapshot.of(STARTER[:40]), DatasetSnapshot.of(STARTER[:80])
    config, trainer = replace(DEFAULTS, epochs=2), Trainer(replace(DEFAULTS, epochs=2))
    since = []
    for drawings_now in (some, some, more, more):
        assert trainer.begin(config, drawings_now).fit().kind == "succeeded"
        trainer.end()
        since.append(trainer.situation(drawings_now, config, failure="", asked=False).since)
    other = replace(config, validation_share=0.3)
    trainer.begin(other, more)
    since.append(trainer.situation(more, other, failure="", asked=False).since)
    assert since == [0, 0, 4, 4, 8]


def learnt(config, examples):
    dataset, trainer = DatasetSnapshot.of(examples), Trainer(config)
    run = trainer.begin(config, dataset)
    assert run.fit().kind == "succeeded"
    trainer.end()
    return trainer.situation(dataset, config, failure="", asked=False)


def all_along(now):
    """Judge a run as it was after every epoch."""
    found = set()
    for n in range(1, len(now.curves.epochs) + 1):
        found |= set(keys(replace(now, curves=Curves(*(each[:n] for each in now.curves)))))
    return found


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_normal_run_with_the_defaults_raises_no_alarm(seed):
    assert all_along(learnt(replace(DEFAULTS, seed=seed, epochs=60), STARTER)) == set()


@pytest.mark.parametrize("seed", range(1, 6))
def test_ten_of_each_with_the_defaults_raise_no_alarm(seed):
    zeros = [each for each in STARTER if each.label == 0][10 * seed :][:10]
    ones = [each for each in STARTER if each.label == 1][10 * seed :][:10]
    mixed = [each for pair in zip(zeros, ones, strict=True) for each in pair]
    assert all_along(learnt(replace(DEFAULTS, seed=seed), mixed)) == set()


RELU = (HiddenLayer(25, "relu"), HiddenLayer(15, "relu"))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"optimizer": "sgd", "learning_rate": 1e-4}, "plateau"),
        ({"learning_rate": 3.0}, "plateau"),
        ({"optimizer": "sgd", "learning_rate": 100.0, "hidden_layers": RELU}, "rising"),
    ],
)
def test_runs_that_go_wrong_are_told_of(change, found):
    config = replace(DEFAULTS, epochs=25, **change)
    assert found in all_along(learnt(config, STARTER[:200]))


def test_wrong_labels_learnt_by_heart_are_told_of_as_overfitting():
    rng = np.random.default_rng(1)
    noisy = [
        replace(each, label=1 - each.label) if rng.random() < 0.3 else each for each in STARTER[:60]
    ]
    config = replace(DEFAULTS, augment=False, epochs=150, learning_rate=0.01)
    assert "overfitting" in all_along(learnt(config, noisy))


def same_images(labels, images, **more):
    """Drawings of which some have the same image, by number."""
    dataset = replace(drawings(*labels), rows=np.array(images))
    return situation(labels, dataset=dataset, **more)


def test_a_picture_with_both_labels_is_told_before_anything_else():
    labels, images = ENOUGH, [0, 0, *range(2, 20)]
    [found] = diagnostics(same_images(labels, images, held_out=TESTED))
    assert (found.key, found.severity) == ("conflicting", "information")
    assert "2 drawings are there both as a 0 and as a 1" in found.sentence


def test_where_the_same_picture_is_everything_no_learning_rate_is_blamed():
    flat = curves([np.log(2)] * 60)
    now = same_images(ENOUGH, [0] * 20, held_out=(18, 19), curves=flat)
    found = diagnostics(now)
    assert (found[0].key, found[0].severity) == ("conflicting", "warning")
    assert "plateau" not in [each.key for each in found]
    assert "plateau" in keys(situation(ENOUGH, TESTED, flat))


def test_one_digit_far_more_often_than_the_other_is_told():
    assert "lopsided" in keys(situation([1] * 60 + [0] * 3, (0, 1, 60)))
    assert "lopsided" not in keys(situation([1] * 30 + [0] * 4, (0, 33)))


def test_held_out_copies_of_what_is_learnt_are_told():
    labels, images = ENOUGH, [2, 3, *range(2, 20)]
    [found] = diagnostics(same_images(labels, images, held_out=TESTED))
    assert found.key == "held out copies"
    assert "2 of the 2 held-out drawings" in found.sentence
    assert keys(situation(ENOUGH, TESTED)) == []


def test_stopping_by_itself_without_held_out_drawings_is_warned_of():
    config = TrainingConfig(validation_share=0.0, patience=5)
    [found] = [each for each in diagnostics(situation([0, 1] * 10, config=config))]
    assert (found.key, found.severity) == ("no stopping", "warning")
    assert "Hold out 20 %." in found.sentence
    without = replace(config, patience=0)
    [found] = diagnostics(situation([0, 1] * 10, config=without))
    assert found.key == "held out empty"
