"""The config of a model, as Keras 3 writes it to config.json: layers, optimizer, loss. JSON only.

What is written is the least that Keras 3.0 and later open; what is read is Sequential models of
Dense layers with our activations, whoever wrote them.
"""

from __future__ import annotations

import itertools
import warnings
from typing import Any

from .layers import Dense, Input
from .losses import BinaryCrossentropy, Loss, MeanSquaredError
from .model_files import MAX_BYTES, ModelFileError
from .network import Network
from .optimizers import Optimizer, get_optimizer
from .regularizers import L2
from .sequential import Sequential

Config = dict[str, Any]

_LOSSES: dict[str, type[Loss]] = {
    "BinaryCrossentropy": BinaryCrossentropy,
    "MeanSquaredError": MeanSquaredError,
}
_HARMLESS = {"name", "ema_momentum"}  # of an optimizer's config: they change nothing by themselves


def model_config(model: Network) -> Config:
    """Give the config of a built model, with that of optimizer and loss where it has them."""
    n_in = len(model.weights[0])
    first = {"batch_shape": [None, n_in], "dtype": "float32", "name": "input_layer"}
    layers = [_named("keras.layers", "InputLayer", first), *map(_layer_config, model.layers)]
    about = {"name": model.name, "layers": layers, "build_input_shape": [None, n_in]}
    config = _named("keras", "Sequential", about)
    config["build_config"] = {"input_shape": [None, n_in]}
    if isinstance(model, Sequential) and model.optimizer and model.loss:
        optimizer = {"name": model.optimizer.name, **model.optimizer.get_config()}
        config["compile_config"] = {
            "optimizer": _named("keras.optimizers", type(model.optimizer).__name__, optimizer),
            "loss": _named("keras.losses", type(model.loss).__name__, model.loss.get_config()),
            "metrics": list(model.metrics) or None,
        }
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


def make_model(config: Config) -> Sequential:
    """Make the model of a config, with first weights; raises ModelFileError for any other kind.

    Where optimizer, loss or metrics are none of ours the model comes uncompiled, with a warning.
    """
    if config["class_name"] != "Sequential":
        raise ModelFileError(f"it is a {config['class_name']} model, and only Sequential is known")
    first, *entries = config["config"]["layers"]
    if first["class_name"] != "InputLayer" or not entries:
        raise ModelFileError("it does not have an input and at least one layer")
    _, n_in = first["config"]["batch_shape"]
    layers = [_read_layer(entry) for entry in entries]
    fans = [Input((n_in,)).shape[0], *(layer.units for layer in layers)]
    if 4 * sum((fan + 1) * units for fan, units in itertools.pairwise(fans)) > MAX_BYTES:
        raise ModelFileError("its layers announce more than 64 MB of weights")
    model = Sequential([Input((n_in,)), *layers], name=config["config"]["name"])
    if config.get("compile_config"):
        _compile(model, config["compile_config"])
    return model


def _read_layer(entry: Config) -> Dense:
    config, regularizer = entry["config"], entry["config"].get("kernel_regularizer")
    if entry["class_name"] != "Dense" or entry["module"] != "keras.layers":
        raise ModelFileError(f"it has a {entry['class_name']} layer, and only Dense is known")
    unknown = ("bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint")
    strange = [name for name in unknown if config.get(name) is not None]
    if strange or not config.get("use_bias", True):
        raise ModelFileError(f"its layer {config['name']} has {strange or 'no bias'}")
    if not isinstance(config["activation"], str):
        raise ModelFileError("it has an activation of its own")
    if regularizer is not None and regularizer["class_name"] != "L2":
        raise ModelFileError(f"it has a regularizer {regularizer['class_name']}, not L2")
    return Dense(
        config["units"],
        activation=config["activation"],
        kernel_regularizer=regularizer and L2(regularizer["config"]["l2"]),
        name=config["name"],
    )


def _compile(model: Sequential, config: Config) -> None:
    try:
        model.compile(
            optimizer=_read_optimizer(config["optimizer"]),
            loss=_read_loss(config["loss"]),
            metrics=config.get("metrics"),
        )
    except (ValueError, TypeError, KeyError) as error:
        model.optimizer = model.loss = None
        warnings.warn(
            f"The network is read, but not how it was compiled: {error} is not known here. "
            "Call compile before fit.",
            stacklevel=4,
        )


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
