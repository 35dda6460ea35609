"""What the gallery shows and in what order, and the pictures it shows: no window needed."""

import gc
from dataclasses import replace

import numpy as np
import pytest

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.ui.dataset.gallery_grid import grid_for
from digitapp.ui.dataset.gallery_model import GalleryModel
from digitapp.ui.dataset.gallery_query import Filter, Known, Sort
from digitapp.ui.dataset.gallery_selection import Selection
from digitapp.ui.dataset.thumbnails import Thumbnails

from .gallery_examples import added, dataset, image, judged, relabelled, without

LABELS = [0, 1, 1, 0, 0, 1]


def order(known, chosen=Filter.ALL, sort=Sort.NEWEST):
    return known.dataset.ids[known.order(chosen, sort)].tolist()


@pytest.fixture
def known():
    drawings = dataset(6, LABELS)
    held_out = np.array([True, False, False, False, True, False])
    return Known.only(drawings).with_marks(judged(drawings, [2, 5])).with_held_out(held_out)


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (Filter.ALL, [6, 5, 4, 3, 2, 1]),
        (Filter.ZEROS, [5, 4, 1]),
        (Filter.ONES, [6, 3, 2]),
        (Filter.HELD_OUT, [5, 1]),
        (Filter.WRONG, [5, 2]),
        (Filter.DOUBTFUL, [5, 2]),
    ],
)
def test_a_filter_shows_its_drawings_newest_first(known, chosen, ids):
    assert order(known, chosen) == ids


def test_drawings_are_sorted_by_time_label_and_loss(known):
    assert order(known, sort=Sort.OLDEST) == [1, 2, 3, 4, 5, 6]
    assert order(known, sort=Sort.LABEL) == [5, 4, 1, 6, 3, 2]
    assert set(order(known, sort=Sort.LOSS)[:2]) == {2, 5}


def test_the_network_is_least_sure_of_what_is_nearest_to_a_half(known):
    asked = replace(known, probabilities=np.float32([0.95, 0.45, np.nan, 0.1, 0.7, 0.5]))
    assert order(asked, sort=Sort.UNSURE) == [6, 2, 5, 4, 1, 3]  # not known goes last


def test_a_drawing_that_the_network_has_not_seen_yet_goes_last_by_loss(known):
    assert order(known.moved_to(added(known.dataset)), sort=Sort.LOSS)[-1] == 7


def test_marks_and_held_out_follow_their_drawings_when_others_come_and_go(known):
    moved = known.moved_to(added(without(known.dataset, 1, 3)))
    assert moved.dataset.ids[moved.wrong].tolist() == [2, 5]
    assert moved.dataset.ids[moved.held_out].tolist() == [5]


def test_what_was_said_about_the_other_label_is_forgotten(known):
    moved = known.moved_to(relabelled(known.dataset, 1, 5))
    assert moved.dataset.ids[moved.wrong].tolist() == [2]
    assert np.isnan(moved.losses[4])


def test_marks_of_an_older_collection_are_matched_by_id(known):
    older = judged(without(known.dataset, 1), [6])
    assert order(known.with_marks(older), Filter.WRONG) == [6]


def test_a_held_out_mask_of_another_collection_is_refused(known):
    with pytest.raises(ValueError, match=r"shape \(6,\)"):
        known.with_held_out(np.zeros(5, np.bool_))


def test_a_drawing_is_described_in_words_for_those_who_cannot_see_it(known):
    model = GalleryModel()
    model.show_dataset(known.dataset)
    model.show_marks(judged(known.dataset, [5]))
    model.show_held_out(known.held_out)
    words = model.data(model.index_of(1), 11)  # AccessibleTextRole
    for part in ("a 0, drawn here", "P(digit is 1) = 0.900", "wrong", "doubtful", "held out"):
        assert part in words


def test_a_selection_is_a_set_of_ids():
    selection = Selection()
    selection.replace(np.array([5, 3]))
    selection.add(np.array([3, 9]))
    selection.toggle(5)
    assert selection.ids.tolist() == [3, 9]
    assert selection.mask(np.array([9, 5, 3])).tolist() == [True, False, True]


def test_a_range_without_a_living_anchor_is_one_drawing():
    selection = Selection()
    selection.anchor = 99
    assert selection.reach(np.array([4, 3, 2]), 3).tolist() == [3]


@pytest.mark.parametrize("width", [50, 120, 286, 446, 1176, 2500])
def test_columns_fill_the_width(width):
    grid = grid_for(width, 50, 1.0, 100)
    last = (grid.columns - 1) * grid.across + grid.side
    assert width - 56 < last <= max(width, 50)


def colours_of(picture, size):
    return {picture.pixelColor(x, y).name() for x in range(size) for y in range(size)}


@pytest.mark.parametrize(("side", "margin", "ratio"), [(50, 5, 1.0), (75, 7, 1.5), (20, 0, 1.0)])
def test_a_thumbnail_has_the_colours_of_paper_and_ink(side, margin, ratio):
    thumbnails = Thumbnails()
    thumbnails.set_look(side, margin, ratio, "#fdfdfc", "#1b2331")
    images = image(1).reshape(1, 400)
    thumbnails.prepare(images, [0, 0])
    picture = thumbnails.picture(0)
    gc.collect()  # numpy owns the pixels
    assert picture.width() == side
    assert picture.pixelColor(side // 2, side // 2).name() == "#1b2331"
    assert picture.pixelColor(0, 0).name() == "#fdfdfc"
    assert len(colours_of(picture, side)) > 1


def test_pictures_are_made_anew_of_other_images():
    thumbnails = Thumbnails()
    thumbnails.set_look(20, 0, 1.0, "white", "black")
    for label in (0, 1):
        images = image(label).reshape(1, 400)
        thumbnails.prepare(images, [0])
        ink = thumbnails.picture(0).pixelColor(9, 9).name()
        assert ink == ("#000000" if label else "#ffffff")


def test_pictures_longest_not_looked_at_make_room_for_others(monkeypatch):
    monkeypatch.setattr("digitapp.ui.dataset.thumbnails._CACHE_BYTES", 3 * 4 * 20 * 20)
    thumbnails = Thumbnails()
    thumbnails.set_look(20, 0, 1.0, "white", "black")
    images = np.ones((9, 400), np.float32)
    thumbnails.prepare(images, [0, 1, 2])
    thumbnails.prepare(images, [0, 3])
    thumbnails.picture(0)
    with pytest.raises(KeyError):
        thumbnails.picture(1)
    thumbnails.prepare(
        images, list(range(9))
    )  # all that are looked at are there, whatever the room
    assert all(thumbnails.picture(row).width() == 20 for row in range(9))


def test_no_drawings_know_nothing():
    assert order(Known.only(DatasetSnapshot.empty()), Filter.WRONG, Sort.LOSS) == []
