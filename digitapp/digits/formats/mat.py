"""MATLAB's .mat files, level 5, as those of Andrew Ng's older course. numpy only; not written.

    X (m, 400) or (400, m), an image read DOWN ITS COLUMNS        y (m, 1), 1 to 10, where 10 is 0

    128 bytes of header, then elements:   type, bytes (uint32 each)   data   0 to 7 bytes of padding
    type 14, a matrix, holds elements again: flags with its class, dimensions, name, values
    type 15 holds an element, compressed as zlib does

Source: MathWorks, MAT-File Format (level 5). Matrices of real numbers are read, others passed over.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from digitapp.files.progress import Progress, part
from digitapp.files.safe_reader import MAX_BYTES, ZLIB, Inflated, Stream, opened, refuse

from .array_reader import SIDES, whole_labels
from .format import Format
from .import_buffer import ImportBuffer
from .import_result import Numbers
from .npz import array_pairs
from .question import COLUMNS, Reading, which_way_up

_HEADER = 128
_MATRIX, _COMPRESSED = 14, 15
_TYPES = {
    1: "i1",
    2: "u1",
    3: "i2",
    4: "u2",
    5: "i4",
    6: "u4",
    7: "f4",
    9: "f8",
    12: "i8",
    13: "u8",
}
_NUMERIC = range(6, 16)  # classes: double, single, int8 … uint64
_COMPLEX = 0x08  # flag
_MAX_VALUES = 100 * 2**20  # bytes of a matrix; it can only be read whole
_BATCH_ROWS = 500


class _Tag(NamedTuple):
    """What an element announces; short ones hold their data already."""

    type: int
    size: int
    short: bytes | None


def read(path: Path, progress: Progress | None = None) -> Reading:
    """Read the matrices X and y."""
    try:
        with opened(path) as stream:
            matrices = dict(_matrices(stream))
    except ValueError as error:  # of numpy, for sizes that are no multiples
        raise refuse(path, "it is damaged") from error
    pairs = array_pairs(path, list(matrices))
    if not pairs:
        named = ", ".join(matrices)[:100] or "none"
        raise refuse(path, f"it needs matrices named X and y, but has {named}")
    buffer, report = ImportBuffer(path), part(progress, 0.0, 0.6)
    for images, labels in pairs:
        _add(path, matrices[images], matrices[labels], buffer, report)
    return which_way_up(path, buffer.finish(progress), expected=COLUMNS)


FORMAT = Format(
    "mat",
    "MATLAB, level 5",
    ".mat",
    recognises=lambda source: source.start[124:128] in (b"\0\1IM", b"\1\0MI"),
    read=read,
)


def _add(
    path: Path, images: Numbers, labels: Numbers, buffer: ImportBuffer, report: Progress
) -> None:
    y = whole_labels(path, labels.ravel())
    if y.size and y.max() == 10 and y.min() >= 1:  # MATLAB counts from 1
        y = y % 10
    if images.ndim == 2 and images.shape[0] in SIDES and images.shape[1] == len(y):
        images = images.T
    if images.ndim != 2 or images.shape[1] not in SIDES or len(images) != len(y):
        shapes = f"{images.shape} and {labels.shape}"
        raise refuse(path, f"its images and labels have shapes {shapes}, but need (m, 400), (m, 1)")
    side = SIDES[images.shape[1]]
    for k in range(0, len(images), _BATCH_ROWS):
        rows = images[k : k + _BATCH_ROWS].reshape(-1, side, side)
        buffer.add(np.ascontiguousarray(rows), y[k : k + _BATCH_ROWS])
        report(k, len(images))


def _matrices(stream: Stream) -> Iterator[tuple[str, Numbers]]:
    """Yield name and values of every matrix of real numbers in a file."""
    order, held = "<" if bytes(stream.take(_HEADER))[126:] == b"IM" else ">", 0
    while start := stream.some(8):
        tag = _tag(stream, order, start + stream.take(8 - len(start)))
        inside, end = stream, stream.position + tag.size
        if tag.type == _COMPRESSED:
            packed = io.BytesIO(stream.take(tag.size))
            inside = Inflated(stream.path, packed, tag.size, None, wbits=ZLIB)
            tag = _tag(inside, order, inside.take(8))
        matrix = _matrix(inside, order) if tag.type == _MATRIX else None
        if matrix is not None:
            held += matrix[1].nbytes
            if held > MAX_BYTES:
                raise refuse(stream.path, "its matrices expand to more than 256 MB")
            yield matrix
        while stream.position < end and stream.some(end - stream.position):
            pass


def _matrix(stream: Stream, order: str) -> tuple[str, Numbers] | None:
    """Read a matrix behind its tag; None for one that holds no real numbers."""
    flags = np.frombuffer(_data(stream, order), f"{order}u4")
    if not len(flags) or flags[0] & 0xFF not in _NUMERIC or flags[0] >> 8 & _COMPLEX:
        return None
    shape = [int(n) for n in np.frombuffer(_data(stream, order), f"{order}i4")]
    name = _data(stream, order).decode("ascii", "replace")
    tag = _tag(stream, order, stream.take(8))
    kind = np.dtype(order + _TYPES.get(tag.type, "u1"))
    if tag.size != math.prod(shape) * kind.itemsize or tag.size > _MAX_VALUES or min(shape) < 0:
        raise refuse(stream.path, f"its matrix {name[:30]!r} is damaged or larger than 100 MB")
    data = tag.short if tag.short is not None else _padded(stream, tag.size)
    return name, np.frombuffer(data, kind).reshape(shape[::-1]).T


def _tag(stream: Stream, order: str, start: bytes | bytearray) -> _Tag:
    first, size = (int(n) for n in np.frombuffer(bytes(start), f"{order}u4"))
    if first >> 16:  # a short element: both numbers in one, the data in the other
        if first >> 16 > 4:
            raise refuse(stream.path, "it is damaged")
        return _Tag(first & 0xFFFF, first >> 16, bytes(start[4 : 4 + (first >> 16)]))
    return _Tag(first, size, None)


def _data(stream: Stream, order: str) -> bytes:
    tag = _tag(stream, order, stream.take(8))
    if tag.short is not None:
        return tag.short
    if tag.size > 1000:
        raise refuse(stream.path, "it is damaged")
    return _padded(stream, tag.size)


def _padded(stream: Stream, size: int) -> bytes:
    data = bytes(stream.take(size))
    stream.take(-size % 8)
    return data
