"""Drawing: what a person drew, as strokes of points; bytes ↔ Drawing. numpy only.

Strokes are the truth and the image is derived from them (see ink.py), so a drawing keeps every
point in the units of the canvas it was drawn on, with the time of each.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import DataError

Stroke = npt.NDArray[np.float32]

_MAX_STROKES = 10_000
_MAX_POINTS = 1_000_000
_COUNT = np.dtype("<u4")
_POINT = np.dtype("<f4")
_MAX_BYTES = 4 * (1 + _MAX_STROKES) + 12 * _MAX_POINTS  # unpacked


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes in the order in which they were drawn.

    strokes : tuple of (n, 3) float32, columns x right, y down (canvas units), t (seconds from the
        first point). Read-only copies; (n, 2) is accepted and gets t = 0.

    At most 10,000 strokes with 1,000,000 points together: DataError for more, and for what is not
    a list of points.

    >>> drawing = Drawing([[(10, 20), (10, 80)]])
    >>> drawing == Drawing.from_bytes(drawing.to_bytes())
    True
    """

    strokes: tuple[Stroke, ...]

    def __init__(self, strokes: Iterable[npt.ArrayLike]) -> None:
        own = tuple(_stroke(points) for points in strokes)
        n_points = sum(map(len, own))
        if len(own) > _MAX_STROKES or n_points > _MAX_POINTS:
            raise DataError(
                f"A drawing can have {_MAX_STROKES:,} strokes and {_MAX_POINTS:,} points, "
                f"this one has {len(own):,} and {n_points:,}. Clear the canvas and draw it again."
            )
        object.__setattr__(self, "strokes", own)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawing) and self._raw() == other._raw()

    def __hash__(self) -> int:
        return hash(self._raw())

    def to_bytes(self) -> bytes:
        """Pack as: number of strokes, points in each (uint32), then all points; deflated."""
        return zlib.compress(self._raw(), level=1)

    @classmethod
    def from_bytes(cls, data: bytes) -> Drawing:
        """Read what to_bytes wrote; raises DataError for anything else."""
        raw = _unpacked(data)
        n_strokes = int(np.frombuffer(raw, _COUNT, 1)[0])
        start = 4 + 4 * n_strokes
        if len(raw) < start or n_strokes > _MAX_STROKES:
            raise DataError("The strokes of a drawing are cut short or damaged.")
        counts = np.frombuffer(raw, _COUNT, n_strokes, 4).astype(np.int64)
        if len(raw) != start + 12 * int(counts.sum()):
            raise DataError("The strokes of a drawing do not have the length they announce.")
        points = np.frombuffer(raw, _POINT, offset=start).reshape(-1, 3)
        ends = np.cumsum(counts)
        return cls(points[end - n : end] for end, n in zip(ends, counts, strict=True))

    def _raw(self) -> bytes:
        counts = np.array([len(self.strokes), *map(len, self.strokes)], _COUNT)
        points = [stroke.astype(_POINT).tobytes() for stroke in self.strokes]
        return counts.tobytes() + b"".join(points)


def _stroke(points: npt.ArrayLike) -> Stroke:
    try:
        with np.errstate(over="ignore"):  # beyond float32 lies infinity, which ink leaves out
            array = np.asarray(points).astype(np.float32, casting="same_kind")
    except (TypeError, ValueError) as error:
        raise DataError(
            f"A stroke must be a list of points (x, y) or (x, y, t): {error}"
        ) from error
    if array.size == 0:
        array = np.empty((0, 2), np.float32)
    if array.ndim != 2 or array.shape[1] not in (2, 3):
        raise DataError(f"A stroke must have shape (n, 2) or (n, 3), got {array.shape}.")
    stroke = np.zeros((len(array), 3), np.float32)
    stroke[:, : array.shape[1]] = array
    stroke.flags.writeable = False
    return stroke


def _unpacked(data: bytes) -> bytes:
    """Inflate, but never more than a drawing can have."""
    unpack = zlib.decompressobj()
    try:
        raw = unpack.decompress(data, _MAX_BYTES + 1)
    except zlib.error as error:
        raise DataError(f"The strokes of a drawing are damaged ({error}).") from error
    if not unpack.eof or unpack.unused_data or len(raw) < 4:
        raise DataError("The strokes of a drawing are cut short or too long.")
    return raw
