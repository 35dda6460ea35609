"""Everybody's formats, one module each: what people have is read, what they need is written.

    read:  file or folder ─ open_any (by its content) ─▶ a format of FORMATS ─▶ Reading
    write: Examples ─ write(path, examples, format) ─▶ whole files, or none

All refusals are one FormatError with one sentence. Adding a format takes its module and one line in
FORMATS. Knows nothing of the store or of windows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from digitapp.digits.example import Example
from digitapp.files.errors import DataError, FormatError
from digitapp.files.progress import Progress
from digitapp.files.safe_reader import opened, refuse
from digitapp.files.safe_zip import open_zip

from . import csv, foreign, idx, image_files, image_folder, mat, npy, npz, paired_files, zip_archive
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
    "together",
    "write",
]

FORMATS = (
    npz.FORMAT,
    npy.FORMAT,
    csv.FORMAT,
    idx.FORMAT,
    image_folder.FORMAT,
    npy.LAB,
    zip_archive.FORMAT,
    mat.FORMAT,
)
WRITERS = {format.key: format.write for format in FORMATS if format.write}
_START = 512  # bytes by which a format is told


def open_any(*paths: str | Path, progress: Progress | None = None) -> Reading:
    """Read the 0s and 1s of a file or folder, whatever it is called, or of several images.

    paths : one, or a group that together() returned

    Returns the ImportResult, or a Question whose choices go on reading.

    Raises
    ------
    FormatError
        the file is damaged, hostile or of no known format; one sentence names file and reason
    Cancelled
        progress raised it
    """
    sources = [_source(Path(path)) for path in paths]
    if all(image_files.is_image(source.start) for source in sources):
        return image_folder.read_images([source.path for source in sources], progress)
    source = sources[0]
    if source.is_folder and (files := image_folder.files_without_images(source.path)):
        source = _source(_only_readable(source.path, files))
    told = foreign.reason(source.start)
    if told:
        raise refuse(source.path, told)
    read = next((each.read for each in FORMATS if each.recognises(source)), None)
    return (read or csv.read)(source.path, progress)  # a table has no mark of its own


def together(paths: Iterable[Path]) -> list[tuple[Path, ...]]:
    """Return what to open one after the other: all images as one, a pair by one of its files."""
    groups, images, read = list[tuple[Path, ...]](), list[Path](), set[Path]()
    for path in paths:
        if path.suffix.lower() in image_files.SUFFIXES and not os.path.isdir(path):
            images.append(path)
        elif path not in read:
            read.update(paired_files.known_pair(path))
            groups.append((path,))
    return groups + ([tuple(images)] if images else [])


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


def _only_readable(folder: Path, files: Sequence[Path]) -> Path:
    """Return the one file to open in a folder without images, the first of a pair; else refuse."""
    readable = [group[0] for group in together(files) if _is_readable(group[0])]
    if len(readable) == 1:
        return readable[0]
    named = ", ".join(f"“{file.name}”" for file in (readable or files)[:5])
    if readable:
        raise refuse(folder, f"it holds {named}. Choose one of them")
    raise refuse(folder, f"it holds no image and nothing else that is read, but {named}")


def _is_readable(path: Path) -> bool:
    try:
        source = _source(path)
    except FormatError:
        return False
    if foreign.reason(source.start):
        return False
    known = any(each.recognises(source) for each in FORMATS)
    return known or path.name.lower().removesuffix(".gz").endswith((".csv", ".tsv"))


def _source(path: Path) -> Source:
    if os.path.isdir(path):  # Path.is_dir raises for a name that is too long or out of reach
        return Source(path, True, b"")
    start = b""
    with opened(path) as stream:
        while len(start) < _START and (piece := stream.some(_START - len(start))):
            start += piece
    if start[:4] not in (b"PK\3\4", b"PK\5\6"):
        return Source(path, False, start)
    with open_zip(path) as archive:
        return Source(path, False, start, tuple(archive.names))
