"""Example: one labelled drawing as the program hands it about. numpy only."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import DataError

from .drawing import Drawing

Image = npt.NDArray[np.float32]

SIZE = 20  # pixels a side of every image
_LATEST = sys.float_info.max  # seconds


@dataclass(frozen=True, eq=False)
class Example:
    """A labelled digit.

    image : (20, 20) float32 in [0, 1], 0 = paper, 1 = ink; read-only
    label : 0 or 1
    drawing : the strokes it was derived from, or None for an image that came from elsewhere
    source : where it came from, e.g. "drawn", "starter", "import: mnist.npz"
    created : seconds since 1970, UTC; 0: not known, the store then sets when it was added
    id : its number in the store, None before it is stored

    Equal are examples of the same content, whenever and wherever they were stored: image (bit for
    bit), label, drawing and source; neither `created` nor `id`. DataError for any other value.
    """

    image: Image
    label: int
    drawing: Drawing | None = None
    source: str = "drawn"
    created: float = 0.0
    id: int | None = None

    def __post_init__(self) -> None:
        """Check what every later stretch of the path relies on."""
        if not isinstance(self.drawing, Drawing | None):
            raise DataError(f"A drawing must be a Drawing or None, got {self.drawing!r:.50}.")
        if not isinstance(self.source, str):
            raise DataError(f"A source must be text, got {self.source!r:.50}.")
        object.__setattr__(self, "image", _as_image(self.image))
        object.__setattr__(self, "label", as_label(self.label))
        object.__setattr__(self, "created", _as_time(self.created))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Example) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())

    def _content(self) -> tuple[bytes, int, Drawing | None, str]:
        return self.image.tobytes(), self.label, self.drawing, self.source


def as_label(label: object) -> int:
    """Return a label as 0 or 1, of whatever type it came; raises DataError for anything else."""
    kinds = int | float | np.integer | np.floating | np.bool_
    if isinstance(label, kinds) and label in (0, 1):
        return int(label)
    raise DataError(f"A label must be 0 or 1, got {label!r:.50}.")


def _as_image(values: npt.ArrayLike) -> Image:
    try:
        with np.errstate(over="ignore"):  # beyond float32 lies infinity, refused below
            image = np.asarray(values).astype(np.float32, order="C", casting="same_kind")
    except (TypeError, ValueError) as error:
        raise DataError(f"An image must be numbers from 0 (paper) to 1 (ink): {error}.") from error
    if image.shape != (SIZE, SIZE):
        raise DataError(f"An image must have shape ({SIZE}, {SIZE}), got {image.shape}.")
    if not (image.min() >= 0 and image.max() <= 1):  # also catches NaN
        raise DataError("An image must have values from 0 (paper) to 1 (ink).")
    image.flags.writeable = False
    return image


def _as_time(created: float) -> float:
    if isinstance(created, int | float | np.integer | np.floating) and abs(created) <= _LATEST:
        return float(created)
    raise DataError(f"A time must be a finite number of seconds, got {created!r:.50}.")
