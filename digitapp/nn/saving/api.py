"""Saving: models in .keras and .npz files. Reads and writes without Keras and without pickle.

Both are a zip with the model's config.json (saving_config.py). A .npz file holds W1, b1, W2, b2, …
for numpy; a .keras file the weights and the state of the optimizer as Keras wants them
(saving_keras.py), so that training can go on, here or there.
"""

from __future__ import annotations

import io
import json
import math
import os
from pathlib import Path

import numpy as np

from digitapp.nn.arrays import Array
from digitapp.nn.network import Network
from digitapp.nn.sequential import Sequential

from .keras_config import make_model, model_config
from .keras_weights import read_h5, weights_h5
from .model_zip import ModelFileError, read_zip, write_zip

_CONFIG, _KERAS_VERSION, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_MAX_CONFIG = 2**20  # bytes


def save_model(model: Network, path: str | os.PathLike[str]) -> None:
    """Write a built model to a .keras or .npz file, as its name says.

    Raises ValueError for another name, OSError where the disk is full or read-only; an old file of
    that name then stays as it was.
    """
    path = Path(path)
    members = {_CONFIG: json.dumps(model_config(model)).encode()}
    if path.suffix == ".keras":
        members[_KERAS_VERSION] = json.dumps({"keras_version": "3.0.0"}).encode()
        members[_WEIGHTS] = weights_h5(model)
    elif path.suffix == ".npz":
        for name, weights in zip(_npy_names(model), model.get_weights(), strict=True):
            np.lib.format.write_array(file := io.BytesIO(), weights, allow_pickle=False)
            members[name] = file.getvalue()
    else:
        raise ValueError(f"A model is saved as .keras or .npz, got {path.name!r}.")
    write_zip(path, members)


def load_model(path: str | os.PathLike[str]) -> Sequential:
    """Read a model from a .keras or .npz file, told apart by what is in it.

    Raises ModelFileError, a ValueError that names the file and the reason, for a file that is
    damaged or holds anything but Dense layers with our activations.
    """
    path = Path(path)
    try:
        return _model_of(read_zip(path))
    except OSError:
        raise
    except Exception as error:  # whatever a hostile file makes one of the parsers raise
        known = isinstance(error, ModelFileError)
        reason = error if known else f"it does not fit together ({error!r})"
        raise ModelFileError(f"“{path.name}” is not a model we can open: {reason}.") from error


def _model_of(members: dict[str, bytes]) -> Sequential:
    if _CONFIG not in members:
        raise ModelFileError(f"{_CONFIG} is missing")
    if len(members[_CONFIG]) > _MAX_CONFIG:
        raise ModelFileError(f"{_CONFIG} is longer than that of any network we can open")
    model = make_model(json.loads(members[_CONFIG]))
    if _WEIGHTS in members:
        read_h5(model, members[_WEIGHTS])
    else:
        model.set_weights([_read_npy(members, name) for name in _npy_names(model)])
    return model


def _npy_names(model: Network) -> list[str]:
    return [f"{letter}{k}.npy" for k in range(1, len(model.layers) + 1) for letter in "Wb"]


def _read_npy(members: dict[str, bytes], name: str) -> Array:
    """Read a float32 array, after its header was held against the size of its member."""
    if name not in members:
        raise ModelFileError(f"{name} is missing")
    file = io.BytesIO(members[name])
    if np.lib.format.read_magic(file) != (1, 0):
        raise ModelFileError(f"{name} is of an unknown version")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=1000)
    content = members[name][file.tell() :]
    if dtype != np.float32 or len(content) != math.prod(shape) * dtype.itemsize:
        raise ModelFileError(f"{name} is cut, too long, or not of dtype float32")
    array = np.frombuffer(content, dtype).reshape(shape, order="F" if fortran else "C")
    if not np.isfinite(array).all():
        raise ModelFileError(f"{name} holds NaN or infinity")
    return array
