import numpy as np
import pytest

from digitapp.digits import split
from digitapp.files.errors import DataError


@pytest.mark.parametrize("share", [0.1, 0.2, 0.25, 0.3, 0.5, 0.75])
def test_each_label_keeps_its_share_at_every_size(share):
    for n in range(1, 120):
        for label in (0, 1):
            labels = np.array([label] * n + [1 - label] * 7)
            mask = split.held_out(split.split_indices(labels), share=share, seed=4)
            assert abs(mask[labels == label].sum() - share * n) <= 1


def test_a_drawing_stays_on_its_side_when_others_are_added():
    labels = np.random.default_rng(0).integers(0, 2, 500)
    all_of_them = split.held_out(split.split_indices(labels), seed=3)
    for n in range(0, 500, 7):
        before = split.held_out(split.split_indices(labels[:n]), seed=3)
        assert np.array_equal(before, all_of_them[:n])


def test_another_seed_holds_others_out_and_the_same_seed_the_same():
    split_indices = np.arange(200)
    first, again, other = (split.held_out(split_indices, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_no_place_in_the_order_of_drawing_is_favoured():
    split_indices = np.arange(100)
    times = sum(split.held_out(split_indices, seed=seed).astype(int) for seed in range(1000))
    assert 140 < times.min() <= times.max() < 260  # 200 expected, standard deviation 12.6


def test_a_side_set_by_hand_wins():
    split_indices, split_overrides = np.arange(50), np.full(50, split.BY_SPLIT)
    split_overrides[:10], split_overrides[10:20] = split.HELD_OUT, split.TRAINING
    mask = split.held_out(split_indices, split_overrides, seed=1)
    assert mask.dtype == np.bool_
    assert mask[:10].all()
    assert not mask[10:20].any()
    assert np.array_equal(mask[20:], split.held_out(split_indices, seed=1)[20:])


def test_nothing_is_held_out_at_share_0_and_of_no_drawings():
    assert not split.held_out(np.arange(9), share=0).any()
    assert split.held_out([]).shape == (0,)


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_an_impossible_share_is_refused(share):
    with pytest.raises(DataError, match="at least 0 and below 1"):
        split.held_out([0, 1], share=share)


def test_sides_of_another_length_are_refused():
    with pytest.raises(DataError, match="shape of split_indices"):
        split.held_out([0, 1, 2], [1])


@pytest.mark.parametrize("share", [5e-324, 1e-300, 1e-13])
def test_a_vanishing_share_holds_nobody_out(share):
    assert not split.held_out(np.arange(100), share=share).any()


def test_a_negative_rank_is_refused():
    with pytest.raises(DataError, match="rank of a drawing must be at least 0, got -2"):
        split.held_out([3, -2, 0])


def test_one_of_each_label_is_held_out_from_a_stretch_of_drawings_on():
    labels = [0] * 5 + [1] * 5
    for seed in range(200):
        assert split.held_out(split.split_indices(labels), share=0.2, seed=seed).sum() == 2


def test_the_only_drawings_of_a_label_are_learnt_and_not_held_out():
    labels, split_indices = np.array([0] * 10 + [1]), np.array([*range(10), 2])
    for seed in range(50):
        mask = split.held_out(split_indices, labels=labels, seed=seed)
        assert mask[:10].sum() == 2
        assert not mask[10]


def test_with_a_second_drawing_of_a_label_the_split_decides_as_ever():
    labels, split_indices = np.array([1, 1]), np.array([2, 3])
    assert split.held_out(split_indices, labels=labels, seed=1).tolist() == [True, False]
