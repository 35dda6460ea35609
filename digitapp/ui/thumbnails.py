"""Thumbnails: 20×20 ink as pictures of the size and colours of the gallery. numpy and QImage.

    pool[rows] (k, 400) ── resample ──▶ (k, side, side) ── colour table ──▶ k QImages

All that one look at the screen needs is made in one go, and kept, since an image of the pool never
changes.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from ..digits import SIZE
from ..training.collection import Floats

_KEPT = 6000  # pictures; of 60 × 60 pixels they take 86 MB
_LEVELS = 256


class Thumbnails:
    """Pictures of images of a pool, by row of the pool."""

    def __init__(self) -> None:
        self._pictures: dict[int, QImage] = {}
        self._pool: Floats | None = None
        self._side, self._ratio = SIZE, 1.0
        self._spread = _spread(SIZE, 0)
        self._colours = np.zeros(_LEVELS, np.uint32)

    def set_look(self, side: int, margin: int, ratio: float, paper: QColor, ink: QColor) -> None:
        """Set size and colours of what is made from now on.

        side, margin : of a picture with its margin, in pixels of the device
        ratio : pixels of the device to one of Qt's
        """
        self._side, self._ratio = side, ratio
        self._spread = _spread(side, margin)
        self._colours = _colours(paper, ink)
        self._pictures.clear()

    def prepare(self, pool: Floats, rows: Iterable[int]) -> None:
        """Make what is missing of these rows."""
        self._know(pool)
        missing = [row for row in rows if row not in self._pictures]
        if not missing:
            return
        if len(self._pictures) + len(missing) > _KEPT:
            self._pictures.clear()
            missing = list(rows)
        for row, pixels in zip(missing, self._painted(pool[missing]), strict=True):
            image = QImage(
                pixels.data, self._side, self._side, 4 * self._side, QImage.Format.Format_RGB32
            )
            image.setDevicePixelRatio(self._ratio)
            self._pictures[row] = image

    def picture(self, row: int) -> QImage:
        """Give the picture of a row that was prepared."""
        return self._pictures[row]

    def _know(self, pool: Floats) -> None:
        """Forget all pictures when the images lie elsewhere: of another file, or copied to grow.

        The old array is held until then, so that nothing else can come to lie in its place.
        """
        if self._pool is None or pool.ctypes.data != self._pool.ctypes.data:
            self._pictures.clear()
        self._pool = pool

    def _painted(self, images: Floats) -> npt.NDArray[np.uint32]:
        """Turn (k, 400) into (k, side, side) of 0xffrrggbb."""
        small = images.reshape(-1, SIZE, SIZE)
        large = self._spread @ small @ self._spread.T  # (k, side, side)
        levels = np.rint(np.clip(large, 0, 1) * (_LEVELS - 1)).astype(np.uint8)
        return self._colours[levels]


def _spread(side: int, margin: int) -> Floats:
    """Give (side, 20), which resamples 20 pixels to side − 2 margin by Catmull and Rom's cubic."""
    inner = side - 2 * margin
    place = (np.arange(inner) + 0.5) * SIZE / inner - 0.5  # (inner,) in pixels of the image
    t = np.abs(place[:, None] - np.arange(SIZE))  # (inner, 20)
    near = 1.5 * t**3 - 2.5 * t**2 + 1
    far = -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2
    weights = np.where(t < 1, near, np.where(t < 2, far, 0))
    return np.pad(weights, ((margin, margin), (0, 0))).astype(np.float32)


def _colours(paper: QColor, ink: QColor) -> npt.NDArray[np.uint32]:
    """Give the colours from paper to ink as (256,) of 0xffrrggbb."""
    share = np.linspace(0, 1, _LEVELS)[:, None]
    ends = np.array([_rgb(paper), _rgb(ink)], np.float64)
    red, green, blue = np.rint(ends[0] + share * (ends[1] - ends[0])).astype(np.uint32).T
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, np.uint32)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
