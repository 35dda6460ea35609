"""The config of a model, as Keras 3 writes it to config.json: layers, optimizer, loss. JSON only.

What is written is the least that Keras 3.0 and later open; what is read is Sequential models of
Dense layers with our activations, whoever wrote them.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Sequence
from typing import Any

from digitapp.nn.activations import get_activation
from digitapp.nn.array_checks import whole_number
from digitapp.nn.layers import Dense
from digitapp.nn.losses import BinaryCrossentropy, Loss, MeanSquaredError
from digitapp.nn.metrics import METRICS, get_metric
from digitapp.nn.model_protocol import Model
from digitapp.nn.optimizers import Optimizer, get_optimizer
from digitapp.nn.regularizers import L2

Config = dict[str, Any]
CONFIG, METADATA = "config.json", "metadata.json"  # members of a .keras file

_LOSSES: dict[str, type[Loss]] = {
    "BinaryCrossentropy": BinaryCrossentropy,
    "MeanSquaredError": MeanSquaredError,
}
_METRIC_CLASSES = {"BinaryAccuracy", "Precision", "Recall"}
_HARMLESS = {"name", "ema_momentum", "ema_overwrite_frequency"}  # of an optimizer, by themselves
_UNKNOWN = ("bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint")
_MAX_LAYERS = 100
_MAX_WEIGHTS = 64 * 2**20  # bytes


class ModelFileError(ValueError):
    """A model file is damaged, hostile, or holds what we have no layers for; says which and why."""


def npy_names(layers: Sequence[Dense]) -> list[str]:
    """Return the names of weights and biases in a .npz file: W1.npy, b1.npy, W2.npy, …."""
    return [f"{letter}{k}.npy" for k in range(1, len(layers) + 1) for letter in "Wb"]


def model_config(model: Model) -> Config:
    """Return the config of a built model, with that of optimizer and loss where it has them."""
    n_in = len(model.weights[0])
    first = {"batch_shape": [None, n_in], "dtype": "float32", "name": "input_layer"}
    layers = [_named("keras.layers", "InputLayer", first), *map(_layer_config, model.layers)]
    about = {"name": model.name, "layers": layers, "build_input_shape": [None, n_in]}
    config = _named("keras", "Sequential", about)
    config["build_config"] = {"input_shape": [None, n_in]}
    if model.optimizer and model.loss:
        optimizer = {"name": model.optimizer.name, **model.optimizer.get_config()}
        compiled = {
            "optimizer": _named("keras.optimizers", type(model.optimizer).__name__, optimizer),
            "loss": _named("keras.losses", type(model.loss).__name__, model.loss.get_config()),
            "metrics": [name for name in model.metrics if name in METRICS] or None,
        }
        if type(model.loss) in _LOSSES.values():  # Keras could not open a loss of the user's own
            config["compile_config"] = compiled
    return config


def _named(module: str, class_name: str, config: Config) -> Config:
    return {
        "module": module,
        "class_name": class_name,
        "config": config,
        "registered_name": None,
    }


def _layer_config(layer: Dense) -> Config:
    l2 = layer.kernel_regularizer
    config = {
        "name": layer.name,
        "dtype": "float32",
        "units": layer.units,
        "activation": layer.activation.name,
        "kernel_regularizer": l2 and _named("keras.regularizers", "L2", {"l2": l2.l2}),
    }
    built = {"build_config": {"input_shape": [None, len(layer.kernel)]}}
    return _named("keras.layers", "Dense", config) | built


def read_layers(config: Config) -> tuple[int, list[Dense]]:
    """Return the number of inputs and the layers of a Sequential model's config.

    Raises ModelFileError for any other kind of model or layer.
    """
    if config["class_name"] != "Sequential":
        raise ModelFileError(f"it is a {config['class_name']} model, and only Sequential is known")
    first, *entries = config["config"]["layers"]
    if len(entries) > _MAX_LAYERS:
        raise ModelFileError(f"it has {len(entries):,} layers")
    layers = [_read_layer(entry) for entry in entries]
    if first["class_name"] != "InputLayer" or not layers:
        raise ModelFileError("it does not have an input and at least one layer")
    shape = first["config"]["batch_shape"]
    if len(shape) != 2:
        raise ModelFileError(f"its input has the shape {shape}, and only (None, n) is known")
    n_in = whole_number("its number of inputs", shape[1], 1)
    fans = [n_in, *(layer.units for layer in layers)]
    if 4 * sum((fan + 1) * units for fan, units in itertools.pairwise(fans)) > _MAX_WEIGHTS:
        raise ModelFileError("its layers announce more than 64 MB of weights")
    return n_in, layers


def _read_layer(entry: Config) -> Dense:
    config, regularizer = entry["config"], entry["config"].get("kernel_regularizer")
    if entry["class_name"] != "Dense" or entry["module"] != "keras.layers":
        raise ModelFileError(f"it has a {entry['class_name']} layer, and only Dense is known")
    strange = [name for name in _UNKNOWN if config.get(name) is not None]
    if not config.get("use_bias", True):
        strange.append("no bias")
    if not config.get("trainable", True):
        strange.append("trainable=False")
    if (dtype := _dtype(config.get("dtype"))) != "float32":
        strange.append(f"dtype {dtype}")
    if regularizer is not None and regularizer["class_name"] != "L2":
        strange.append(f"a regularizer {regularizer['class_name']}")
    if strange:
        raise ModelFileError(f"its layer {config['name']} has {', '.join(strange)}")
    try:
        activation = get_activation(config["activation"])
    except ValueError as error:
        raise ModelFileError(
            f"its layer {config['name']} has another activation: {error}"
        ) from error
    return Dense(
        config["units"],
        activation=activation,
        kernel_regularizer=regularizer and L2(regularizer["config"]["l2"]),
        name=config["name"],
    )


def _dtype(entry: str | Config | None) -> str:
    """Return the name of a layer's dtype policy, which Keras writes in two ways."""
    if isinstance(entry, dict):
        return str(entry["config"]["name"])
    return entry or "float32"


def read_compile(config: Config) -> tuple[Optimizer, str | Loss, list[str]] | None:
    """Return what to compile with; None, with a warning, where it is none of ours."""
    try:
        for name in ("loss_weights", "weighted_metrics"):
            if config.get(name):
                raise ValueError(f"it has {name}")
        optimizer, loss = _read_optimizer(config["optimizer"]), _read_loss(config["loss"])
    except (ValueError, TypeError, KeyError) as error:
        warnings.warn(
            f"The network is read, but not how it was compiled ({error}). Call compile before fit.",
            stacklevel=4,
        )
        return None
    return optimizer, loss, _read_metrics(config.get("metrics") or [])


def _read_metrics(entries: list[Any]) -> list[str]:
    """Return the names of those that we have; say which are left out."""
    names = [_metric_name(entry) for entry in entries]
    left_out = [str(entry) for entry, name in zip(entries, names, strict=True) if name is None]
    if left_out:
        warnings.warn(
            f"The network is read without its metrics {', '.join(left_out)}, unknown here.",
            stacklevel=5,
        )
    return [name for name in names if name is not None]


def _metric_name(entry: Any) -> str | None:
    if isinstance(entry, dict) and entry.get("class_name") in _METRIC_CLASSES:
        entry = entry["class_name"]
    try:
        return get_metric(entry)[0]
    except ValueError:
        return None


def _read_optimizer(entry: str | Config) -> Optimizer:
    if isinstance(entry, str):
        return get_optimizer(entry)
    config, example = entry["config"], get_optimizer(entry["class_name"])
    known = example.get_config()
    strange = [name for name in config if config[name] and name not in {*known, *_HARMLESS}]
    if strange:
        raise ValueError(f"{entry['class_name']} with {', '.join(strange)}")
    return type(example)(**{name: config[name] for name in known if name in config})


def _read_loss(entry: str | Config) -> str | Loss:
    if isinstance(entry, str):
        return entry
    kind, config = _LOSSES[entry["class_name"]], entry["config"]
    if config.get("reduction", "sum_over_batch_size") != "sum_over_batch_size":
        raise ValueError(f"a loss with reduction={config['reduction']!r}")
    return kind(**{name: config[name] for name in kind().get_config() if name in config})
