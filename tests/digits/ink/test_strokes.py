from itertools import pairwise

import numpy as np
import pytest

from digitapp.digits import ink
from digitapp.digits.drawing import Drawing
from digitapp.files.errors import DataError

from ..strokes_of_strangers import by_hand, curve, line, oval, strangers

BAR = line((0, 0), (0, 100))


def circle(n=100, radius=1.0):
    angle = np.linspace(0, 2 * np.pi, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def centre_of_mass(image):
    place = np.arange(20) + 0.5
    return np.array([image.sum(axis=0) @ place, image.sum(axis=1) @ place]) / image.sum()


def painted_slowly(path):
    """Paint as the docstring of from_strokes says, one pixel and segment after the other."""
    image = np.zeros((20, 20))
    for row in range(20):
        for column in range(20):
            pixel, nearest = np.array([column + 0.5, row + 0.5]), np.inf
            for a, b in pairwise(path):
                part = np.clip((pixel - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
                nearest = min(nearest, np.linalg.norm(pixel - a - part * (b - a)))
            image[row, column] = np.clip(1.1 + 0.5 - nearest, 0, 1)
    return image


@pytest.mark.parametrize("person", strangers(40, seed=1), ids=lambda person: person.style)
def test_place_and_size_never_matter(person):
    image = ink.from_strokes(person.strokes)
    for size, place in ((1, (500, -300)), (0.01, (0, 0)), (37.7, (1e4, 1e4)), (1e6, (-3, 9))):
        moved = [stroke * size + place for stroke in person.strokes]
        np.testing.assert_allclose(ink.from_strokes(moved), image, atol=1e-6)


def test_place_and_size_do_not_matter_for_a_thinned_path():
    wild = np.random.default_rng(3).normal(size=(5000, 2)).cumsum(axis=0)
    image = ink.from_strokes([wild])
    np.testing.assert_allclose(ink.from_strokes([wild * 0.37 + 1234.5]), image, atol=1e-6)


def test_how_densely_a_path_is_sampled_does_not_matter():
    sparse = np.array([(0.0, 0.0), (3, 5), (1, 9)])
    dense = np.concatenate([line(*sparse[:2], n=700), line(*sparse[1:], n=700)])
    np.testing.assert_allclose(ink.from_strokes([dense]), ink.from_strokes([sparse]), atol=0.02)


def test_the_order_and_direction_of_strokes_do_not_matter():
    strokes = [BAR, line((-20, 20), (0, 0)), line((-20, 100), (20, 100))]
    back = [stroke[::-1] for stroke in reversed(strokes)]
    np.testing.assert_allclose(ink.from_strokes(back), ink.from_strokes(strokes), atol=1e-6)


@pytest.mark.parametrize("path", [circle(30), curve((0, 0), (3, 1), (1, 5), (4, 4)), BAR[:2]])
def test_each_pixel_hangs_on_the_distance_to_the_nearest_segment(path):
    size = np.ptp(path, axis=0)
    in_pixels = (path - path.min(axis=0) - size / 2) * 16 / size.max() + 10
    room = 10 - 1.6 - size * 8 / size.max()
    shift = np.clip(10 - centre_of_mass(painted_slowly(in_pixels)), -room, room)
    slowly = painted_slowly(in_pixels + shift)
    np.testing.assert_allclose(ink.from_strokes([path]), slowly, atol=1e-6)


@pytest.mark.parametrize("person", strangers(20, seed=2), ids=lambda person: person.style)
def test_the_longer_side_of_the_path_spans_16_pixels_and_all_ink_is_inside(person):
    image = ink.from_strokes(person.strokes)
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    longest = max(np.ptp(rows), np.ptp(columns)) + 1
    assert longest in (18, 19, 20)  # and half a pen with its soft edge on either side
    points = np.concatenate(person.strokes)
    wide, high = np.ptp(points, axis=0)
    shorter = min(np.ptp(rows), np.ptp(columns)) + 1
    assert abs(shorter - (16 * min(wide, high) / max(wide, high) + 2.7)) < 1.6  # aspect is kept


def test_the_centre_of_ink_lies_in_the_middle():
    one = [line((-30, 20), (0, 0), (0, 100))]
    np.testing.assert_allclose(centre_of_mass(ink.from_strokes(one))[0], 10, atol=0.05)


def test_a_stray_stroke_does_not_shrink_the_digit():
    image = ink.from_strokes([circle()])
    for far in ((3, 0), (-40, 7), (0, 1.6)):
        slip = line((0, 0), (0.1, 0.05)) + far
        with_slip = ink.from_strokes([slip, circle()])
        np.testing.assert_allclose(with_slip[image > 0], image[image > 0], atol=1e-6)


def test_a_stray_dot_near_by_is_painted_where_it_is():
    bar = ink.from_strokes([BAR])
    with_dot = ink.from_strokes([BAR, [(30, 50)]])
    np.testing.assert_allclose(with_dot[:, :13], bar[:, :13], atol=1e-6)
    assert with_dot[10, 14] == 1


def test_how_far_a_dot_strays_is_measured_from_the_middle_of_a_long_segment_too():
    dot = [(8, 50)]
    dense, sparse = ink.from_strokes([BAR, dot]), ink.from_strokes([BAR[[0, -1]], dot])
    np.testing.assert_allclose(sparse, dense, atol=1e-3)


@pytest.mark.parametrize(
    "part",
    [
        line((-5, 100), (25, 100)),  # a base
        line((-20, 20), (-2, 3)),  # a flag that does not quite touch
        line((-12, 108), (2, 108)),  # a short base, a little below
        line((-14, 15), (0, 0)),  # a flag hardly longer than a slip of the pen
        line((60, 0), (60, 80)),  # the other half of something
    ],
)
def test_a_real_part_of_a_digit_always_counts(part):
    image = ink.from_strokes([BAR, part])
    assert abs(centre_of_mass(image)[0] - 10) < 0.05  # without the part, the bar would be at 10
    assert np.ptp(np.flatnonzero(image.any(axis=1))) + 1 <= 19  # nothing falls off the lower end


def test_a_dotted_line_counts_as_a_whole():
    dots = [np.array([[0.0, y]]) for y in range(0, 100, 10)]
    image = ink.from_strokes(dots)
    assert np.ptp(np.flatnonzero(image.any(axis=1))) + 1 >= 18


def test_dots_that_lead_away_from_a_bar_count_with_it():
    chain = [np.array([[x, 50.0]]) for x in range(8, 200, 8)]
    image = ink.from_strokes([BAR, *chain])
    assert np.ptp(np.flatnonzero(image.any(axis=0))) + 1 >= 18


def test_of_more_strokes_than_anyone_draws_none_is_stray():
    far = [(9, 0)]
    few, many = (ink.from_strokes([*np.array_split(circle(), n), far]) for n in (30, 60))
    assert few.sum() > 30  # the circle, in pieces, and a stray dot
    assert np.ptp(np.flatnonzero(many.any(axis=0))) + 1 >= 18
    assert many[:, 8:15].sum() == 0


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [np.empty((0, 2))],
        [np.empty((0, 3)), np.empty((0, 2))],
        [np.full((4, 2), np.nan)],
        [[(np.inf, 1), (2, -np.inf), (1e200, 0)]],
    ],
)
def test_nothing_that_can_be_painted_is_blank(strokes):
    assert not ink.from_strokes(strokes).any()
    assert not ink.raw(strokes, 100).any()


@pytest.mark.parametrize("point", [(0, 0), (-5e8, 3), (1e-310, 2e-320)])
@pytest.mark.parametrize("n", [1, 2, 5000])
def test_a_point_however_often_repeated_is_a_dot_in_the_middle(point, n):
    image = ink.from_strokes([np.tile(np.array([point]), (n, 1))])
    np.testing.assert_array_equal(image, image[::-1, ::-1])
    assert image[9:11, 9:11].min() > 0.8
    assert not image[:8].any()


def test_points_without_a_place_are_left_out():
    bad = np.insert(BAR, [3, 7, 20], [[np.nan, 1], [5, np.inf], [-1e300, 1e300]], axis=0)
    np.testing.assert_array_equal(ink.from_strokes([bad]), ink.from_strokes([BAR]))


def test_a_stroke_of_100000_points_looks_like_one_of_500():
    long, short = circle(100_000), circle(500)
    np.testing.assert_allclose(ink.from_strokes([long]), ink.from_strokes([short]), atol=0.01)


def test_a_thinned_drawing_keeps_its_small_strokes():
    many = [circle(3000), line((-0.3, 0), (0.3, 0), n=2)]
    assert ink.from_strokes(many)[10, 8:12].min() == 1


@pytest.mark.parametrize(("many", "few"), [(5_000, 10), (100_000, 50)])
def test_a_dense_stroke_takes_no_points_from_a_sparse_one(many, few):
    bar, ring = line((-1.5, -1), (-1.5, 1), n=many), circle(few)
    sparse = [line((-1.5, -1), (-1.5, 1), n=10), ring]
    np.testing.assert_allclose(ink.from_strokes([bar, ring]), ink.from_strokes(sparse), atol=1e-3)


def test_a_stroke_without_points_is_as_good_as_none():
    empty = ink.from_strokes([[]])
    assert not empty.any()
    assert not ink.raw([[]], 100).any()
    np.testing.assert_array_equal(ink.from_strokes([[], BAR]), ink.from_strokes([BAR]))
    assert Drawing([[], BAR]).strokes[0].shape == (0, 3)


def test_a_drawing_with_times_is_painted_like_its_points():
    strokes = by_hand([oval(np.random.default_rng(1))], np.random.default_rng(2))
    timed = Drawing(strokes)
    np.testing.assert_allclose(
        ink.from_strokes(timed.strokes), ink.from_strokes(strokes), atol=1e-3
    )


def test_raw_paints_where_the_canvas_has_it():
    image = ink.raw([line((20, 10), (20, 60))], canvas_size=200)
    assert image[1:6, 1:3].min() == 1
    assert not image[9:].any()
    assert not image[:, 5:].any()


def test_raw_clips_what_is_outside_the_canvas():
    image = ink.raw([[(-1e9, 100), (1e9, 100)], [(1e90, 1e90)]], canvas_size=200)
    assert image[9:11].min() == 1
    assert not image[:8].any()


def test_raw_takes_the_longer_side_of_a_canvas_that_is_not_square():
    strokes = [line((20, 10), (20, 60))]
    square = ink.raw(strokes, 400)
    for size in ((400, 300), [300, 400], np.array([400, 400])):
        np.testing.assert_array_equal(ink.raw(strokes, size), square)


@pytest.mark.parametrize("size", [0, -1, np.nan, np.inf, "wide", None, ()])
def test_raw_refuses_a_canvas_without_size(size):
    with pytest.raises(DataError, match="canvas"):
        ink.raw([BAR], size)


@pytest.mark.parametrize("stroke", [["ab", "cd"], [[1, 2], [3]], "text"])
def test_a_stroke_that_holds_no_points_is_refused(stroke):
    with pytest.raises(DataError, match="A stroke must"):
        ink.from_strokes([stroke])


def test_a_stroke_of_one_number_a_point_is_refused():
    with pytest.raises(DataError, match="A stroke must have shape"):
        ink.from_strokes([np.zeros((3, 1))])
