"""Numbers as they stand in a formula."""

import math

import pytest

from digitapp.training.figures import (
    factor,
    figure,
    signed,
    subscript,
    sum_of,
    sum_of_products,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.01234567, "−0.01235"),
        (2.0, "2"),
        (41.26, "41.26"),
        (123.46, "123.5"),
        (0.0001, "0.0001"),
        (0.00009999, "9.999·10⁻⁵"),
        (-1e-5, "−10⁻⁵"),
        (1.5e-7, "1.5·10⁻⁷"),
        (9999.4, "9999"),
        (10_000, "10000"),
        (123_456.7, "123457"),
        (999_999, "999999"),
        (1e6, "10⁶"),
        (-2.5e12, "−2.5·10¹²"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_a_number_has_four_digits_that_count(value, text):
    assert figure(value) == text


def test_a_number_has_as_many_digits_as_are_wanted():
    assert [figure(123.456, n) for n in (2, 3, 4, 5)] == ["123", "123", "123.5", "123.46"]


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (1, "+1"), (0.5, "+0.5"), (-1, "−1")])
def test_a_change_has_its_sign_but_for_none(value, text):
    assert signed(value) == text


def test_a_factor_below_0_is_in_brackets():
    assert (factor(-0.5), factor(0), factor(0.5)) == ("(−0.5)", "0", "0.5")


def test_an_index_is_below_the_line():
    assert subscript(1203456789) == "₁₂₀₃₄₅₆₇₈₉"


def test_a_sum_of_products_shows_the_largest_or_the_first():
    left, right = [1, 0.5, 2, 1], [0.1, -3, 4, -0.25]
    assert sum_of_products(left, right) == "2·4 + 0.5·(−3) + 1·(−0.25) + 1 more (0.1)"
    assert sum_of_products(left, right, 4) == "2·4 + 0.5·(−3) + 1·(−0.25) + 1·0.1"
    assert sum_of_products(left, right, 1, in_order=True) == "1·0.1 + 3 more (6.25)"


def test_a_long_sum_ends_after_eight_terms():
    assert sum_of([1.0, -2.0]) == "1 + (−2)"
    assert sum_of([1.0] * 8) == " + ".join("1" * 8)
    assert sum_of([1.0] * 10) == " + ".join("1" * 8) + " + 2 more (2)"
