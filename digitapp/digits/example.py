"""Example: one labelled drawing as the program hands it about. numpy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .drawing import Drawing
from .errors import DataError

Image = npt.NDArray[np.float32]

SIZE = 20  # pixels a side of every image


@dataclass(frozen=True, eq=False)
class Example:
    """A labelled digit.

    image : (20, 20) float32 in [0, 1], 0 = paper, 1 = ink; read-only
    label : 0 or 1
    drawing : the strokes it was derived from, or None for an image that came from elsewhere
    source : where it came from, e.g. "drawn", "starter", "import: mnist.npz"
    created : seconds since 1970, UTC
    id : its number in the store, None before it is stored
    """

    image: Image
    label: int
    drawing: Drawing | None = None
    source: str = "drawn"
    created: float = 0.0
    id: int | None = None

    def __post_init__(self) -> None:
        """Check what every later stretch of the path relies on."""
        image = np.array(self.image, np.float32, order="C")
        if image.shape != (SIZE, SIZE):
            raise DataError(f"An image must have shape ({SIZE}, {SIZE}), got {image.shape}.")
        if not (image.min() >= 0 and image.max() <= 1):  # also catches NaN
            raise DataError("An image must have values from 0 (paper) to 1 (ink).")
        if self.label not in (0, 1):
            raise DataError(f"A label must be 0 or 1, got {self.label!r}.")
        image.flags.writeable = False
        object.__setattr__(self, "image", image)
        object.__setattr__(self, "label", int(self.label))
