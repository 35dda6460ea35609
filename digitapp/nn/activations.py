"""Activations: what a unit makes of its logit z, a = g(z), and the slope g'(z) of that.

numpy only; knows nothing of layers or losses. Each slope is written in terms of a, which is at hand
when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import Array, constant

_HALF, _ONE, _ZERO = constant(0.5), constant(1), constant(0)


@dataclass(frozen=True)
class Activation:
    """An activation function and its slope; called on an array it gives g(z).

    value : (Z, out) writes g(Z) into out
    derivative : (A, out) writes g'(Z) into out, given A = g(Z)

    >>> float(sigmoid(0.0))
    0.5
    """

    name: str
    value: Callable[[Array, Array], object]
    derivative: Callable[[Array, Array], object]

    def __reduce__(self) -> tuple[Callable[[str], Activation], tuple[str]]:
        """Copy and pickle as the one activation of that name."""
        return get_activation, (self.name,)

    def __call__(self, Z: npt.ArrayLike) -> Array:
        """Return g(Z) as a new array of Z's shape."""
        logits = np.asarray(Z)
        if logits.dtype not in (np.float32, np.float64):
            logits = logits.astype(np.float32)
        out = np.empty_like(logits)
        self.value(logits, out)
        return out


def _sigmoid(Z: Array, out: Array) -> None:
    """g(z) = 1 / (1 + e⁻ᶻ) = ½ + ½ tanh(z / 2); the second form can't overflow."""
    np.multiply(Z, _HALF, out)
    np.tanh(out, out)
    np.multiply(out, _HALF, out)
    np.add(out, _HALF, out)


def _sigmoid_derivative(A: Array, out: Array) -> None:
    """g'(z) = a (1 − a)."""
    np.subtract(_ONE, A, out)
    np.multiply(out, A, out)


def _tanh_derivative(A: Array, out: Array) -> None:
    """g'(z) = 1 − a²."""
    np.multiply(A, A, out)
    np.subtract(_ONE, out, out)


def _relu(Z: Array, out: Array) -> None:
    """g(z) = max(z, 0)."""
    np.maximum(Z, _ZERO, out=out)


def _relu_derivative(A: Array, out: Array) -> None:
    """g'(z) = 1 where z > 0, else 0."""
    np.greater(A, _ZERO, out)


def _linear(Z: Array, out: Array) -> None:
    """g(z) = z."""
    np.copyto(out, Z)


def _linear_derivative(A: Array, out: Array) -> None:
    """g'(z) = 1."""
    out.fill(1)


sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_derivative)
tanh = Activation("tanh", np.tanh, _tanh_derivative)
relu = Activation("relu", _relu, _relu_derivative)
linear = Activation("linear", _linear, _linear_derivative)


def get_activation(wanted: str | Activation | None) -> Activation:
    """Return the activation of that name; None is linear, as in Keras."""
    if isinstance(wanted, Activation):
        return wanted
    known = {activation.name: activation for activation in (sigmoid, relu, tanh, linear)}
    name = "linear" if wanted is None else str(wanted).lower()
    if name not in known:
        raise ValueError(f"Unknown activation {wanted!r}. Known are {', '.join(known)}.")
    return known[name]
