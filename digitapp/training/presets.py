"""Presets: settings that one chooses by name. Knows TrainingConfig only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from .config import TrainingConfig

_LECTURE = TrainingConfig(
    optimizer="rmsprop",
    learning_rate=0.001,
    batch_size=32,
    epochs=100,
    validation_share=0.0,
    augment=False,
    own_weight=1.0,
)
PRESETS = {
    "digitapp's": TrainingConfig(),
    "the lecture's program": _LECTURE,
    "the lab's": replace(_LECTURE, optimizer="adam", epochs=20),
}


def preset_name(config: TrainingConfig, presets: Mapping[str, TrainingConfig]) -> str | None:
    """Return the name of the preset that a config is; None where a value was changed.

    Any seed will do: it belongs to the person, not to the preset.

    >>> preset_name(TrainingConfig(seed=7), PRESETS)
    "digitapp's"
    """
    names = (
        name for name, preset in presets.items() if replace(preset, seed=config.seed) == config
    )
    return next(names, None)


def write_presets(presets: Mapping[str, TrainingConfig]) -> str:
    """Return a text that read_presets reads."""
    return json.dumps({name: preset.to_json() for name, preset in presets.items()})


def read_presets(text: str) -> dict[str, TrainingConfig]:
    """Read what write_presets gave; what cannot be used is left out."""
    presets = dict[str, TrainingConfig]()
    try:
        for name, values in json.loads(text).items():
            presets[str(name)] = TrainingConfig.from_json(values)
    except (ValueError, AttributeError, TypeError):
        pass
    return presets
