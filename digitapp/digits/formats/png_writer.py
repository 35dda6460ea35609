"""The PNGs that we write: 20×20 grays, with the exact image in a chunk that others pass over.

Standard library and numpy. Only PNGs as we write them are read; all others need Qt (ui/qimage.py).
Source: W3C, Portable Network Graphics (PNG) Specification, third edition.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE, Image

from .import_result import to_grays

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# by the case of its letters: optional, private, and to be dropped by a program that changes pixels
_EXACT = b"inKX"
_LOOKED_AT = 100_000  # bytes: ours have some 3,000, others could hold millions of empty chunks
_HEADER = struct.pack(">2L5B", SIZE, SIZE, 8, 0, 0, 0, 0)  # 8-bit grays, nothing interlaced


def encode(image: Image) -> bytes:
    """Write a (20, 20) image in [0, 1] as 8-bit grays, ink bright as in MNIST."""
    rows = b"".join(b"\0" + row.tobytes() for row in to_grays(image))  # 0: no filter
    floats = image.astype("<f4").tobytes()
    return b"".join(
        [
            _SIGNATURE,
            _chunk(b"IHDR", _HEADER),
            _chunk(_EXACT, zlib.compress(floats, 9)),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def grays(data: bytes) -> npt.NDArray[np.uint8] | None:
    """Return the pixels (20, 20) of a sound PNG as encode() writes it; None for any other."""
    chunks = list(_chunks(data))
    if [name for name, _ in chunks] != [b"IHDR", _EXACT, b"IDAT", b"IEND"]:
        return None
    if data != _SIGNATURE + b"".join(_chunk(name, body) for name, body in chunks):
        return None  # a wrong checksum, or something behind the end
    raw = _inflated(chunks[2][1], (SIZE + 1) * SIZE)
    if chunks[0][1] != _HEADER or raw is None:
        return None
    rows = np.frombuffer(raw, np.uint8).reshape(SIZE, SIZE + 1)
    return None if rows[:, 0].any() else rows[:, 1:]


def exact(data: bytes) -> Image | None:
    """Return the image of our own chunk; None when there is none or it is damaged."""
    packed = next((body for name, body in _chunks(data) if name == _EXACT), b"")
    raw = _inflated(packed, 4 * SIZE * SIZE)
    if raw is None:
        return None
    image = np.frombuffer(raw, "<f4").reshape(SIZE, SIZE).astype(np.float32)
    return image if image.min() >= 0 and image.max() <= 1 else None


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at + 12 <= min(len(data), _LOOKED_AT):
        (length,) = struct.unpack(">L", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _inflated(packed: bytes, size: int) -> bytes | None:
    """Inflate to exactly size bytes; None when that is not what there is."""
    inflate = zlib.decompressobj()
    try:
        raw = inflate.decompress(packed, size + 1)
    except zlib.error:
        return None
    return raw if len(raw) == size and inflate.eof else None


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", checksum)
