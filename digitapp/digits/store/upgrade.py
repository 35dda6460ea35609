"""Upgrade: a digits file that 0.1.0 wrote, read and checked, and written in the tables of today.

Version 1 had a checksum of the strokes apart, none a row in `examples` but a sum over all of them
in `totals`, and the weights of a run in the table `models`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from . import history, index, runs, schema
from .checksums import EXAMPLE, Row, example_checksums, hash_examples, image_sha256
from .connection import DamagedError, DigitsFile, damaged

_VERSION_1 = {"sources", "examples", "images", "changes", "runs", "models", "totals"}


def copy_rows(old: DigitsFile, new: DigitsFile) -> None:
    """Write all that is in a file of version 1 to an empty file; raises DamagedError."""
    old.check_structure()
    if schema.tables(old.connection).keys() != _VERSION_1:
        raise _damaged(old)
    with new.writing(), old.store_errors():
        try:
            _copy_drawings(old, new)
            _copy_changes(old, new)
            _copy_runs(old, new)
        except (
            TypeError,
            ValueError,
            LookupError,
            OverflowError,
        ) as error:  # a value of another type
            raise _damaged(old) from error


def _copy_drawings(old: DigitsFile, new: DigitsFile) -> None:
    sources = {}
    for number, name in _rows(old, "sources"):
        index.insert_source(new, number, name)
        sources[number] = name
    sql = "SELECT id, 0, label, side, deleted, rank, source, created FROM examples ORDER BY id"
    examples = np.array(old.connection.execute(sql).fetchall(), EXAMPLE)
    _check_total(old, "examples", len(examples), int(hash_examples(examples).sum()))
    examples["checksum"] = example_checksums(examples)
    index.insert(new, examples)
    images = old.connection.execute("SELECT * FROM images ORDER BY id")
    for example, row in zip(examples.tolist(), images, strict=True):
        number, sha256, strokes_sha256, image, strokes = row
        facts = b"%d:%b:" % (example[0], strokes_sha256 or b"")
        if hashlib.sha256(facts + image).digest() != sha256 or number != example[0]:
            raise _damaged(old)
        if strokes is not None and hashlib.sha256(strokes).digest() != strokes_sha256:
            raise _damaged(old)
        _, _, label, split_override, _, split_index, source, created = example
        known = (label, split_override, split_index, sources[source], created)
        values = (*known, image, strokes)
        sql = "INSERT INTO images VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        new.connection.execute(sql, (number, image_sha256(number, *values), *values))


def _copy_changes(old: DigitsFile, new: DigitsFile) -> None:
    for number, (_, *values) in enumerate(_rows(old, "changes"), 1):
        history.insert(new, number, *values)


def _copy_runs(old: DigitsFile, new: DigitsFile) -> None:
    """Write each model with its run to one row, and the runs that have none."""
    found = {number: tuple(values) for number, *values in _rows(old, "runs")}
    without = dict(found)
    rows = []
    for _, created, name, run, weights in _rows(old, "models"):
        without.pop(run, None)
        config, seed, names, logs = found[run][1:] if run else ("{}", 0, "[]", b"")
        rows.append((created, name, "", config, seed, names, logs, weights))
    for created, *values in without.values():
        rows.append((created, "", "", *values, None))
    for number, row in enumerate(sorted(rows, key=lambda row: row[0]), 1):
        runs.insert(new, number, *row)


def _rows(old: DigitsFile, table: str) -> Iterator[Row]:
    """Read and check the rows of a table, each without its checksum."""
    rows = old.connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
    _check_total(old, table, len(rows), sum(_short(row[1]) for row in rows))
    for number, sha256, *values in rows:
        digest = hashlib.sha256()
        for value in (number, *values):
            data = value if isinstance(value, bytes) else repr(value).encode()
            digest.update(f"{type(value).__name__} {len(data)}:".encode() + data)
        if digest.digest() != sha256:
            raise _damaged(old)
        yield number, *values


def _check_total(old: DigitsFile, table: str, n: int, digest: int) -> None:
    """See that no row is missing: `totals` holds how many there are and the sum of digests."""
    sql = "SELECT n, digest FROM totals WHERE name = ?"
    expected = old.connection.execute(sql, [table]).fetchone()
    if expected != (n, (digest + 2**63) % 2**64 - 2**63):
        raise _damaged(old)


def _short(sha256: bytes) -> int:
    return int.from_bytes(sha256[:8], "little")


def _damaged(old: DigitsFile) -> DamagedError:
    return damaged(old.path, "a row is not as version 0.1.0 wrote it")
