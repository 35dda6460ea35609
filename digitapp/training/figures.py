"""Figures: numbers as they stand in a formula. Knows nothing of networks or windows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_FEW = 100  # drawings, below which they are counted
_TERMS = 3  # of a long sum that are written out


def figure(value: float, digits: int = 4) -> str:
    """Return a number with so many digits that count, and a true minus sign.

    >>> figure(-0.01234567), figure(1.5e-7), figure(-1e-5), figure(2.0)
    ('−0.01235', '1.5·10⁻⁷', '−10⁻⁵', '2')
    """
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    if value == 0:
        return "0"
    if 1e-4 <= abs(value) < 1e6:
        text = f"{value:.{digits}g}" if abs(value) < 10**digits else f"{value:.0f}"
        return text.replace("-", "−")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    power = f"10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    if mantissa in ("1", "-1"):
        return f"−{power}" if value < 0 else power
    return f"{mantissa}·{power}".replace("-", "−")


def share(part: float, number: int) -> str:
    """Return how many of a number a part of them is: of few, a percentage would say too much.

    >>> share(1.0, 2), share(0.75, 40), share(0.9999, 20_000)
    ('2 of 2', '30 of 40', '99.9 %')
    """
    return f"{round(part * number)} of {number}" if number < _FEW else percent(part)


def percent(part: float) -> str:
    """Return a share as a percentage, rounded down: 100 % means all, and 0 % none.

    >>> percent(0.9999), percent(0.05), percent(0.0001)
    ('99.9 %', '5 %', '< 0.1 %')
    """
    return "< 0.1 %" if 0 < part < 0.001 else f"{np.floor(part * 1000) / 10:g} %"


def factor(value: float) -> str:
    """Return a number as it stands behind another sign: a negative one in brackets."""
    text = figure(value)
    return f"({text})" if text.startswith("−") else text


def signed(value: float, digits: int = 4) -> str:
    """Return a number with its sign, also a plus: how something has changed."""
    text = figure(value, digits)
    return text if text.startswith("−") or value == 0 else f"+{text}"


def subscript(number: int) -> str:
    """Return a number as an index: Z₁.

    >>> subscript(12)
    '₁₂'
    """
    return str(number).translate(_SUBSCRIPTS)


def activation_formula(name: str, z: float) -> str:
    """Return what an activation of that name computes of z, with z put in.

    >>> activation_formula("sigmoid", -0.5), activation_formula("relu", -0.5)
    ('1 / (1 + e^0.5)', 'max(−0.5, 0)')
    """
    return {
        "sigmoid": f"1 / (1 + e^{figure(-z)})",
        "tanh": f"tanh({figure(z)})",
        "relu": f"max({figure(z)}, 0)",
    }.get(name, figure(z))


def sum_of_products(
    left: npt.ArrayLike, right: npt.ArrayLike, most: int = _TERMS, *, in_order: bool = False
) -> str:
    """Write a sum of products out: the terms of most weight, then how many more there are.

    left, right : (n,); in_order takes the first terms instead

    >>> sum_of_products([1, 0.5, 2], [0.1, -3, 4], most=2)
    '2·4 + 0.5·(−3) + 1 more (0.1)'
    """
    left, right = np.asarray(left, np.float64), np.asarray(right, np.float64)
    products = left * right
    order = np.arange(len(products)) if in_order else np.argsort(-np.abs(products), kind="stable")
    shown, others = order[:most], order[most:]
    terms = [f"{factor(left[k])}·{factor(right[k])}" for k in shown]
    if len(others):
        terms.append(f"{len(others):,} more ({figure(float(products[others].sum()))})")
    return " + ".join(terms)


def sum_of(values: Sequence[float] | npt.NDArray[np.float64], most: int = 8) -> str:
    """Write a sum out, up to so many terms.

    >>> sum_of([1.0, -2.0])
    '1 + (−2)'
    """
    terms = [factor(float(value)) for value in values[:most]]
    if len(values) > most:
        rest = float(np.sum(values[most:]))
        terms.append(f"{len(values) - most:,} more ({figure(rest)})")
    return " + ".join(terms)
