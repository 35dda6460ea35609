"""Losses: how wrong a prediction is, and the gradient of that by the logits.

numpy only; knows nothing of layers, optimizers or windows. y are the labels, Z the logits of the
output layer and A = g(Z) its activations, all of shape (m, units); ℓ is the loss of one example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .activations import Activation, linear, sigmoid
from .arguments import plain_errors
from .array_checks import as_pair, find
from .arrays import Array
from .outside import NamesWhatIsMeant, refuse_outside
from .settings import checked, from_0_to_1, true_or_false


class Loss(NamesWhatIsMeant):
    """Base class. Called on labels and predictions it returns the mean loss."""

    name = "loss"

    @plain_errors
    def __init__(self) -> None:
        """Take no settings."""

    @plain_errors
    def __call__(self, y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
        """Return the mean of ℓ over all examples; both arguments of shape (m,) or (m, units)."""
        return float(self.of_each(y_true, y_pred).mean())

    def of_each(self, y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> Array:
        """Return ℓ of each example, (m,)."""
        y, prediction = as_pair(y_true, y_pred)
        self.check_labels(y)
        return self.values(y, prediction, linear)

    def check_labels(self, y: Array) -> None:
        """Raise ValueError for labels that this loss is not defined for."""

    def get_config(self) -> dict[str, float | bool]:
        """Return the arguments that make an equal loss."""
        return {}

    def values(self, y: Array, Z: Array, activation: Activation) -> Array:
        """Return ℓ of each example, shape (m,): the mean over its output units."""
        raise NotImplementedError

    def gradient(self, y: Array, Z: Array, A: Array, activation: Activation, dZ: Array) -> None:
        """Write ∂ℓ/∂Z, before the mean over units, into dZ."""
        raise NotImplementedError


class BinaryCrossentropy(Loss):
    """ℓ = −y·log(p) − (1 − y)·log(1 − p), with p the probability that the label is 1.

    from_logits : the output layer is linear and gives z, with p = 1 / (1 + e⁻ᶻ). Behind a sigmoid
        it changes nothing: the z that stands there is taken, as Keras on TensorFlow does
    label_smoothing : s in [0, 1] pulls every label towards ½, y ← y (1 − s) + s / 2

    Behind a sigmoid, or from logits, it is computed from z, which is exact for any z:

        ℓ = max(z, 0) − z·y + log(1 + e^−|z|),    ∂ℓ/∂z = p − y

    Elsewhere p is first clipped to [1e-7, 1 − 1e-7], as in Keras.

    >>> round(BinaryCrossentropy()([[1.0]], [[0.5]]), 4)
    0.6931
    """

    name = "binary_crossentropy"
    EPSILON = 1e-7
    from_logits: bool = checked(true_or_false)
    label_smoothing: float = checked(from_0_to_1)

    @plain_errors
    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0):
        self.from_logits, self.label_smoothing = from_logits, label_smoothing

    def get_config(self) -> dict[str, float | bool]:
        """Return from_logits and label_smoothing."""
        return {"from_logits": self.from_logits, "label_smoothing": self.label_smoothing}

    def check_labels(self, y: Array) -> None:
        """Raise ValueError where a label is not 0, 1 or a probability between them."""
        wrong = y[(y < 0) | (y > 1)]
        if wrong.size:
            raise ValueError(
                f"{type(self).__name__} needs labels that are 0 or 1, got {wrong.flat[0]:g}. "
                "Keep only the examples of two classes and name them 0 and 1."
            )

    def values(self, y: Array, Z: Array, activation: Activation) -> Array:
        """Return ℓ of each example, shape (m,)."""
        y = self._smoothed(y)
        logits = self._logits(Z, activation)
        if logits is not None:
            softplus = np.log1p(np.exp(-np.abs(logits)))
            losses = np.maximum(logits, 0) - logits * y + softplus
        else:
            p = np.clip(activation(Z), self.EPSILON, 1 - self.EPSILON)
            losses = -y * np.log(p) - (1 - y) * np.log(1 - p)
        return _mean_of_units(losses)

    def gradient(self, y: Array, Z: Array, A: Array, activation: Activation, dZ: Array) -> None:
        """Write ∂ℓ/∂Z into dZ."""
        y = self._smoothed(y)
        if activation is sigmoid:
            np.subtract(A, y, dZ)
        elif self.from_logits:
            np.subtract(sigmoid(A), y, dZ)
            dZ *= activation.slope(A)
        else:
            p = np.clip(A, self.EPSILON, 1 - self.EPSILON)
            inside = p == A  # what is clipped doesn't move
            dZ[...] = inside * (p - y) / (p * (1 - p)) * activation.slope(A)

    def _smoothed(self, y: Array) -> Array:
        s = self.label_smoothing
        return y * (1 - s) + s / 2 if s else y

    def _logits(self, Z: Array, activation: Activation) -> Array | None:
        """Return the z with p = 1 / (1 + e⁻ᶻ), or None where only p is known."""
        if activation is sigmoid:
            return Z
        return activation(Z) if self.from_logits else None


class MeanSquaredError(Loss):
    """ℓ = (a − y)², ∂ℓ/∂a = 2 (a − y).

    >>> MeanSquaredError()([[1.0]], [[0.5]])
    0.25
    """

    name = "mean_squared_error"

    def values(self, y: Array, Z: Array, activation: Activation) -> Array:
        """Return ℓ of each example, shape (m,)."""
        return _mean_of_units(np.square(activation(Z) - y))

    def gradient(self, y: Array, Z: Array, A: Array, activation: Activation, dZ: Array) -> None:
        """Write ∂ℓ/∂Z = 2 (a − y) g'(z) into dZ."""
        dZ[...] = 2 * (A - y) * activation.slope(A)


class MeanAbsoluteError(Loss):
    """ℓ = |a − y|, ∂ℓ/∂a = sign(a − y).

    >>> MeanAbsoluteError()([[1.0]], [[0.5]])
    0.5
    """

    name = "mean_absolute_error"

    def values(self, y: Array, Z: Array, activation: Activation) -> Array:
        """Return ℓ of each example, shape (m,)."""
        return _mean_of_units(np.abs(activation(Z) - y))

    def gradient(self, y: Array, Z: Array, A: Array, activation: Activation, dZ: Array) -> None:
        """Write ∂ℓ/∂Z = sign(a − y) g'(z) into dZ."""
        dZ[...] = np.sign(A - y) * activation.slope(A)


def _mean_of_units(losses: Array) -> Array:
    """Return the mean over the units, (m,); of a single unit without numpy's slow sums of one."""
    mean: Array = losses[:, 0] if losses.shape[1] == 1 else losses.mean(axis=1)
    return mean


def _function_of(cls: type[Loss]) -> Callable[..., Array]:
    """Return Keras's function of that loss: of y_true, y_pred and settings, ℓ of each example."""

    def function(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, **settings: Any) -> Array:
        return cls(**settings).of_each(y_true, y_pred)

    function.__name__ = function.__qualname__ = cls.name
    return plain_errors(function)


binary_crossentropy = _function_of(BinaryCrossentropy)
mean_squared_error = _function_of(MeanSquaredError)
mean_absolute_error = _function_of(MeanAbsoluteError)


def get_loss(wanted: str | Loss | Callable[..., Array] | Mapping[str, Any]) -> Loss:
    """Return the loss of that name."""
    aliases = {"bce": BinaryCrossentropy, "mse": MeanSquaredError, "mae": MeanAbsoluteError}
    for function in (binary_crossentropy, mean_squared_error, mean_absolute_error):
        if wanted is function:
            wanted = function.__name__
    return find("loss", wanted, Loss, **aliases)


get = get_loss  # Keras's name

if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
