"""Images and strokes in a digits file: written once, checked at every reading.

Knows the table `images`. Rows are read in batches of a few hundred, between which other threads
run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example

from .checksums import Row, image_sha256, is_whole
from .connection import DigitsFile, damaged
from .index import Ids, Rows

_BATCH_ROWS = 500
_PIXELS = np.dtype("<f4")


def insert(file: DigitsFile, rows: Rows, examples: Sequence[Example]) -> None:
    """Write the images and strokes of examples; rows: (m,) EXAMPLE, of the same."""
    images = [_row(*pair) for pair in zip(rows.tolist(), examples, strict=True)]
    file.connection.executemany("INSERT INTO images VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", images)


def _row(row: Row, example: Example) -> Row:
    number, _, label, split_override, _, split_index, _, created = row
    strokes = None
    if example.drawing is not None:
        strokes = example.drawing.to_bytes()
        Drawing.from_bytes(strokes)  # what could not be read again must not be called saved
    image = example.image.astype(_PIXELS, copy=False).tobytes()
    facts = (label, split_override, split_index, storable(example.source), created)
    values = (*facts, image, strokes)
    return number, image_sha256(number, *values), *values


def read(file: DigitsFile, ids: Ids) -> npt.NDArray[np.float32]:
    """Read images as X of shape (m, 400), float32, in the order of ids (ascending)."""
    X = np.empty((len(ids), 400), np.float32)
    for start in range(0, len(ids), _BATCH_ROWS):
        rows = _select(file, ids[start : start + _BATCH_ROWS].tolist())
        pixels = np.frombuffer(b"".join([row[-2] for row in rows]), _PIXELS)
        X[start : start + len(rows)] = pixels.reshape(-1, 400)
    return X


def read_drawings(
    file: DigitsFile, ids: Ids
) -> list[tuple[npt.NDArray[np.float32], Drawing | None]]:
    """Read images of shape (20, 20) with their strokes, a few hundred at most, ids ascending."""
    return [
        (
            np.frombuffer(image, _PIXELS).reshape(20, 20),
            None if strokes is None else Drawing.from_bytes(strokes),
        )
        for *_, image, strokes in _select(file, ids.tolist())
    ]


def check(file: DigitsFile, ids: Ids) -> None:
    """Read and check every row of `images`; ids are all there must be."""
    (n,) = file.connection.execute("SELECT count(*) FROM images").fetchone()
    if n != len(ids):
        raise damaged(file.path, "its images are not as many as its drawings")
    for start in range(0, len(ids), _BATCH_ROWS):
        _select(file, ids[start : start + _BATCH_ROWS].tolist())


def storable(source: str) -> str:
    """Return the name of a source as SQLite can keep it: file names may hold broken bytes."""
    return source.encode("utf-8", "backslashreplace").decode()


def _select(file: DigitsFile, wanted: list[int]) -> list[Row]:
    """Read and check rows; wanted: their ids, ascending."""
    if not wanted:
        return []
    sql = "SELECT * FROM images WHERE id"
    if wanted[-1] - wanted[0] >= 4 * len(wanted):  # far apart: passing over the rest costs more
        found = [file.connection.execute(f"{sql} = ?", [number]).fetchone() for number in wanted]
        rows = [row for row in found if row]
    else:
        between = f"{sql} BETWEEN ? AND ? ORDER BY id"
        names = set(wanted)
        found = file.connection.execute(between, (wanted[0], wanted[-1])).fetchall()
        rows = [row for row in found if row[0] in names]
    if [row[0] for row in rows] != wanted:
        raise damaged(file.path, "the image of a drawing is missing")
    for row in rows:
        if not is_whole("images", row):
            raise damaged(file.path, f"the image of drawing {row[0]} is not as it was written")
    return rows
