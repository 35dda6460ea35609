import numpy as np
import pytest
from made_others import made_others

from digitapp.digits import Drawing, ink
from digitapp.digits.made_digits import made

CANVAS = 400


@pytest.fixture(scope="module")
def examples():
    return made(200, seed=31)


def points(drawing):
    return np.concatenate([stroke[:, :2] for stroke in drawing.strokes])


def test_half_of_them_are_0s_and_half_1s(examples):
    assert np.bincount([example.label for example in examples]).tolist() == [100, 100]


def test_they_are_marked_as_made(examples):
    assert {example.source for example in examples} == {"made"}


def test_the_image_is_what_ink_makes_of_the_strokes(examples):
    for example in examples[:20]:
        assert np.array_equal(example.image, ink.from_strokes(example.drawing.strokes))


def test_every_stroke_lies_on_the_canvas_and_takes_its_time(examples):
    for example in examples:
        assert points(example.drawing).min() >= 0
        assert points(example.drawing).max() <= CANVAS
        times = np.concatenate([stroke[:, 2] for stroke in example.drawing.strokes])
        assert (np.diff(times) > 0).all()


def test_no_two_are_alike(examples):
    assert len({example.image.tobytes() for example in examples}) == 200


def test_the_same_seed_makes_the_same_and_fewer_are_the_first(examples):
    assert made(20, seed=31) == examples[:20]
    assert made(20, seed=32) != examples[:20]


def test_1s_have_flags_and_feet_and_0s_are_slashed_now_and_then(examples):
    ones = [example.drawing.strokes for example in examples if example.label == 1]
    zeros = [example.drawing.strokes for example in examples if example.label == 0]
    assert 20 <= sum(len(strokes) > 1 for strokes in ones) <= 60  # a foot or a flag apart
    assert 3 <= sum(len(strokes) > 1 for strokes in zeros) <= 25  # a slash
    begins_left = [strokes[0][0, 0] < strokes[0][len(strokes[0]) // 2, 0] for strokes in ones]
    assert sum(begins_left) >= 60  # of the middle of the first stroke: a flag


def test_others_are_drawings_on_the_canvas_too():
    drawings = made_others(40, seed=31)
    assert drawings == made_others(40, seed=31)
    assert len(set(drawings)) == 40
    for drawing in drawings:
        assert isinstance(drawing, Drawing)
        assert 0 <= points(drawing).min() <= points(drawing).max() <= CANVAS
