import dataclasses

import numpy as np
import pytest

from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example
from digitapp.files.errors import DataError

IMAGE = np.full((20, 20), 0.5, np.float32)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"image": "abc"}, "image must be numbers"),
        ({"image": [[1.0], [1.0, 2.0]]}, "image must be numbers"),
        ({"image": IMAGE.astype(complex)}, "image must be numbers"),
        ({"image": None}, "image must be numbers"),
        ({"image": IMAGE * np.float64(1e300)}, "values from 0"),
        ({"image": IMAGE[:19]}, "shape"),
        ({"label": np.array([0, 1])}, "label must be 0 or 1"),
        ({"label": [[1], [1, 2]]}, "label must be 0 or 1"),
        ({"label": None}, "label must be 0 or 1"),
        ({"label": np.complex64(1)}, "label must be 0 or 1"),
        ({"source": None}, "source must be text"),
        ({"drawing": [[(1, 2)]]}, "must be a Drawing or None"),
        ({"created": "now"}, "finite number of seconds"),
        ({"created": None}, "finite number of seconds"),
        ({"created": float("nan")}, "finite number of seconds"),
        ({"created": 10**400}, "finite number of seconds"),
    ],
)
def test_a_value_of_another_kind_is_refused_in_one_sentence(fields, sentence):
    with pytest.raises(DataError, match=rf"{sentence}.*\.$"):
        Example(**{"image": IMAGE, "label": 1} | fields)


@pytest.mark.parametrize("label", [1, True, 1.0, np.int8(1), np.float32(1), np.bool_(True)])
def test_a_label_of_any_number_becomes_an_int(label):
    assert type(Example(IMAGE, label).label) is int


def test_an_image_is_a_copy_that_cannot_be_changed():
    image = IMAGE.copy()
    example = Example(image, 1)
    image[0, 0] = 1
    assert example.image[0, 0] == 0.5
    assert not example.image.flags.writeable


def test_equal_is_the_same_content_whatever_the_number_and_time():
    one = Example(IMAGE, 1, Drawing([[(1, 2)]]), "starter")
    stored = dataclasses.replace(one, drawing=Drawing([[(1, 2)]]), id=7, created=5.0)
    assert stored == one
    assert len({stored, one}) == 1


@pytest.mark.parametrize(
    "fields",
    [{"image": IMAGE / 2}, {"label": 0}, {"drawing": Drawing([[(3, 4)]])}, {"source": "drawn"}],
)
def test_other_content_is_not_equal(fields):
    one = Example(IMAGE, 1, Drawing([[(1, 2)]]), "starter")
    assert dataclasses.replace(one, **fields) != one
