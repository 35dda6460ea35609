"""Activations: what a unit makes of its logit z, a = g(z), and the slope g'(z) of that.

numpy only; knows nothing of layers or losses. Each slope is written in terms of a, which is at hand
when it is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .arguments import described, plain_errors
from .array_checks import as_numbers
from .arrays import Array, constant
from .outside import instead_of, refuse_outside

_HALF, _ONE, _ZERO, _LARGEST = constant(0.5), constant(1), constant(0), constant(88)


Calls = list[partial[Any]]  # of numpy, with their arguments: quicker to call than to write


@dataclass(frozen=True, eq=False)
class Activation:
    """An activation function and its slope; called on an array it gives g(z).

    value : (Z, out) returns the calls of numpy that write g(Z) into out
    derivative : (A, out) returns the calls that write g'(Z) into out, given A = g(Z)
    exact : (Z, out) writes g(Z) where `value` is only exact to float32's 6e-8 of 1, as in a fit

    >>> float(sigmoid(0.0))
    0.5
    """

    name: str
    value: Callable[[Array, Array], Calls]
    derivative: Callable[[Array, Array], Calls]
    exact: Callable[[Array, Array], None] | None = None

    @property
    def __name__(self) -> str:
        """The name, as a function has it: `layer.activation.__name__`."""
        return self.name

    def __reduce__(self) -> tuple[Callable[[str], Activation], tuple[str]]:
        """Copy and pickle as the one activation of that name."""
        return get_activation, (self.name,)

    @plain_errors
    def __call__(self, Z: npt.ArrayLike) -> Array:
        """Return g(Z) as a new array of Z's shape."""
        logits = as_numbers(Z, f"The z of {self.name}")
        if logits.dtype not in (np.float32, np.float64):
            logits = logits.astype(np.float32)
        return self.new_array(logits)

    def new_array(self, Z: Array) -> Array:
        """Return g(Z) for Z of a float dtype, unchecked."""
        if self.exact is None:
            return _written(self.value, Z)
        out = np.empty_like(Z)
        self.exact(Z, out)
        return out

    def slope(self, A: Array) -> Array:
        """Return g'(Z), given A = g(Z)."""
        return _written(self.derivative, A)


def _written(make_calls: Callable[[Array, Array], Calls], argument: Array) -> Array:
    out = np.empty_like(argument)
    for call in make_calls(argument, out):
        call()
    return out


def _sigmoid(Z: Array, out: Array) -> Calls:
    """g(z) = 1 / (1 + e⁻ᶻ) = ½ + ½ tanh(z / 2); the second form can't overflow."""
    return [
        partial(np.multiply, Z, _HALF, out),
        partial(np.tanh, out, out),
        partial(np.multiply, out, _HALF, out),
        partial(np.add, out, _HALF, out),
    ]


def _sigmoid_exact(Z: Array, out: Array) -> None:
    """g(z) = 1 / (1 + e⁻ᶻ), exact also near 0; e⁻ᶻ is kept from overflowing."""
    if Z.size == 1:  # six times as quick without numpy
        out.fill(1 / (1 + math.exp(min(-Z.item(), 700))))
        return
    np.negative(Z, out)
    np.minimum(out, _LARGEST, out=out)
    np.exp(out, out)
    np.add(out, _ONE, out)
    np.reciprocal(out, out)


def _sigmoid_derivative(A: Array, out: Array) -> Calls:
    """g'(z) = a (1 − a)."""
    return [partial(np.subtract, _ONE, A, out), partial(np.multiply, out, A, out)]


def _tanh(Z: Array, out: Array) -> Calls:
    """g(z) = tanh(z)."""
    return [partial(np.tanh, Z, out)]


def _tanh_derivative(A: Array, out: Array) -> Calls:
    """g'(z) = 1 − a²."""
    return [partial(np.multiply, A, A, out), partial(np.subtract, _ONE, out, out)]


def _relu(Z: Array, out: Array) -> Calls:
    """g(z) = max(z, 0)."""
    return [partial(np.maximum, Z, _ZERO, out=out)]


def _relu_derivative(A: Array, out: Array) -> Calls:
    """g'(z) = 1 where z > 0, else 0."""
    return [partial(np.greater, A, _ZERO, out)]


def _linear(Z: Array, out: Array) -> Calls:
    """g(z) = z."""
    return [partial(np.copyto, out, Z)]


def _linear_derivative(A: Array, out: Array) -> Calls:
    """g'(z) = 1."""
    return [partial(out.fill, 1)]


sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_derivative, _sigmoid_exact)
tanh = Activation("tanh", _tanh, _tanh_derivative)
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
