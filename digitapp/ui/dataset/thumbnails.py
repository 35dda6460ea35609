"""Thumbnails: 20×20 ink as pictures of the size and colours of the gallery. numpy and QImage.

    images[rows] (k, 400) ── resample ──▶ (k, side, side) ── colour table ──▶ k QImages

All that one look at the screen needs is made in one go, and kept, since a cached image never
changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from digitapp.digits import SIZE
from digitapp.digits.dataset.snapshot import Floats
from digitapp.ui.widgets.palette import palette

_CACHE_BYTES = 48 * 2**20  # of pictures
_LEVELS = 256
_BATCH_ROWS = 16  # pictures; more do not stay in the processor's cache and take three times as long


class Thumbnails:
    """Pictures of the cached images, by their row."""

    def __init__(self) -> None:
        self._pictures: dict[int, QImage] = {}
        self._images: Floats | None = None
        self._side, self._ratio = SIZE, 1.0
        self._spread = _spread(SIZE, 0)
        self._colours = np.zeros(_LEVELS, np.uint32)

    def set_look(self, side: int, margin: int, ratio: float, paper: str, ink: str) -> None:
        """Set size and colours of what is made from now on.

        side, margin : of a picture with its margin, in pixels of the device
        ratio : pixels of the device to one of Qt's
        """
        self._side, self._ratio = side, ratio
        self._spread = _spread(side, margin)
        self._colours = palette(paper, ink)
        self._pictures.clear()

    def prepare(self, images: Floats, rows: Sequence[int]) -> None:
        """Make what is missing of these rows."""
        self._check_images(images)
        missing = []
        for row in dict.fromkeys(rows):
            if row in self._pictures:
                self._pictures[row] = self._pictures.pop(row)  # now the last to be forgotten
            else:
                missing.append(row)
        if missing:
            self._make(missing, images[missing])
            self._evict(keep=len(rows))

    def _make(self, rows: list[int], images: Floats) -> None:
        side = self._side
        for row, pixels in zip(rows, self._painted(images), strict=True):
            image = QImage(pixels.data, side, side, 4 * side, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(self._ratio)
            self._pictures[row] = image

    def _evict(self, keep: int) -> None:
        """Remove what was not looked at for longest, when the cache is full."""
        most = max(_CACHE_BYTES // (4 * self._side**2), keep)
        for row in list(islice(self._pictures, max(len(self._pictures) - most, 0))):
            del self._pictures[row]

    def picture(self, row: int) -> QImage:
        """Return the picture of a row that was prepared."""
        return self._pictures[row]

    def _check_images(self, images: Floats) -> None:
        """Remove all pictures when the images lie elsewhere: of another file, or copied to grow.

        The old array is held until then, so that nothing else can come to lie in its place.
        """
        if self._images is None or images.ctypes.data != self._images.ctypes.data:
            self._pictures.clear()
        self._images = images

    def _painted(self, images: Floats) -> npt.NDArray[np.uint32]:
        """Turn (k, 400) into (k, side, side) of 0xffrrggbb."""
        painted = np.empty((len(images), self._side, self._side), np.uint32)
        small = images.reshape(-1, SIZE, SIZE)
        for k in range(0, len(small), _BATCH_ROWS):
            large = self._spread @ small[k : k + _BATCH_ROWS] @ self._spread.T
            large *= _LEVELS - 1
            large += 0.5  # to the nearest
            levels = np.clip(large, 0, _LEVELS - 1, out=large).astype(np.uint8)
            np.take(self._colours, levels, out=painted[k : k + _BATCH_ROWS], mode="clip")
        return painted


def _spread(side: int, margin: int) -> Floats:
    """Return (side, 20): resamples 20 pixels to side − 2 margin by Catmull and Rom's cubic."""
    inner = side - 2 * margin
    place = (np.arange(inner) + 0.5) * SIZE / inner - 0.5  # (inner,) in pixels of the image
    t = np.abs(place[:, None] - np.arange(SIZE))  # (inner, 20)
    near = 1.5 * t**3 - 2.5 * t**2 + 1
    far = -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2
    weights = np.where(t < 1, near, np.where(t < 2, far, 0))
    return np.pad(weights, ((margin, margin), (0, 0))).astype(np.float32)
