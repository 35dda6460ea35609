"""Plot export: writes a picture or the figures of a plot, whole or not at all.

Knows how to write; what is painted is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QSize

from digitapp.digits import DataError
from digitapp.training.timeline import Curves
from digitapp.ui.widgets.picture_export import Paint, png, svg

SUFFIXES = (".png", ".svg", ".csv")
_BATCH_ROWS = 10_000  # of a CSV, written at a time


def export_plot(path: Path, curves: Curves, size: QSize, paper: str, paint: Paint) -> None:
    """Write what a path's suffix says: .png, .svg or .csv; raises DataError with a sentence."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise DataError(
            f"A plot can be written as .png, .svg or .csv, not as “{path.name}”. "
            "Choose a name with one of these endings."
        )
    parts: Iterable[bytes]
    if suffix == ".csv":
        parts = map(str.encode, table(curves, ","))
    else:
        is_png, title = suffix == ".png", "Training curves"
        parts = [png(size, paper, paint) if is_png else svg(size, paper, paint, title)]
    from digitapp.files.atomic_write import atomic_files  # here: all formats come with it

    with atomic_files([path]) as [file]:
        for part in parts:
            file.write(part)


def table(curves: Curves, separator: str) -> Iterator[str]:
    """Yield one row an epoch, with as many digits as the same numbers need; many at a time."""
    yield separator.join(Curves._fields).replace("epochs", "epoch") + "\n"
    for start in range(0, len(curves.epochs), _BATCH_ROWS):
        columns = [column[start : start + _BATCH_ROWS].tolist() for column in curves]
        rows = zip(*columns, strict=True)
        lines = (separator.join([f"{epoch:.0f}", *map(_figure, rest)]) for epoch, *rest in rows)
        yield "".join(f"{line}\n" for line in lines)


def _figure(value: float) -> str:
    return "" if value != value else repr(value)  # NaN: there was nothing to measure
