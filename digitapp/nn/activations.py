"""Activations: what a unit makes of its logit z, a = g(z), and the slope g'(z) of that.

numpy only; knows nothing of layers or losses. Each slope is written in terms of a, which is at hand
when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .arguments import described
from .arrays import Array, constant
from .outside import instead_of, refuse_outside

_HALF, _ONE, _ZERO, _LARGEST = constant(0.5), constant(1), constant(0), constant(88)


@dataclass(frozen=True, eq=False)
class Activation:
    """An activation function and its slope; called on an array it gives g(z).

    value : (Z, out) writes g(Z) into out
    derivative : (A, out) writes g'(Z) into out, given A = g(Z)
    exact : g(Z) where `value` is only exact to float32's 6e-8 of 1, as that of a fit may be

    >>> float(sigmoid(0.0))
    0.5
    """

    name: str
    value: Callable[[Array, Array], object]
    derivative: Callable[[Array, Array], object]
    exact: Callable[[Array], Array] | None = None

    def __reduce__(self) -> tuple[Callable[[str], Activation], tuple[str]]:
        """Copy and pickle as the one activation of that name."""
        return get_activation, (self.name,)

    def __call__(self, Z: npt.ArrayLike) -> Array:
        """Return g(Z) as a new array of Z's shape."""
        logits = np.asarray(Z)
        if logits.dtype.kind not in "fiub":
            raise ValueError(f"{self.name} needs numbers, got {described(Z)}.")
        if logits.dtype not in (np.float32, np.float64):
            logits = logits.astype(np.float32)
        return self.new_array(logits)

    def new_array(self, Z: Array) -> Array:
        """Return g(Z) for Z of a float dtype, unchecked."""
        if self.exact is not None:
            return self.exact(Z)
        out = np.empty_like(Z)
        self.value(Z, out)
        return out


def _sigmoid(Z: Array, out: Array) -> None:
    """g(z) = 1 / (1 + e⁻ᶻ) = ½ + ½ tanh(z / 2); the second form can't overflow."""
    np.multiply(Z, _HALF, out)
    np.tanh(out, out)
    np.multiply(out, _HALF, out)
    np.add(out, _HALF, out)


def _sigmoid_exact(Z: Array) -> Array:
    """g(z) = 1 / (1 + e⁻ᶻ), exact also near 0; e⁻ᶻ is kept from overflowing."""
    e = np.negative(Z, np.empty_like(Z))
    np.minimum(e, _LARGEST, out=e)
    np.exp(e, e)
    np.add(e, _ONE, e)
    return np.reciprocal(e, e)


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


sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_derivative, _sigmoid_exact)
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
        hint = instead_of(wanted)
        raise ValueError(
            f"Unknown activation {described(wanted)}. Known are {', '.join(known)}.{hint}"
        )
    return known[name]


get = get_activation  # Keras's name

if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
