"""model.weights.h5 of a .keras file: Keras 3's weights and state of the optimizer, through h5py.

Layers are named by their class: layers/dense, layers/dense_1, …, each with vars/0 (kernel) and
vars/1 (bias). optimizer/vars holds iterations, the learning rate unless it follows a schedule, and
then the slots of each weight that is trained, if any step was made. h5py is imported only when a
file is written or read.
"""

from __future__ import annotations

import io
import itertools
import os
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from digitapp.nn.array_checks import replace_all
from digitapp.nn.arrays import Array
from digitapp.nn.network import Network
from digitapp.nn.optimizers import Optimizer

from .archive import (
    MAX_MEMBER,
    ModelFileError,
    as_path,
    model_errors,
    open_model,
    read_bytes,
    read_member,
)

if TYPE_CHECKING:
    import h5py

WEIGHTS = "model.weights.h5"  # a member of a .keras file


def weights_h5(model: Network) -> bytes:
    """Return the content of the file for a built model, compiled or not."""
    import h5py

    with h5py.File(content := io.BytesIO(), "w") as file:
        for path, weights in zip(_paths(model), model.get_weights(), strict=True):
            file[path] = weights
        file.create_group("vars")
        if model.optimizer is not None and model.loss is not None:
            model.bind_optimizer()
            values = [*_head(model.optimizer), *_slots(model, model.optimizer.keras_slots())]
            for number, value in enumerate(values):
                file[f"optimizer/vars/{number}"] = value
    return content.getvalue()


def read_h5(model: Network, content: bytes, with_optimizer: bool = True) -> None:
    """Read the file into the model and its optimizer; raises ModelFileError."""
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            paths = zip(_paths(model), model.weights, strict=True)
            values = [_read(file, path, own.shape) for path, own in paths]
            replace_all(model.weights, values, "weights must have the shapes")
            if with_optimizer and model.optimizer is not None and "optimizer" in file:
                model.bind_optimizer()
                _read_optimizer(model, model.optimizer, file)
    except (OSError, RuntimeError) as error:
        raise ModelFileError("its h5 file is damaged") from error


def load_weights(model: Network, filepath: str | os.PathLike[str]) -> None:
    """Read the weights of a .weights.h5 or .keras file into a model of the same layers."""
    path = as_path(filepath)
    if path.suffix == ".keras":
        with open_model(path) as archive:
            read_h5(model, read_member(archive, WEIGHTS), with_optimizer=False)
    elif path.name.endswith(".weights.h5"):
        with model_errors(path):
            read_h5(model, read_bytes(path, MAX_MEMBER), with_optimizer=False)
    else:
        raise ValueError(f"Weights are read from .weights.h5 or .keras, got {path.name!r}.")


def _read_optimizer(model: Network, optimizer: Optimizer, file: h5py.File) -> None:
    slots = {name: np.zeros_like(model.parameters) for name in optimizer.slots}
    head, values = _head(optimizer), _slots(model, slots)
    every = range(len(head), len(head) + len(slots) * len(model.weights))
    stored = sum(f"optimizer/vars/{number}" in file for number in every)
    if slots and stored not in (0, len(values)) and stored % len(slots) == 0:
        warnings.warn(
            "The network is read, but not the state of its optimizer, which starts anew: it was "
            "saved when other layers were trained.",
            stacklevel=5,
        )
        return
    optimizer.iterations = int(_read(file, "optimizer/vars/0", ()))
    if len(head) > 1:
        optimizer.learning_rate = float(_read(file, "optimizer/vars/1", ()))
    if f"optimizer/vars/{len(head)}" in file:  # Keras has none before the first step
        for number, own in enumerate(values, start=len(head)):
            own[...] = _read(file, f"optimizer/vars/{number}", own.shape)
        optimizer.set_keras_slots(slots)


def _head(optimizer: Optimizer) -> list[Any]:
    """Return what stands before the slots."""
    rate = [] if optimizer.schedule is not None else [np.float32(optimizer.learning_rate)]
    return [np.int64(optimizer.iterations), *rate]


def _paths(model: Network) -> list[str]:
    names = ["dense", *(f"dense_{number}" for number in range(1, len(model.layers)))]
    return [
        f"layers/{name}/vars/{part}"
        for name, layer in zip(names, model.layers, strict=True)
        for part in range(len(layer.weights))
    ]


def _slots(model: Network, slots: dict[str, Array]) -> list[Array]:
    """Return views of slots (P,) in Keras's order: of the first kernel, of the first bias, …."""
    trained = [layer.trainable for layer in model.layers for _ in layer.weights]
    views = [itertools.compress(model.views(slot), trained) for slot in slots.values()]
    return [array for arrays in zip(*views, strict=True) for array in arrays]


def _read(file: h5py.File, path: str, shape: tuple[int, ...]) -> Array:
    """Read a dataset that lies in this very file and has that shape; no link is followed."""
    import h5py

    place = file
    for part in path.split("/"):
        link = place.get(part, getlink=True) if isinstance(place, h5py.Group) else None
        if not isinstance(link, h5py.HardLink):
            raise ModelFileError(f"{path} is missing, or is a link")
        place = place[part]
    if not isinstance(place, h5py.Dataset) or place.is_virtual or place.external:
        raise ModelFileError(f"{path} keeps its data elsewhere")
    if place.shape != shape or place.dtype.kind not in "fi":
        found = f"{place.dtype} of shape {place.shape}"
        raise ModelFileError(f"{path} should be numbers of shape {shape}, and is {found}")
    array = np.asarray(place[()])
    if not np.isfinite(array).all():
        raise ModelFileError(f"{path} holds NaN or infinity")
    return array
