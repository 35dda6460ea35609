"""Plot export: writes a picture or the figures of a plot, whole or not at all.

Knows how to write; what is painted is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPicture
from PySide6.QtSvg import QSvgGenerator

from digitapp.digits import DataError
from digitapp.training.timeline import Curves

Paint = Callable[[QPainter, QRectF], None]
SUFFIXES = (".png", ".svg", ".csv")
_PIXEL_RATIO = 2  # pixels of a PNG for one on the screen
_BATCH_ROWS = 10_000  # of a CSV, written at a time


def export_plot(path: Path, curves: Curves, size: QSize, paper: str, paint: Paint) -> None:
    """Write what a path's suffix says: .png, .svg or .csv; raises DataError with a sentence."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise DataError(
            f"A plot can be written as .png, .svg or .csv, not as “{path.name}”. "
            "Choose a name with one of these endings."
        )
    if suffix == ".csv":
        parts = _csv(curves)
    else:
        parts = iter([_png(size, paper, paint) if suffix == ".png" else _svg(size, paper, paint)])
    from digitapp.files.atomic_write import atomic_files  # here: all formats come with it

    with atomic_files([path]) as [file]:
        for part in parts:
            file.write(part)


def _csv(curves: Curves) -> Iterator[bytes]:
    """Return one row an epoch, with as many digits as the same numbers need."""
    yield (",".join(Curves._fields).replace("epochs", "epoch") + "\n").encode()
    for start in range(0, len(curves.epochs), _BATCH_ROWS):
        columns = [column[start : start + _BATCH_ROWS].tolist() for column in curves]
        rows = zip(*columns, strict=True)
        lines = [f"{epoch:.0f},{','.join(map(_figure, rest))}\n" for epoch, *rest in rows]
        yield "".join(lines).encode()


def _figure(value: float) -> str:
    return "" if value != value else repr(value)  # NaN: there was nothing to measure


def _png(size: QSize, paper: str, paint: Paint) -> bytes:
    image = QImage(size * _PIXEL_RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PIXEL_RATIO)
    image.fill(QColor(paper))
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"PNG")).write(image):
        raise DataError("The plot could not be made into a PNG. Nothing was written.")
    return bytes(buffer.data().data())


def _svg(size: QSize, paper: str, paint: Paint) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    place = QRectF(0, 0, size.width(), size.height())
    generator.setViewBox(place)
    # the axes are recorded as QPicture, which scales itself wherever the resolution is another
    generator.setResolution(QPicture().logicalDpiX())
    generator.setTitle("Training curves")
    painter = QPainter(generator)
    painter.fillRect(place, QColor(paper))
    paint(painter, place)
    painter.end()
    return bytes(buffer.data().data())
