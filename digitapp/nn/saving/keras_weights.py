"""model.weights.h5 of a .keras file: Keras 3's weights and state of the optimizer, through h5py.

Layers are named by their class: layers/dense, layers/dense_1, …, each with vars/0 (kernel) and
vars/1 (bias). optimizer/vars holds iterations, learning_rate, and then the slots of each weight.
h5py is imported only when a file is written or read.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from digitapp.nn.arrays import Array
from digitapp.nn.model_protocol import Model

from .keras_config import ModelFileError

if TYPE_CHECKING:
    import h5py

WEIGHTS = "model.weights.h5"  # a member of a .keras file


def weights_h5(model: Model) -> bytes:
    """Return the content of the file for a built model, compiled or not."""
    import h5py

    with h5py.File(content := io.BytesIO(), "w") as file:
        for path, weights in zip(_paths(model), model.get_weights(), strict=True):
            file[path] = weights
        file.create_group("vars")
        if model.optimizer is not None:
            optimizer = model.optimizer
            optimizer.bind(model.parameters, model.gradients)
            slots = _by_weight(model, optimizer.keras_slots())
            head: list[Any] = [np.int64(optimizer.iterations), np.float32(optimizer.learning_rate)]
            for number, value in enumerate([*head, *slots]):
                file[f"optimizer/vars/{number}"] = value
    return content.getvalue()


def read_h5(model: Model, content: bytes) -> None:
    """Read the file into the model and its optimizer; raises ModelFileError."""
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            paths = zip(_paths(model), model.weights, strict=True)
            for own, values in [(own, _read(file, path, own.shape)) for path, own in paths]:
                own[...] = values
            optimizer = model.optimizer
            if optimizer is None or "optimizer" not in file:
                return
            optimizer.bind(model.parameters, model.gradients)
            optimizer.iterations = int(_read(file, "optimizer/vars/0", ()))
            optimizer.learning_rate = float(_read(file, "optimizer/vars/1", ()))
            slots = {name: np.zeros_like(model.parameters) for name in optimizer.slots}
            for number, own in enumerate(_by_weight(model, slots), start=2):
                own[...] = _read(file, f"optimizer/vars/{number}", own.shape)
            optimizer.set_keras_slots(slots)
    except (OSError, RuntimeError) as error:
        raise ModelFileError(f"its h5 file is damaged ({error})") from error


def _paths(model: Model) -> list[str]:
    layers = ["dense", *(f"dense_{number}" for number in range(1, len(model.layers)))]
    return [f"layers/{layer}/vars/{part}" for layer in layers for part in (0, 1)]


def _by_weight(model: Model, slots: dict[str, Array]) -> list[Array]:
    """Return views of slots (P,) in Keras's order: of the first kernel, of the first bias, …."""
    views = [model.views(slot) for slot in slots.values()]
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
