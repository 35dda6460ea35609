"""Model files as archives that anybody may have made: their members, read with distrust."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from digitapp.nn.arguments import described
from digitapp.nn.arrays import Array

if TYPE_CHECKING:
    from pathlib import Path

    from digitapp.files.safe_zip import SafeZip

MAX_MEMBER = 64 * 2**20  # bytes
_MAX_MEMBERS = 1000
_HDF5 = b"\x89HDF\r\n\x1a\n"


class ModelFileError(ValueError):
    """A model file is damaged, hostile, or holds what we have no layers for; says which and why."""


def as_path(filepath: object) -> Path:
    """Return the path that was given; TypeError where it is none."""
    if not isinstance(filepath, str | os.PathLike):
        raise TypeError(f"filepath must be the name of a file, got {described(filepath)}.")
    if "\0" in os.fspath(filepath):
        raise ValueError("filepath must be the name of a file, got one with a zero in it.")
    from pathlib import Path  # here, as below: `import digitapp.nn` is to be quick

    return Path(filepath)


@contextmanager
def model_errors(path: Path) -> Iterator[None]:
    """Raise a ModelFileError for whatever goes wrong with the file in this context."""
    from digitapp.files.errors import FormatError

    if not os.path.exists(path):  # path.exists raises OSError for a name that is too long
        raise FileNotFoundError(f"There is no file {path}.")
    try:
        yield
    except FormatError as error:
        raise ModelFileError(str(error)) from error
    except Exception as error:  # whatever a hostile file makes one of the parsers raise
        known = isinstance(error, ModelFileError)
        reason = str(error).rstrip(".") if known else "it does not fit together"
        raise ModelFileError(f"“{path.name}” is not a model we can open: {reason}.") from error


@contextmanager
def open_model(path: Path) -> Iterator[SafeZip]:
    """Open the archive that a model file is."""
    from digitapp.files.safe_reader import opened_file
    from digitapp.files.safe_zip import open_zip

    with model_errors(path), opened_file(path) as (file, _):
        if file.read(len(_HDF5)) == _HDF5:
            raise ModelFileError("it is HDF5, as Keras 2 wrote it. Save it as .keras there")
    with model_errors(path), open_zip(path) as archive:
        if len(archive.names) > _MAX_MEMBERS:
            raise ModelFileError(f"it has {len(archive.names):,} members")
        yield archive


def read_bytes(path: Path, most: int) -> bytes:
    """Return the content of a file that is no archive."""
    from digitapp.files.safe_reader import opened_file

    with opened_file(path) as (file, size):
        if size > most:
            raise ModelFileError("it is longer than that of any network we can open")
        return file.read()


def read_member(archive: SafeZip, name: str, most: int = MAX_MEMBER) -> bytes:
    """Return a member; what other members hold is never expanded."""
    if name not in archive.names:
        raise ModelFileError(f"{name} is missing")
    member = archive.open(name)
    if member.size is None or member.size > most:
        raise ModelFileError(f"{name} is longer than that of any network we can open")
    content = bytes(member.take(member.size))
    member.end()
    return content


def read_npy(archive: SafeZip, name: str) -> Array:
    """Read a float32 array, after its header was held against the size of its member."""
    content = read_member(archive, name)
    file = io.BytesIO(content)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ModelFileError(f"{name} is of an unknown version")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=1000)
    numbers = content[file.tell() :]
    if dtype != np.float32 or len(numbers) != math.prod(shape) * dtype.itemsize:
        raise ModelFileError(f"{name} is cut, too long, or not of dtype float32")
    array = np.frombuffer(numbers, dtype).reshape(shape, order="F" if fortran else "C")
    if not np.isfinite(array).all():
        raise ModelFileError(f"{name} holds NaN or infinity")
    return array
