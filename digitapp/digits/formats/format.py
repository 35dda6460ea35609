"""Format: what a module of this folder says of the format that it reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from digitapp.digits.example import Example
from digitapp.files.progress import Progress

from .question import Reading


class Source(NamedTuple):
    """A file or folder to import, as far as it must be known to tell its format.

    start : the first 512 bytes of a file, expanded where it is gzip; b"" of a folder
    members : the names in a zip; () of anything else
    """

    path: Path
    is_folder: bool
    start: bytes
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """One format, registered in FORMATS; one that cannot be read or written leaves that out.

    key : for programs, "csv"
    title, suffix : for a person who saves, "Table with label, pixel0, …" and ".csv"
    recognises : tells by its content whether a source is of this format
    read : reads all of it; raises FormatError
    write : writes examples to a path; returns the files or the folder it wrote
    targets : tells which these would be
    """

    key: str
    title: str
    suffix: str
    recognises: Callable[[Source], bool] = lambda source: False
    read: Callable[[Path, Progress | None], Reading] | None = None
    write: Callable[[Path, Sequence[Example], Progress | None], list[Path]] | None = None
    targets: Callable[[Path], list[Path]] = lambda path: [path]
