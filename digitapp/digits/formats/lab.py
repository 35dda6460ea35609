"""The arrays of Andrew Ng's lab: X.npy (m, 400), each row an image read DOWN ITS COLUMNS, y.npy.

They look the same as an ordinary pair of .npy files, so a person has to say which way up the digits
are. Nothing is remembered here. numpy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE, Example
from digitapp.files.errors import DataError
from digitapp.files.progress import Progress

from . import npz
from .import_result import ImportResult, labelled

_SHOWN = 6  # of each label


class OrientationUnknown(DataError):
    """X.npy can be read in two ways: show both, then read again with transposed=True or False.

    as_rows, as_columns : (n, 20, 20) float32, the same digits read both ways, n up to 12
    labels : (n,) uint8
    transposed : the answer that the digits themselves suggest: written 1s are taller than wide
    """

    def __init__(self, imported: ImportResult, name: str) -> None:
        super().__init__(
            f"“{name}” can be read row by row or, as in the lab of the lecture, "
            "column by column. Choose the way in which the digits stand upright."
        )
        shown = [np.flatnonzero(imported.labels == label)[:_SHOWN] for label in (0, 1)]
        chosen = np.concatenate(shown)
        self.as_rows = imported.images[chosen]
        self.as_columns = self.as_rows.transpose(0, 2, 1)
        self.labels = imported.labels[chosen]
        self.transposed = _lie_down(imported.images[imported.labels == 1])


def read(
    path: Path, progress: Progress | None = None, transposed: bool | None = None
) -> ImportResult:
    """Read X.npy and y.npy; raise OrientationUnknown if transposed is None and must be asked."""
    imported = npz.read_pair(path, progress)
    if not can_be_either(path):
        return imported
    if transposed is None:
        raise OrientationUnknown(imported, path.name)
    return imported.with_images(imported.images.transpose(0, 2, 1)) if transposed else imported


def write(path: Path, examples: Sequence[Example], progress: Progress | None = None) -> list[Path]:
    """Write X.npy (m, 400) float32, column by column, and y.npy (m, 1) uint8."""
    images, labels = labelled([e.image for e in examples], [e.label for e in examples])
    columns = np.ascontiguousarray(images.transpose(0, 2, 1)).reshape(-1, SIZE * SIZE)
    return npz.write_npy_files(path, columns, labels.reshape(-1, 1), progress)


def can_be_either(path: Path) -> bool:
    """Tell whether the images are flattened 20×20, the only case in which there is a question."""
    return npz.pair_layout(path).shape[1:] == (SIZE * SIZE,)


def _lie_down(ones: npt.NDArray[np.float32]) -> bool:
    """Compare the spread of ink across the rows with that across the columns."""
    if not len(ones):
        return True
    place = np.arange(SIZE) - (SIZE - 1) / 2
    tall = float(ones.sum(2).mean(0) @ place**2)
    wide = float(ones.sum(1).mean(0) @ place**2)
    return wide > tall
