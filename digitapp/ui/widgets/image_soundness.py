"""Is a JPEG, BMP or GIF whole? Qt would give half a picture, the rest of it gray, for a cut one.

Standard library only; decodes nothing. PNGs have a file of their own: png_soundness.py.
"""

from __future__ import annotations

import struct

_START_OF_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"
_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD9))
_UNCOMPRESSED = (0, 3)
_PALETTE_BITS = 8  # at most so many have a palette


def check_jpeg(data: bytes) -> None:
    """Raise ValueError when there is no end of image behind the first scan."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _START_OF_SCAN:
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    if data.find(_END_OF_IMAGE, at) < 0:
        raise ValueError("it is cut short")


def check_bmp(data: bytes) -> None:
    """Raise ValueError when pixels or palette do not fit into the file."""
    if len(data) < 30:
        raise ValueError("it is cut short")
    start, header = struct.unpack("<2L", data[10:18])
    if header == 12:
        width, height, _, bits = struct.unpack("<4H", data[18:26])
        compression = colours = 0
    elif header < 40:
        raise ValueError("its header is not one that BMP has")
    elif len(data) < 54:
        raise ValueError("it is cut short")
    else:
        width, height, _, bits, compression = struct.unpack("<2l2HL", data[18:34])
        (colours,) = struct.unpack("<L", data[46:50])
    if bits <= _PALETTE_BITS and colours > 2**bits:
        raise ValueError("its palette is damaged")
    row = (width * bits + 31) // 32 * 4
    needed = row * abs(height) if compression in _UNCOMPRESSED else 1
    if start < 14 + header or start + needed > len(data):
        raise ValueError("it is cut short")


def check_gif(data: bytes) -> None:
    """Raise ValueError when the blocks do not lead through a picture to its end."""
    at = 13 + _palette(data, 10)
    while data[at : at + 1] == b"!":  # an extension
        at = _behind_blocks(data, at + 2)
    if data[at : at + 1] != b",":
        raise ValueError("it is cut short or holds no picture")
    _behind_blocks(data, at + 11 + _palette(data, at + 9))


def _palette(data: bytes, at: int) -> int:
    flags = data[at] if at < len(data) else 0
    return 3 * 2 ** (1 + flags % 8) if flags & 0x80 else 0


def _behind_blocks(data: bytes, at: int) -> int:
    while at < len(data):
        if data[at] == 0:
            return at + 1
        at += 1 + data[at]
    raise ValueError("it is cut short")
