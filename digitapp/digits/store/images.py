"""Images and strokes in a digits file: written once, checked by their SHA-256 at every reading.

Knows the table `images`. Rows are read in pieces of a few hundred, between which other threads run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example

from .checksums import Row, image_checksum
from .connection import DigitsFile, damaged
from .index import Ids
from .schema import IMAGE_BYTES

_AT_ONCE = 500
_PIXELS = np.dtype("<f4")
_COLUMNS = "id, sha256, strokes_sha256, image"


def insert(file: DigitsFile, first: int, examples: Sequence[Example]) -> None:
    """Write the images and strokes of examples, numbered from `first` on."""
    rows = [_row(first + k, example) for k, example in enumerate(examples)]
    file.connection.executemany("INSERT INTO images VALUES (?, ?, ?, ?, ?)", rows)


def _row(number: int, example: Example) -> Row:
    image = example.image.astype(_PIXELS, copy=False).tobytes()
    if example.drawing is None:
        return (number, image_checksum(number, image, None), None, image, None)
    strokes = example.drawing.to_bytes()
    Drawing.from_bytes(strokes)  # what could not be read again must not be called saved
    strokes_checksum = hashlib.sha256(strokes).digest()
    return (
        number,
        image_checksum(number, image, strokes_checksum),
        strokes_checksum,
        image,
        strokes,
    )


def read(file: DigitsFile, ids: Ids) -> npt.NDArray[np.float32]:
    """Read images as X of shape (m, 400), float32, in the order of ids (ascending)."""
    X = np.empty((len(ids), 400), np.float32)
    for start in range(0, len(ids), _AT_ONCE):
        wanted = ids[start : start + _AT_ONCE].tolist()
        rows = _select(file, _COLUMNS, wanted)
        _check(file, rows, wanted)
        pixels = np.frombuffer(b"".join([row[3] for row in rows]), _PIXELS)
        X[start : start + len(rows)] = pixels.reshape(-1, 400)
    return X


def read_drawings(
    file: DigitsFile, ids: Ids
) -> list[tuple[npt.NDArray[np.float32], Drawing | None]]:
    """Read images of shape (20, 20) with their strokes, a few hundred at most, ids ascending."""
    wanted = ids.tolist()
    rows = _select(file, f"{_COLUMNS}, strokes", wanted)
    _check(file, rows, wanted)
    pairs = []
    for number, _, strokes_checksum, image, strokes in rows:
        if not _same(strokes, strokes_checksum):
            raise damaged(
                file.path, f"the strokes of drawing {number} are not as they were written"
            )
        drawing = None if strokes is None else Drawing.from_bytes(strokes)
        pairs.append((np.frombuffer(image, _PIXELS).reshape(20, 20), drawing))
    return pairs


def check(file: DigitsFile, ids: Ids) -> None:
    """Read and check every image and all strokes; ids are all there must be."""
    (n,) = file.connection.execute("SELECT count(*) FROM images").fetchone()
    if n != len(ids):
        raise damaged(file.path, "its images are not as many as its drawings")
    for start in range(0, len(ids), _AT_ONCE):
        wanted = ids[start : start + _AT_ONCE].tolist()
        rows = _select(file, f"{_COLUMNS}, strokes", wanted)
        _check(file, rows, wanted)
        if not all(_same(row[4], row[2]) for row in rows):
            raise damaged(file.path, "the strokes of a drawing are not as they were written")


def _select(file: DigitsFile, columns: str, wanted: list[int]) -> list[Row]:
    if not wanted:
        return []
    sql = f"SELECT {columns} FROM images WHERE id"
    if wanted[-1] - wanted[0] >= 4 * len(wanted):  # far apart: passing over the rest costs more
        rows = [file.connection.execute(f"{sql} = ?", [number]).fetchone() for number in wanted]
        return [row for row in rows if row]
    between = f"{sql} BETWEEN ? AND ? ORDER BY id"
    rows = file.connection.execute(between, (wanted[0], wanted[-1])).fetchall()
    if len(rows) == len(wanted):
        return rows
    names = set(wanted)
    return [row for row in rows if row[0] in names]


def _check(file: DigitsFile, rows: list[Row], wanted: list[int]) -> None:
    if [row[0] for row in rows] != wanted:
        raise damaged(file.path, "the image of a drawing is missing")
    for number, sha256, strokes_checksum, image, *_ in rows:
        try:
            whole = (
                len(image) == IMAGE_BYTES
                and image_checksum(number, image, strokes_checksum) == sha256
            )
        except TypeError:  # a value of another type
            whole = False
        if not whole:
            raise damaged(file.path, f"the image of drawing {number} is not as it was written")


def _same(strokes: object, strokes_checksum: object) -> bool:
    if strokes is None or not isinstance(strokes, bytes):
        return strokes is None and strokes_checksum is None
    return hashlib.sha256(strokes).digest() == strokes_checksum
