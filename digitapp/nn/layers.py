"""Layers: Dense, its weights and its formula A = g(A_prev · W + b); and Input.

numpy only; knows nothing of losses, optimizers or the loop that trains. The letters are the
lecture's: rows are examples, W = kernel (n_in, units), b = bias (units,).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .activations import get_activation
from .arguments import described, plain_errors
from .array_checks import as_inputs, replace_all
from .arrays import Array, copies, new_rng
from .initializers import Initializer, get_initializer
from .outside import NamesWhatIsMeant, refuse_outside
from .regularizers import L2, get_regularizer
from .serialization import Config, check_config, make, to_dict
from .settings import SwitchedOff, checked, optional, text, true_or_false, whole_number

if TYPE_CHECKING:
    from .activations import Activation


class Input:
    """The number of inputs of a model, as the first entry of a Sequential.

    >>> Input(shape=(400,)).shape
    (400,)
    """

    @plain_errors
    def __init__(self, shape: Sequence[int], name: str | None = None):
        if not isinstance(shape, tuple | list) or len(shape) != 1:
            raise ValueError(
                f"Input shape must be (n,), got {described(shape)}. "
                "An example is a flat row: a 20×20 drawing has shape (400,)."
            )
        self.shape = (whole_number("The n of Input((n,))", shape[0], 1),)


InputLayer = Input  # Keras's other name


def _layer_name(name: str, value: str) -> str:
    if "/" in text(name, value) or not value:
        raise ValueError(f"A layer's name must be text without a slash, got {described(value)}.")
    return value


class Dense(NamesWhatIsMeant):
    """A layer in which each unit sees every input: A = g(A_prev · W + b).

    units : how many units, and so outputs
    activation : g, by name ("sigmoid", "relu", "tanh", "linear") or object; None is linear
    use_bias : without it b is and stays 0
    kernel_initializer, bias_initializer : by name or object (see initializers.py)
    kernel_regularizer : None, "l2" or L2(l2)
    trainable : whether a fit changes the weights; may be set before any fit
    input_shape, input_dim : (n_in,) or n_in of the first layer, in place of an Input

    The model that holds the layer builds it: `kernel` (n_in, units) and `bias` (units,) are views
    into the model's one vector of parameters, `dkernel` and `dbias` into that of gradients.

    >>> layer = Dense(units=25, activation="sigmoid")
    """

    kernel: Array
    bias: Array
    dkernel: Array
    dbias: Array
    activation: Activation
    kernel_regularizer: L2 | None
    name: str | None = checked(optional(_layer_name))
    trainable: bool = checked(true_or_false)
    kernel_initializer: Initializer = checked(lambda name, value: get_initializer(value))
    bias_initializer: Initializer = checked(lambda name, value: get_initializer(value))
    bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint = (
        SwitchedOff() for _ in range(4)
    )

    @plain_errors
    def __init__(
        self,
        units: int,
        activation: str | Activation | None = None,
        use_bias: bool = True,
        kernel_initializer: str | Initializer | Config = "glorot_uniform",
        bias_initializer: str | Initializer | Config = "zeros",
        kernel_regularizer: str | L2 | Config | None = None,
        *,
        name: str | None = None,
        trainable: bool = True,
        input_shape: Sequence[int] | None = None,
        input_dim: int | None = None,
    ):
        self.built = False
        self.workspaces: dict[int, Any] | None = None  # of the model that the layer is in
        self.units = whole_number("units", units, 1)
        self.activation, self.kernel_regularizer = activation, kernel_regularizer  # type: ignore[assignment]
        self.use_bias = true_or_false("use_bias", use_bias)
        self.trainable, self.name = trainable, name
        self.kernel_initializer = kernel_initializer  # type: ignore[assignment]
        self.bias_initializer = bias_initializer if use_bias else "zeros"  # type: ignore[assignment]
        shape = (input_dim,) if input_dim is not None else input_shape
        self.input = None if shape is None else Input(shape)

    def __setattr__(self, name: str, value: Any) -> None:
        """Check what is set: names become objects, and a built layer keeps its shape."""
        if name == "activation":
            value = get_activation(value)
        elif name == "kernel_regularizer":
            value = get_regularizer(value)
        elif name in ("units", "use_bias") and self.built:
            raise ValueError(f"{name} can't change once a layer has weights: make a new layer.")
        elif name in ("kernel", "bias") and self.built:  # a view into the model's vector
            replace_all([getattr(self, name)], [value], f"{name} must have the shape")
            return
        super().__setattr__(name, value)
        if name in ("activation", "kernel_regularizer") and self.built and self.workspaces:
            self.workspaces.clear()  # they were made for what was set before

    @plain_errors
    def __call__(self, x: npt.ArrayLike) -> Array:
        """Return A = g(x · W + b), shape (m, units); outside a model, weights are made at once.

        >>> hidden = Dense(units=3, activation="sigmoid")
        >>> hidden([[200.0, 17.0]]).shape
        (1, 3)
        """
        if isinstance(x, Input):
            raise TypeError(
                "Functional models are outside digitapp.nn: list the layers in their order, "
                "Sequential([Input((400,)), Dense(25), …])."
            )
        X = as_inputs(x, len(self.kernel) if self.built else None)
        if not self.built:
            self.build(X.shape)
        return self.activation(X.dot(self.kernel) + self.bias)

    def count_params(self) -> int:
        """Return the number of weights and biases: n_in · units + units."""
        return sum(array.size for array in self.weights)

    @plain_errors
    def build(self, input_shape: Sequence[int | None]) -> None:
        """Make the weights of a layer outside a model, for inputs of shape (None, n_in)."""
        last = input_shape[-1] if isinstance(input_shape, tuple | list) and input_shape else None
        n_in = whole_number("The last number of input_shape", last, 1)
        if self.built and n_in != len(self.kernel):
            raise ValueError(f"{self.name} has {len(self.kernel)} inputs already, got {n_in}.")
        arrays = [np.zeros(shape, np.float32) for shape in ((n_in, self.units), (self.units,))]
        self.build_in(arrays, copies(arrays), new_rng(None))

    def build_in(
        self, weights: Sequence[Array], gradients: Sequence[Array], rng: np.random.Generator
    ) -> None:
        """Use these views as kernel and bias; write the first, or the present, values there.

        weights, gradients : (n_in, units) and (units,), views into the model's vectors
        """
        if self.built:
            values = copies([self.kernel, self.bias])
        else:
            initializers = self.kernel_initializer, self.bias_initializer
            values = [draw(w.shape, rng) for draw, w in zip(initializers, weights, strict=True)]
        self.built = False
        self.kernel, self.bias = weights
        self.dkernel, self.dbias = gradients
        self.kernel[...], self.bias[...] = values
        self.built = True

    @property
    def weights(self) -> list[Array]:
        """The kernel and the bias themselves, not copies."""
        self._require_built()
        return [self.kernel, self.bias] if self.use_bias else [self.kernel]

    def frozen(self) -> list[Array]:
        """Return the views that no step may change."""
        if not self.trainable:
            return [self.kernel, self.bias]
        return [] if self.use_bias else [self.bias]

    def get_weights(self) -> list[Array]:
        """Return copies of kernel (n_in, units) and bias (units,)."""
        return copies(self.weights)

    @plain_errors
    def set_weights(self, weights: Sequence[npt.ArrayLike]) -> None:
        """Replace kernel and bias; raises ValueError where number or shapes differ."""
        replace_all(self.weights, weights, f"{self.name}: weights must have shapes")

    def get_config(self) -> Config:
        """Return the arguments that make an equal layer, as Keras writes them."""
        regularizer = self.kernel_regularizer
        return {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": "float32",
            "units": self.units,
            "activation": self.activation.name,
            "use_bias": self.use_bias,
            "kernel_initializer": to_dict("initializers", self.kernel_initializer),
            "bias_initializer": to_dict("initializers", self.bias_initializer),
            "kernel_regularizer": regularizer and to_dict("regularizers", regularizer),
        }

    @classmethod
    @plain_errors
    def from_config(cls, config: Mapping[str, Any]) -> Dense:
        """Return the layer of a config; ValueError where it holds what is not known here."""
        check_config(config, "units")
        dtype = config.get("dtype") or "float32"
        name = dtype.get("config", {}).get("name") if isinstance(dtype, Mapping) else dtype
        if name != "float32":
            raise ValueError(f"A layer of dtype {name} is not known here, only float32.")
        return make(cls, config)

    def _require_built(self) -> None:
        if not self.built:
            raise ValueError(
                f"{self.name or 'This layer'} has no weights yet. Start the model with "
                "Input((n,)), call model.build((None, n)), or fit it to data first."
            )


def layer_from_dict(entry: Mapping[str, Any]) -> Dense | Input:
    """Return the layer that Keras wrote; ValueError for one that is not known here."""
    check_config(entry, "class_name", "config")
    kind, config = entry["class_name"], entry["config"]
    check_config(config)
    if entry.get("module") != "keras.layers" or kind not in ("InputLayer", "Dense"):
        raise ValueError(f"{entry.get('module')}.{kind} is not known here, only Dense.")
    if kind == "Dense":
        return Dense.from_config(config)
    shape = config.get("batch_shape")
    return Input(shape[1:] if isinstance(shape, list | tuple) else shape)


if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
