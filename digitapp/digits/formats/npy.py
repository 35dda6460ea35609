"""A pair of .npy files, numpy's own: images in one, labels in the other. numpy only.

    X.npy (m, 20, 20), (m, 28, 28), (m, 400) or (m, 784)        y.npy (m,) or (m, 1)

Rows of 400 are read DOWN THE COLUMNS of the image in Andrew Ng's lab, and along its rows elsewhere.
Both look the same, so which way up is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np

from digitapp.digits.example import SIZE, Example
from digitapp.files.atomic_write import atomic_files
from digitapp.files.progress import Progress, ignore, part
from digitapp.files.safe_reader import opened

from .array_reader import read_images, read_labels, read_npy_header
from .format import Format
from .import_buffer import ImportBuffer
from .import_result import Numbers, labelled
from .paired_files import pair, renamed, role
from .question import ROWS, Reading, which_way_up

_BATCH_ROWS = 500


def read(path: Path, progress: Progress | None = None) -> Reading:
    """Read a pair, of which either file may be named."""
    images_path, labels_path = pair(path)
    with opened(labels_path) as stream:
        labels = read_labels(stream, read_npy_header(stream))
    buffer = ImportBuffer(images_path)
    with opened(images_path) as stream:
        layout = read_npy_header(stream)
        read_images(stream, layout, labels, buffer, part(progress, 0.0, 0.6))
    flattened = layout.shape[1:] == (SIZE * SIZE,)
    expected = None if flattened else ROWS
    return which_way_up(path, buffer.finish(progress), expected=expected)


def write(path: Path, examples: Sequence[Example], progress: Progress | None = None) -> list[Path]:
    """Write X.npy (m, 20, 20) and y.npy (m, 1), float32; return the paths.

    Not (m, 400), which could be taken for the lab's arrays.
    """
    images, labels = labelled(examples)
    return _write_pair(path, images, labels.astype(np.float32), progress)


def write_lab(
    path: Path, examples: Sequence[Example], progress: Progress | None = None
) -> list[Path]:
    """Write X.npy (m, 400) float32, column by column, and y.npy (m, 1) uint8; return the paths."""
    images, labels = labelled(examples)
    columns = np.ascontiguousarray(images.transpose(0, 2, 1)).reshape(-1, SIZE * SIZE)
    return _write_pair(path, columns, labels, progress)


def targets(path: Path) -> list[Path]:
    """Return the two files that are written: images and labels.

    path : names the images file, e.g. X.npy; "digits.npy" becomes digits-X.npy
    """
    if role(path) is None:
        path = path.with_name(f"{path.name.removesuffix('.npy')}-X.npy")
    return [renamed(path, "images"), renamed(path, "labels")]


def write_array(file: IO[bytes], array: Numbers, progress: Progress) -> None:
    """Write an array as the bytes of a .npy file."""
    np.lib.format.write_array_header_1_0(
        file, {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    )
    for k in range(0, len(array), _BATCH_ROWS):
        progress(k, len(array))
        file.write(array[k : k + _BATCH_ROWS].tobytes())
    progress(1, 1)


def _write_pair(
    path: Path, images: Numbers, labels: Numbers, progress: Progress | None
) -> list[Path]:
    paths = targets(path)
    with atomic_files(paths) as (images_file, labels_file):
        write_array(labels_file, labels.reshape(-1, 1), ignore)
        write_array(images_file, images, part(progress, 0.0, 1.0))
    return paths


FORMAT = Format(
    "npy",
    "Two NumPy files, X and y",
    ".npy",
    recognises=lambda source: source.start.startswith(b"\x93NUMPY"),
    read=read,
    write=write,
    targets=targets,
)
LAB = Format("lab", "Andrew Ng’s lab, X.npy and y.npy", ".npy", write=write_lab, targets=targets)
