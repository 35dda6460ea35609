import numpy as np
import pytest

from digitapp.digits import augment, ink, starter
from digitapp.digits.likeness import Likeness, is_blank
from digitapp.files.errors import DataError

from .strokes_of_strangers import OTHERS, SCRIBBLES, neither, strangers


@pytest.fixture(scope="module")
def starters():
    return np.array([example.image for example in starter()])


@pytest.fixture(scope="module")
def likeness(starters):
    return Likeness(starters[:700])


def unlike(likeness, drawings):
    return np.mean([likeness.is_unlike(ink.from_strokes(strokes)) for strokes in drawings])


def test_hardly_any_real_digit_is_refused(likeness, starters):
    assert np.mean([likeness.is_unlike(image) for image in starters[700:]]) <= 0.01


def test_hardly_any_stranger_is_refused(likeness):
    assert unlike(likeness, [person.strokes for person in strangers(1000, 6)]) <= 0.008


@pytest.mark.parametrize("digit", OTHERS)
def test_other_digits_are_refused(likeness, digit):
    assert unlike(likeness, neither(40, 7, {digit: OTHERS[digit]})) >= 0.92


def test_scribbles_are_refused(likeness):
    assert unlike(likeness, neither(400, 8, SCRIBBLES)) >= 0.86


def test_a_known_image_has_distance_0(likeness, starters):
    assert likeness.distance(starters[5]) < 1e-3
    assert likeness.distance(starters[5].reshape(400)) < 1e-3


def test_distance_is_that_to_the_nearest(starters):
    one, two, both = (Likeness(known) for known in (starters[:1], starters[1:2], starters[:2]))
    for image in starters[2:30]:
        nearest = min(one.distance(image), two.distance(image))
        assert both.distance(image) == pytest.approx(nearest, abs=1e-5)


def test_distance_does_not_hang_on_how_dark_the_ink_is(likeness, starters):
    pale = starters[800] * 0.3
    assert likeness.distance(pale) == pytest.approx(likeness.distance(starters[800]), abs=1e-3)


def test_the_threshold_lets_nearly_all_known_images_pass(starters):
    known = starters[:500:2]
    alone = [Likeness(np.delete(known, i, axis=0)).distance(known[i]) for i in range(len(known))]
    assert Likeness(known).threshold == pytest.approx(1.1 * np.percentile(alone, 99), abs=1e-4)


def test_below_100_known_images_the_threshold_is_fixed(starters):
    assert Likeness(starters[:99]).threshold == Likeness(starters[:2]).threshold == 0.82
    assert Likeness(starters[:200]).threshold < 0.82


def test_an_outlier_among_few_known_images_does_not_let_all_pass(starters):
    assert Likeness(starters[:100]).threshold == 0.82


def test_twenty_known_images_already_tell(starters):
    few = Likeness(starters[:20])
    assert np.mean([few.is_unlike(image) for image in starters[500:]]) <= 0.1
    assert unlike(few, neither(200, 9, OTHERS)) >= 0.9


def test_a_blank_image_is_always_unlike(likeness):
    blank = np.zeros((20, 20), np.float32)
    assert is_blank(blank)
    assert likeness.is_unlike(blank)
    assert likeness.distance(blank) == pytest.approx(2**0.5)


def test_an_image_with_ink_is_not_blank(starters):
    assert not is_blank(starters[0])


def test_blank_images_among_the_known_are_left_out(starters):
    blanks = np.zeros((2, 20, 20), np.float32)
    with_blanks = Likeness(np.concatenate([starters[:99], blanks]))
    assert with_blanks.threshold == 0.82  # 99 are known, not 101
    assert with_blanks.is_unlike(blanks[0])


def test_nothing_known_is_like_nothing(starters):
    assert Likeness(np.empty((0, 400))).is_unlike(starters[0])


def test_images_known_twice_count_once(starters):
    assert Likeness(np.tile(starters[:150], (3, 1, 1))).threshold == pytest.approx(
        Likeness(starters[:150]).threshold, abs=1e-5
    )


def test_of_very_many_known_images_an_even_selection_is_kept(starters):
    rng = np.random.default_rng(0)
    many = np.concatenate([augment.images(starters.reshape(-1, 400), rng) for _ in range(9)])
    selection = Likeness(many)
    assert len(selection._known) == 3 * 1500
    assert np.mean([selection.is_unlike(image) for image in starters[:200]]) <= 0.05


@pytest.mark.parametrize("shape", [(3, 20, 21), (400,), (2, 784)])
def test_images_of_another_shape_are_refused(shape):
    with pytest.raises(DataError, match="Images must have shape"):
        Likeness(np.zeros(shape))
