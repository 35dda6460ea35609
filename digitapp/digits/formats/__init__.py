"""Everybody's formats, one file each: what people already have comes in, what they need goes out.

    read:  file ─ open_any (by its content) ─▶ idx, npz, csv, lab, image_folder ─▶ ImportResult
    write: Examples ─ write(path, examples, format) ─▶ whole files, or none

All refusals are one FormatError with one sentence. numpy and the standard library; knows nothing of
the store or of windows.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from digitapp.digits.example import Example
from digitapp.files.errors import DataError
from digitapp.files.progress import Progress
from digitapp.files.safe_reader import opened, refuse

from . import csv, idx, image_folder, image_header, lab, npz
from .image_folder import Decode, read_image
from .import_result import ImportResult
from .lab import OrientationUnknown

__all__ = [
    "WRITERS",
    "Decode",
    "ImportResult",
    "OrientationUnknown",
    "Progress",
    "open_any",
    "read_image",
    "targets",
    "write",
]

Write = Callable[[Path, Sequence[Example], Progress | None], list[Path]]

WRITERS: dict[str, Write] = {
    "npz": npz.write,
    "npy": npz.write_pair,
    "csv": csv.write,
    "idx": idx.write,
    "folder": image_folder.write,
    "lab": lab.write,
}
_TARGETS = {"npy": npz.pair_targets, "lab": npz.pair_targets, "idx": idx.targets}
_FOREIGN = {
    b"SQLite format 3\0": "it is a digits file or another database. Open it with File ▸ Open",
    b"\x89HDF\r\n\x1a\n": "it is HDF5, perhaps a network. Open it as a network",
    b"\x80": "it may be a Python pickle, which could run a program, so it is not opened",
    b"%PDF": "it is a PDF document",
    b"<svg": "it is an SVG drawing. Save it as PNG",
    b"<?xml": "it is XML, perhaps an SVG drawing. Save that as PNG",
}


def open_any(
    path: str | Path,
    *,
    decode: Decode | None = None,
    transposed: bool | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Read the 0s and 1s of a file or folder, whatever it is called.

    decode : reads image files (see image_folder.py); without it only PNGs that we wrote are read
    transposed : how rows of 400 in a pair of .npy files are meant (see lab.py)

    Raises
    ------
    FormatError
        the file is damaged, hostile or of no known format; one sentence names file and reason
    OrientationUnknown
        the person must say how rows of 400 are meant; ask, then call again with transposed
    Cancelled
        progress raised it
    """
    path = Path(path)
    if os.path.isdir(path):  # Path.is_dir raises for a name that is too long or out of reach
        return image_folder.read(path, decode, progress)
    start = _start(path)
    if start[:4] == b"PK\3\4" or start[:4] == b"PK\5\6":
        return npz.read(path, progress)
    if start[:6] == b"\x93NUMPY":
        return lab.read(path, progress, transposed)
    if start[:2] == b"\0\0":
        return idx.read(path, progress)
    if image_header.kind(start):
        raise refuse(path, "it is one image without a label. Put it into a folder named 0 or 1")
    for magic, reason in _FOREIGN.items():
        if start.startswith(magic):
            raise refuse(path, reason)
    return csv.read(path, progress)


def targets(path: str | Path, format: str) -> list[Path]:
    """Tell what write() would write, the folder or the files, images first."""
    path = Path(path)
    if format not in WRITERS:
        raise DataError(f"There is no format {format!r}. Choose one of {', '.join(WRITERS)}.")
    try:
        with suppress(OSError):
            os.stat(path)  # ValueError: a zero or half a character in the name
        return _TARGETS[format](path) if format in _TARGETS else [path]
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
    """Write examples in a format of WRITERS; gives the files or the folder that it wrote.

    A file at path itself is replaced: whoever named it was asked. For others there is

    replace : whether files that go with it (see targets) may be replaced as well

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
    examples = list(examples)  # a store gives them once, writers go through them twice
    if not examples:
        raise DataError("There is nothing to write. Choose at least one drawing.")
    return WRITERS[format](path, examples, progress)


def _start(path: Path) -> bytes:
    """Return the first bytes, inflated when the file is gzip."""
    start = b""
    with opened(path) as stream:
        while len(start) < 16 and (piece := stream.some(16 - len(start))):
            start += piece
    return start
