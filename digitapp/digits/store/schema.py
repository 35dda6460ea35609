"""Schema of a digits file: its marks and its tables. Knows sqlite3, nothing of their use.

`images` is written once and never changed; `examples` holds what may change about each drawing, so
that relabelling 100,000 drawings rewrites 5 MB and not 300. `images` repeats how each was when it
was added, so that recovery.py can restore what is lost of `examples` and `sources`.
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x44696774  # "Digt", in the SQLite header
VERSION = 2  # user_version; a file with a higher one is from a newer program. 0.1.0 wrote 1
PAGE_BYTES = 8192  # three drawings with strokes a page: reads half again as fast as 4096
IMAGE_BYTES = 1600  # 20 × 20 float32, little endian

# The checksum of a row follows its id. It comes before the large values, through which SQLite
# would read to reach it, and salvage.py finds the row by it.
_SHA256 = "sha256 BLOB NOT NULL CHECK (length(sha256) = 32)"

# split_index, split_override: see split.py
# deleted: 1 by a person, 2 never added (its adding was undone)
TABLES = {
    "sources": f"""CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        {_SHA256},
        name TEXT NOT NULL) STRICT""",
    "examples": """CREATE TABLE examples (
        id INTEGER PRIMARY KEY,
        checksum INTEGER NOT NULL,
        label INTEGER NOT NULL CHECK (label IN (0, 1)),
        split_override INTEGER NOT NULL CHECK (split_override IN (-1, 0, 1)),
        deleted INTEGER NOT NULL CHECK (deleted IN (0, 1, 2)),
        split_index INTEGER NOT NULL CHECK (split_index >= 0),
        source INTEGER NOT NULL REFERENCES sources (id),
        created REAL NOT NULL) STRICT""",
    "images": f"""CREATE TABLE images (
        id INTEGER PRIMARY KEY REFERENCES examples (id),
        {_SHA256},
        label INTEGER NOT NULL CHECK (label IN (0, 1)),
        split_override INTEGER NOT NULL CHECK (split_override IN (-1, 0, 1)),
        split_index INTEGER NOT NULL CHECK (split_index >= 0),
        source TEXT NOT NULL,
        created REAL NOT NULL,
        image BLOB NOT NULL CHECK (length(image) = {IMAGE_BYTES}),
        strokes BLOB CHECK (length(strokes) > 0)) STRICT""",
    "changes": f"""CREATE TABLE changes (
        id INTEGER PRIMARY KEY,
        {_SHA256},
        name TEXT NOT NULL,
        created REAL NOT NULL,
        undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
        states BLOB NOT NULL) STRICT""",
    "runs": f"""CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        {_SHA256},
        created REAL NOT NULL,
        name TEXT NOT NULL,
        note TEXT NOT NULL,
        config TEXT NOT NULL,
        seed INTEGER NOT NULL,
        log_names TEXT NOT NULL,
        logs BLOB NOT NULL,
        weights BLOB) STRICT""",
}


def create(connection: sqlite3.Connection) -> None:
    """Turn an empty database into an empty digits file."""
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for statement in TABLES.values():
        connection.execute(statement)
    connection.execute("COMMIT")


def tables(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the statements that made the tables, triggers and views of a file, by name."""
    return dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL"))
