"""Checks of what a person passes: x, y and weights of a fit, names of classes.

numpy only; knows nothing of layers. m is the number of examples.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from .arguments import described
from .arrays import Array
from .outside import instead_of
from .serialization import make
from .settings import at_least_0, number

T = TypeVar("T")


class Examples(NamedTuple):
    """Checked examples.

    X : (m, n_in) float32, C-contiguous; the caller's own array where it is so already
    y : (m, units) float32
    weights : (m, 1) float32, or None where every example counts the same
    """

    X: Array
    y: Array
    weights: Array | None

    def part(self, rows: slice) -> Examples:
        """Return some of the examples, without a copy."""
        weights = None if self.weights is None else self.weights[rows]
        return Examples(self.X[rows], self.y[rows], weights)


def as_inputs(x: npt.ArrayLike, n_in: int | None = None) -> Array:
    """Return x as (m, n_in) float32, without a copy where it is that already.

    For a network of one input (m,) is taken as (m, 1), as in Keras.

    Raises ValueError for another shape or no example. NaN is not looked for: see `refuse_nan`.
    """
    X = _as_array(x, "x")
    if X.ndim == n_in == 1:
        X = X[:, np.newaxis]
    if X.ndim != 2 or X.size == 0 or (n_in is not None and X.shape[1] != n_in):
        hint = "Pass at least one example, each a row as long as the first layer has inputs."
        if X.ndim > 0 and 0 < X.size in (n_in, len(X)):
            hint = "For a single example pass x.reshape(1, -1)."
        elif X.ndim > 2:
            hint = "Flatten each example first: x.reshape(len(x), -1)."
        columns = "n" if n_in is None else n_in
        raise ValueError(f"x must have shape (m, {columns}), got {X.shape}. {hint}")
    return _as_float32(X, "x")


def _as_array(values: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    if values is None:
        raise ValueError(f"{name} must be an array of numbers, got None.")
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} must be a table: every row needs as many numbers.") from error


def as_numbers(values: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    """Return values as an array of numbers or booleans; raises ValueError where they are none."""
    array = _as_array(values, name)
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} must hold numbers, got {_KINDS.get(array.dtype.kind, 'none')}.")
    return array


_KINDS = {"U": "text", "S": "text", "O": "objects", "c": "complex numbers", "M": "dates"}


def _as_float32(values: npt.NDArray[Any], name: str) -> Array:
    if values.dtype == np.float32 and values.flags.c_contiguous:
        return values
    with np.errstate(over="ignore"):  # what is too large for float32 is refused as infinity
        return np.ascontiguousarray(as_numbers(values, name), np.float32)


def refuse_nan(X: Array, name: str = "x") -> None:
    """Raise ValueError where X holds NaN or infinity; needs no memory of X's size."""
    if not (np.isfinite(X.min()) and np.isfinite(X.max())):
        row = int(np.argmin(np.isfinite(X).all(axis=1)))
        raise ValueError(
            f"{name} must hold finite numbers only, but example {row} has NaN, infinity or more "
            "than float32 can hold. "
            "Leave such examples out, or find where they come from."
        )


def as_targets(y: npt.ArrayLike, m: int, units: int) -> Array:
    """Return y as (m, units) float32; (m,) is taken as (m, 1)."""
    targets = _as_array(y, "y")
    if targets.ndim == 1:
        targets = targets[:, np.newaxis]
    if targets.ndim > 0 and len(targets) != m:
        raise ValueError(f"x and y must have the same length, got {m} and {len(targets)}.")
    if targets.shape != (m, units):
        raise ValueError(
            f"y must have shape ({m}, {units}), a column for each output unit, got {np.shape(y)}."
        )
    targets = _as_float32(targets, "y")
    refuse_nan(targets, "y")
    return targets


def as_weights(sample_weight: npt.ArrayLike | None, m: int) -> Array | None:
    """Return the weights of m examples, (m, 1) float32, or None."""
    if sample_weight is None:
        return None
    weights = _as_array(sample_weight, "sample_weight")
    if weights.shape not in ((m,), (m, 1)):
        raise ValueError(
            f"sample_weight must have shape ({m},), a number for each example, got {weights.shape}."
        )
    weights = _as_float32(weights.reshape(-1, 1), "sample_weight")
    if not (weights.min() >= 0 and np.isfinite(weights.max())):
        raise ValueError("Weights must be finite numbers of 0 or more.")
    return weights


def weigh_classes(data: Examples, class_weight: Mapping[int, float] | None) -> Examples:
    """Weight each example by its label; a label that isn't named has weight 1."""
    if class_weight is None:
        return data
    if data.weights is not None:
        raise ValueError("Give sample_weight or class_weight, not both: multiply them yourself.")
    if not isinstance(class_weight, Mapping) or not set(class_weight) <= {0, 1}:
        raise ValueError(
            "class_weight must be a dict such as {0: 1.0, 1: 5.0}, "
            f"got {described(class_weight)}."
        )
    if data.y.shape[1] != 1:
        raise ValueError("class_weight needs a model with one output unit.")
    weights = np.ones(len(data.y))
    for label, weight in class_weight.items():
        weights[data.y[:, 0] == label] = at_least_0(f"The weight of class {label}", weight)
    return data._replace(weights=as_weights(weights, len(weights)))


def split_tail(data: Examples, validation_split: float) -> tuple[Examples, Examples | None]:
    """Split off the last part, unshuffled, as Keras does; warn where that leaves a class out."""
    number("validation_split", validation_split, "at least 0 and below 1", lambda v: 0 <= v < 1)
    if validation_split == 0:
        return data, None
    m = len(data.X)
    at = int(np.floor(m * (1 - validation_split)))
    if at in (0, m):
        raise ValueError(
            f"validation_split={validation_split} of {m} examples leaves one part empty. "
            "Give more examples or another share."
        )
    train, held_out = data.part(slice(0, at)), data.part(slice(at, m))
    classes = np.unique(data.y)
    if len(classes) == 2 and min(len(np.unique(part.y)) for part in (train, held_out)) < 2:
        warnings.warn(
            f"validation_split takes the last {m - at} examples as they come, which leaves one "
            "class out of the training or of the held-out part. Shuffle x and y together first.",
            stacklevel=3,
        )
    return train, held_out


def as_pair(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> tuple[Array, Array]:
    """Return labels and predictions as float64 of one shape (m, units); (m,) is taken as (m, 1)."""
    pair = []
    for name, values in (("y_true", y_true), ("y_pred", y_pred)):
        pair.append(as_numbers(values, name).astype(np.float64))
    y, p = (array.reshape(len(array), -1) if array.size and array.ndim else array for array in pair)
    if y.shape != p.shape or y.ndim != 2:
        raise ValueError(
            f"y_true and y_pred must have the same shape and at least one example, "
            f"got {np.shape(y_true)} and {np.shape(y_pred)}."
        )
    return y, p


def replace_all(own: Sequence[Array], new: Sequence[npt.ArrayLike], demand: str) -> None:
    """Fill own arrays with new values; raises ValueError, and changes nothing, if shapes differ.

    demand : how the sentence of the error begins, "weights must have the shapes"
    """
    if not isinstance(new, list | tuple):
        raise ValueError(f"{demand} {[array.shape for array in own]}, got no list of arrays.")
    values = [as_numbers(array, "Each array of weights") for array in new]
    wanted, got = [array.shape for array in own], [array.shape for array in values]
    if wanted != got:
        raise ValueError(f"{demand} {wanted}, got {got}.")
    for array, value in zip(own, values, strict=True):
        array[...] = value


def as_validation_data(
    data: Sequence[npt.ArrayLike],
) -> tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike | None]:
    """Return x, y and weights, None where there are none."""
    if not isinstance(data, tuple | list) or len(data) not in (2, 3):
        raise ValueError(
            f"validation_data must be (x, y) or (x, y, sample_weight), got {type(data).__name__}."
        )
    return data[0], data[1], data[2] if len(data) == 3 else None


def find(kind: str, wanted: object, base: type[T], **aliases: type[T]) -> T:
    """Return an object of type `base` for a name, a class, an object, or Keras's dict of one.

    The names are those of our public subclasses and the aliases; case and underscores don't count:
    find("optimizer", "rmsprop", Optimizer) is a new RMSprop().

    Raises
    ------
    ValueError
        When the name is unknown; the message lists the known ones.
    TypeError
        When `wanted` is neither a name nor of type `base`.
    """
    config: Mapping[str, Any] | None = None
    if isinstance(wanted, Mapping):
        config, wanted = wanted.get("config"), wanted.get("class_name")
        if wanted == "function":  # what Keras writes for one of its functions
            config, wanted = None, config
    if isinstance(wanted, str):
        known = {cls.__name__: cls for cls in _public_below(base) or [base]} | aliases
        by_key = {name.lower(): cls for name, cls in known.items()}
        key = wanted.lower().replace("_", "")
        if key not in by_key:
            names = ", ".join(dict.fromkeys(cls.__name__ for cls in known.values()))
            hint = instead_of(wanted)
            raise ValueError(f"Unknown {kind} {wanted!r}. Known are {names}.{hint}")
        wanted = by_key[key]
    if isinstance(wanted, type) and issubclass(wanted, base):
        wanted = wanted() if config is None else make(wanted, config)
    if not isinstance(wanted, base):
        got = described(wanted)
        raise TypeError(f"The {kind} must be a name or an object of ours, got {got}.")
    return wanted


def _public_below(base: type[T]) -> list[type[T]]:
    below = [cls for child in base.__subclasses__() for cls in (child, *_public_below(child))]
    ours = [cls for cls in below if cls.__module__.startswith("digitapp.nn.")]
    return [cls for cls in ours if not cls.__name__.startswith("_")]
