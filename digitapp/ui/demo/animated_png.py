"""AnimatedPng: pictures one after the other in one file that browsers play. Knows no window.

The format is that of PNG, third edition: the chunks acTL, fcTL and fdAT. After the first picture
only what has changed is written, on nothing. numpy and zlib, as Qt writes no animation.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

Pixels = npt.NDArray[np.uint8]  # (height, width, 4): red, green, blue, opacity

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = 6  # the kind of colour
_OVER = 1  # a picture is laid over the one before
_UP = 2  # the filter that writes each row as the difference to the one above


class AnimatedPng:
    """Collects pictures of one size; `write` writes them, to be played again and again."""

    def __init__(self) -> None:
        self._shown: Pixels | None = None
        self._frames: list[tuple[int, int, Pixels]] = []  # left, top and what is there from then on
        self._times: list[int] = []  # ms that each is seen

    def add(self, picture: QImage, milliseconds: int) -> None:
        """Add a picture that is seen for a time; one like the last only prolongs that."""
        pixels = _pixels(picture)
        left, top, changed = 0, 0, pixels
        if self._shown is not None:
            differs = (pixels != self._shown).any(axis=2)
            rows, columns = np.nonzero(differs)
            if not len(rows):
                self._times[-1] += milliseconds
                return
            left, top = int(columns.min()), int(rows.min())
            changed = np.where(differs[:, :, np.newaxis], pixels, np.uint8(0))
            changed = changed[top : rows.max() + 1, left : columns.max() + 1]
        self._shown = pixels
        self._frames.append((left, top, changed))
        self._times.append(milliseconds)

    def write(self, path: Path) -> None:
        """Write the file; raises OSError. There must be a picture."""
        height, width, _ = self._frames[0][2].shape
        chunks = [
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0)),
            (b"acTL", struct.pack(">II", len(self._frames), 0)),
        ]
        number = 0
        for (left, top, pixels), time in zip(self._frames, self._times, strict=True):
            size = pixels.shape[1], pixels.shape[0]
            control = struct.pack(">IIIIIHHBB", number, *size, left, top, time, 1000, 0, _OVER)
            chunks.append((b"fcTL", control))
            number += 1
            data = _compressed(pixels)
            if len(chunks) == 3:  # the first picture, which all programs show
                chunks.append((b"IDAT", data))
            else:
                chunks.append((b"fdAT", struct.pack(">I", number) + data))
                number += 1
        chunks.append((b"IEND", b""))
        path.write_bytes(_SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks))


def _pixels(picture: QImage) -> Pixels:
    image = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    pixels: Pixels = np.frombuffer(image.constBits(), np.uint8)
    return pixels.reshape(image.height(), image.width(), 4).copy()


def _compressed(pixels: Pixels) -> bytes:
    """Return the rows, each behind its filter, compressed: plain or as differences, if shorter."""
    rows = pixels.reshape(len(pixels), -1)
    differences = rows.copy()
    differences[1:] -= rows[:-1]  # modulo 256, as the format has it
    filtered = [
        np.insert(each, 0, kind, axis=1).tobytes() for kind, each in ((0, rows), (_UP, differences))
    ]
    return min((zlib.compress(each, 9) for each in filtered), key=len)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
