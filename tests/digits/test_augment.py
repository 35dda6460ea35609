import numpy as np
import pytest

from digitapp.digits import augment, ink
from digitapp.digits.drawing import Drawing
from digitapp.files.errors import DataError

from .strokes_of_strangers import strangers


def some_images(m=40):
    return np.array([ink.from_strokes(s.strokes) for s in strangers(m, 5)]).reshape(m, 400)


def centres(X):
    place = np.arange(20) - 9.5
    images = X.reshape(-1, 20, 20)
    return np.stack([images.sum(1) @ place, images.sum(2) @ place], 1) / X.sum(1, keepdims=True)


class Fixed:
    """Stands for an rng that draws the warp one wants: turn, scale, shear, right, down (−1..1)."""

    def __init__(self, *warp):
        self.warp = np.array(warp, float)[:, None]

    def uniform(self, low, high, shape):
        return np.broadcast_to(self.warp, shape)


def test_the_same_seed_gives_the_same_images():
    X = some_images()
    a, b, c = (augment.images(X, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert np.abs(a - c).max() > 0.1


def test_every_image_is_warped_and_none_is_changed_in_place():
    X = some_images()
    before = X.copy()
    warped = augment.images(X, np.random.default_rng(0))
    np.testing.assert_array_equal(X, before)
    assert np.abs(warped - X).max(axis=1).min() > 0.05


@pytest.mark.parametrize("m", [0, 1, 2, 3, 10, 63, 64, 65, 4097])
def test_any_number_of_images_keeps_shape_type_and_range(m):
    X = np.random.default_rng(0).uniform(size=(m, 400)).astype(np.float32)
    warped = augment.images(X, np.random.default_rng(1))
    assert warped.shape == (m, 400)
    assert warped.dtype == np.float32
    assert warped.size == 0 or (warped.min() >= 0 and warped.max() <= 1)


def test_one_warp_for_all_brings_ink_to_where_its_matrix_points():
    X = np.zeros((2, 20, 20), np.float32)
    X[:, 9:11, 4:6] = 1  # 5 pixels left of the middle
    wider = augment.warp(X.reshape(2, 400), [[1 / 1.5, 0], [0, 1]])
    turned = augment.warp(X.reshape(2, 400), [[0, 1], [-1, 0]])
    np.testing.assert_allclose(centres(wider), [[-7.5, 0]] * 2, atol=0.1)
    np.testing.assert_allclose(centres(turned), [[0, -5]] * 2, atol=0.1)


def test_ink_all_over_stays_within_range():
    X = np.ones((50, 400), np.float32)
    warped = augment.images(X, np.random.default_rng(1))
    assert warped.max() == 1
    assert np.all(warped.reshape(-1, 20, 20)[:, 5:15, 5:15] == 1)


def test_no_warp_is_the_same_image():
    X = some_images()
    np.testing.assert_allclose(augment.images(X, Fixed(0, 0, 0, 0, 0)), X, atol=1e-6)


def test_a_whole_pixel_of_shift_moves_every_pixel_by_one():
    X = some_images()
    moved = augment.images(X, Fixed(0, 0, 0, 1, -1)).reshape(-1, 20, 20)
    np.testing.assert_allclose(moved[:, 1:, :-1], X.reshape(-1, 20, 20)[:, :-1, 1:], atol=1e-6)
    assert not moved[:, 0].any()  # paper comes in from outside


def test_half_a_pixel_of_shift_is_the_mean_of_two():
    X = some_images()
    moved = augment.images(X, Fixed(0, 0, 0, 0.5, 0)).reshape(-1, 20, 20)
    images = X.reshape(-1, 20, 20)
    expected = (images[:, :, :-1] + images[:, :, 1:]) / 2
    np.testing.assert_allclose(moved[:, :, :-1], expected, atol=1e-6)


def direction(X):
    """Return the angle of the longest axis of ink, from its second moments."""
    image, place = X.reshape(20, 20), np.arange(20) - 9.5
    x, y = np.meshgrid(place, place)
    xx, yy, xy = ((image * v).sum() / image.sum() for v in (x * x, y * y, x * y))
    return np.degrees(np.arctan2(2 * xy, xx - yy) / 2)


def a_bar():
    image = np.zeros((20, 20), np.float32)
    image[8:12, 3:17] = 1
    return image.reshape(1, 400)


@pytest.mark.parametrize(("turn", "degrees"), [(1, -10), (-1, 10), (0.5, -5)])
def test_a_full_turn_is_10_degrees(turn, degrees):
    turned = augment.images(a_bar(), Fixed(turn, 0, 0, 0, 0))
    assert direction(turned) == pytest.approx(degrees, abs=0.3)


@pytest.mark.parametrize(("scale", "part"), [(1, 1 / 1.1**2), (-1, 1 / 0.9**2)])
def test_a_full_scale_is_10_percent(scale, part):
    x = np.arange(20) - 9.5
    hill = np.exp(-(x**2 + x[:, None] ** 2) / 18).astype(np.float32).reshape(1, 400)
    scaled = augment.images(hill, Fixed(0, scale, 0, 0, 0))
    assert scaled.sum() / hill.sum() == pytest.approx(part, rel=0.01)


def test_a_full_shear_slants_by_a_tenth():
    upright = a_bar().reshape(20, 20).T.reshape(1, 400)
    sheared = augment.images(upright, Fixed(0, 0, 1, 0, 0)).reshape(20, 20)
    place = np.arange(20) + 0.5
    middle = (sheared[[4, 15]] @ place) / sheared[[4, 15]].sum(axis=1)
    assert middle[0] - middle[1] == pytest.approx(1.1, abs=0.05)


def test_warps_stay_within_their_bounds_and_reach_them():
    X = np.tile(a_bar(), (6400, 1))
    moved = centres(augment.images(X, np.random.default_rng(0)))
    assert np.abs(moved).max() < 1.25  # a pixel, times the scale
    assert np.abs(moved).max(axis=0).min() > 0.9
    assert np.abs(moved.mean(axis=0)).max() < 0.15


def test_images_of_another_shape_are_refused():
    with pytest.raises(DataError, match=r"X must have shape \(m, 400\)"):
        augment.images(np.zeros((3, 20, 20), np.float32), np.random.default_rng(0))


def test_a_warped_drawing_keeps_its_strokes_times_and_about_its_place():
    original = Drawing([[(10, 20, 0), (30, 90, 0.5), (35, 95, 0.6)], [(60, 50, 2)]])
    warped = augment.drawing(original, np.random.default_rng(0))
    for before, after in zip(original.strokes, warped.strokes, strict=True):
        np.testing.assert_array_equal(before[:, 2], after[:, 2])
        assert np.abs(before[:, :2] - after[:, :2]).max() < 30
    assert warped != original
    assert warped == augment.drawing(original, np.random.default_rng(0))


def test_drawings_are_turned_as_much_as_images():
    bar = Drawing([[(0, 0), (100, 0)]])
    rng = np.random.default_rng(3)
    ends = [np.diff(augment.drawing(bar, rng).strokes[0][:, :2], axis=0)[0] for _ in range(300)]
    angles = np.degrees([np.arctan2(y, x) for x, y in ends])
    assert 9 < np.abs(angles).max() <= 10.001
    lengths = np.hypot(*np.transpose(ends))
    assert lengths.min() == pytest.approx(90, abs=1)
    assert lengths.max() == pytest.approx(110, abs=1)


@pytest.mark.parametrize("strokes", [[], [np.empty((0, 3))], [[(3, 4)]]])
def test_a_drawing_of_nothing_or_a_dot_can_be_warped(strokes):
    warped = augment.drawing(Drawing(strokes), np.random.default_rng(0))
    assert [len(s) for s in warped.strokes] == [len(s) for s in strokes]
