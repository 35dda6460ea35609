"""Config: everything of specify, compile and fit that a person can set, as one unchanging object.

Knows the network's names; nothing of windows or files. The defaults are measured by
benchmarks/defaults.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE, Example
from digitapp.nn import L2, Dense, Input, Sequential
from digitapp.nn.activations import get_activation
from digitapp.nn.initializers import get_initializer
from digitapp.nn.losses import get_loss
from digitapp.nn.optimizers import get_optimizer

_OWN = Example.source  # of a drawing made at the window
_MOST_LAYERS = 10


def _check_whole_number(what: str, value: object, least: int, most: int) -> None:
    """Raise ValueError unless value is an int from least to most."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{what} must be a whole number from {least} to {most:,}, got {value!r}.")


def _check_number(what: str, value: object, least: float, most: float) -> None:
    """Raise ValueError unless value is a number from least to most; NaN is not."""
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        return
    raise ValueError(f"{what} must be a number from {least:g} to {most:g}, got {value!r}.")


def _check_flag(what: str, value: object) -> None:
    """Raise ValueError unless value is True or False."""
    if not isinstance(value, bool):
        raise ValueError(f"{what} must be True or False, got {value!r}.")


def _check_name(what: str, name: object, find: Callable[[str], object]) -> None:
    """Raise ValueError unless `find`, which lists the names that it knows, knows this one."""
    if not isinstance(name, str):
        raise ValueError(f"The {what} must be given by its name, got {name!r}.")
    find(name)


@dataclass(frozen=True)
class HiddenLayer:
    """A layer between input and output.

    units : 1 to 1,000
    activation : "sigmoid", "relu", "tanh" or "linear"
    """

    units: int
    activation: str = "sigmoid"

    def __post_init__(self) -> None:
        """Refuse what no layer can be made of."""
        _check_whole_number("The units of a hidden layer", self.units, 1, 1000)
        _check_name("activation", self.activation, get_activation)


@dataclass(frozen=True)
class TrainingConfig:
    """How a network is specified, compiled and fitted; raises ValueError for what cannot be.

    Specify
        hidden_layers : at most 10, before the one sigmoid unit that gives P(digit is 1)
        initializer : of the weights, by Keras's name
        l2 : the price on large weights, at least 0
    Compile
        loss, optimizer : by Keras's name
        learning_rate : more than 0
    Fit
        epochs, batch_size : at least 1
        validation_share : of the drawings of each label, to hold out; from 0 to 0.9
        augment : show each drawing a little differently at every epoch
        patience : stop when val_loss has not fallen for so many epochs; 0 for never
        own_weight : how many others a drawing made at the window counts for; 1 for no difference
        seed : of first weights, shuffles and augmentation; the same seed gives the same bits

    >>> TrainingConfig(epochs=5).make_model().count_params()
    10431
    """

    hidden_layers: tuple[HiddenLayer, ...] = (HiddenLayer(25), HiddenLayer(15))
    initializer: str = "glorot_uniform"
    l2: float = 0.0
    loss: str = "binary_crossentropy"
    optimizer: str = "adam"
    learning_rate: float = 0.003
    epochs: int = 100
    batch_size: int = 16
    validation_share: float = 0.2
    augment: bool = True
    own_weight: float = 5.0
    seed: int = 1
    patience: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with, so that whoever has a config can train."""
        layers = self.hidden_layers
        if not isinstance(layers, tuple) or not all(isinstance(x, HiddenLayer) for x in layers):
            raise ValueError(f"hidden_layers must be a tuple of HiddenLayer, got {layers!r}.")
        _check_whole_number("The number of hidden layers", len(layers), 0, _MOST_LAYERS)
        _check_name("initializer", self.initializer, get_initializer)
        _check_number("l2", self.l2, 0, 10)
        _check_name("loss", self.loss, get_loss)
        _check_name("optimizer", self.optimizer, get_optimizer)
        _check_number("The learning rate", self.learning_rate, 1e-9, 100)
        _check_whole_number("The number of epochs", self.epochs, 1, 1_000_000)
        _check_whole_number("The batch size", self.batch_size, 1, 1_000_000)
        _check_number("The share to hold out", self.validation_share, 0, 0.9)
        _check_flag("augment", self.augment)
        _check_number("The weight of your own drawings", self.own_weight, 0.01, 1000)
        _check_whole_number("The patience", self.patience, 0, 9_999)
        _check_whole_number("The seed", self.seed, 0, 2**63 - 1)

    def make_model(self) -> Sequential:
        """Specify and compile: a new network with the seed's first weights, ready to fit."""
        penalty = L2(self.l2) if self.l2 else None
        hidden = [(layer.units, layer.activation) for layer in self.hidden_layers]
        layers = [
            Dense(
                units,
                activation=activation,
                kernel_initializer=self.initializer,
                kernel_regularizer=penalty,
            )
            for units, activation in [*hidden, (1, "sigmoid")]
        ]
        model = Sequential([Input((SIZE * SIZE,)), *layers], seed=self.seed)
        optimizer = get_optimizer(self.optimizer)
        optimizer.learning_rate = self.learning_rate
        model.compile(optimizer=optimizer, loss=self.loss, metrics=["accuracy"])
        return model

    def with_network(self, model: Sequential) -> TrainingConfig:
        """Return these settings with the layers of a model; ValueError where it cannot be used."""
        *hidden, last = model.layers
        n_in = len(model.weights[0])
        if n_in != SIZE * SIZE or last.units != 1 or last.activation.name != "sigmoid":
            raise ValueError(
                f"It has {n_in} inputs and ends in {last.units} units ({last.activation.name}), "
                f"but drawings need {SIZE * SIZE} inputs and 1 unit (sigmoid)."
            )
        layers = tuple(HiddenLayer(layer.units, layer.activation.name) for layer in hidden)
        penalty = model.layers[0].kernel_regularizer
        return replace(self, hidden_layers=layers, l2=penalty.l2 if penalty else 0.0)

    def sample_weights(self, sources: Sequence[str]) -> npt.NDArray[np.float32] | None:
        """Return what each example counts, or None where all count the same.

            weight = w / mean of all w,    w = own_weight for what was drawn at the window, else 1

        With a mean of 1 the loss is a weighted mean, that other losses can be held against, and
        the learning rate keeps its meaning.

        sources : (m,) as Example.source has them
        Returns (m,) float32.
        """
        own = np.fromiter((source == _OWN for source in sources), np.bool_, len(sources))
        if self.own_weight == 1 or own.all() or not own.any():
            return None
        weights = np.where(own, self.own_weight, 1.0)
        weights /= weights.mean()
        return weights.astype(np.float32)

    def to_json(self) -> dict[str, Any]:
        """Return a dict that JSON can hold, with every field."""
        return asdict(self) | {"hidden_layers": [asdict(layer) for layer in self.hidden_layers]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> TrainingConfig:
        """Read what to_json gave; what is missing there keeps its default.

        Raises ValueError for an unknown name (of a newer digitapp) or a value that cannot be.
        """
        unknown = sorted(set(values) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(
                f"These settings hold {', '.join(unknown)}, which is not known here. "
                "Open them with the digitapp that wrote them, or a newer one."
            )
        given = dict(values)
        if isinstance(layers := given.get("hidden_layers"), list | tuple):
            given["hidden_layers"] = tuple(map(_layer, layers))
        return cls(**given)


def _layer(values: Any) -> HiddenLayer:
    try:
        return HiddenLayer(**values)
    except TypeError as error:
        raise ValueError(f"A hidden layer has units and an activation, got {values!r}.") from error
