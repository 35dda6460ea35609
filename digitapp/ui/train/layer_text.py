"""Layer text: hidden layers as a person types them, "25, 15" or "25 relu → 15". Knows no widget."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digitapp.training import HiddenLayer

_BETWEEN = re.compile(r"\s*(?:,|;|→|->|>|/|\+)\s*|\s+(?=\d)")
_LAYER = re.compile(r"(\d+)\s*([a-z]*)")


def read_layers(text: str, activation: str) -> tuple[HiddenLayer, ...]:
    """Read the hidden layers; one that names no activation of its own gets the given one.

    Raises ValueError with a sentence that a person can be shown.

    >>> read_layers("25, 15 relu", "sigmoid")
    (HiddenLayer(units=25, activation='sigmoid'), HiddenLayer(units=15, activation='relu'))
    """
    if not text.strip():
        return ()
    parts = _BETWEEN.split(text.strip().lower())
    return tuple(_read_layer(part, text, activation) for part in parts)


def write_layers(layers: Sequence[HiddenLayer], activation: str) -> str:
    """Return the text of hidden layers; only activations other than the given one are named."""
    return ", ".join(
        str(layer.units) if layer.activation == activation else f"{layer.units} {layer.activation}"
        for layer in layers
    )


def _read_layer(part: str, text: str, activation: str) -> HiddenLayer:
    found = _LAYER.fullmatch(part)
    if found is None:
        raise ValueError(
            f"“{text.strip()}” is not a list of hidden layers. Write how many units each has, "
            "such as 25, 15."
        )
    return HiddenLayer(int(found[1]), found[2] or activation)
