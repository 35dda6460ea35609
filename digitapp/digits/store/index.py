"""Index: all that is known of every drawing but its pixels, in memory, as one array.

Knows the tables `examples` and `sources`; numpy does the rest. 100,000 drawings are 6 MB and are
read and checked in an eighth of a second; counting and choosing among them then takes no SQL. An
Index is never changed: a change makes another, which takes its place after the commit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import StoreError

from . import checksums as checksums
from .connection import DigitsFile, damaged

Ids = npt.NDArray[np.int64]
States = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.void]

_COLUMNS = ("id", "label", "side", "deleted", "rank", "source", "created")
ROW = np.dtype([(name, "<f8" if name == "created" else "<i8") for name in _COLUMNS])
NEVER_ADDED = 2  # of `deleted`: the adding was undone, so nobody deleted it
HIDDEN = 8 + 16  # these bits of a state: deleted, or never added
_AT_ONCE = 500  # rows made into an array at a time: longer would hold the GIL for milliseconds


@dataclass(frozen=True, eq=False)
class Index:
    """Every example, also the deleted and the never added ones.

    rows : (m,) ROW, ordered by id
    sources : number of each source's name
    """

    rows: Rows
    sources: dict[str, int]

    def places(self, ids: npt.ArrayLike) -> npt.NDArray[np.intp]:
        """Find the rows of these ids; raises StoreError for an id that never was."""
        wanted = np.atleast_1d(np.asarray(ids))
        if wanted.size and (wanted.ndim != 1 or wanted.dtype.kind not in "iu"):
            raise StoreError(f"Drawings are named by a row of whole numbers, got {ids!r}.")
        known = self.rows["id"]
        places = np.searchsorted(known, wanted)
        missing = wanted[known.take(places, mode="clip") != wanted] if known.size else wanted
        if missing.size:
            raise StoreError(f"There is no drawing number {missing[0]} in this digits file.")
        return places

    def mask(self, ids: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Tell which rows are of these ids: (m,) bool; raises StoreError as `places` does."""
        mask = np.zeros(len(self.rows), np.bool_)
        mask[self.places(ids)] = True
        return mask

    def with_rows(self, rows: Rows, sources: dict[str, int]) -> Index:
        """Return the index after drawings were added."""
        return Index(np.concatenate([self.rows, rows]), sources)


def states(rows: Rows) -> States:
    """Pack what undo must bring back: bit 0 label, bits 1 and 2 side + 1, 3 and 4 deleted."""
    packed = rows["label"] + 2 * (rows["side"] + 1) + 8 * rows["deleted"]
    return np.asarray(packed, np.uint8)


def load(file: DigitsFile) -> Index:
    """Read and check `examples` and `sources`."""
    checksums.check_total(file, "sources")
    sources = {name: number for number, _, name in checksums.select(file, "sources")}
    cursor = file.connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM examples ORDER BY id")
    parts = [np.empty(0, ROW)]
    try:
        while found := cursor.fetchmany(_AT_ONCE):
            parts.append(np.array(found, ROW))
    except (TypeError, ValueError, OverflowError) as error:  # a value of another type
        raise damaged(file.path, "a label or date is not as it was written") from error
    rows = np.concatenate(parts)
    if not checksums.total_is(file, "examples", len(rows), rows_digest(rows)):
        raise damaged(file.path, "its list of drawings is not as it was written")
    return Index(rows, sources)


def insert(file: DigitsFile, rows: Rows) -> None:
    """Write new rows of `examples`."""
    sql = "INSERT INTO examples VALUES (?, ?, ?, ?, ?, ?, ?)"
    for start in range(0, len(rows), _AT_ONCE):
        file.connection.executemany(sql, rows[start : start + _AT_ONCE].tolist())
    checksums.add_to_total(file, "examples", len(rows), rows_digest(rows))


def apply(file: DigitsFile, index: Index, ids: Ids, before: States, after: States) -> Index:
    """Write another state of some examples; gives the index after it."""
    places = index.places(ids)
    old = index.rows[places]
    if not np.array_equal(states(old), before):
        raise damaged(file.path, "its history does not fit its drawings")
    new = old.copy()
    wide = after.astype(np.int64)
    new["label"], new["side"], new["deleted"] = wide & 1, (wide >> 1 & 3) - 1, wide >> 3
    sql = "UPDATE examples SET label = ?, side = ?, deleted = ? WHERE id = ?"
    for start in range(0, len(new), _AT_ONCE):
        piece = new[["label", "side", "deleted", "id"]][start : start + _AT_ONCE]
        file.connection.executemany(sql, piece.tolist())
    checksums.add_to_total(file, "examples", 0, rows_digest(new) - rows_digest(old))
    rows = index.rows.copy()
    rows[places] = new
    return Index(rows, index.sources)


def rows_digest(rows: Rows) -> int:
    """Sum a 64-bit hash of every row, whatever their order.

    Each row: Σ value · odd constant, then the finalizer of splitmix64 (Steele, Lea and Flood,
    2014), all modulo 2**64.
    """
    values = np.ascontiguousarray(rows).view(np.uint64).reshape(-1, len(_COLUMNS))  # (m, 7)
    z = values @ _odd_constants()  # (m,)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return int((z ^ (z >> np.uint64(31))).sum(dtype=np.uint64))


def _odd_constants() -> npt.NDArray[np.uint64]:
    golden = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio
    return np.array([pow(golden, 2 * k + 1, 2**64) for k in range(len(_COLUMNS))], np.uint64)
