"""What an image file says of itself in its first bytes: its true format and its size.

Standard library only. Read before any decoder sees the file, so that a huge image or a text that
is named .png never reaches one.
"""

from __future__ import annotations

import struct
from pathlib import Path

from digitapp.files.safe_reader import refuse

from .import_buffer import MAX_SIDE

_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"BM": "bmp",
}
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_BMP_DEPTHS = (1, 4, 8, 16, 24, 32)
_MAX_MARKERS = 10_000  # before the size; cameras write some 10, and profiles some 100
_JPEG_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD9))
_JPEG_FRAMES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))


def kind(data: bytes) -> str | None:
    """Tell "png", "jpeg", "gif" or "bmp" by the first bytes; None for anything else."""
    return next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)


def check(path: Path, data: bytes) -> None:
    """Refuse what is no image, or is not 1 to 4096 pixels a side."""
    name = kind(data)
    if name is None:
        raise refuse(path, "it is not a PNG, JPEG, GIF or BMP image, whatever its name says")
    try:
        width, height = {"png": _png, "jpeg": _jpeg, "gif": _gif, "bmp": _bmp}[name](path, data)
    except (struct.error, IndexError) as error:
        raise refuse(path, f"it is cut short: a {name.upper()} image without its size") from error
    if width < 1 or height < 1:
        raise refuse(path, f"it is {width}×{height} pixels, so there is nothing to see")
    if max(width, height) > MAX_SIDE:
        raise refuse(path, f"it is {width}×{height} pixels, more than {MAX_SIDE} a side")


def _png(path: Path, data: bytes) -> tuple[int, int]:
    name, width, height, depth, colour, *rest = struct.unpack(">4s2L5B", data[12:29])
    if name != b"IHDR" or depth not in _PNG_DEPTHS.get(colour, ()) or rest[:2] != [0, 0]:
        raise refuse(path, "its colour depth or its header is not one that PNG has")
    return width, height


def _gif(path: Path, data: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<2H", data[6:10])
    return width, height


def _bmp(path: Path, data: bytes) -> tuple[int, int]:
    (header,) = struct.unpack("<L", data[14:18])
    if header == 12:
        width, height, _, depth = struct.unpack("<4H", data[18:26])
    else:
        width, height, _, depth = struct.unpack("<2l2H", data[18:30])
    if depth not in _BMP_DEPTHS:
        raise refuse(path, f"it has {depth} bits a pixel, which BMP does not have")
    return width, abs(height)  # a negative height means that the top row comes first


def _jpeg(path: Path, data: bytes) -> tuple[int, int]:
    """Walk from marker to marker to the frame header, which holds the size."""
    at = 2
    for _ in range(_MAX_MARKERS):
        if data[at] != 0xFF:
            raise refuse(path, "its JPEG markers are damaged")
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _JPEG_WITHOUT_LENGTH:
            at += 2
        elif marker in _JPEG_FRAMES:
            height, width = struct.unpack(">2H", data[at + 5 : at + 9])
            return width, height
        else:
            at += 2 + max(2, struct.unpack(">H", data[at + 2 : at + 4])[0])
    raise refuse(path, f"its size does not stand behind its first {_MAX_MARKERS:,} JPEG markers")
