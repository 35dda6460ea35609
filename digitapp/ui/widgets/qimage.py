"""Images: numpy → QImage. Knows no window."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage


def to_image(grays: npt.NDArray[np.uint8]) -> QImage:
    """Copy grays (h, w) uint8 to an image that owns its pixels."""
    rows = np.ascontiguousarray(grays, np.uint8)
    height, width = rows.shape
    shared = QImage(rows.data, width, height, width, QImage.Format.Format_Grayscale8)
    return shared.copy()
