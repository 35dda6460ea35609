"""Models by Keras's names: Sequential, reading, writing and copying it."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING

from .arguments import described, plain_errors
from .outside import refuse_outside
from .saving import load_model, save_model
from .sequential import Sequential

__all__ = ["Sequential", "clone_model", "load_model", "model_from_json", "save_model"]


@plain_errors
def clone_model(model: Sequential) -> Sequential:
    """Return a model of the same layers with first weights of its own, compiled as this one is."""
    if not isinstance(model, Sequential):
        raise TypeError(f"clone_model needs a Sequential, got {described(model)}.")
    clone = Sequential.from_config(model.get_config())
    if model.optimizer is not None:
        optimizer = model.optimizer.from_config(model.optimizer.get_config())
        loss, metrics = copy.deepcopy((model.loss, list(model.metrics.values())))
        clone.compile(optimizer, loss, metrics=metrics)
    return clone


@plain_errors
def model_from_json(text: str) -> Sequential:
    """Return the uncompiled model that model.to_json() described; its weights are new."""
    try:
        entry = json.loads(text)
        kind, config = entry["class_name"], entry["config"]
    except (TypeError, ValueError, KeyError) as error:
        raise ValueError("model_from_json needs the text that model.to_json returned.") from error
    if kind != "Sequential":
        raise ValueError(f"A model of the class {kind} is not known here, only Sequential.")
    return Sequential.from_config(config)


if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
