"""IDX, the format of MNIST: a file of images and one of labels, plain or in gzip. numpy only.

    0 0 type dimensions   sizes (uint32, big end first)   values
    0 0 8    3            60000 28 28                     0..255

Source: http://yann.lecun.com/exdb/mnist (the IDX file format). MNIST's own files, and most programs
that read them, have 256 grays. Ours are finer. So write() adds a third file of floats under the
same name with "exact" in it; others do not miss it, and our read() takes it when it agrees with the
grays.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from digitapp.digits.example import Example
from digitapp.files.atomic_write import atomic_files
from digitapp.files.progress import Progress, ignore, part
from digitapp.files.safe_reader import GZIP, Stream, opened, refuse

from .array_reader import Layout, check_size, read_images, read_labels
from .format import Format
from .import_buffer import ImportBuffer
from .import_result import Numbers, labelled, to_grays, to_unit
from .paired_files import pair, partner, renamed, role
from .question import Reading, which_way_up

_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_BATCH_ROWS = 1000
_QMNIST = 8  # columns of its labels: the digit, and where its image came from


def read(path: Path, progress: Progress | None = None) -> Reading:
    """Read a pair, of which either file may be named."""
    images_path, labels_path = pair(path)
    with opened(labels_path) as stream:
        labels = read_labels(stream, read_header(stream), columns=_QMNIST)
    grays = _buffered(images_path, labels, part(progress, 0.0, 0.6)).finish(progress)
    exact_path = partner(images_path, "exact")
    if exact_path is not None and exact_path.parent == images_path.parent:  # as write() puts it
        exact = _buffered(exact_path, labels, ignore).finish()
        expected = to_grays(exact.images)
        # grays of 0 and 1 only were taken for black and white
        if any(np.array_equal(g, grays.images) for g in (to_unit(expected), expected)):
            return grays.with_images(exact.images)
    return which_way_up(path, grays)


def targets(path: Path) -> list[Path]:
    """Return the files that write() makes: images, labels and exact images.

    path : names the images file, e.g. digits-images-idx3-ubyte.gz; "digits" alone gets the rest
    """
    ending = ".gz" if path.suffix == ".gz" else ""
    if role(path) is None:
        path = path.with_name(f"{path.name.removesuffix('.gz')}-images-idx3-ubyte{ending}")
    return [renamed(path, wanted) for wanted in ("images", "labels", "exact")]


def write(path: Path, examples: Sequence[Example], progress: Progress | None = None) -> list[Path]:
    """Write images and labels, in gzip when the name ends in .gz; return the paths."""
    paths = targets(path)
    images, labels = labelled(examples)
    arrays = (to_grays(images), labels, images.astype(">f4"))
    report = part(progress, 0.0, 1.0)
    with atomic_files(paths) as files:
        for i, (array, file) in enumerate(zip(arrays, files, strict=True)):
            pieces = _packed(_plain(array)) if path.suffix == ".gz" else _plain(array)
            for k, piece in enumerate(pieces):
                report(i * len(array) + min(k * _BATCH_ROWS, len(array)), len(paths) * len(array))
                file.write(piece)
    report(1, 1)
    return paths


def _plain(array: Numbers) -> Iterator[bytes]:
    """Return the bytes of an IDX file."""
    kind = 13 if array.dtype.kind == "f" else 8
    yield struct.pack(f">4B{array.ndim}I", 0, 0, kind, array.ndim, *array.shape)
    for k in range(0, len(array), _BATCH_ROWS):
        yield array[k : k + _BATCH_ROWS].tobytes()


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the same in gzip, without a date: the same digits give the same bytes."""
    pack = zlib.compressobj(6, zlib.DEFLATED, GZIP)
    for piece in pieces:
        yield pack.compress(piece)
    yield pack.flush()


def read_header(stream: Stream) -> Layout:
    """Read type and sizes."""
    start = bytes(stream.take(4))
    if start[:2] != b"\0\0" or start[2] not in _TYPES or start[3] not in (1, 2, 3, 4):
        raise refuse(stream.path, "it does not begin as an IDX file does")
    sizes = struct.unpack(f">{start[3]}I", stream.take(4 * start[3]))
    layout = Layout(sizes, np.dtype(_TYPES[start[2]]))
    check_size(stream, layout)
    return layout


def _buffered(path: Path, labels: Numbers, progress: Progress) -> ImportBuffer:
    buffer = ImportBuffer(path)
    with opened(path) as stream:
        read_images(stream, read_header(stream), labels, buffer, progress)
    return buffer


FORMAT = Format(
    "idx",
    "IDX, as MNIST has it",
    ".gz",
    recognises=lambda source: source.start.startswith(b"\0\0"),
    read=read,
    write=write,
    targets=targets,
)
