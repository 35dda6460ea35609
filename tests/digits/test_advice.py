import numpy as np
import pytest

from digitapp.digits.advice import advice, blank_rows, refuse_blank
from digitapp.files.errors import DataError


def images(m, seed=0):
    return np.random.default_rng(seed).random((m, 400), dtype=np.float32)


def keys(labels, X):
    return [found.key for found in advice(labels, X)]


def said(labels, X):
    [found] = advice(labels, X)
    return found.sentence


@pytest.mark.parametrize("shape", [(10, 400), (10, 20, 20)])
def test_five_of_each_need_no_advice(shape):
    assert advice([0, 1] * 5, images(10).reshape(shape)) == ()


def test_no_drawing_at_all_is_told():
    assert keys([], images(0)) == ["none"]


def test_a_single_drawing_is_told_without_nagging_about_one_class():
    assert "a single drawing" in said([1], images(1))


def test_fewer_than_ten_are_told_with_their_number():
    assert "only 9 drawings" in said([0, 1, 0, 1, 0, 1, 0, 1, 0], images(9))


@pytest.mark.parametrize(("label", "missing"), [(0, 1), (1, 0)])
def test_one_class_only_is_told_with_the_digit_that_is_missing(label, missing):
    sentence = said([label] * 10, images(10))
    assert f"All 10 drawings are {label}s" in sentence
    assert f"Draw some {missing}s" in sentence


def test_20_to_1_is_balanced_enough_and_21_to_1_is_told():
    assert keys([1] + [0] * 20, images(21)) == []
    assert "21 0s but only 1 1, so" in said([1] + [0] * 21, images(22))
    assert "Draw more 0s" in said([0, 0] + [1] * 41, images(43))


def test_conflicting_labels_are_told_with_their_number_and_rows():
    X = images(20)
    X[7] = X[2]  # labels 1 and 0
    X[8] = X[4]  # both 0
    X[13] = X[15] = X[18]  # labels 1, 1 and 0
    [found] = advice([0, 1] * 10, X)
    assert found.key == "conflict"
    assert found.rows.tolist() == [2, 7, 13, 15, 18]
    assert "2 images" in found.sentence
    assert "5 drawings" in found.sentence
    assert not found.refused


def test_minus_zero_is_the_same_paper_as_zero():
    X = images(10)
    X[0, :50], X[1] = 0.0, X[0]
    X[1, :50] = -0.0
    X[1, 50:] = X[0, 50:]
    assert keys([0, 1] * 5, X) == ["conflict"]


def test_images_that_differ_in_one_pixel_are_no_conflict():
    X = images(10)
    X[1] = X[0]
    X[1, 399] = np.nextafter(X[0, 399], np.float32(2))
    assert keys([0, 1] * 5, X) == []


def test_blank_images_with_labels_are_refused():
    X = images(12)
    X[[3, 10]] = 0
    [found] = advice([0, 1] * 6, X)
    assert found.refused
    assert found.rows.tolist() == blank_rows(X).tolist() == [3, 10]
    with pytest.raises(DataError, match="2 drawings have a label but no ink"):
        refuse_blank(X)
    with pytest.raises(DataError, match="One drawing has a label but no ink"):
        refuse_blank(np.zeros((1, 20, 20)))
    refuse_blank(images(12))


def test_blank_images_count_for_nothing_else():
    X = images(12)
    X[[2, 3, 4, 5]] = 0
    assert keys([0, 1] * 6, X) == ["blank", "few"]
    assert keys([1, 0], np.zeros((2, 400))) == ["blank", "none"]
    X = images(42)
    X[21:41] = 0
    assert keys([1] * 21 + [0] * 21, X) == ["blank", "lopsided"]


def test_conflicts_are_found_at_their_rows_behind_blank_images():
    X = images(14)
    X[[0, 5, 6]] = 0
    X[11] = X[8]
    found = advice([1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1], X)
    assert [each.key for each in found] == ["blank", "conflict"]
    assert found[1].rows.tolist() == [8, 11]
    assert "1 image is" in found[1].sentence


@pytest.mark.parametrize(
    ("labels", "X"),
    [([0, 1], np.zeros((3, 400))), ([0], np.zeros((1, 399))), ([0, 2], np.zeros((2, 400)))],
)
def test_what_fits_no_question_is_refused(labels, X):
    with pytest.raises(DataError):
        advice(labels, X)


def test_a_hundred_thousand_with_one_conflict_are_searched():
    X = np.zeros((100_000, 400), np.float32)
    X[:, :17] = np.arange(1, 100_001)[:, None] >> np.arange(17) & 1  # images of 0 and 1 only
    X[70_000] = X[30_001]
    labels = np.arange(100_000) % 2
    [found] = advice(labels, X)
    assert found.rows.tolist() == [30_001, 70_000]
