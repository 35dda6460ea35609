"""Is a PNG whole? Asked before Qt decodes it, for libpng writes on stderr what it cannot read.

Standard library and numpy; decodes nothing. Source: W3C, Portable Network Graphics (PNG)
Specification, third edition. What is only odd, as a bad ancillary chunk, is left to the decoder.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np

_START = 8  # bytes of the signature
_BITS = {  # of a pixel, by colour type and depth
    **{(0, depth): depth for depth in (1, 2, 4, 8, 16)},
    **{(3, depth): depth for depth in (1, 2, 4, 8)},
    **{(2, depth): 3 * depth for depth in (8, 16)},
    **{(4, depth): 2 * depth for depth in (8, 16)},
    **{(6, depth): 4 * depth for depth in (8, 16)},
}
_PALETTE = 3  # the colour type whose pixels are numbers of colours
_FILTERS = 5
# Adam7: first column and row, steps between columns and rows
_PASSES = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
_PIECE = 2**20  # bytes that are inflated at once


def check(data: bytes) -> None:
    """Raise ValueError, with a reason in words, for a PNG that is not whole."""
    chunks = list(_chunks(data))
    names = [name for name, _ in chunks]
    if names[:1] != [b"IHDR"] or names.count(b"IHDR") > 1 or len(chunks[0][1]) != 13:
        raise ValueError("its header is not one that PNG has")
    width, height, depth, colour, *rest = struct.unpack(">2L5B", chunks[0][1])
    if (colour, depth) not in _BITS or rest[:2] != [0, 0] or rest[2] > 1 or not width * height:
        raise ValueError("its header is not one that PNG has")
    pixels = [k for k, name in enumerate(names) if name == b"IDAT"]
    if not pixels or pixels != list(range(pixels[0], pixels[-1] + 1)):
        raise ValueError("its pixels are missing or not in one piece")
    palettes = [body for name, body in chunks[: pixels[0]] if name == b"PLTE"]
    if names.count(b"PLTE") != len(palettes) or len(palettes) > 1 or not _fit(palettes, colour):
        raise ValueError("its palette is missing or damaged")
    layout = _layout(width, height, _BITS[colour, depth], interlaced=rest[2] == 1)
    _check_pixels([chunks[k][1] for k in pixels], layout)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return (name, body) up to IEND; what no decoder could pass over is refused."""
    at, name = _START, b""
    while name != b"IEND":
        if at + 12 > len(data):
            raise ValueError("it is cut short")
        length, name = struct.unpack(">L4s", data[at : at + 8])
        end = at + 8 + length
        if end + 4 > len(data):
            raise ValueError("it is cut short")
        body = data[at + 8 : end]
        if not (name.isascii() and name.isalpha() and name[2:3].isupper()):
            raise ValueError("a part of it has no name")
        if name[:1].isupper():  # critical
            if name not in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
                raise ValueError("it needs more than PNG has")
            if zlib.crc32(name + body) != int.from_bytes(data[end : end + 4], "big"):
                raise ValueError("a checksum in it is wrong")
        yield name, body
        at = end + 4


def _fit(palettes: list[bytes], colour: int) -> bool:
    if not palettes:
        return colour != _PALETTE
    n, rest = divmod(len(palettes[0]), 3)
    return rest == 0 and 1 <= n <= 256 and colour not in (0, 4)


def _layout(width: int, height: int, bits: int, *, interlaced: bool) -> list[tuple[int, int]]:
    """Return (rows, bytes of a row with its filter) for each pass that there is."""
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    layout = []
    for left, top, across, down in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            layout.append((rows, 1 + -(-columns * bits // 8)))
    return layout


def _check_pixels(bodies: list[bytes], layout: list[tuple[int, int]]) -> None:
    stream = _inflated(bodies)
    held = b""
    for rows, stride in layout:
        while rows:
            while len(held) < stride:
                piece = next(stream, b"")
                if not piece:
                    raise ValueError("its pixels are cut short")
                held += piece
            n = min(rows, len(held) // stride)
            filters = np.frombuffer(held, np.uint8, n * stride).reshape(n, stride)[:, 0]
            if filters.max() >= _FILTERS:
                raise ValueError("its pixels are damaged")
            held, rows = held[n * stride :], rows - n
    further = 0
    for piece in stream:
        further += len(piece)
        if further > _PIECE:
            raise ValueError("it has more pixels than its size says")


def _inflated(bodies: list[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj(wbits=0)  # the window that the header says, as libpng
    try:
        for body in bodies:
            while body and not inflate.eof:
                if piece := inflate.decompress(body, _PIECE):
                    yield piece
                body = inflate.unconsumed_tail
        yield inflate.flush()
    except zlib.error as error:
        raise ValueError("its pixels are damaged") from error
    if not inflate.eof:
        raise ValueError("its pixels are cut short")
