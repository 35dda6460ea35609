"""The lab's arrays can be read two ways: the person is asked, with a preview."""

import make_good_files as good
import numpy as np
import pytest

from digitapp.digits.formats import OrientationUnknown, open_any, write

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
    with pytest.raises(OrientationUnknown, match="upright") as asked:
        open_any(lab)
    question = asked.value
    assert question.labels.tolist() == [0] * 6 + [1] * 6
    np.testing.assert_array_equal(question.as_columns[6:], upright(UNIT)[1:12:2])
    np.testing.assert_array_equal(question.as_rows, question.as_columns.transpose(0, 2, 1))
    assert question.transposed  # written 1s are taller than wide


def test_the_answer_turns_the_digits_upright(lab):
    imported = open_any(lab, transposed=True)
    assert imported.report == "30 of 40 are 0 or 1."
    np.testing.assert_array_equal(imported.images, upright(UNIT)[:30])
    lying = open_any(lab.with_name("y.npy"), transposed=False)
    np.testing.assert_array_equal(lying.images, imported.images.transpose(0, 2, 1))


def test_rows_that_are_not_transposed_are_suggested_to_stay(tmp_path):
    np.save(tmp_path / "X.npy", UNIT.reshape(40, 400))
    np.save(tmp_path / "y.npy", LABELS)
    with pytest.raises(OrientationUnknown) as asked:
        open_any(tmp_path / "X.npy")
    assert not asked.value.transposed


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
