"""Checkpoint: weights and optimizer state of a model, to be put into another of its shape.

numpy and nn only. With it a run that is resumed, restored or branched makes the very steps that
it would have made: weights alone would not do, for Adam remembers gradients and the shuffles are
drawn from a generator.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from digitapp.nn import Sequential
from digitapp.nn.workspace import join_arrays

Floats = npt.NDArray[np.float32]

_LENGTH_BYTES = 8  # in front: how long the JSON before the numbers is
_MOST_JSON_BYTES = 2**16
MOST_SLOTS = 2  # numbers that an optimizer keeps for a parameter


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The state of a compiled model between two steps.

    parameters : (P,) float32, read-only
    optimizer : the name of the optimizer, whose slots (P,) by name and iterations follow
    shuffles : the state of the generator that shuffles

    >>> from digitapp.training import TrainingConfig
    >>> model = TrainingConfig().make_model()
    >>> checkpoint = Checkpoint.of(model)
    >>> model.parameters[:] = 0
    >>> checkpoint.put(model)
    >>> bool(model.parameters.any())
    True
    """

    parameters: Floats
    optimizer: str
    slots: Mapping[str, Floats]
    iterations: int
    shuffles: Mapping[str, Any]

    @classmethod
    def of(cls, model: Sequential) -> Checkpoint:
        """Copy the state of a model."""
        seen = cls.seen(model)
        slots = {name: slot.copy() for name, slot in seen.slots.items()}
        return replace(seen, parameters=read_only(seen.parameters.copy()), slots=slots)

    @classmethod
    def seen(cls, model: Sequential) -> Checkpoint:
        """Return the state of a model without a copy: it is valid until the next step."""
        optimizer, _ = model.compiled()
        optimizer.bind(model.parameters, model.gradients)
        return cls(
            model.parameters,
            optimizer.name,
            optimizer.slots,
            optimizer.iterations,
            model.shuffle_rng.bit_generator.state,
        )

    def put(self, model: Sequential) -> None:
        """Put this state into a model of the same layers; another optimizer starts anew."""
        optimizer, _ = model.compiled()
        optimizer.bind(model.parameters, model.gradients)
        optimizer.reset()
        model.parameters[...] = self.parameters
        model.shuffle_rng.bit_generator.state = dict(self.shuffles)
        if optimizer.name == self.optimizer and optimizer.slots.keys() == self.slots.keys():
            optimizer.iterations = self.iterations
            for name, slot in optimizer.slots.items():
                slot[...] = self.slots[name]

    def to_bytes(self, model: Sequential) -> bytes:
        """Return it as bytes: the length of a JSON head, the head, float32 numbers.

        The numbers are the parameters and then each slot: of layer after layer the weights, those
        of a unit side by side, and the biases. The model has such layers.
        """
        head = {
            "optimizer": self.optimizer,
            "slots": list(self.slots),
            "iterations": self.iterations,
            "shuffles": self.shuffles,
        }
        text = json.dumps(head).encode()
        vectors = [self.parameters, *self.slots.values()]
        arrays = [array for vector in vectors for array in model.views(vector)]
        parts = [len(text).to_bytes(_LENGTH_BYTES, "little"), text]
        return b"".join([*parts, *(each.astype("<f4").tobytes(order="F") for each in arrays)])

    @classmethod
    def from_bytes(cls, data: bytes, model: Sequential) -> Checkpoint:
        """Read what to_bytes gave for a model of such layers.

        Raises ValueError, or what the parsers raise, for anything else.
        """
        length = int.from_bytes(data[:_LENGTH_BYTES], "little")
        if not 0 < length <= min(_MOST_JSON_BYTES, len(data)):
            raise ValueError("its weights are not as digitapp writes them.")
        head = json.loads(data[_LENGTH_BYTES : _LENGTH_BYTES + length])
        names = [str(name) for name in head["slots"]]
        numbers = np.frombuffer(data[_LENGTH_BYTES + length :], "<f4")
        if len(names) > MOST_SLOTS or len(numbers) != model.count_params() * (1 + len(names)):
            raise ValueError("it has not as many weights as its layers need.")
        if not np.isfinite(numbers).all():
            raise ValueError("its weights hold NaN or infinity.")
        parts = np.split(numbers.astype(np.float32), 1 + len(names))
        first, *rest = (_laid_out(part, model) for part in parts)
        slots = dict(zip(names, rest, strict=True))
        iterations = max(0, int(head["iterations"]))
        return cls(read_only(first), str(head["optimizer"]), slots, iterations, head["shuffles"])


def _laid_out(numbers: Floats, model: Sequential) -> Floats:
    """Return weights and biases, in the order of to_bytes, as `Sequential.parameters`: (P,)."""
    shapes = [array.shape for array in model.weights]
    parts = np.split(numbers, np.cumsum([math.prod(shape) for shape in shapes])[:-1])
    pairs = zip(parts, shapes, strict=True)
    return join_arrays([part.reshape(shape, order="F") for part, shape in pairs])


def read_only(array: Floats) -> Floats:
    """Return an array, made read-only."""
    array.flags.writeable = False
    return array
