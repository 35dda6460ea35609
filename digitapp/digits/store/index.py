"""Index: all that is known of every drawing but its pixels, in memory, as one array.

Knows the tables `examples` and `sources`; numpy does the rest. 100,000 drawings are 6 MB and are
read and checked in an eighth of a second; choosing among them then takes no SQL. An Index is never
changed: a change makes another, which takes its place after the commit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import StoreError

from .checksums import EXAMPLE, example_checksums, is_whole, sha256
from .connection import DigitsFile, damaged

Ids = npt.NDArray[np.int64]
States = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.void]  # of EXAMPLE

NEVER_ADDED = 2  # of `deleted`: the adding was undone, so nobody deleted it
_BATCH_ROWS = 500  # made into an array at a time: longer would hold the GIL for milliseconds


@dataclass(frozen=True, eq=False)
class Index:
    """Every example, also the deleted and the never added ones.

    rows : (m,) EXAMPLE, ordered by id
    sources : number of each source's name
    """

    rows: Rows
    sources: dict[str, int]

    def places(self, ids: npt.ArrayLike) -> npt.NDArray[np.intp]:
        """Return the rows of these ids; raises StoreError for an id that never was."""
        wanted = np.atleast_1d(np.asarray(ids))
        if wanted.size and (wanted.ndim != 1 or wanted.dtype.kind not in "iu"):
            raise StoreError(f"Drawings are named by a row of whole numbers, got {ids!r}.")
        missing = wanted[~self.has(wanted)]
        if missing.size:
            raise StoreError(f"There is no drawing number {missing[0]} in this digits file.")
        return np.searchsorted(self.rows["id"], wanted)

    def has(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Return which of these ids are here: (n,) bool."""
        known = self.rows["id"]
        if not known.size:
            return np.zeros(len(ids), np.bool_)
        return np.asarray(known.take(np.searchsorted(known, ids), mode="clip") == ids)

    def mask(self, ids: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return which rows are of these ids: (m,) bool; raises StoreError as `places` does."""
        mask = np.zeros(len(self.rows), np.bool_)
        mask[self.places(ids)] = True
        return mask

    def with_rows(self, rows: Rows, sources: dict[str, int]) -> Index:
        """Return the index after drawings were added."""
        return Index(np.concatenate([self.rows, rows]), sources)


def states(rows: Rows) -> States:
    """Return what undo restores: bit 0 label, bits 1, 2 split_override + 1, bits 3, 4 deleted."""
    packed = rows["label"] + 2 * (rows["split_override"] + 1) + 8 * rows["deleted"]
    return np.asarray(packed, np.uint8)


def with_states(rows: Rows, states: States) -> Rows:
    """Return rows as they are in other states."""
    rows, wide = rows.copy(), states.astype(np.int64)
    rows["label"], rows["split_override"], rows["deleted"] = (
        wide & 1,
        (wide >> 1 & 3) - 1,
        wide >> 3,
    )
    rows["checksum"] = example_checksums(rows)
    return rows


def load(file: DigitsFile) -> Index:
    """Read and check `examples` and `sources`."""
    found = file.connection.execute("SELECT * FROM sources").fetchall()
    if not all(is_whole("sources", row) for row in found):
        raise damaged(file.path, "the name of a source is not as it was written")
    cursor = file.connection.execute("SELECT * FROM examples ORDER BY id")
    parts = [np.empty(0, EXAMPLE)]
    try:
        while batch := cursor.fetchmany(_BATCH_ROWS):
            parts.append(np.array(batch, EXAMPLE))
    except (TypeError, ValueError, OverflowError) as error:  # a value of another type
        raise damaged(file.path, "a label or date is not as it was written") from error
    rows = np.concatenate(parts)
    if not np.array_equal(rows["checksum"], example_checksums(rows)):
        raise damaged(file.path, "a label or date is not as it was written")
    index = Index(rows, {name: number for number, _, name in found})
    if not set(rows["source"].tolist()) <= set(index.sources.values()):
        raise damaged(file.path, "the name of a source is missing")
    return index


def insert_source(file: DigitsFile, number: int, name: str) -> None:
    """Write a row of `sources`."""
    row = (number, sha256("sources", number, name), name)
    file.connection.execute("INSERT INTO sources VALUES (?, ?, ?)", row)


def insert(file: DigitsFile, rows: Rows) -> None:
    """Write new rows of `examples`."""
    sql = "INSERT INTO examples VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    for start in range(0, len(rows), _BATCH_ROWS):
        file.connection.executemany(sql, rows[start : start + _BATCH_ROWS].tolist())


def apply(file: DigitsFile, index: Index, ids: Ids, before: States, after: States) -> Index:
    """Write another state of some examples; returns the index after it.

    What a recovery could not restore is passed over.
    """
    there = index.has(ids)
    places = index.places(ids[there])
    old = index.rows[places]
    if not np.array_equal(states(old), before[there]):
        raise damaged(file.path, "its history does not fit its drawings")
    new = with_states(old, after[there])
    sql = (
        "UPDATE examples SET checksum = ?, label = ?, split_override = ?, deleted = ? WHERE id = ?"
    )
    columns = ["checksum", "label", "split_override", "deleted", "id"]
    for start in range(0, len(new), _BATCH_ROWS):
        file.connection.executemany(sql, new[columns][start : start + _BATCH_ROWS].tolist())
    rows = index.rows.copy()
    rows[places] = new
    return Index(rows, index.sources)
