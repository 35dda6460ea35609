"""A zip archive whose every claim is checked before a byte of it is expanded.

zipfile reads the directory; the members are inflated by safe_reader.py, because zipfile believes
the sizes that a member announces. Knows nothing of arrays.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .safe_reader import MAX_BYTES, RAW, Inflated, Stream, opened_file, refuse

_MAX_MEMBERS = 65_534  # as many as there are without zip64
_MAX_DIRECTORY = 16_000_000  # bytes
_END = struct.Struct("<4s4H2LH")  # the record at the end of every zip
_LOCAL = struct.Struct("<4s5H3L2H")  # the record before every member
_FROM_ZIP64 = 2**32 - 1  # a size or a place that only the 64 bits of zip64 can tell
_NEEDS_ZIP64 = "it is a zip64 archive, which is for more than 4 GB"
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, OSError)


class SafeZip:
    """The members of an archive by name, each to be read once from its beginning."""

    def __init__(self, path: Path, file: BinaryIO, size: int) -> None:
        self.path = path
        self._file = file
        _check_directory(path, file, size)
        try:
            members = zipfile.ZipFile(file).infolist()
        except _DAMAGED as error:
            raise refuse(path, "its zip directory is damaged") from error
        _check_members(path, members, size)
        self._members = {member.filename: member for member in members}

    @property
    def names(self) -> list[str]:
        """The members in the order of the archive."""
        return list(self._members)

    def open(self, name: str) -> Stream:
        """Return a member's bytes; that they end where it says is checked by end()."""
        member = self._members[name]
        self._file.seek(member.header_offset)
        head = self._file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
            raise refuse(self.path, f"its member {name!r} is not where the directory says")
        flags, method = _LOCAL.unpack(head)[2:4]
        name_length, extra_length = _LOCAL.unpack(head)[-2:]
        encoding = "utf-8" if member.flag_bits & 0x800 else "cp437"
        same_name = self._file.read(name_length) == member.orig_filename.encode(encoding)
        if flags & _ENCRYPTED or method != member.compress_type or not same_name:
            raise refuse(self.path, f"its member {name!r} is not what the directory says")
        self._file.seek(extra_length, 1)
        if member.compress_type == zipfile.ZIP_STORED:
            return Stream(self.path, self._file, member.compress_size, member.file_size, member.CRC)
        return Inflated(
            self.path,
            self._file,
            member.compress_size,
            member.file_size,
            member.CRC,
            wbits=RAW,
        )


@contextmanager
def open_zip(path: Path) -> Iterator[SafeZip]:
    """Open an archive for reading."""
    with opened_file(path) as (file, size):
        yield SafeZip(path, file, size)


def _check_directory(path: Path, file: BinaryIO, size: int) -> None:
    """Refuse a directory that would take long to read; zipfile reads it whole, however large."""
    start = max(0, size - _END.size - 2**16)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise refuse(path, "it is cut short or no zip archive")
    _, _, _, _, members, directory_size, offset, comment = _END.unpack_from(tail, at)
    if at + _END.size + comment != len(tail):
        raise refuse(path, "it has extra bytes after its end, or is cut short")
    if tail[max(0, at - 20) : at].startswith(b"PK\6\7"):
        raise refuse(path, _NEEDS_ZIP64)
    if members > _MAX_MEMBERS or directory_size > _MAX_DIRECTORY:
        raise refuse(path, f"it holds more than {_MAX_MEMBERS:,} members")
    if offset + directory_size != start + at:
        raise refuse(path, "its zip directory is not where it should be")


def _check_members(path: Path, members: list[zipfile.ZipInfo], size: int) -> None:
    seen = set()
    for member in members:
        name = member.orig_filename
        if member.filename in seen:
            raise refuse(path, f"it holds {name!r} twice")
        seen.add(member.filename)
        if name.startswith("/") or any(mark in name for mark in ("\\", ":", "\0")):
            raise refuse(path, f"its member {name!r} has a path that climbs out of the archive")
        if ".." in name.split("/"):
            raise refuse(path, f"its member {name!r} has a path that climbs out of the archive")
        if member.flag_bits & _ENCRYPTED:
            raise refuse(path, f"its member {name!r} is encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse(path, f"its member {name!r} is compressed in a way that is not known")
        if max(member.header_offset, member.file_size, member.compress_size) >= _FROM_ZIP64:
            raise refuse(path, _NEEDS_ZIP64)
        if not 0 <= member.header_offset < size:
            raise refuse(path, f"its member {name!r} is not where the directory says")
    if sum(member.file_size for member in members) > MAX_BYTES:
        raise refuse(path, "it expands to more than 256 MB")
