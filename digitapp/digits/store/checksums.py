"""Checksums: how damage to a digits file becomes visible. Knows sqlite3, nothing of drawings.

SQLite notices a broken page, but not a flipped bit inside a value, nor a page that was replaced by
an older or another one of the same file. So every row of `images` and of the checksummed tables
holds after its id a SHA-256 over its values, and `totals` keeps for each table the number of rows
and the sum of their digests: a row that vanished, stands twice or came back in an older state is
seen too. The rows of `examples` are small numbers and are guarded by that sum alone (see index.py).
"""

from __future__ import annotations

import hashlib
from typing import Any

from .connection import DigitsFile, damaged

Row = tuple[Any, ...]


def checksum(*values: object) -> bytes:
    """SHA-256 over values with their types and lengths, so that no two rows read the same."""
    digest = hashlib.sha256()
    for value in values:
        data = value if isinstance(value, bytes) else repr(value).encode()
        digest.update(f"{type(value).__name__} {len(data)}:".encode())
        digest.update(data)
    return digest.digest()


def image_checksum(number: int, image: bytes, strokes_checksum: bytes | None) -> bytes:
    """SHA-256 of a row of `images` in one call, because 100,000 are checked at a time."""
    return hashlib.sha256(b"%d:%b:" % (number, strokes_checksum or b"") + image).digest()


def insert(file: DigitsFile, table: str, number: int, *values: object) -> None:
    """Add a row to a checksummed table."""
    sha256 = checksum(number, *values)
    marks = "?, ?" + ", ?" * len(values)
    file.connection.execute(f"INSERT INTO {table} VALUES ({marks})", (number, sha256, *values))
    add_to_total(file, table, 1, _short(sha256))


def remove(file: DigitsFile, table: str, row: Row) -> None:
    """Take a row, as it was read, from a checksummed table."""
    file.connection.execute(f"DELETE FROM {table} WHERE id = ?", row[:1])
    add_to_total(file, table, -1, -_short(row[1]))


def select(file: DigitsFile, table: str, rest: str = "", *values: object) -> list[Row]:
    """Read rows of a checksummed table and check each; `rest` is what follows the table's name."""
    rows = file.connection.execute(f"SELECT * FROM {table} {rest}", values).fetchall()
    if not all(map(_is_whole, rows)):
        raise damaged(file.path, f"a row of its {table} is not as it was written")
    return rows


def check_rows(file: DigitsFile, table: str) -> None:
    """Check every row of a checksummed table, one at a time."""
    for row in file.connection.execute(f"SELECT * FROM {table}"):
        if not _is_whole(row):
            raise damaged(file.path, f"a row of its {table} is not as it was written")


def check_total(file: DigitsFile, table: str) -> None:
    """See that no row of a checksummed table vanished or went back to an older state."""
    checksums = [row[0] for row in file.connection.execute(f"SELECT sha256 FROM {table}")]
    if not all(isinstance(each, bytes) for each in checksums) or not total_is(
        file, table, len(checksums), sum(map(_short, checksums))
    ):
        raise damaged(file.path, f"rows of its {table} are missing")


def next_id(file: DigitsFile, table: str) -> int:
    """Return the number of the next row."""
    (newest,) = file.connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()
    return int(newest) + 1


def add_to_total(file: DigitsFile, table: str, n: int, digest: int) -> None:
    """Move the total of a table by n rows and by a difference of digests."""
    old_n, old_digest = _total(file, table)
    values = (old_n + n, _signed(old_digest + digest), table)
    file.connection.execute("UPDATE totals SET n = ?, digest = ? WHERE name = ?", values)


def total_is(file: DigitsFile, table: str, n: int, digest: int) -> bool:
    """Tell whether a table has the rows that its total says."""
    return _total(file, table) == (n, _signed(digest))


def _total(file: DigitsFile, table: str) -> tuple[int, int]:
    sql = "SELECT n, digest FROM totals WHERE name = ?"
    found = file.connection.execute(sql, [table]).fetchone()
    if found is None or not all(isinstance(value, int) for value in found):
        raise damaged(file.path, "its totals are not as they were written")
    return int(found[0]), int(found[1])


def _is_whole(row: Row) -> bool:
    return bool(checksum(row[0], *row[2:]) == row[1])


def _short(sha256: bytes) -> int:
    return int.from_bytes(sha256[:8], "little")


def _signed(digest: int) -> int:
    return (digest + 2**63) % 2**64 - 2**63  # into SQLite's 64 bits with sign
