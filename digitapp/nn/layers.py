"""Layers: Dense, its weights and its formula A = g(A_prev · W + b); and Input.

numpy only; knows nothing of losses, optimizers or the loop that trains. The letters are the
lecture's: rows are examples, W = kernel (n_in, units), b = bias (units,).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .activations import Activation, get_activation
from .array_checks import as_inputs, whole_number
from .arrays import Array, copies, replace_all
from .initializers import Initializer, get_initializer
from .regularizers import L2, get_regularizer


@dataclass(frozen=True)
class Input:
    """The number of inputs of a model, as the first entry of a Sequential.

    >>> Input(shape=(400,)).shape
    (400,)
    """

    shape: tuple[int, ...]

    def __post_init__(self) -> None:
        """Raise ValueError where an example is not flat."""
        shape = self.shape
        if not isinstance(shape, tuple | list) or len(shape) != 1:
            raise ValueError(
                f"Input shape must be (n,), got {shape!r}. "
                "An example is a flat row: a 20×20 drawing has shape (400,)."
            )
        whole_number("The n of Input((n,))", shape[0], 1)


class Dense:
    """A layer in which each unit sees every input: A = g(A_prev · W + b).

    units : how many units, and so outputs
    activation : g, by name ("sigmoid", "relu", "tanh", "linear") or object; None is linear
    kernel_initializer, bias_initializer : by name or object (see initializers.py)
    kernel_regularizer : None, "l2" or L2(l2)

    The model that holds the layer builds it: `kernel` (n_in, units) and `bias` (units,) are views
    into the model's one vector of parameters, `dkernel` and `dbias` into that of gradients.

    >>> layer = Dense(units=25, activation="sigmoid")
    """

    kernel: Array
    bias: Array
    dkernel: Array
    dbias: Array

    def __init__(
        self,
        units: int,
        activation: str | Activation | None = None,
        kernel_initializer: str | Initializer = "glorot_uniform",
        bias_initializer: str | Initializer = "zeros",
        kernel_regularizer: str | L2 | None = None,
        name: str | None = None,
    ):
        if name is not None and (not isinstance(name, str) or "/" in name or not name):
            raise ValueError(f"A layer's name must be text without a slash, got {name!r}.")
        self.units = whole_number("units", units, 1)
        self.activation = get_activation(activation)
        self.kernel_initializer = get_initializer(kernel_initializer)
        self.bias_initializer = get_initializer(bias_initializer)
        self.kernel_regularizer = get_regularizer(kernel_regularizer)
        self.name = name
        self.built = self.in_model = False

    def __call__(self, x: npt.ArrayLike) -> Array:
        """Return A = g(x · W + b), shape (m, units); outside a model, weights are made at once.

        >>> hidden = Dense(units=3, activation="sigmoid")
        >>> hidden([[200.0, 17.0]]).shape
        (1, 3)
        """
        X = as_inputs(x, len(self.kernel) if self.built else None)
        if not self.built:
            views = [
                np.zeros((X.shape[1], self.units), np.float32),
                np.zeros(self.units, np.float32),
            ]
            self.build(views, [np.zeros_like(view) for view in views], np.random.default_rng())
        return self.activation(X.dot(self.kernel) + self.bias)

    def count_params(self) -> int:
        """Return the number of weights and biases: n_in · units + units."""
        return sum(array.size for array in self.weights)

    def build(
        self, weights: Sequence[Array], gradients: Sequence[Array], rng: np.random.Generator
    ) -> None:
        """Use these views as kernel and bias; write the first, or the present, values there.

        weights, gradients : (n_in, units) and (units,), views into the model's vectors
        """
        if self.built:
            values = self.get_weights()
        else:
            initializers = self.kernel_initializer, self.bias_initializer
            values = [draw(w.shape, rng) for draw, w in zip(initializers, weights, strict=True)]
        self.kernel, self.bias = weights
        self.dkernel, self.dbias = gradients
        self.built = True
        self.set_weights(values)

    @property
    def weights(self) -> list[Array]:
        """The kernel and the bias themselves, not copies."""
        self._require_built()
        return [self.kernel, self.bias]

    def get_weights(self) -> list[Array]:
        """Return copies of kernel (n_in, units) and bias (units,)."""
        return copies(self.weights)

    def set_weights(self, weights: Sequence[npt.ArrayLike]) -> None:
        """Replace kernel and bias; raises ValueError where number or shapes differ."""
        replace_all(self.weights, weights, f"{self.name}: weights must have shapes")

    def _require_built(self) -> None:
        if not self.built:
            raise ValueError(
                f"{self.name or 'This layer'} has no weights yet. Start the model with "
                "Input((n,)), call model.build((None, n)), or fit it to data first."
            )
