"""Checksums: how damage to a row of a digits file is noticed. Knows numpy, nothing of SQLite.

SQLite notices a broken page, but not a flipped bit inside a value. So every row holds a checksum
over its table, its id and all its values: a SHA-256, and 62 bits in `examples`, of which numpy
checks 100,000 at once.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Any

import numpy as np
import numpy.typing as npt

from .schema import IMAGE_BYTES

Row = tuple[Any, ...]  # as SELECT * returns it: id, checksum, values

_COLUMNS = ("id", "checksum", "label", "split_override", "deleted", "split_index", "source")
EXAMPLE = np.dtype([*((name, "<i8") for name in _COLUMNS), ("created", "<f8")])  # of `examples`
_IMAGE_FACTS = struct.Struct("<qqqqdqq")
_GOLDEN = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio
_ODD = np.array([pow(_GOLDEN, 2 * k + 1, 2**64) for k in range(7)], np.uint64)


def sha256(table: str, number: int, *values: object) -> bytes:
    """Return the checksum of a row of any table but `images` and `examples`."""
    facts = [table, number, *(len(each) if isinstance(each, bytes) else each for each in values)]
    blobs = [each for each in values if isinstance(each, bytes)]
    kinds = "".join(type(each).__name__ for each in values)
    return hashlib.sha256(f"{facts}{kinds}".encode() + b"".join(blobs)).digest()


def image_sha256(
    number: int,
    label: int,
    split_override: int,
    split_index: int,
    source: str,
    created: float,
    image: bytes,
    strokes: bytes | None,
) -> bytes:
    """Return the checksum of a row of `images`, quickly: 100,000 are checked at a time."""
    name = source.encode()
    places = (label, split_override, split_index)
    facts = _IMAGE_FACTS.pack(number, *places, created, len(name), len(image))
    return hashlib.sha256(b"".join((facts, name, image, strokes or b""))).digest()


def example_checksums(rows: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    """Return the checksums of rows (m,) of `examples`: (m,) int64 in [2**62, 2**63).

    In that range SQLite stores every one in 8 bytes, see salvage.py.
    """
    return (hash_examples(rows) >> np.uint64(2) | np.uint64(2**62)).astype(np.int64)


def hash_examples(rows: npt.NDArray[np.void]) -> npt.NDArray[np.uint64]:
    """Return a hash of each row (m,) of `examples` without its checksum: (m,) uint64.

    Σ value · odd constant, then the finalizer of splitmix64 (Steele, Lea and Flood, 2014), all
    modulo 2**64.
    """
    values = np.ascontiguousarray(rows).view(np.uint64).reshape(-1, len(_COLUMNS) + 1)  # (m, 8)
    z = np.delete(values, 1, axis=1) @ _ODD  # (m,)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))


def is_whole(table: str, row: Row) -> bool:
    """Return whether a row is as it was written."""
    try:
        if table == "images":
            image, strokes = row[7:]
            kinds = len(image) == IMAGE_BYTES and (strokes is None or len(strokes) > 0)
            return kinds and image_sha256(row[0], *row[2:]) == row[1]
        if table == "examples":
            return bool(example_checksums(np.array([row], EXAMPLE))[0] == row[1])
        return bool(sha256(table, row[0], *row[2:]) == row[1])
    except (TypeError, ValueError, OverflowError, AttributeError, struct.error):
        return False  # a value of another type
