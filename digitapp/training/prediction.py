"""Prediction: what a probability means in words. Standard library only; knows no network, no Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

THRESHOLD = 0.5  # from here on the digit is a 1
SURE_OF_ZERO = 0.2  # below it, and
SURE_OF_ONE = 0.8  # above it, there is an answer; between them the network is not sure


@dataclass(frozen=True)
class Prediction:
    """An answer as it is shown.

    kind : "empty", "zero", "one", "unsure" or "unlike" (neither a 0 nor a 1)
    probability : P(digit is 1), or None where there is none
    text : begins with "0", "1" or "?"; "" for an empty canvas
    note : what else a person should know, or ""
    """

    kind: str
    probability: float | None
    text: str
    note: str = ""


def judge(probability: float | None, *, unlike: bool, note: str = "") -> Prediction:
    """Say what P(digit is 1) means.

        p < 0.2  →  0        0.2 ≤ p ≤ 0.8  →  not sure        p > 0.8  →  1

    probability : in [0, 1]; None for an empty canvas, NaN from a network that has diverged
    unlike : whether the drawing looks like no 0 or 1 that is known; then no digit is named

    >>> judge(0.983, unlike=False).text
    '1 — P(digit is 1) = 0.983'
    """
    if probability is None:
        return Prediction("empty", None, "", "Draw a 0 or a 1: the answer appears here.")
    if math.isnan(probability):
        text = "? no answer: weights are not numbers.\nPress Reset and train again."
        return Prediction("unsure", None, text, note)
    if unlike:
        text = f"? does not look like a 0 or a 1,\n({_equation(probability)})"
        return Prediction("unlike", probability, text, note)
    kind, begin = _meaning(probability)
    return Prediction(kind, probability, f"{begin} — {_equation(probability)}", note)


def _meaning(probability: float) -> tuple[str, str]:
    if probability < SURE_OF_ZERO:
        return "zero", "0"
    if probability > SURE_OF_ONE:
        return "one", "1"
    return "unsure", "? not sure"


def _equation(probability: float) -> str:
    """Never claim more than three digits show: no network is certain."""
    if probability < 0.0005:
        return "P(digit is 1) < 0.001"
    if probability >= 0.9995:
        return "P(digit is 1) > 0.999"
    return f"P(digit is 1) = {probability:.3f}"
