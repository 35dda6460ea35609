"""config.json of a model file, as Keras 3 writes it: layers, optimizer, loss and metrics.

What is written is the least that Keras 3.0 and later open; what is read is Sequential models of
Dense layers with our activations, whoever wrote them.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from digitapp.nn.layers import Dense, Input, layer_from_dict
from digitapp.nn.losses import (
    BinaryCrossentropy,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    get_loss,
)
from digitapp.nn.metrics import Metric, get_metrics
from digitapp.nn.network import Network
from digitapp.nn.optimizers import Optimizer, get_optimizer
from digitapp.nn.serialization import Config, named, to_dict

from .archive import ModelFileError

CONFIG, METADATA = "config.json", "metadata.json"  # members of a .keras file

_LOSSES = (BinaryCrossentropy, MeanSquaredError, MeanAbsoluteError)
_MAX_LAYERS = 100
_MAX_WEIGHTS = 64 * 2**20  # bytes


def npy_names(layers: Sequence[Dense]) -> list[str]:
    """Return the names of weights and biases in a .npz file: W1.npy, b1.npy, W2.npy, …."""
    return [
        f"{letter}{number}.npy"
        for number, layer in enumerate(layers, start=1)
        for letter in ("Wb" if layer.use_bias else "W")
    ]


def model_config(model: Network) -> Config:
    """Return the config of a built model, with that of optimizer, loss and metrics if compiled."""
    model.require_built()
    names = [layer.name for layer in model.layers]
    if len(set(names)) < len(names):
        raise ValueError(f"Two layers have the same name, which no file can hold: {names}.")
    config = named("keras", "Sequential", model.get_config())
    config["build_config"] = {"input_shape": [None, len(model.layers[0].kernel)]}
    for entry, layer in zip(config["config"]["layers"][1:], model.layers, strict=True):
        entry["build_config"] = {"input_shape": [None, len(layer.kernel)]}
    if model.optimizer and isinstance(model.loss, _LOSSES) and type(model.loss) in _LOSSES:
        config["compile_config"] = {
            "optimizer": to_dict("optimizers", model.optimizer),
            "loss": to_dict("losses", model.loss),
            "metrics": [entry for m in model.metrics.values() if (entry := _metric(m))] or None,
        }
    return config


def _metric(metric: Metric) -> str | Config | None:
    """Return what Keras writes for a metric, None for a function of the user's own."""
    if metric.name.lower() in ("accuracy", "acc"):
        return metric.name
    return None if type(metric).__name__.startswith("_") else to_dict("metrics", metric)


def read_layers(config: Config) -> tuple[int, list[Dense]]:
    """Return the number of inputs and the layers of a Sequential model's config.

    Raises ModelFileError for any other kind of model or layer.
    """
    if config["class_name"] != "Sequential":
        raise ModelFileError(f"it is a {config['class_name']} model, and only Sequential is known")
    entries = config["config"]["layers"]
    if any("batch_input_shape" in entry["config"] for entry in entries[:1]):
        raise ModelFileError("Keras 2 wrote it. Open it with Keras 3 and save it as .keras there")
    if len(entries) > _MAX_LAYERS:
        raise ModelFileError(f"it has {len(entries):,} layers")
    for entry in entries:
        if entry["class_name"] not in ("InputLayer", "Dense"):
            raise ModelFileError(f"it has a {entry['class_name']} layer, and only Dense is known")
    found = [_read_layer(entry) for entry in entries]
    first, layers = found[0] if found else None, [each for each in found if isinstance(each, Dense)]
    if not isinstance(first, Input) or len(layers) != len(found) - 1 or not layers:
        raise ModelFileError("it does not have an input and at least one layer")
    fans = [first.shape[0], *(layer.units for layer in layers)]
    if 4 * sum((fan + 1) * units for fan, units in itertools.pairwise(fans)) > _MAX_WEIGHTS:
        raise ModelFileError("its layers announce more than 64 MB of weights")
    return first.shape[0], layers


def _read_layer(entry: Config) -> Dense | Input:
    try:
        return layer_from_dict(entry)
    except (ValueError, TypeError) as error:
        name = entry["config"].get("name", "one of its layers")
        raise ModelFileError(f"{name}: {_clause(error)}") from error


def read_compile(config: Config) -> tuple[Optimizer, Loss, list[Metric]] | None:
    """Return what to compile with; None, with a warning, where it is none of ours."""
    try:
        for name in ("loss_weights", "weighted_metrics"):
            if config.get(name):
                raise ValueError(f"it has {name}")
        optimizer, loss = get_optimizer(config["optimizer"]), _read_loss(config["loss"])
    except (ValueError, TypeError, KeyError) as error:
        warnings.warn(
            f"The network is read, but not how it was compiled: {_clause(error)}. "
            "Call compile before fit.",
            stacklevel=4,
        )
        return None
    return optimizer, loss, _read_metrics(config.get("metrics") or [])


def _read_loss(entry: Any) -> Loss:
    if isinstance(entry, Mapping) and isinstance(entry["config"], Mapping):
        config = dict(entry["config"])
        reduction = config.pop("reduction", "sum_over_batch_size")
        if reduction != "sum_over_batch_size":
            raise ValueError(f"a loss with reduction={reduction!r} is not known here")
        if config.pop("axis", -1) != -1:
            raise ValueError("a loss along another axis is not known here")
        entry = {**entry, "config": config}
    return get_loss(entry)


def _read_metrics(entries: Any) -> list[Metric]:
    """Return the metrics that we have; warn of those that are left out."""
    metrics: list[Metric] = []
    if len(entries) == 1 and isinstance(entries[0], list):  # a list for each output
        entries = entries[0]
    for entry in entries:
        try:
            found = list(get_metrics([entry]).values())
            config = entry["config"] if isinstance(entry, Mapping) else None
            if isinstance(config, Mapping) and config.get("name"):
                found[0].name = str(config["name"])
            metrics += found
        except (ValueError, TypeError, KeyError) as error:
            warnings.warn(
                f"The network is read without one of its metrics: {_clause(error)}.", stacklevel=5
            )
    return metrics


def _clause(error: Exception) -> str:
    """Return what an error of ours says, without its full stop; nothing of Python's own."""
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing there"
    return str(error).rstrip(".")
