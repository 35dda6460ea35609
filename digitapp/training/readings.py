"""Readings: what the pictures of a network's units can show of its weights, and of which moment.

numpy only; knows nothing of windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .inspection import Floats, Inspection, Layer

Kind = Literal["weights", "product", "gradient", "change"]
KINDS: dict[Kind, str] = {
    "weights": "weights",
    "product": "weights × this drawing",
    "gradient": "gradient of the last step",
    "change": "change since epoch 0",
}


@dataclass(frozen=True, eq=False)
class Readings:
    """One number for each connection, in every layer.

    arrays : (n_in, units) of each layer; () where there is nothing to show
    missing : why there is nothing, else ""
    """

    arrays: tuple[Floats, ...]
    missing: str = ""

    def largest(self, layer: int) -> float:
        """Return the range of a layer's scale: its largest number, of either sign."""
        if not self.arrays:
            return 0.0
        largest = float(np.abs(self.arrays[layer]).max(initial=0))
        return largest if np.isfinite(largest) else 0.0


def read(
    kind: Kind,
    inspection: Inspection,
    gradients: Sequence[Layer] | None,
    first: Sequence[Layer],
) -> Readings:
    """Return what is to be shown of each connection.

    gradients : dW and db of the last step, as layers; None when there was none
    first : the layers at epoch 0
    """
    layers = inspection.layers
    if kind == "weights":
        return Readings(tuple(layer.W for layer in layers))
    if kind == "product":
        if inspection.x is None:
            return Readings((), "Nothing is drawn: there is no drawing to multiply by.")
        found = (inspection.contributions(number) for number in range(len(layers)))
        return Readings(tuple(array for array in found if array is not None))
    if kind == "gradient":
        if gradients is None:
            return Readings(
                (), "No gradient is at hand: it is known after a step that is made now."
            )
        return Readings(tuple(layer.W for layer in gradients))
    pairs = zip(layers, first, strict=True)
    return Readings(tuple(now.W - before.W for now, before in pairs))
