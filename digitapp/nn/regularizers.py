"""Regularizers: a penalty on large weights, added to the loss. Knows nothing of layers."""

from __future__ import annotations

from .array_checks import find
from .arrays import Array


class L2:
    """Add a penalty l2 · Σ w² on the loss, and so 2 · l2 · w on its gradient.

    >>> L2(0.01).l2
    0.01
    """

    def __init__(self, l2: float = 0.01):
        if not l2 >= 0:
            raise ValueError(f"l2 must be 0 or more, got {l2!r}.")
        self.l2 = float(l2)

    def penalty(self, weights: Array) -> float:
        """Return l2 · Σ w²."""
        return self.l2 * float((weights * weights).sum())

    def gradient(self, weights: Array) -> Array:
        """Return 2 · l2 · w."""
        return 2 * self.l2 * weights


def get_regularizer(wanted: str | L2 | None) -> L2 | None:
    """Return the regularizer of that name ("l2"), or None."""
    return None if wanted is None else find("regularizer", wanted, L2)
