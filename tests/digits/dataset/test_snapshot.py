import numpy as np
import pytest

from digitapp.digits import Example, split, starter
from digitapp.digits.dataset.snapshot import DatasetSnapshot, ImageCache
from digitapp.digits.made_digits import made


def image(k):
    return np.full((20, 20), (k + 1) / 1000, np.float32)


def test_a_collection_tells_labels_images_and_who_is_held_out():
    dataset = DatasetSnapshot.of(starter())
    assert (len(dataset), dataset.zeros, dataset.ones) == (1400, 700, 700)
    assert dataset.images().shape == (1400, 400)
    np.testing.assert_array_equal(dataset.images([3])[0], starter()[3].image.ravel())
    assert dataset.held_out(0.2, seed=1).sum() == 280
    np.testing.assert_array_equal(
        dataset.held_out(0.2, seed=1),
        split.held_out(split.split_indices(dataset.labels), share=0.2, seed=1),
    )


def test_an_empty_collection_answers_everything():
    empty = DatasetSnapshot.empty()
    assert (len(empty), empty.zeros, empty.ones, empty.path) == (0, 0, 0, None)
    assert empty.images().shape == (0, 400)
    assert len(empty.held_out(0.2, 0)) == len(empty.conflicting) == len(empty.places([1, 2])) == 0


def test_images_are_copies_and_the_pool_cannot_be_written():
    dataset = DatasetSnapshot.of([Example(image(0), 0)])
    dataset.images()[:] = 1
    assert dataset.images().max() < 1
    with pytest.raises(ValueError, match="read-only"):
        dataset.cached_images[0, 0] = 1


def test_what_was_drawn_at_the_window_is_told_from_what_was_imported():
    drawn = Example(image(0), 0)
    imported = Example(image(1), 0, source="import: mnist.npz")
    dataset = DatasetSnapshot.of([drawn, imported, *made(1, seed=5)])
    assert dataset.own.tolist() == [True, False, False]
    assert dataset.made.tolist() == [False, False, True]


def test_places_leave_out_what_is_not_there():
    dataset = DatasetSnapshot.of([Example(image(k), 0) for k in range(4)])
    assert dataset.places([4, 99, 1, -5]).tolist() == [3, 0]


def test_equal_images_with_both_labels_conflict():
    pairs = [(0, 0), (1, 1), (0, 1), (2, 0), (2, 0)]
    dataset = DatasetSnapshot.of([Example(image(k), label) for k, label in pairs])
    assert dataset.conflicting.tolist() == [True, False, True, False, False]


def test_minus_zero_is_paper_too():
    paper = image(0).copy()
    paper[0] = 0
    minus = paper.copy()
    minus[0] = -0.0
    dataset = DatasetSnapshot.of([Example(paper, 0), Example(minus, 1)])
    assert dataset.conflicting.all()


def test_a_pool_shares_its_images_with_all_that_it_gave_out():
    cache = ImageCache()
    cache.add(np.array([5, 3]), np.ones((2, 400), np.float32))
    before = cache.images
    cache.add(np.array([9]), np.zeros((1, 400), np.float32))
    assert np.shares_memory(before, cache.images)
    assert before.shape == (2, 400)
    assert before.min() == 1
    assert cache.rows(np.array([3, 5, 9])).tolist() == [1, 0, 2]
    assert cache.missing(np.array([2, 3, 9, 11])).tolist() == [2, 11]


def test_a_pool_that_grows_leaves_what_it_gave_out_as_it_was():
    cache, given = ImageCache(), []
    for k in range(2500):
        cache.add(np.array([k + 1]), np.full((1, 400), k, np.float32))
        given.append(cache.images)
    assert len(cache) == 2500
    assert all(len(images) == k + 1 for k, images in enumerate(given))
    assert all(images[-1, 0] == k for k, images in enumerate(given))
    np.testing.assert_array_equal(cache.images[:, 399], np.arange(2500))
    assert cache.rows(np.array([1, 2500])).tolist() == [0, 2499]
