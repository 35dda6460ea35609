"""Everybody's formats, one module each: what people have is read, what they need is written.

    read:  file or folder ─ open_any (by its content) ─▶ a format of FORMATS ─▶ Reading
    write: Examples ─ write(path, examples, format) ─▶ whole files, or none

All refusals are one FormatError with one sentence. Adding a format takes its module and one line in
FORMATS. Knows nothing of the store or of windows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from digitapp.digits.example import Example
from digitapp.files.errors import DataError
from digitapp.files.progress import Progress
from digitapp.files.safe_reader import opened, refuse

from . import csv, idx, image_files, image_folder, npy, npz
from .format import Format, Source
from .image_files import read_image
from .import_result import ImportResult
from .question import Choice, Question, Reading

__all__ = [
    "FORMATS",
    "WRITERS",
    "Choice",
    "Format",
    "ImportResult",
    "Progress",
    "Question",
    "Reading",
    "open_any",
    "read_image",
    "targets",
    "write",
]

FORMATS = (
    npz.FORMAT,
    npy.FORMAT,
    csv.FORMAT,
    idx.FORMAT,
    image_folder.FORMAT,
    npy.LAB,
)
WRITERS = {format.key: format.write for format in FORMATS if format.write}
_FOREIGN = {
    b"SQLite format 3\0": "it is a digits file or another database. Open it with File ▸ Open",
    b"\x89HDF\r\n\x1a\n": "it is HDF5, perhaps a network. Open it as a network",
    b"\x80": "it may be a Python pickle, which could run a program, so it is not opened",
    b"%PDF": "it is a PDF document",
    b"<svg": "it is an SVG drawing. Save it as PNG",
    b"<?xml": "it is XML, perhaps an SVG drawing. Save that as PNG",
}
_START = 512  # bytes by which a format is told


def open_any(path: str | Path, progress: Progress | None = None) -> Reading:
    """Read the 0s and 1s of a file or folder, whatever it is called.

    Returns the ImportResult, or a Question whose choices go on reading.

    Raises
    ------
    FormatError
        the file is damaged, hostile or of no known format; one sentence names file and reason
    Cancelled
        progress raised it
    """
    source = _source(Path(path))
    if image_files.is_image(source.start):
        reason = "it is one image without a label. Put it into a folder named 0 or 1"
        raise refuse(source.path, reason)
    for magic, reason in _FOREIGN.items():
        if source.start.startswith(magic):
            raise refuse(source.path, reason)
    read = next((each.read for each in FORMATS if each.recognises(source)), None)
    return (read or csv.read)(source.path, progress)  # a table has no mark of its own


def targets(path: str | Path, format: str) -> list[Path]:
    """Return what write() would write, the folder or the files, images first."""
    path = Path(path)
    if format not in WRITERS:
        raise DataError(f"There is no format {format!r}. Choose one of {', '.join(WRITERS)}.")
    try:
        with suppress(OSError):
            os.stat(path)  # ValueError: a zero or half a character in the name
        return next(each.targets(path) for each in FORMATS if each.key == format)
    except ValueError as error:
        raise DataError(f"{str(path)!r} is not the name of a file. Choose another one.") from error


def write(
    path: str | Path,
    examples: Iterable[Example],
    format: str,
    progress: Progress | None = None,
    *,
    replace: bool = False,
) -> list[Path]:
    """Write examples in a format of WRITERS; return the files or the folder it wrote.

    A file at path itself is replaced: whoever named it was asked.

    replace : whether other files of the format (see targets) may be replaced as well

    Raises
    ------
    DataError
        it could not be written (disk full, no permission); nothing was changed
    Cancelled
        progress raised it; nothing was changed
    """
    path = Path(path)
    others = [target for target in targets(path, format) if target != path]
    there = [target.name for target in others if os.path.lexists(target)]
    if there and not replace:
        names = " and ".join(f"“{name}”" for name in there)
        raise DataError(f"There is {names} already. Choose another name, or replace it.")
    examples = list(examples)  # a store yields them once, writers go through them twice
    if not examples:
        raise DataError("There is nothing to write. Choose at least one drawing.")
    return WRITERS[format](path, examples, progress)


def _source(path: Path) -> Source:
    if os.path.isdir(path):  # Path.is_dir raises for a name that is too long or out of reach
        return Source(path, True, b"")
    start = b""
    with opened(path) as stream:
        while len(start) < _START and (piece := stream.some(_START - len(start))):
            start += piece
    return Source(path, False, start)
