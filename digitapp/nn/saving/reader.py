"""Reads models from .keras and .npz files that anybody may have made: damaged, hostile, or ours."""

from __future__ import annotations

import io
import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitapp.nn.arrays import Array
from digitapp.nn.layers import Input
from digitapp.nn.sequential import Sequential

from .keras_config import CONFIG, ModelFileError, npy_names, read_compile, read_layers
from .keras_weights import WEIGHTS, read_h5

if TYPE_CHECKING:
    from digitapp.files.safe_zip import SafeZip

_MAX_CONFIG, _MAX_MEMBER = 2**20, 64 * 2**20  # bytes


def load_model(path: str | os.PathLike[str]) -> Sequential:
    """Read a model from a .keras or .npz file, told apart by what is in it.

    Where optimizer, loss or metrics are none of ours the model comes uncompiled, with a warning.
    Raises FileNotFoundError, or ModelFileError, a ValueError that names the file and the reason,
    for a file that is damaged or holds anything but Dense layers with our activations.
    """
    from digitapp.files.errors import FormatError  # here: `import digitapp.nn` is to be quick
    from digitapp.files.safe_zip import open_zip

    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"There is no file {path}.")
    try:
        with open_zip(path) as archive:
            return _read_model(archive)
    except FormatError as error:
        raise ModelFileError(str(error)) from error
    except Exception as error:  # whatever a hostile file makes one of the parsers raise
        known = isinstance(error, ModelFileError)
        reason = error if known else f"it does not fit together ({error!r})"
        raise ModelFileError(f"“{path.name}” is not a model we can open: {reason}.") from error


def _read_model(archive: SafeZip) -> Sequential:
    config = json.loads(_read_member(archive, CONFIG, _MAX_CONFIG))
    n_in, layers = read_layers(config)
    model = Sequential([Input((n_in,)), *layers], name=config["config"]["name"])
    if config.get("compile_config"):
        arguments = read_compile(config["compile_config"])
        if arguments is not None:
            model.compile(*arguments)
    if WEIGHTS in archive.names:
        read_h5(model, _read_member(archive, WEIGHTS))
    else:
        model.set_weights([_read_npy(archive, name) for name in npy_names(layers)])
    return model


def _read_member(archive: SafeZip, name: str, most: int = _MAX_MEMBER) -> bytes:
    """Return a member; what other members hold is never expanded."""
    if name not in archive.names:
        raise ModelFileError(f"{name} is missing")
    member = archive.open(name)
    if member.size is None or member.size > most:
        raise ModelFileError(f"{name} is longer than that of any network we can open")
    content = bytes(member.take(member.size))
    member.end()
    return content


def _read_npy(archive: SafeZip, name: str) -> Array:
    """Read a float32 array, after its header was held against the size of its member."""
    content = _read_member(archive, name)
    file = io.BytesIO(content)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ModelFileError(f"{name} is of an unknown version")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=1000)
    numbers = content[file.tell() :]
    if dtype != np.float32 or len(numbers) != math.prod(shape) * dtype.itemsize:
        raise ModelFileError(f"{name} is cut, too long, or not of dtype float32")
    array = np.frombuffer(numbers, dtype).reshape(shape, order="F" if fortran else "C")
    if not np.isfinite(array).all():
        raise ModelFileError(f"{name} holds NaN or infinity")
    return array
