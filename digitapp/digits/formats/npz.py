"""numpy's own files: an .npz archive with images and labels, or a pair of .npy files. numpy only.

    X (m, 400) or x (m, 28, 28), y (m,) or (m, 1)         x_train, y_train, x_test, y_test

No pickle is ever opened: only real numbers are read, anything else is refused by its header.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np

from digitapp.digits.example import SIZE, Example
from digitapp.files.atomic_write import atomic_files
from digitapp.files.progress import Progress, ignore, part
from digitapp.files.safe_reader import opened, refuse
from digitapp.files.safe_zip import SafeZip, open_zip

from .array_reader import Layout, read_images, read_labels, read_npy_header
from .import_buffer import ImportBuffer
from .import_result import ImportResult, Numbers, labelled
from .paired_files import pair, renamed, role

_IMAGES = ("x", "images", "data", "features")
_LABELS = ("y", "labels", "targets", "target")
_PARTS = ("{}", "{}_train", "train_{}", "{}_val", "val_{}", "{}_test", "test_{}")
_ROWS_AT_ONCE = 500


def read(path: Path, progress: Progress | None = None) -> ImportResult:
    """Read an .npz archive; all its pairs of images and labels one after the other."""
    gathered = ImportBuffer(path)
    with open_zip(path) as archive:
        pairs = _pairs(path, archive.names)
        if not pairs:
            raise refuse(path, f"it needs arrays named X and y, but has {_listed(archive.names)}")
        for k, (images, labels) in enumerate(pairs):
            report = part(progress, 0.6 * k / len(pairs), 0.6 * (k + 1) / len(pairs))
            _read_member_pair(archive, images, labels, gathered, report)
    return gathered.finish(progress)


def read_pair(path: Path, progress: Progress | None = None) -> ImportResult:
    """Read two .npy files, e.g. X.npy and y.npy, of which either may be named."""
    images_path, labels_path = pair(path)
    with opened(labels_path) as stream:
        labels = read_labels(stream, read_npy_header(stream))
    gathered = ImportBuffer(images_path)
    with opened(images_path) as stream:
        layout = read_npy_header(stream)
        read_images(stream, layout, labels, gathered, part(progress, 0.0, 0.6))
    return gathered.finish(progress)


def pair_layout(path: Path) -> Layout:
    """Tell shape and type of the images of a pair of .npy files."""
    with opened(pair(path)[0]) as stream:
        return read_npy_header(stream)


def write(path: Path, examples: Sequence[Example], progress: Progress | None = None) -> list[Path]:
    """Write X (m, 400) and y (m, 1), both float32, as fit() takes them; gives the path it wrote."""
    images, labels = _arrays(examples)
    report = part(progress, 0.0, 1.0)
    with (
        atomic_files([path]) as (file,),
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped,
    ):
        for name, array, told in (("y", labels, ignore), ("X", images, report)):
            # a fixed date: the same examples give the same bytes
            member = zipfile.ZipInfo(f"{name}.npy")
            member.compress_type = zipfile.ZIP_DEFLATED
            with zipped.open(member, "w") as target:
                _write_array(target, array, told)
    return [path]


def write_pair(
    path: Path, examples: Sequence[Example], progress: Progress | None = None
) -> list[Path]:
    """Write X.npy (m, 20, 20) and y.npy (m, 1), float32; gives the paths it wrote.

    Not (m, 400), which could be taken for the lecture's arrays (see lab.py).
    """
    images, labels = _arrays(examples)
    return write_npy_files(path, images.reshape(-1, SIZE, SIZE), labels, progress)


def pair_targets(path: Path) -> list[Path]:
    """Tell the two .npy files that are written: images and labels.

    path : names the images file, e.g. X.npy; "digits.npy" becomes digits-X.npy
    """
    if role(path) is None:
        path = path.with_name(f"{path.name.removesuffix('.npy')}-X.npy")
    return [renamed(path, "images"), renamed(path, "labels")]


def write_npy_files(
    path: Path, images: Numbers, labels: Numbers, progress: Progress | None = None
) -> list[Path]:
    """Write two arrays as a pair of .npy files."""
    paths = pair_targets(path)
    with atomic_files(paths) as (images_file, labels_file):
        _write_array(labels_file, labels, ignore)
        _write_array(images_file, images, part(progress, 0.0, 1.0))
    return paths


def _read_member_pair(
    archive: SafeZip, images: str, labels: str, gathered: ImportBuffer, progress: Progress
) -> None:
    stream = archive.open(labels)
    values = read_labels(stream, read_npy_header(stream))
    stream = archive.open(images)
    read_images(stream, read_npy_header(stream), values, gathered, progress)


def _pairs(path: Path, names: list[str]) -> list[tuple[str, str]]:
    """Find images and labels that go by the same name, whatever the case."""
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


def _arrays(examples: Sequence[Example]) -> tuple[Numbers, Numbers]:
    images, labels = labelled([e.image for e in examples], [e.label for e in examples])
    return images.reshape(-1, SIZE * SIZE), labels.reshape(-1, 1).astype(np.float32)


def _write_array(file: IO[bytes], array: Numbers, progress: Progress) -> None:
    np.lib.format.write_array_header_1_0(
        file, {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    )
    for k in range(0, len(array), _ROWS_AT_ONCE):
        progress(k, len(array))
        file.write(array[k : k + _ROWS_AT_ONCE].tobytes())
    progress(1, 1)
