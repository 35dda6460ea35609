"""The 0s and 1s of a file while it is being read, and their way to 20×20. numpy only.

    reader ─ add(images, labels) ─▶ ImportBuffer ─ finish() ─▶ ImportResult ─ examples() ─▶ store

Whether values are 0..1 or 0..255, and whether ink is bright or dark, is known only when all have
been seen. So the 0s and 1s are kept as they came and formed at the end, when nothing can be refused
any more.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitapp.digits import ink
from digitapp.digits.example import SIZE
from digitapp.files.progress import Progress, part
from digitapp.files.safe_reader import refuse

from .import_result import ImportResult, Numbers, import_result, to_unit

MAX_DIGITS = 100_000
MAX_SIDE = 4096  # pixels of an image
_MAX_KEPT = 160_000_000  # bytes; 100,000 images of 20×20 float32
_MAX_FORMING = 250_000_000  # bytes, with what forming one image takes
_FORMING = 9  # bytes for each of its pixels
_MARGIN = 0.25  # the lab's images were enlarged by a cubic filter: −0.13 to 1.13
_BATCH_PIXELS = 400_000  # formed in one go: some 50 ms of many short numpy calls


class ImportBuffer:
    """The 0s and 1s of a file while it is being read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found = 0
        self._images: list[Numbers] = []  # each (k, h, w): uint8 as it came, or float32
        self._early = 0  # how many of them came before a value showed that the scale is 0..255
        self._labels: list[Numbers] = []
        self._low = self._high = 0.0
        self._kept = self._kept_bytes = 0

    def add(self, images: Numbers, labels: Numbers) -> None:
        """Check a piece and keep its 0s and 1s.

        images : (k, h, w) real numbers in 0..1 or 0..255
        labels : (k,) integers
        """
        self._check_range(images)
        self.found += len(labels)
        wanted = (labels == 0) | (labels == 1)
        if not wanted.any():
            return
        kept = images if wanted.all() else images[wanted]
        if kept.dtype.kind != "f":
            kept = kept.astype(np.uint8)
        elif self._unit:
            kept = kept.astype(np.float32)
        else:
            kept = (kept / 255).astype(np.float32)  # divided before it is rounded: exact
        self._labels.append(labels[wanted])
        self._images.append(kept)
        self._early = len(self._images) if self._unit else self._early
        self._kept += len(kept)
        self._kept_bytes += kept.nbytes
        if self._kept > MAX_DIGITS:
            raise refuse(self.path, f"it holds more than {MAX_DIGITS:,} 0s and 1s")
        height, width = images.shape[1:]
        if self._kept_bytes > min(_MAX_KEPT, _MAX_FORMING - _FORMING * height * width):
            raise refuse(
                self.path, f"its 0s and 1s of {height}×{width} pixels are too many at once"
            )

    def finish(self, progress: Progress | None = None) -> ImportResult:
        """Return all digits as 20×20, 0 = paper, 1 = ink."""
        report = part(progress, 0.6, 1.0)
        if not self._unit and self._low < 0:
            raise refuse(self.path, self._range_reason())
        images = np.empty((self._kept, SIZE, SIZE), np.float32)
        ours = all(piece.shape[1:] == (SIZE, SIZE) for piece in self._images)
        inverted = ours and self._paper_is_bright()
        done = 0
        while self._images:
            piece = self._images.pop(0)  # given back at once: two copies would be 320 MB
            full = self._full_scale(piece, early=self._early > 0)
            self._early -= 1
            step = max(1, _BATCH_PIXELS // (piece.shape[1] * piece.shape[2]))
            for k in range(0, len(piece), step):
                formed = _formed(piece[k : k + step], full)
                images[done : done + len(formed)] = 1 - formed if inverted else formed
                done += len(formed)
                report(done, self._kept)
        labels = np.concatenate(self._labels) if self._labels else np.empty(0, np.uint8)
        return import_result(self.path, images, labels, self.found)

    @property
    def _unit(self) -> bool:
        """Whether all values so far are on the scale 0..1."""
        return self._high <= 1 + _MARGIN

    def _full_scale(self, piece: Numbers, *, early: bool) -> int:
        """Return which value is full ink, 1 or 255; early: of a piece that self._early counts."""
        return 255 if not self._unit and (early or piece.dtype == np.uint8) else 1

    def _check_range(self, images: Numbers) -> None:
        if not images.size:
            return
        with np.errstate(invalid="ignore"):  # some NaNs set the flag even in min and max
            low, high = float(images.min()), float(images.max())
        if np.isnan(low) or np.isnan(high):
            raise refuse(self.path, "it holds a value that is not a number (NaN)")
        self._low, self._high = min(self._low, low), max(self._high, high)
        if low < -_MARGIN or high > 255:
            raise refuse(self.path, self._range_reason())

    def _range_reason(self) -> str:
        return (
            f"its pixels go from {self._low:g} to {self._high:g}, "
            "but must be from 0 to 1 or from 0 to 255"
        )

    def _paper_is_bright(self) -> bool:
        """Return whether paper is bright, by the border, most of which is paper in any digit.

        For 20×20 only, which are taken as they are; ink.from_images looks at each of the others.
        """
        bright = total = 0
        for i, piece in enumerate(self._images):
            border = _border(piece)
            bright += int((border > self._full_scale(piece, early=i < self._early) / 2).sum())
            total += border.size
        return 2 * bright > total


def _formed(piece: Numbers, full: int) -> npt.NDArray[np.float32]:
    """Turn (k, h, w) of values from 0 to full into (k, 20, 20).

    What is 20×20 is taken as it is, so that our own come back exactly.
    """
    ours = piece.shape[1:] == (SIZE, SIZE)
    if piece.dtype != np.uint8:  # in place: one image can take 64 MB
        np.divide(piece, np.float32(full), out=piece)
        np.clip(piece, 0, 1, out=piece)
    elif ours:
        piece = to_unit(piece) if full == 255 else piece.astype(np.float32)
    return piece if ours else ink.from_images(piece)


def _border(images: Numbers) -> Numbers:
    rows = images[:, [0, -1], :].reshape(len(images), -1)
    columns = images[:, 1:-1, [0, -1]].reshape(len(images), -1)
    return np.hstack([rows, columns])
