"""DigitStore: every drawing a person made or imported, in one file that loses nothing.

The door to the digits file; behind it are
    schema.py       the tables                  opening.py     made, refused, upgraded, recovered
    connection.py   transactions, sentences     backup.py      copies beside the file
    checksums.py    how damage is noticed       recovery.py    a file made anew from whole rows
    index.py        all but the pixels          salvage.py     whole rows of damaged bytes
    images.py       pixels and strokes          upgrade.py     files of 0.1.0
    history.py      undo and redo               runs.py        training runs

A DigitStore belongs to the thread that opened it (another thread gets a StoreError). For a window
and a worker, or two windows, open one in each: each sees the other's changes at its next call,
and `changed_elsewhere` tells when to look. A call that changes something returns when the change
is on the disk.
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from digitapp.digits import split
from digitapp.digits.example import Example, as_label
from digitapp.digits.made_digits import SOURCE as MADE
from digitapp.files.errors import DataError

from . import backup, history, images, index, opening
from .checksums import EXAMPLE, example_checksums
from .connection import is_writable
from .history import Change, NextStep
from .index import Ids, Index, Rows
from .runs import Runs

_BATCH_ROWS = 500  # examples read or written between two moments in which others may do something


@dataclasses.dataclass(frozen=True, eq=False)
class Facts:
    """All that is known of the m drawings that are not deleted, but their pixels and strokes.

    ids : (m,) int64, ascending; labels : (m,) uint8; created : (m,) float64
    own, made : (m,) bool, drawn at the window; made by digitapp
    split_indices, split_overrides : (m,) int64, see split.py
    """

    ids: Ids
    labels: npt.NDArray[np.uint8]
    created: npt.NDArray[np.float64]
    own: npt.NDArray[np.bool_]
    made: npt.NDArray[np.bool_]
    split_indices: npt.NDArray[np.int64]
    split_overrides: npt.NDArray[np.int64]


class DigitStore:
    """One digits file.

    path : made if nothing is there; refused with a StoreError, untouched, if it is not ours
    timeout : seconds to wait for another program that is writing before a StoreError says so
    backups : how many are kept beside the file; 0 makes none (for a worker beside a window)
    recovered : None, or what was restored or upgraded at opening, as a sentence for the person
    backup_failed : None, or why no backup could be made, at opening or by close(), as a sentence
    read_only : the file or its folder was protected at opening; every change raises StoreError

    >>> with DigitStore(path) as store:
    ...     saved = store.add(Example(image, label=1))
    ...     X, y, ids = store.arrays()
    """

    def __init__(
        self, path: str | os.PathLike[str], *, timeout: float = 5.0, backups: int = 3
    ) -> None:
        # as SQLite does: the journal is beside the real file
        self.path = opening.named(path).resolve()
        self._file, self.recovered, self.backup_failed = opening.open_file(
            self.path, timeout, backups
        )
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
                self.backup_failed = backup.keep_backup(self._file, self._backups)
        finally:
            self._file.close()

    @property
    def read_only(self) -> bool:
        """Whether the file, or its folder, is protected now."""
        return self._file.read_only or not is_writable(self.path)

    @property
    def damaged(self) -> bool:
        """Whether damage was seen since it was opened; then nothing is written any more."""
        return self._file.damaged

    def get(self, number: int) -> Example:
        """Read an example by its id, also a deleted one; raises StoreError if it never was."""
        return next(self.examples([number]))

    def examples(self, ids: npt.ArrayLike | None = None) -> Iterator[Example]:
        """Read examples by id, in that order; None: all that are not deleted, oldest first."""
        wanted = self.facts().ids if ids is None else np.atleast_1d(np.asarray(ids))
        for start in range(0, len(wanted), _BATCH_ROWS):
            yield from self._examples(wanted[start : start + _BATCH_ROWS])

    def arrays(
        self, ids: npt.ArrayLike | None = None
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], Ids]:
        """Read what a network is trained on, ordered by id.

        ids : only these (those that are deleted are left out); None: all that are not deleted
        returns : X (m, 400) float32 in [0, 1], y (m, 1) float32, 0 or 1, ids (m,) int64
        """
        with self._file.reading():
            current = self._current()
            rows = current.rows if ids is None else current.rows[current.mask(ids)]
            rows = rows[rows["deleted"] == 0]
            X = images.read(self._file, rows["id"])
        return X, rows["label"].astype(np.float32).reshape(-1, 1), rows["id"].copy()

    def facts(self) -> Facts:
        """Return all that is known of the drawings that are not deleted, but their images."""
        with self._file.reading():
            current = self._current()
        rows = current.rows[current.rows["deleted"] == 0]
        return Facts(
            ids=rows["id"].copy(),
            labels=rows["label"].astype(np.uint8),
            created=rows["created"].copy(),
            own=rows["source"] == current.sources.get(Example.source, 0),
            made=rows["source"] == current.sources.get(MADE, 0),
            split_indices=rows["split_index"].copy(),
            split_overrides=rows["split_override"].copy(),
        )

    def ids_from(self, sources: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the ids of the drawings of some sources that are not deleted."""
        with self._file.reading():
            current = self._current()
        numbers = [current.sources[name] for name in sources if name in current.sources]
        rows = current.rows
        ids: npt.NDArray[np.int64] = rows["id"][
            np.isin(rows["source"], numbers) & (rows["deleted"] == 0)
        ]
        return ids

    def changed_elsewhere(self) -> bool:
        """Return whether another window or program has changed the file since the last call."""
        version, before = self._file.data_version(), self._told_version
        self._told_version = version
        return version != before

    def verify(self) -> None:
        """Read and check every row: about half a second for 100,000; raises DamagedError."""
        backup.verify(self._file)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Save a checked copy; what stood there is replaced only once the copy is on the disk."""
        backup.copy(self._file, opening.named(path))

    def add(self, example: Example, *, split_override: int = split.BY_SPLIT) -> Example:
        """Save an example; returns it with its id once it is on the disk.

        split_override : split.TRAINING or HELD_OUT to place it by hand, BY_SPLIT to leave it to
            the split
        """
        (row,) = self._add([example], split_override=split_override)
        source, created = images.storable(example.source), float(row["created"])
        return dataclasses.replace(example, id=int(row["id"]), source=source, created=created)

    def add_many(
        self,
        examples: Iterable[Example],
        *,
        name: str | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> Ids:
        """Save examples, all or none, as one step of the history; returns their ids.

        Where `created` is 0 it becomes now. Images without ink are refused with a DataError.

        name : of the step, e.g. "import 12,665 drawings"
        progress : called with (done, all) now and then; raise Cancelled in it to stop
        """
        return np.asarray(self._add(list(examples), name, progress)["id"])

    def relabel(self, ids: npt.ArrayLike, label: int) -> Change:
        """Change the label of drawings; deleted ones are left alone."""
        label = as_label(label)
        return self._change(f"relabel {{}} as {label}", ids, label=label)

    def delete(self, ids: npt.ArrayLike, name: str = "delete {}") -> Change:
        """Delete drawings; they stay in the file, for undo. name : of the step."""
        return self._change(name, ids, deleted=1)

    def next_undo(self) -> NextStep:
        """Return the step that undo would take back ("delete 12 drawings")."""
        return self._next_step(undone=False)

    def next_redo(self) -> NextStep:
        """Return the step that redo would do again."""
        return self._next_step(undone=True)

    def undo(self) -> Change | None:
        """Undo the newest step, whichever window did it; returns what changed."""
        return self._flip(undone=False)

    def redo(self) -> Change | None:
        """Do again what was undone last; returns what changed."""
        return self._flip(undone=True)

    def _add(
        self,
        batch: list[Example],
        name: str | None = None,
        progress: Callable[[int, int], object] | None = None,
        split_override: int = split.BY_SPLIT,
    ) -> Rows:
        for each in batch:
            if not isinstance(each, Example):
                raise DataError(f"Only an Example can be stored, got {each!r:.50}.")
        _refuse_blank(batch)
        if not batch:
            return np.empty(0, EXAMPLE)
        with self._file.writing():
            before = self._current()
            rows, sources = self._new_rows(before, batch, split_override)
            index.insert(self._file, rows)
            for start in range(0, len(batch), _BATCH_ROWS):
                end = start + _BATCH_ROWS
                images.insert(self._file, rows[start:end], batch[start:end])
                if progress:
                    progress(min(end, len(batch)), len(batch))
            absent = rows.copy()
            absent["deleted"] = index.NEVER_ADDED
            name = name or f"add {_drawings(len(batch))}"
            change = Change(name, rows["id"].copy(), index.states(absent), index.states(rows))
            history.write(self._file, change)
        self._index = before.with_rows(rows, sources)
        return rows

    def _new_rows(
        self, before: Index, batch: list[Example], split_override: int
    ) -> tuple[Rows, dict[str, int]]:
        sources = dict(before.sources)
        for name in dict.fromkeys(images.storable(example.source) for example in batch):
            if name not in sources:
                sources[name] = max(sources.values(), default=0) + 1
                index.insert_source(self._file, sources[name], name)
        rows = np.zeros(len(batch), EXAMPLE)
        rows["id"] = before.rows["id"].max(initial=0) + 1 + np.arange(len(batch))
        rows["label"] = [example.label for example in batch]
        rows["split_override"] = split_override
        so_far = np.bincount(before.rows["label"], minlength=2)  # also deleted ones
        rows["split_index"] = so_far[rows["label"]] + split.split_indices(rows["label"])
        rows["source"] = [sources[images.storable(example.source)] for example in batch]
        now = time.time()
        rows["created"] = [example.created or now for example in batch]
        rows["checksum"] = example_checksums(rows)
        return rows, sources

    def _change(self, name: str, ids: npt.ArrayLike, **values: int) -> Change:
        with self._file.writing():
            current = self._current()
            rows = current.rows[current.mask(ids)]
            rows = rows[rows["deleted"] == 0]  # another window may have deleted some
            wanted = rows.copy()
            for column, value in values.items():
                wanted[column] = value
            before, after = index.states(rows), index.states(wanted)
            moved = before != after
            name = name.format(_drawings(int(moved.sum())))
            change = Change(name, rows["id"][moved], before[moved], after[moved])
            if len(change.ids):
                current = self._applied(current, change)
                history.write(self._file, change)
        self._index = current
        return change

    def _flip(self, *, undone: bool) -> Change | None:
        with self._file.writing():
            current = self._current()
            row = history.newest(self._file, undone=undone)
            if row is None:
                return None
            change = history.flip(self._file, row)
            current = self._applied(current, change)
        self._index = current
        return change

    def _applied(self, current: Index, change: Change) -> Index:
        return index.apply(self._file, current, change.ids, change.before, change.after)

    def _next_step(self, *, undone: bool) -> NextStep:
        with self._file.reading():
            row = history.newest(self._file, undone=undone)
        return NextStep() if row is None else NextStep(str(row[2]), float(row[3]))

    def _current(self) -> Index:
        """Return the index of this transaction; reads it again if another connection wrote."""
        version = self._file.data_version()
        if self._index is None or version != self._version:
            self._index = index.load(self._file)
            self._version = version
        return self._index

    def _examples(self, ids: npt.NDArray[np.int64]) -> Iterator[Example]:
        with self._file.reading():
            current = self._current()
            places = current.places(ids)
            once, back = np.unique(places, return_inverse=True)
            pairs = images.read_drawings(self._file, current.rows["id"][once])
        names = {number: name for name, number in current.sources.items()}
        for place, k in zip(places, back.tolist(), strict=True):
            number, _, label, _, _, _, source, created = current.rows[place].item()
            yield Example(pairs[k][0], label, pairs[k][1], names[source], created, number)


def _drawings(n: int) -> str:
    return "a drawing" if n == 1 else f"{n:,} drawings"


def _refuse_blank(examples: list[Example]) -> None:
    blank = sum(not example.image.any() for example in examples)
    if blank == 1:
        raise DataError(
            "One drawing has a label but no ink. Draw a 0 or a 1 first, or leave it out."
        )
    if blank:
        raise DataError(f"{blank:,} drawings have a label but no ink. Leave them out.")
