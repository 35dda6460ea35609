"""Reads models from .keras and .npz files."""

from __future__ import annotations

import json
import os

from digitapp.nn.arguments import plain_errors
from digitapp.nn.layers import Input
from digitapp.nn.sequential import Sequential

from .archive import ModelFileError, as_path, open_model, read_member, read_npy
from .keras_config import CONFIG, npy_names, read_compile, read_layers
from .keras_weights import WEIGHTS, read_h5

_MAX_CONFIG = 2**20  # bytes


@plain_errors
def load_model(
    filepath: str | os.PathLike[str], custom_objects: None = None, compile: bool = True
) -> Sequential:
    """Read a model from a .keras or .npz file, told apart by what is in it.

    Where optimizer or loss are none of ours the model comes uncompiled, with a warning. Raises
    FileNotFoundError, or ModelFileError, a ValueError that names the file and the reason, for a
    file that is damaged or holds anything but Dense layers with our activations.

    compile : False leaves the model uncompiled; custom_objects are outside
    """
    if custom_objects:
        raise ValueError("custom_objects are outside digitapp.nn: only its own layers are read.")
    with open_model(as_path(filepath)) as archive:
        config = json.loads(read_member(archive, CONFIG, _MAX_CONFIG))
        n_in, layers = read_layers(config)
        try:
            model = Sequential([Input((n_in,)), *layers], name=config["config"].get("name"))
        except ValueError as error:
            raise ModelFileError(str(error)) from error
        if compile and config.get("compile_config"):
            arguments = read_compile(config["compile_config"])
            if arguments is not None:
                optimizer, loss, metrics = arguments
                model.compile(optimizer, loss, metrics=metrics)
        if WEIGHTS in archive.names:
            read_h5(model, read_member(archive, WEIGHTS))
        else:
            arrays = [read_npy(archive, name) for name in npy_names(layers)]
            for name, array, own in zip(npy_names(layers), arrays, model.weights, strict=True):
                if array.shape != own.shape:
                    raise ModelFileError(f"{name} must have shape {own.shape}, got {array.shape}")
            model.set_weights(arrays)
        return model
