"""What a digits file is asked: opening it, examples and arrays, choosing, counting, copying.

The reading half of DigitStore; the half that changes the file stands in store.py.
"""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from digitapp.digits import split
from digitapp.digits.example import Example
from digitapp.digits.made_digits import SOURCE as MADE

from . import (
    backup as store_backup,
)
from . import (
    images as store_images,
)
from . import (
    index as store_index,
)
from . import (
    opening as store_opening,
)
from .index import Ids, Index
from .runs import Runs

_AT_ONCE = 500  # examples read between two moments in which others may write


@dataclasses.dataclass(frozen=True)
class Counts:
    """How many drawings there are; zeros, ones and by_source count what is not deleted.

    What was never added, as its adding was undone, is counted nowhere.
    """

    zeros: int
    ones: int
    deleted: int
    by_source: dict[str, int]


@dataclasses.dataclass(frozen=True, eq=False)
class Facts:
    """All that is known of the m drawings that are not deleted, but their pixels and strokes.

    ids : (m,) int64, ascending; labels : (m,) uint8; created : (m,) float64
    own, made : (m,) bool, drawn at the window; made by digitapp
    ranks, sides : (m,) int64, see split.py
    """

    ids: Ids
    labels: npt.NDArray[np.uint8]
    created: npt.NDArray[np.float64]
    own: npt.NDArray[np.bool_]
    made: npt.NDArray[np.bool_]
    ranks: npt.NDArray[np.int64]
    sides: npt.NDArray[np.int64]


class DigitReader:
    """All of DigitStore that changes nothing; see there."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        timeout: float = 5.0,
        check: bool | None = None,
        backups: int = 3,
    ) -> None:
        # as SQLite does: the journal stands beside the real file
        self.path = store_opening.named(path).resolve()
        opened = store_opening.open_file(self.path, timeout, check, backups)
        self._file, self.recovered, self.backup_failed = opened
        self._file.in_use = True
        self.read_only = self._file.read_only
        self.runs = Runs(self._file)
        self._backups = backups
        self._index: Index | None = None
        self._version = self._told_version = self._file.data_version()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, after a backup if anything was changed; a second time does nothing.

        If that backup cannot be made, `backup_failed` says so afterwards.
        """
        try:
            if self._file.changed:
                self._file.changed = False
                self.backup_failed = store_backup.keep_backup(self._file, self._backups)
        finally:
            self._file.close()

    def get(self, number: int) -> Example:
        """Read an example by its id, also a deleted one; raises StoreError if it never was."""
        return next(self.examples([number]))

    def examples(self, ids: npt.ArrayLike | None = None) -> Iterator[Example]:
        """Read examples by id, in that order; None: all that are not deleted, oldest first."""
        wanted = self.query() if ids is None else np.atleast_1d(np.asarray(ids))
        for start in range(0, len(wanted), _AT_ONCE):
            yield from self._examples(wanted[start : start + _AT_ONCE])

    def arrays(
        self, ids: npt.ArrayLike | None = None
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], Ids]:
        """Read what a network is trained on, ordered by id.

        ids : only these (those that are deleted are left out); None: all that are not deleted
        returns : X (m, 400) float32 in [0, 1], y (m, 1) float32, 0 or 1, ids (m,) int64
        """
        with self._file.reading():
            index = self._current()
            rows = index.rows if ids is None else index.rows[index.mask(ids)]
            rows = rows[rows["deleted"] == 0]
            X = store_images.read(self._file, rows["id"])
        return X, rows["label"].astype(np.float32).reshape(-1, 1), rows["id"].copy()

    def facts(self) -> Facts:
        """Tell all of the drawings that are not deleted, oldest first, but their images."""
        with self._file.reading():
            index = self._current()
        there = np.flatnonzero(index.rows["deleted"] == 0)
        own, made = (index.sources.get(source, 0) for source in (Example.source, MADE))
        return Facts(
            ids=index.rows["id"][there],
            labels=index.rows["label"][there].astype(np.uint8),
            created=index.rows["created"][there],
            own=index.rows["source"][there] == own,
            made=index.rows["source"][there] == made,
            ranks=index.rows["rank"][there],
            sides=index.rows["side"][there],
        )

    def query(
        self,
        *,
        label: int | None = None,
        source: str | None = None,
        side: int | None = None,
        since: float = -math.inf,
        until: float = math.inf,
        deleted: bool = False,
    ) -> Ids:
        """Return the ids that match all that is said, ascending.

        side : as set by hand, see `set_side`; since, until : seconds since 1970, both included
        """
        with self._file.reading():
            index = self._current()
        rows = index.rows
        match = (rows["deleted"] == int(deleted)) & (rows["created"] >= since)
        match &= rows["created"] <= until
        if label is not None:
            match &= rows["label"] == label
        if source is not None:
            match &= rows["source"] == index.sources.get(storable(source), 0)
        if side is not None:
            match &= rows["side"] == side
        return np.asarray(rows["id"][match], np.int64)

    def counts(self) -> Counts:
        """Count the drawings."""
        with self._file.reading():
            index = self._current()
        rows = index.rows[index.rows["deleted"] == 0]
        ones = int(rows["label"].sum())
        of_source = np.bincount(rows["source"], minlength=len(index.sources) + 1)
        by_source = {name: int(of_source[k]) for name, k in index.sources.items() if of_source[k]}
        deleted = int((index.rows["deleted"] == 1).sum())
        return Counts(len(rows) - ones, ones, deleted, by_source)

    def held_out(self, *, share: float = 0.2, seed: int = 0) -> npt.NDArray[np.bool_]:
        """Tell for each row of `arrays()` whether it is held out; see split.py."""
        with self._file.reading():
            index = self._current()
        rows = index.rows[index.rows["deleted"] == 0]
        return split.held_out(
            rows["rank"], rows["side"], labels=rows["label"], share=share, seed=seed
        )

    def changed_elsewhere(self) -> bool:
        """Tell whether another window or program has changed the file since the last call."""
        version, before = self._file.data_version(), self._told_version
        self._told_version = version
        return version != before

    def verify(self) -> None:
        """Read and check every row: about half a second for 100,000; raises DamagedError."""
        store_backup.verify(self._file)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Save a checked copy; what stood there is replaced only once the copy is on the disk."""
        store_backup.copy(self._file, store_opening.named(path))

    def _current(self) -> Index:
        """Return the index of this transaction; reads it again if another connection wrote."""
        version = self._file.data_version()
        if self._index is None or version != self._version:
            self._index = store_index.load(self._file)
            self._version = version
        return self._index

    def _examples(self, ids: npt.NDArray[np.int64]) -> Iterator[Example]:
        with self._file.reading():
            index = self._current()
            places = index.places(ids)
            once, back = np.unique(places, return_inverse=True)
            pairs = store_images.read_drawings(self._file, index.rows["id"][once])
        names = {number: name for name, number in index.sources.items()}
        for place, k in zip(places, back.tolist(), strict=True):
            number, label, _, _, _, source, created = index.rows[place].item()
            yield Example(pairs[k][0], label, pairs[k][1], names[source], created, number)


def storable(source: str) -> str:
    """Bring the name of a source into what SQLite can keep: file names may hold broken bytes."""
    return source.encode("utf-8", "backslashreplace").decode()
