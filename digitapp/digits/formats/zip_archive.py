"""A zip of images in folders, as image_folder.py reads them, or of one table. Not written."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath

from digitapp.files.progress import Progress
from digitapp.files.safe_reader import refuse
from digitapp.files.safe_zip import SafeZip, open_zip

from . import csv, foreign
from .format import Format
from .image_files import MAX_FILE, SUFFIXES
from .image_folder import Found, read_found
from .question import Reading

_TABLES = (".csv", ".tsv", ".txt")
_IGNORED = ("__MACOSX/", ".")


def read(path: Path, progress: Progress | None = None) -> Reading:
    """Read the images of a zip, or the only table in it."""
    with open_zip(path) as archive:
        names = [
            name
            for name in archive.names
            if not name.endswith("/") and not name.startswith(_IGNORED)
        ]
        told = foreign.reason_of_zip(names)
        if told:
            raise refuse(path, told)
        tables = [name for name in names if name.lower().endswith(_TABLES)]
        if any(name.lower().endswith(SUFFIXES) for name in names):
            found = [
                Found(PurePosixPath(name), partial(_bytes, archive, name)) for name in sorted(names)
            ]
            return read_found(path, found, path.stem, progress)
        if len(tables) == 1:
            return csv.read_stream(path, archive.open(tables[0]), progress)
        listed = ", ".join(name[:40] for name in names[:5]) or "nothing"
        raise refuse(
            path, f"it is a zip with {listed}. Unpack it first, then import what was in it"
        )


FORMAT = Format(
    "zip",
    "Zip of images or of a table",
    ".zip",
    recognises=lambda source: source.start[:4] in (b"PK\3\4", b"PK\5\6"),
    read=read,
)


def _bytes(archive: SafeZip, name: str, most: int = -1) -> bytes:
    stream = archive.open(name)
    size = stream.size or 0
    if size > MAX_FILE:
        raise refuse(archive.path, "it is larger than 64 MB")
    if most >= 0:
        return bytes(stream.take(min(most, size)))
    data = bytes(stream.take(size))
    stream.end()
    return data
