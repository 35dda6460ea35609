"""Picture export: a picture as PNG or SVG, in memory or in a file, whole or not at all.

Knows how to write; what is painted is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPicture
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from digitapp.digits import DataError

Paint = Callable[[QPainter, QRectF], None]
_PIXEL_RATIO = 2  # pixels of a PNG for one on the screen


def png(size: QSize, paper: str, paint: Paint) -> bytes:
    """Return a picture as PNG, twice as large as on the screen."""
    image = QImage(size * _PIXEL_RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PIXEL_RATIO)
    image.fill(QColor(paper))
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"PNG")).write(image):
        raise DataError("The picture could not be made into a PNG. Nothing was written.")
    return bytes(buffer.data().data())


def svg(size: QSize, paper: str, paint: Paint, title: str) -> bytes:
    """Return a picture as SVG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    place = QRectF(0, 0, size.width(), size.height())
    generator.setViewBox(place)
    # what is recorded as QPicture scales itself wherever the resolution is another
    generator.setResolution(QPicture().logicalDpiX())
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.fillRect(place, QColor(paper))
    paint(painter, place)
    painter.end()
    return bytes(buffer.data().data())


def write_widget(path: Path, widget: QWidget, paper: str, title: str) -> None:
    """Write a widget as it looks, by the path's suffix; raises DataError with a sentence."""

    def paint(painter: QPainter, place: QRectF) -> None:
        widget.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)

    suffix = path.suffix.lower()
    if suffix not in (".png", ".svg"):
        raise DataError(
            f"A picture can be written as .png or .svg, not as “{path.name}”. "
            "Choose a name with one of these endings."
        )
    size = widget.size()
    data = png(size, paper, paint) if suffix == ".png" else svg(size, paper, paint, title)
    from digitapp.files.atomic_write import atomic_files  # here: all formats come with it

    with atomic_files([path]) as [file]:
        file.write(data)
