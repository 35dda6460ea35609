"""Salvage: the whole rows of a damaged digits file, read from its bytes without SQLite.

SQLite reaches a row through the header of the file, the schema and the inner pages of a table; one
damaged byte in these hides all that is behind. Here a row is found by how it begins, wherever it
is, and believed if its checksum fits. As SQLite writes it (https://sqlite.org/fileformat2.html):

    size of the record, id, │ size of the header, 0 for the id, 76 (SHA-256) or 6 (checksum), … │
    values; what does not fit in its page goes on in a chain of overflow pages

Knows nothing of the use of the tables.
"""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from .checksums import Row, is_whole
from .schema import PAGE_BYTES

Key = tuple[str, int]  # table, id

_BEGINNING = re.compile(rb"\x00[\x4c\x06]")  # of a header: the types of the id and the checksum
_TABLES = {(76, 3): "sources", (6, 8): "examples", (76, 9): "images", (76, 6): "changes"}
_TABLES[76, 10] = "runs"
_REAL = {"examples": 7, "images": 6, "changes": 3, "runs": 2}  # columns that hold a time
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)  # by type
_LEAF = 13  # first byte of a page that holds rows
_MAX_BYTES = 64 * 2**20  # of a row


def whole_rows(path: Path, known: Collection[Key] = ()) -> Iterator[tuple[str, Row, bool]]:
    """Yield each whole row with its table, and whether its page knows of it.

    A page that is damaged, or that was tidied, may hold rows of which it does not know; these may
    be out of date.

    known : tables and ids of rows to leave out
    """
    if not path.stat().st_size:
        return
    page, cells = -1, set[int]()
    with (
        open(path, "rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        for match in _BEGINNING.finditer(data):
            found = _row(data, match.start() - 1, known)
            if found is not None:
                table, row, cell = found
                if page != cell // PAGE_BYTES:
                    page = cell // PAGE_BYTES
                    cells = _cells(data[page * PAGE_BYTES : (page + 1) * PAGE_BYTES])
                yield table, row, cell % PAGE_BYTES in cells


def _row(data: mmap.mmap, start: int, known: Collection[Key]) -> tuple[str, Row, int] | None:
    """Return the whole row whose record begins at a byte, if there is one, and its cell."""
    try:
        header = data[start : start + data[start]]
        types = list(_varints(header[1:]))
        table = _TABLES.get((types[1], len(types)))
        sizes = [_bytes_of(kind) for kind in types]
        size = len(header) + sum(sizes)
        number, cell = _number_before(data, start)
        if table is None or size > _MAX_BYTES or (table, number) in known:
            return None
        row = _values(_record(data, start, size), len(header), types, sizes)
        row[0] = number
        if (time := _REAL.get(table)) is not None:
            row[time] = float(row[time])  # SQLite stores 5.0 as 5
    except (LookupError, ValueError, TypeError, struct.error):  # it only looked like a row
        return None
    if not is_whole(table, tuple(row)):
        return None
    return table, tuple(row), cell - _varint_bytes(size)


def _varints(data: bytes) -> Iterator[int]:
    value = 0
    for byte in data:
        value = value << 7 | byte & 127
        if byte < 128:
            yield value
            value = 0


def _varint_bytes(value: int) -> int:
    return max(1, -(-value.bit_length() // 7))


def _number_before(data: mmap.mmap, end: int) -> tuple[int, int]:
    """Return the varint that ends before a byte, and where it begins."""
    start = end - 1
    while data[start - 1] & 128 and end - start < 9:
        start -= 1
    (number,) = _varints(data[start:end])
    return number, start


def _bytes_of(kind: int) -> int:
    """Return how many bytes a value of a type takes."""
    if kind >= 12:
        return (kind - 12) // 2
    return {7: 8, 8: 0, 9: 0}[kind] if kind > 6 else _INTEGER_BYTES[kind]


def _values(record: bytes, start: int, types: list[int], sizes: list[int]) -> list[Any]:
    values = []
    for kind, size in zip(types, sizes, strict=True):
        values.append(_value(kind, record[start : start + size]))
        start += size
    return values


def _value(kind: int, data: bytes) -> object:
    if kind == 0:
        return None
    if kind == 7:
        return struct.unpack(">d", data)[0]
    if kind in (8, 9):
        return kind - 8
    if kind < 7:
        return int.from_bytes(data, "big", signed=True)
    return data.decode() if kind % 2 else data


def _record(data: mmap.mmap, start: int, size: int) -> bytes:
    """Return a record, with what of it is in overflow pages."""
    most, least = PAGE_BYTES - 35, (PAGE_BYTES - 12) * 32 // 255 - 23
    if size <= most:
        return data[start : start + size]
    local = least + (size - least) % (PAGE_BYTES - 4)
    if local > most:
        local = least
    parts, place, missing = [data[start : start + local]], start + local, size - local
    while missing > 0:
        page = int.from_bytes(data[place : place + 4], "big") - 1
        place = page * PAGE_BYTES
        parts.append(data[place + 4 : place + 4 + min(missing, PAGE_BYTES - 4)])
        missing -= len(parts[-1])
        if not parts[-1] or page < 0:
            raise ValueError("The chain of overflow pages is broken.")
    return b"".join(parts)


def _cells(page: bytes) -> set[int]:
    """Return where a page says that its rows are."""
    if page[0] != _LEAF:
        return set()
    n = min(int.from_bytes(page[3:5], "big"), len(page) // 4)
    return {place for (place,) in struct.iter_unpack(">H", page[8 : 8 + 2 * n])}
