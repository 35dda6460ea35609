"""What stands in a digits file: its marks and its tables. Knows sqlite3, nothing of their use.

`images` is written once and never changed; `examples` holds what may change about each drawing, so
that relabelling 100,000 drawings rewrites 5 MB and not 300. How damage to them becomes visible is
told in store_seals.py.
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x44696774  # "Digt", in the SQLite header
VERSION = 1  # user_version; a file with a higher one is from a newer program
PAGE_SIZE = 8192  # three drawings with strokes a page: reads half again as fast as 4096
IMAGE_BYTES = 1600  # 20 × 20 float32, little endian

# stands before the large values: SQLite would read through them to reach it
_SEAL = "sha256 BLOB NOT NULL CHECK (length(sha256) = 32)"

# side: 1 held out, 0 trained on, −1 left to the split; rank: see split.py
# deleted: 1 by a person, 2 never added (its adding was undone)
TABLES = {
    "sources": f"""CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        {_SEAL},
        name TEXT NOT NULL UNIQUE) STRICT""",
    "examples": """CREATE TABLE examples (
        id INTEGER PRIMARY KEY,
        label INTEGER NOT NULL CHECK (label IN (0, 1)),
        side INTEGER NOT NULL CHECK (side IN (-1, 0, 1)),
        deleted INTEGER NOT NULL CHECK (deleted IN (0, 1, 2)),
        rank INTEGER NOT NULL CHECK (rank >= 0),
        source INTEGER NOT NULL REFERENCES sources (id),
        created REAL NOT NULL) STRICT""",
    "images": f"""CREATE TABLE images (
        id INTEGER PRIMARY KEY REFERENCES examples (id),
        {_SEAL},
        strokes_sha256 BLOB CHECK (length(strokes_sha256) = 32),
        image BLOB NOT NULL CHECK (length(image) = {IMAGE_BYTES}),
        strokes BLOB,
        CHECK ((strokes IS NULL) = (strokes_sha256 IS NULL))) STRICT""",
    "changes": f"""CREATE TABLE changes (
        id INTEGER PRIMARY KEY,
        {_SEAL},
        name TEXT NOT NULL,
        created REAL NOT NULL,
        undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
        states BLOB NOT NULL) STRICT""",
    "runs": f"""CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        {_SEAL},
        created REAL NOT NULL,
        config TEXT NOT NULL,
        seed INTEGER NOT NULL,
        log_names TEXT NOT NULL,
        logs BLOB NOT NULL) STRICT""",
    "models": f"""CREATE TABLE models (
        id INTEGER PRIMARY KEY,
        {_SEAL},
        created REAL NOT NULL,
        name TEXT NOT NULL,
        run INTEGER REFERENCES runs (id),
        weights BLOB NOT NULL) STRICT""",
    "totals": """CREATE TABLE totals (
        name TEXT PRIMARY KEY,
        n INTEGER NOT NULL CHECK (n >= 0),
        digest INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
}
CHECKSUMMED = (
    "sources",
    "changes",
    "runs",
    "models",
)  # every row is checksummed, and the total too


def create(connection: sqlite3.Connection) -> None:
    """Turn an empty database into an empty digits file."""
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for statement in TABLES.values():
        connection.execute(statement)
    totals = [(name, 0, 0) for name in ("examples", *CHECKSUMMED)]
    connection.executemany("INSERT INTO totals VALUES (?, ?, ?)", totals)
    connection.execute("COMMIT")


def is_ours(connection: sqlite3.Connection) -> bool:
    """Tell whether the tables are exactly ours: no table, trigger or view more or less."""
    found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return dict(found.fetchall()) == TABLES
