"""Writes models to .keras and .npz files, whole or not at all. Knows models by their attributes."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import numpy as np

from digitapp.nn.model_protocol import Model

from .keras_config import CONFIG, METADATA, model_config, npy_names
from .keras_weights import WEIGHTS, weights_h5


def save_model(model: Model, path: str | os.PathLike[str]) -> None:
    """Write a built model to a .keras or .npz file, as its name says.

    Raises ValueError for another name, OSError where the disk is full or read-only; an old file of
    that name then stays as it was.
    """
    path = Path(path)
    members = {CONFIG: json.dumps(model_config(model)).encode()}
    if path.suffix == ".keras":
        members[METADATA] = json.dumps({"keras_version": "3.0.0"}).encode()
        members[WEIGHTS] = weights_h5(model)
    elif path.suffix == ".npz":
        for name, weights in zip(npy_names(model.layers), model.get_weights(), strict=True):
            np.lib.format.write_array(file := io.BytesIO(), weights, allow_pickle=False)
            members[name] = file.getvalue()
    else:
        raise ValueError(f"A model is saved as .keras or .npz, got {path.name!r}.")
    _write_zip(path, members)


def _write_zip(path: Path, members: dict[str, bytes]) -> None:
    import zipfile  # here, as below: `import digitapp.nn` is to be quick

    from digitapp.files.atomic_write import atomic_files
    from digitapp.files.errors import DataError

    try:
        with atomic_files([path]) as (file,), zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    except DataError as error:
        raise OSError(str(error)) from error
