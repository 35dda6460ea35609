"""Inspection: what each unit of a network computes for one drawing, and what its weights are.

numpy and nn only; knows nothing of windows. Layers and units count from 0. Its words stand in
unit_words.py, what would be if a unit were another in what_if.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE
from digitapp.nn.activations import Activation, get_activation
from digitapp.nn.workspace import split_vector

from .config import TrainingConfig

Floats = npt.NDArray[np.float32]
Units = frozenset[tuple[int, int]]  # (layer, unit)
NO_UNITS: Units = frozenset()
PIXELS = SIZE * SIZE


class Layer(NamedTuple):
    """W (n_in, units), b (units,) and g of one layer."""

    W: Floats
    b: Floats
    activation: Activation


def layers_of(config: TrainingConfig, parameters: Floats) -> tuple[Layer, ...]:
    """Return the layers of a config's network with these weights (P,), as views.

    >>> config = TrainingConfig()
    >>> [layer.W.shape for layer in layers_of(config, np.zeros(10431, np.float32))]
    [(400, 25), (25, 15), (15, 1)]
    """
    widths = [PIXELS, *(layer.units for layer in config.hidden_layers), 1]
    names = [*(layer.activation for layer in config.hidden_layers), "sigmoid"]
    arrays = split_vector(parameters, pairwise(widths))
    return tuple(
        Layer(W, b, get_activation(name))
        for W, b, name in zip(arrays[::2], arrays[1::2], names, strict=True)
    )


class Values(NamedTuple):
    """What a layer computes: z and a, both (m, units)."""

    z: Floats
    a: Floats


def forward(layers: Sequence[Layer], X: Floats, off: Units = NO_UNITS) -> list[Values]:
    """Return z and a of each layer for drawings X (m, n_in); the a of units that are off is 0."""
    values, A = [], X
    for number, layer in enumerate(layers):
        Z = A @ layer.W + layer.b
        A = layer.activation(Z)
        A[:, [unit for at, unit in off if at == number]] = 0
        values.append(Values(Z, A))
    return values


class UnitNumbers(NamedTuple):
    """All numbers of one unit.

    inputs, weights, products (n_in,) : a of the layer before, w, and w·a
    total : Σ w·a; bias, z = total + bias, a = g(z), slope = g'(z)
    """

    inputs: Floats
    weights: Floats
    products: Floats
    total: float
    bias: float
    z: float
    a: float
    slope: float
    activation: Activation


@dataclass(frozen=True, eq=False)
class Inspection:
    """A network and what it computes for one drawing.

    x : (400,), the drawing; None for an empty canvas, then no unit has a value
    off : units that are switched off: their a counts as 0
    """

    layers: tuple[Layer, ...]
    x: Floats | None
    off: Units = NO_UNITS

    @cached_property
    def values(self) -> list[Values]:
        """Return z and a of each layer, (1, units); empty without a drawing."""
        if self.x is None:
            return []
        with np.errstate(over="ignore", invalid="ignore"):
            return forward(self.layers, self.x[np.newaxis], self.off)

    @property
    def probability(self) -> float | None:
        """P(digit is 1); None without a drawing."""
        return float(self.values[-1].a[0, 0]) if self.values else None

    def inputs(self, layer: int) -> Floats | None:
        """Return what goes into a layer, (n_in,); None without a drawing."""
        if self.x is None:
            return None
        return self.values[layer - 1].a[0] if layer else self.x

    def contributions(self, layer: int) -> Floats | None:
        """Return w·a of each connection into a layer, (n_in, units); None without a drawing."""
        inputs = self.inputs(layer)
        return None if inputs is None else inputs[:, np.newaxis] * self.layers[layer].W

    def unit(self, layer: int, unit: int) -> UnitNumbers | None:
        """Return the numbers of a unit; None without a drawing."""
        inputs = self.inputs(layer)
        if inputs is None:
            return None
        own = self.layers[layer]
        weights = own.W[:, unit]
        products = inputs * weights
        z, a = self.values[layer].z[0, unit], self.values[layer].a[0, unit]
        slope = own.activation.slope(own.activation(z))
        return UnitNumbers(
            inputs,
            weights,
            products,
            float(products.sum()),
            float(own.b[unit]),
            float(z),
            float(a),
            float(slope),
            own.activation,
        )

    def sensitivity(self, layer: int, unit: int) -> Floats:
        """Return ∂z/∂x of a unit, (n_in,): its weights in the first layer, else by the chain rule.

            ∂z/∂A_prev = w,   ∂z/∂x = … W₁ · (g'(z₁) ⊙ W₂ · (g'(z₂) ⊙ w))

        Without a drawing the slopes of an empty one are taken.
        """
        x = np.zeros(len(self.layers[0].W), np.float32) if self.x is None else self.x
        values = self.values or forward(self.layers, x[np.newaxis], self.off)
        gradient = self.layers[layer].W[:, unit]
        for number in reversed(range(layer)):
            below = self.layers[number]
            slope = below.activation.slope(below.activation(values[number].z))
            through = gradient * slope[0]
            through[[each for at, each in self.off if at == number]] = 0
            gradient = below.W @ through
        return gradient

    def with_unit(self, layer: int, unit: int, weights: Floats) -> Inspection:
        """Return the same with other weights (n_in,) of one unit."""
        W = self.layers[layer].W.copy(order="F")
        W[:, unit] = weights
        layers = list(self.layers)
        layers[layer] = layers[layer]._replace(W=W)
        return replace(self, layers=tuple(layers))
