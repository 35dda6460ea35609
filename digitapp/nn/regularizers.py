"""Regularizers: a penalty on large weights, added to the loss. Knows nothing of layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .arguments import plain_errors
from .array_checks import find
from .arrays import Array
from .outside import refuse_outside
from .settings import at_least_0, checked


class L2:
    """Add a penalty l2 · Σ w² on the loss, and so 2 · l2 · w on its gradient.

    >>> L2(0.01).l2
    0.01
    """

    l2: float = checked(at_least_0)

    @plain_errors
    def __init__(self, l2: float = 0.01):
        self.l2 = l2

    def get_config(self) -> dict[str, float]:
        """Return the arguments that make an equal regularizer."""
        return {"l2": self.l2}

    def penalty(self, weights: Array) -> float:
        """Return l2 · Σ w²."""
        return self.l2 * float((weights * weights).sum())

    def add_gradient(self, weights: Array, gradients: Array) -> None:
        """Add 2 · l2 · w to the gradients."""
        gradients += 2 * self.l2 * weights


l2 = L2  # Keras's other name


def get_regularizer(wanted: str | L2 | Mapping[str, Any] | None) -> L2 | None:
    """Return the regularizer of that name ("l2"), or None."""
    return None if wanted is None else find("regularizer", wanted, L2)


get = get_regularizer  # Keras's name

if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
