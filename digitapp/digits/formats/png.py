"""The PNGs that we write: 20×20 grays, with the exact image in a chunk that others pass over.

Standard library and numpy. Reading the pixels of an image file is Qt's part (ui/qimage.py).
Source: W3C, Portable Network Graphics (PNG) Specification, third edition.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

from ..example import SIZE, Image
from .imported import to_grays

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# by the case of its letters: optional, private, and to be dropped by a program that changes pixels
_EXACT = b"inKX"
_BYTES = 4 * SIZE * SIZE


def encode(image: Image) -> bytes:
    """Write a (20, 20) image in [0, 1] as 8-bit grays, ink bright as in MNIST."""
    grays = to_grays(image)
    header = struct.pack(">2L5B", SIZE, SIZE, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in grays)  # 0: no filter
    floats = image.astype("<f4").tobytes()
    return b"".join(
        [
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(_EXACT, zlib.compress(floats, 9)),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def exact(data: bytes) -> Image | None:
    """Give the image of our own chunk; None when there is none or it is damaged."""
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">L", data[at : at + 4])
        if data[at + 4 : at + 8] == _EXACT:
            return _unpacked(data[at + 8 : at + 8 + length])
        at += 12 + length
    return None


def _unpacked(packed: bytes) -> Image | None:
    try:
        raw = zlib.decompressobj().decompress(packed, _BYTES)
    except zlib.error:
        return None
    if len(raw) != _BYTES:
        return None
    image = np.frombuffer(raw, "<f4").reshape(SIZE, SIZE).astype(np.float32)
    return image if image.min() >= 0 and image.max() <= 1 else None


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", checksum)
