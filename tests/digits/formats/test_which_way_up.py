"""Digits may lie down: whoever imports them is asked once, with a picture of both ways."""

import numpy as np
import pytest

from digitapp.digits import ink
from digitapp.digits.formats import Question, open_any, write

from . import make_good_files as good
from .make_good_files import answered

PIXELS, LABELS = good.digits(40, side=20)
UNIT = PIXELS / np.float32(255)


@pytest.fixture
def lab(tmp_path):
    """X.npy and y.npy as in the lab: float64 a little out of range, column by column, 0 to 9."""
    X = UNIT.astype(np.float64).transpose(0, 2, 1).reshape(40, 400)
    X = np.where(X == 0, -0.1, np.where(X == X.max(), 1.12, X))
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", np.where(np.arange(40) < 30, LABELS, 7).reshape(40, 1))
    return tmp_path / "X.npy"


def upright(X):
    return np.where(X == X.max(), 1, X)


def test_rows_of_400_are_asked_about_with_both_ways_shown(lab):
    question = open_any(lab)
    assert "upright" in question.sentence
    rows, columns = question.choices
    np.testing.assert_array_equal(columns.images[6:], upright(UNIT)[1:12:2])
    np.testing.assert_array_equal(rows.images, columns.images.transpose(0, 2, 1))
    assert question.choices[question.suggested] is columns  # written 1s are taller than wide


def test_the_answer_turns_the_digits_upright_without_reading_again(lab):
    question = open_any(lab)
    lab.unlink()
    lying, imported = (choice.read() for choice in question.choices)
    assert imported.report == "30 of 40 are 0 or 1."
    np.testing.assert_array_equal(imported.images, upright(UNIT)[:30])
    np.testing.assert_array_equal(lying.images, imported.images.transpose(0, 2, 1))


def test_rows_that_stand_upright_are_suggested_to_stay(tmp_path):
    np.save(tmp_path / "X.npy", UNIT.reshape(40, 400))
    np.save(tmp_path / "y.npy", LABELS)
    question = open_any(tmp_path / "X.npy")
    assert question.choices[question.suggested].key == "rows"


def of_emnist(path, images, labels):
    """Every format but npy, with digits that lie down as those of EMNIST."""
    (path / "a-images-idx3-ubyte").write_bytes(good.idx(images))
    (path / "a-labels-idx1-ubyte").write_bytes(good.idx(labels))
    np.savez(path / "a.npz", x=images.reshape(len(images), -1), y=labels)
    (path / "a.csv").write_bytes(good.csv(images, labels))
    return ["a-images-idx3-ubyte", "a.npz", "a.csv"]


@pytest.mark.parametrize("labels", [LABELS, LABELS[LABELS == 1]], ids=["0 and 1", "only 1"])
def test_digits_that_lie_down_are_asked_about_in_every_format(tmp_path, labels):
    images = PIXELS[: len(labels)] if len(set(labels)) == 2 else PIXELS[LABELS == 1]
    for name in of_emnist(tmp_path, images.transpose(0, 2, 1), labels):
        question = open_any(tmp_path / name)
        assert isinstance(question, Question), name
        assert question.choices[question.suggested].key == "columns"
        np.testing.assert_allclose(answered(question, "columns").images, images / 255, atol=1e-6)
        lying = answered(question, "rows").images
        np.testing.assert_allclose(lying, images.transpose(0, 2, 1) / 255, atol=1e-6)


def test_zeros_that_lie_down_are_noticed_where_there_are_many(tmp_path):
    zeros = np.zeros((30, 20, 20), np.uint8)
    zeros[:, 2:18, 5:15] = 255
    zeros[:, 4:16, 7:13] = 0
    of_emnist(tmp_path, zeros.transpose(0, 2, 1), np.zeros(30, np.uint8))
    assert isinstance(open_any(tmp_path / "a.npz"), Question)


def test_digits_that_stand_upright_are_not_asked_about(tmp_path):
    for name in of_emnist(tmp_path, PIXELS, LABELS):
        np.testing.assert_allclose(open_any(tmp_path / name).images, PIXELS / 255, atol=1e-6)


def test_turning_after_cropping_is_the_same_as_before(tmp_path):
    images, labels = good.digits(12)
    for name in of_emnist(tmp_path, images.transpose(0, 2, 1), labels):
        read = answered(open_any(tmp_path / name), "columns").images
        np.testing.assert_allclose(read, ink.from_images(images), atol=1e-5)


def test_nothing_is_asked_where_there_is_only_one_way(tmp_path):
    write(tmp_path / "X.npy", good.examples(), "npy")
    assert len(open_any(tmp_path / "X.npy").labels) == 20


def test_the_lab_is_written_column_by_column(tmp_path):
    examples = good.examples(5)
    paths = write(tmp_path / "X.npy", examples, "lab")
    X, y = map(np.load, paths)
    assert X.shape == (5, 400)
    assert y.shape == (5, 1)
    np.testing.assert_array_equal(X[3].reshape(20, 20).T, examples[3].image)
