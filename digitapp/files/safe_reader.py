"""Bounded reading: whatever a file claims, at most 256 MB are expanded, in small pieces.

Standard library only; knows nothing of images, labels or any format.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .errors import FormatError

MAX_BYTES = 256 * 2**20  # of a file, as it lies there and expanded
PIECE = 2**20  # bytes that are read at once
_MAX_MEMBERS = 10_000  # of one gzip file; each of a few bytes would take for ever
GZIP = 31  # zlib's name for a gzip header and checksum
ZLIB = 15  # for a zlib header and checksum
RAW = -15  # zlib's name for deflate alone, as inside a zip


def refuse(path: Path, reason: str) -> FormatError:
    """Return the error with the one sentence that a person is shown: the file and the reason."""
    name = path.name.encode("utf-8", "replace").decode()
    return FormatError(f"“{name}” cannot be read: {reason}.", reason)


class Stream:
    """The bytes of a file in order.

    size : how many there are once expanded, None while that is unknown (gzip)
    stored : how many lie in the file from where it stands
    checksum : the CRC-32 that all of them must have, None to leave it out
    """

    def __init__(
        self,
        path: Path,
        file: BinaryIO,
        stored: int,
        size: int | None,
        checksum: int | None = None,
    ) -> None:
        self.path = path
        self.size = size
        self.position = 0
        self._file = file
        self._stored = stored
        self._checksum = checksum
        self._running_checksum = 0

    def some(self, n: int) -> bytes:
        """Return 1 to n bytes, b"" at the end."""
        try:
            piece = self._next(min(n, PIECE))
        except OSError as error:
            raise refuse(self.path, f"reading failed ({error.strerror or error})") from error
        self.position += len(piece)
        if self.position > MAX_BYTES:
            raise refuse(self.path, "it expands to more than 256 MB")
        if self._checksum is not None:
            self._running_checksum = zlib.crc32(piece, self._running_checksum)
        return piece

    def take(self, n: int) -> bytearray:
        """Return exactly n bytes; FormatError when there are fewer."""
        taken = bytearray()
        while len(taken) < n:
            piece = self.some(n - len(taken))
            if not piece:
                raise refuse(self.path, "it is cut short")
            taken += piece
        return taken

    def end(self) -> None:
        """Raise FormatError where more bytes follow, or the checksum of those read is wrong."""
        if self.some(1) or self._leftover():
            raise refuse(self.path, "it has extra bytes after its end")
        if self._checksum is not None and self._running_checksum != self._checksum:
            raise refuse(self.path, "its checksum does not match, so it is damaged")

    def _stored_bytes(self, n: int) -> bytes:
        piece = self._file.read(min(n, self._stored))
        self._stored -= len(piece)
        return piece

    def _next(self, n: int) -> bytes:
        return self._stored_bytes(n)

    def _leftover(self) -> bool:
        return False


class Inflated(Stream):
    """The same for deflated bytes; never holds more than a piece of them expanded."""

    def __init__(
        self,
        path: Path,
        file: BinaryIO,
        stored: int,
        size: int | None,
        checksum: int | None = None,
        *,
        wbits: int = GZIP,
    ) -> None:
        super().__init__(path, file, stored, size, checksum)
        self._inflate = zlib.decompressobj(wbits)
        self._waiting = b""
        self._after = b""  # what follows the end
        self._members_left = _MAX_MEMBERS if wbits == GZIP else 0

    def _next(self, n: int) -> bytes:
        while not self._inflate.eof or self._next_member():
            try:
                piece = self._inflate.decompress(self._waiting, n)
            except zlib.error as error:
                raise refuse(self.path, "its compressed data are damaged") from error
            self._waiting = self._inflate.unconsumed_tail
            if piece:
                return piece
            if not self._waiting and not self._inflate.eof:
                self._waiting = self._stored_bytes(2**16)
                if not self._waiting:
                    raise refuse(self.path, "it is cut short")
        return b""

    def _next_member(self) -> bool:
        """Go on with what follows as cat a.gz b.gz makes it; False when no gzip follows."""
        self._after = self._after or self._inflate.unused_data
        if len(self._after) < 2:
            self._after += self._stored_bytes(2**16)
        if not self._after.startswith(b"\x1f\x8b") or not self._members_left:
            return False
        self._members_left -= 1
        self._inflate, self._waiting = zlib.decompressobj(GZIP), self._after
        self._after = b""
        return True

    def _leftover(self) -> bool:
        return bool(self._after)


@contextmanager
def opened_file(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open an ordinary file of 1 byte to 256 MB; yield it with its size."""
    try:
        # a pipe or a device would make open() wait for ever, so look before
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise refuse(path, "it is not an ordinary file")
        file = open(path, "rb")
    except FileNotFoundError as error:
        raise refuse(path, "there is no such file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise refuse(path, f"it does not open ({reason})") from error
    with file:
        size = os.fstat(file.fileno()).st_size
        if size == 0:
            raise refuse(path, "it is empty")
        if size > MAX_BYTES:
            raise refuse(path, "it is larger than 256 MB")
        yield file, size


@contextmanager
def opened(path: Path) -> Iterator[Stream]:
    """Open a file as a Stream; one that begins as gzip does is inflated on the way."""
    with opened_file(path) as (file, size):
        zipped = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        yield Inflated(path, file, size, None) if zipped else Stream(path, file, size, size)
