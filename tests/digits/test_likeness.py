import numpy as np
import pytest
from made_others import made_others

from digitapp.digits import ink, starter
from digitapp.digits import likeness as likeness_module
from digitapp.digits.likeness import FAR, NEAR, Likeness
from digitapp.digits.made_digits import made
from digitapp.files import paths
from digitapp.files.errors import DataError

from .strokes_of_strangers import OTHERS, SCRIBBLES, neither, strangers

BLANK = np.zeros((20, 20), np.float32)


@pytest.fixture(scope="module")
def starters():
    return np.array([example.image for example in starter()])


@pytest.fixture(scope="module")
def likeness():
    return Likeness.shipped()


def unlike(likeness, drawings):
    return np.mean([likeness.is_unlike(ink.from_strokes(strokes)) for strokes in drawings])


def test_hardly_any_stranger_is_refused(likeness):
    assert unlike(likeness, [person.strokes for person in strangers(1000, 6)]) <= 0.008


def test_hardly_any_handwritten_digit_is_refused_that_was_not_known(starters):
    likeness = Likeness(starters[300:1000])
    assert np.mean([likeness.is_unlike(image) for image in starters[:300]]) <= 0.02


@pytest.mark.parametrize("label", [0, 1])
def test_made_digits_of_another_seed_are_not_refused(likeness, label):
    drawings = [each.drawing.strokes for each in made(400, seed=77) if each.label == label]
    assert unlike(likeness, drawings) <= 0.02


def test_made_others_of_another_seed_are_refused(likeness):
    assert unlike(likeness, [each.strokes for each in made_others(400, seed=77)]) >= 0.92


@pytest.mark.parametrize("digit", OTHERS)
def test_other_digits_are_refused(likeness, digit):
    assert unlike(likeness, neither(40, 7, {digit: OTHERS[digit]})) >= 0.95


def test_scribbles_are_refused(likeness):
    assert unlike(likeness, neither(400, 8, SCRIBBLES)) >= 0.92


def test_a_known_image_has_distance_0(starters):
    likeness = Likeness(starters[:50])
    assert likeness.distances(starters[5])[0] < 1e-3
    assert likeness.distances(starters[5].reshape(400))[0] < 1e-3


def test_the_distance_is_that_to_the_nearest_of_each_kind(starters):
    digits, others = starters[:20], starters[20:40]
    both = Likeness(digits, others).with_taught(starters[40:60])
    for image in starters[60:80]:
        digit, other, taught = (
            Likeness(known).distances(image)[0] for known in (digits, others, starters[40:60])
        )
        assert both.distances(image) == pytest.approx((min(digit, taught), other, taught), abs=1e-5)


def test_distance_does_not_hang_on_how_dark_the_ink_is(likeness, starters):
    pale = starters[800] * 0.3
    assert likeness.distances(pale) == pytest.approx(likeness.distances(starters[800]), abs=1e-3)


def test_an_image_leaning_or_stretched_is_nearer_than_its_pixels_are(likeness):
    upright = [np.stack([np.zeros(20), np.linspace(0, 1, 20)], axis=1)]
    leaning = [upright[0] @ [[1, 0], [0.2, 1]]]
    known = Likeness(ink.from_strokes(upright)[None])
    assert known.distances(ink.from_strokes(leaning))[0] < 0.3


def test_what_is_nearer_to_an_other_than_to_a_digit_is_unlike(starters):
    image = starters[0]
    far_enough = next(each for each in starters[1:] if 0.3 < distance(each, image) < FAR)
    assert not Likeness(far_enough[None]).is_unlike(image)
    assert Likeness(far_enough[None], others=image[None]).is_unlike(image)


def test_what_is_as_near_to_a_digit_as_one_hand_to_itself_is_no_other(starters):
    image = starters[0]
    near = next(each for each in starters[1:] if 0 < distance(each, image) < NEAR)
    assert not Likeness(near[None], others=image[None]).is_unlike(image)


def distance(known, image):
    return Likeness(known[None]).distances(image)[0]


def test_what_was_taught_is_never_refused_nor_what_is_like_it(likeness):
    for strokes in neither(60, 21, OTHERS | SCRIBBLES):
        image = ink.from_strokes(strokes)
        taught = likeness.with_taught(image[None])
        assert not taught.is_unlike(image)
        again = [stroke + np.random.default_rng(1).normal(0, 0.2, 2) for stroke in strokes]
        assert not taught.is_unlike(ink.from_strokes(again))


def test_teaching_does_not_open_the_rule(likeness):
    others = neither(300, 22, OTHERS | SCRIBBLES)
    own = np.array([ink.from_strokes(person.strokes) for person in strangers(40, 23)])
    before = unlike(likeness, others)
    for m in (2, 20, 30, 40):  # as many 0s as 1s
        assert unlike(likeness.with_taught(own[:m]), others) >= before - 0.01


def test_teaching_shuts_nobody_out(likeness):
    own = np.array([ink.from_strokes(person.strokes) for person in strangers(60, 24)])
    people = [person.strokes for person in strangers(300, 25)]
    for m in (30, 52, 60):
        assert unlike(likeness.with_taught(own[:m]), people) <= unlike(likeness, people)


def test_a_blank_image_is_always_unlike(likeness):
    assert likeness.is_unlike(BLANK)
    assert likeness.with_taught(BLANK[None]).is_unlike(BLANK)
    assert likeness.distances(BLANK) == pytest.approx((2**0.5,) * 3)


def test_nothing_known_is_like_nothing(starters):
    assert Likeness(np.empty((0, 400))).is_unlike(starters[0])


def test_of_very_many_taught_drawings_the_last_are_kept(starters):
    likeness = Likeness(np.empty((0, 400)))
    many = np.concatenate([starters[:1], np.repeat(starters[1:2], 1500, axis=0)])
    assert likeness.with_taught(many[:1500]).distances(starters[0])[2] < 1e-3
    assert likeness.with_taught(many).distances(starters[0])[2] > 0.1


@pytest.mark.parametrize("shape", [(3, 20, 21), (400,), (2, 784)])
def test_images_of_another_shape_are_refused(shape):
    with pytest.raises(DataError, match="Images must have shape"):
        Likeness(np.zeros(shape))


@pytest.mark.parametrize("content", [None, b"", b"no zip", b"PK\x03\x04"])
def test_a_damaged_installation_is_told(tmp_path, monkeypatch, content):
    if content is not None:
        (tmp_path / "known.npz").write_bytes(content)
    monkeypatch.setattr(paths, "resource", lambda name: tmp_path / name)
    with pytest.raises(DataError, match="install again"):
        Likeness.shipped()


def test_what_is_shipped_is_ready_before_the_first_stroke(monkeypatch):
    likeness_module._looks.cache_clear()
    likeness = Likeness.shipped()
    monkeypatch.setattr("digitapp.digits.augment.warp", None)

    assert likeness.is_unlike(np.ones((20, 20), np.float32))


def test_what_is_shipped_is_what_the_program_makes():
    with np.load(paths.resource("known.npz")) as known:
        shipped = {image.tobytes() for images in known.values() for image in images}
    made_now = [each.image for each in made(10, seed=2)]
    made_now += [ink.from_strokes(each.strokes) for each in made_others(10, seed=2)]
    in_levels = [(np.round(image * 15) * 17).astype(np.uint8).tobytes() for image in made_now]
    assert sum(levels in shipped for levels in in_levels) >= 15  # without those nearly there
