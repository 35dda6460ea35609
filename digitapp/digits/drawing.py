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

from .errors import DataError

Stroke = npt.NDArray[np.float32]

_MAX_POINTS = 1_000_000
_HEADER = np.dtype("<u4")
_POINT = np.dtype("<f4")


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes in the order in which they were drawn.

    strokes : tuple of (n, 3) float32, columns x right, y down (canvas units), t (seconds from the
        first point). Read-only; (n, 2) is accepted and gets t = 0.
    """

    strokes: tuple[Stroke, ...]

    def __init__(self, strokes: Iterable[npt.ArrayLike]) -> None:
        object.__setattr__(self, "strokes", tuple(_stroke(points) for points in strokes))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawing) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Pack as: number of strokes, points in each (uint32), then all points; deflated."""
        counts = np.array([len(self.strokes), *map(len, self.strokes)], _HEADER)
        points = [stroke.astype(_POINT).tobytes() for stroke in self.strokes]
        return zlib.compress(counts.tobytes() + b"".join(points), level=1)

    @classmethod
    def from_bytes(cls, data: bytes) -> Drawing:
        """Read what to_bytes wrote; raises DataError for anything else."""
        limit = _MAX_POINTS * 16
        try:
            unpack = zlib.decompressobj()
            raw = unpack.decompress(data, limit)
        except zlib.error as error:
            raise DataError(f"The strokes of a drawing are damaged ({error}).") from error
        if not unpack.eof or unpack.unused_data or len(raw) < 4:
            raise DataError("The strokes of a drawing are cut short or too long.")
        n_strokes = int(np.frombuffer(raw, _HEADER, 1)[0])
        start = 4 + 4 * n_strokes
        if len(raw) < start:
            raise DataError("The strokes of a drawing are cut short.")
        counts = np.frombuffer(raw, _HEADER, n_strokes, 4).astype(np.int64)
        if len(raw) != start + 12 * int(counts.sum()):
            raise DataError("The strokes of a drawing do not have the length they announce.")
        points = np.frombuffer(raw, _POINT, offset=start).reshape(-1, 3)
        return cls(np.split(points, np.cumsum(counts)[:-1]) if n_strokes else [])


def _stroke(points: npt.ArrayLike) -> Stroke:
    array = np.asarray(points, np.float32)
    if array.ndim != 2 or array.shape[1] not in (2, 3):
        raise DataError(f"A stroke must have shape (n, 2) or (n, 3), got {array.shape}.")
    stroke = np.zeros((len(array), 3), np.float32)
    stroke[:, : array.shape[1]] = array
    stroke.flags.writeable = False
    return stroke
