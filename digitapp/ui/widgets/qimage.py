"""Images: numpy ↔ QImage, and the only reader of image files of others. Knows no window.

An image file is hostile until shown otherwise: its content tells which format it is, only four
formats are read, and its size is asked before a pixel of it is unpacked.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLoggingCategory
from PySide6.QtGui import QImage, QImageReader

from . import image_soundness, png_soundness

_CHECKS = {
    "png": png_soundness.check,
    "jpeg": image_soundness.check_jpeg,
    "bmp": image_soundness.check_bmp,
    "gif": image_soundness.check_gif,
}
_MOST = 4096  # pixels a side
_MOST_MEGABYTES = 256  # that Qt may allocate for one image; 4096² of 16 bits a channel are 128

Bytes = npt.NDArray[np.uint8]


def leave_telling_to_us() -> None:
    """Keep Qt from writing on stderr what it thinks of an image; `decode` says it in words."""
    QLoggingCategory.setFilterRules("qt.gui.imageio*=false")


def decode(data: bytes) -> Bytes:
    """Decode an image file to (h, w, 4) uint8: red, green, blue, opacity; upright as its EXIF says.

    Raises ValueError for what is no PNG, JPEG, BMP or GIF, is damaged, or has more than 4096 pixels
    a side. Of an animation the first picture is given.
    """
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(_MOST_MEGABYTES)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    found = reader.format().toStdString()
    if found not in _CHECKS:
        raise ValueError(f"it is {found or 'nothing that is known'}, not PNG, JPEG, BMP or GIF")
    _CHECKS[found](data)
    size = reader.size()
    if max(size.width(), size.height()) > _MOST:
        raise ValueError(f"it has more than {_MOST} pixels a side")
    image = reader.read()
    if image.isNull():
        raise ValueError(reader.errorString())
    return to_array(image)


def to_array(image: QImage) -> Bytes:
    """Copy an image to (h, w, 4) uint8: red, green, blue, opacity."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    # a copy, for the bytes are the QImage's and die with it
    return rows[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4).copy()


def to_image(grays: Bytes) -> QImage:
    """Copy grays (h, w) uint8 to an image that owns its pixels."""
    rows = np.ascontiguousarray(grays, np.uint8)
    height, width = rows.shape
    shared = QImage(rows.data, width, height, width, QImage.Format.Format_Grayscale8)
    return shared.copy()
