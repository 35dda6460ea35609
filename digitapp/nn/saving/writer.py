"""Writes models to .keras and .npz files, whole or not at all. Knows models by their attributes."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from digitapp.nn.arguments import described, plain_errors
from digitapp.nn.network import Network
from digitapp.nn.settings import true_or_false

from .archive import as_path
from .keras_config import CONFIG, METADATA, model_config, npy_names
from .keras_weights import WEIGHTS, weights_h5

if TYPE_CHECKING:
    from pathlib import Path


@plain_errors
def save_model(model: Network, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
    """Write a built model to a .keras or .npz file, as its name says.

    Raises ValueError for another name, OSError where the disk is full or read-only; an old file of
    that name then stays as it was.
    """
    if not isinstance(model, Network):
        raise TypeError(f"save_model needs a Sequential, got {described(model)}.")
    path = as_path(filepath)
    if path.suffix not in (".keras", ".npz"):
        raise ValueError(f"A model is saved as .keras or .npz, got {path.name!r}.")
    members = {CONFIG: json.dumps(model_config(model)).encode()}
    if path.suffix == ".keras":
        members[METADATA] = json.dumps({"keras_version": "3.0.0"}).encode()
        members[WEIGHTS] = weights_h5(model)
    else:
        for name, weights in zip(npy_names(model.layers), model.get_weights(), strict=True):
            np.lib.format.write_array(file := io.BytesIO(), weights, allow_pickle=False)
            members[name] = file.getvalue()
    _write(path, lambda file: _write_zip(file, members), overwrite)


def save_weights(model: Network, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
    """Write the weights alone to a .weights.h5 file; raises what save_model does."""
    path = as_path(filepath)
    if not path.name.endswith(".weights.h5"):
        raise ValueError(f"Weights are saved as .weights.h5, got {path.name!r}.")
    content = weights_h5(model)
    _write(path, lambda file: file.write(content), overwrite)


def _write_zip(file: BinaryIO, members: dict[str, bytes]) -> None:
    import zipfile  # here, as below: `import digitapp.nn` is to be quick

    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _write(path: Path, write: Callable[[BinaryIO], object], overwrite: bool) -> None:
    from digitapp.files.atomic_write import atomic_files
    from digitapp.files.errors import DataError

    if not true_or_false("overwrite", overwrite) and path.exists():
        raise FileExistsError(f"“{path.name}” is there already.")
    try:
        with atomic_files([path]) as (file,):
            write(file)
    except DataError as error:
        raise OSError(str(error)) from error
