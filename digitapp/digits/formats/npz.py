"""An .npz archive of numpy with images and labels. numpy only.

    X (m, 400) or x (m, 28, 28), y (m,) or (m, 1)         x_train, y_train, x_test, y_test

No pickle is ever opened: only real numbers are read, anything else is refused by its header.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from digitapp.digits.example import SIZE, Example
from digitapp.files.atomic_write import atomic_files
from digitapp.files.progress import Progress, ignore, part
from digitapp.files.safe_reader import refuse
from digitapp.files.safe_zip import SafeZip, open_zip

from .array_reader import read_images, read_labels, read_npy_header
from .format import Format
from .import_buffer import ImportBuffer
from .import_result import labelled
from .npy import write_array
from .question import Reading, which_way_up

_IMAGES = ("x", "images", "data", "features")
_LABELS = ("y", "labels", "targets", "target")
_PARTS = ("{}", "{}_train", "train_{}", "{}_val", "val_{}", "{}_test", "test_{}")


def read(path: Path, progress: Progress | None = None) -> Reading:
    """Read an .npz archive; all its pairs of images and labels one after the other."""
    buffer = ImportBuffer(path)
    with open_zip(path) as archive:
        pairs = array_pairs(path, [name for name in archive.names if name.endswith(".npy")])
        if not pairs:
            raise refuse(path, f"it needs arrays named X and y, but has {_listed(archive.names)}")
        for k, (images, labels) in enumerate(pairs):
            report = part(progress, 0.6 * k / len(pairs), 0.6 * (k + 1) / len(pairs))
            _read_member_pair(archive, images, labels, buffer, report)
    return which_way_up(path, buffer.finish(progress))


def write(path: Path, examples: Sequence[Example], progress: Progress | None = None) -> list[Path]:
    """Write X (m, 400) and y (m, 1), both float32, as fit() takes them; return the path."""
    stacked, numbers = labelled(examples)
    images, labels = stacked.reshape(-1, SIZE * SIZE), numbers.reshape(-1, 1).astype(np.float32)
    report = part(progress, 0.0, 1.0)
    with (
        atomic_files([path]) as (file,),
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped,
    ):
        for name, array, shown in (("y", labels, ignore), ("X", images, report)):
            # a fixed date: the same examples give the same bytes
            member = zipfile.ZipInfo(f"{name}.npy")
            member.compress_type = zipfile.ZIP_DEFLATED
            with zipped.open(member, "w") as target:
                write_array(target, array, shown)
    return [path]


def _read_member_pair(
    archive: SafeZip, images: str, labels: str, buffer: ImportBuffer, progress: Progress
) -> None:
    stream = archive.open(labels)
    values = read_labels(stream, read_npy_header(stream))
    stream = archive.open(images)
    read_images(stream, read_npy_header(stream), values, buffer, progress)


def array_pairs(path: Path, names: list[str]) -> list[tuple[str, str]]:
    """Return the names of images and labels that go together, whatever their case."""
    if names == ["arr_0.npy", "arr_1.npy"]:  # np.savez(path, X, y)
        return [("arr_0.npy", "arr_1.npy")]
    pairs: list[tuple[str, str]] = []
    alone = ""
    for affix in _PARTS:
        images = _called(names, [affix.format(word) for word in _IMAGES])
        labels = _called(names, [affix.format(word) for word in _LABELS])
        for found, others, what in ((images, labels, "labels"), (labels, images, "images")):
            if len(found) > 1:
                both = " and ".join(name.removesuffix(".npy") for name in found)
                raise refuse(path, f"it has {both}, of which one must be left out")
            if found and not others:
                alone = f"it has {found[0].removesuffix('.npy')} without its {what}"
        pairs += zip(images, labels, strict=False)
    if pairs and alone:
        raise refuse(path, f"{alone}. Leave it out")
    return pairs


def _called(names: list[str], wanted: list[str]) -> list[str]:
    return [name for name in names if name.removesuffix(".npy").lower() in wanted]


def _listed(names: list[str]) -> str:
    return ", ".join(name.removesuffix(".npy")[:30] for name in names[:8]) or "none"


FORMAT = Format(
    "npz",
    "One NumPy archive of X and y",
    ".npz",
    recognises=lambda source: any(name.endswith(".npy") for name in source.members),
    read=read,
    write=write,
)
