"""DigitStore: every drawing a person made or brought in, in one file that loses nothing.

The door to the digits file; behind it stand
    store_schema.py    the tables                 store_opening.py   opened, made or refused
    store_file.py      transactions, sentences    store_backup.py    copies beside the file
    store_seals.py     how damage is seen         store_recovery.py  damaged, and brought back
    store_index.py     all but the pixels         store_history.py   undo and redo
    store_images.py    pixels and strokes         store_runs.py      runs and models
    store_reading.py   what a store is asked

A DigitStore belongs to the thread that opened it (another thread gets a StoreError). For a window
and a worker, or two windows, open one in each: each sees the other's changes at its next call,
and `changed_elsewhere` tells when to look. A call that changes something returns when the change
is on the disk.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from digitapp.digits import split
from digitapp.digits.example import Example, as_label
from digitapp.files.errors import DataError, StoreError

from . import checksums as checksums
from . import history as store_history
from . import images as store_images
from . import index as store_index
from .connection import DamagedError
from .history import Change
from .index import ROW, Ids, Index, Rows
from .reader import Counts, DigitReader, storable
from .runs import Model, Run, Runs

__all__ = ["Change", "Counts", "DamagedError", "DigitStore", "Model", "Run", "Runs"]

_AT_ONCE = 500  # examples written between two calls of progress


class DigitStore(DigitReader):
    """One digits file.

    path : made if nothing is there; refused with a StoreError, untouched, if it is not ours
    timeout : seconds to wait for another program that is writing before a StoreError says so
    check : read every row at opening; None: when the file is under 32 MB or no backup is as new
    backups : how many may stand beside the file; 0 makes none (for a worker beside a window)
    recovered : None, or the sentence for the person whose file was brought back from a backup
    backup_failed : None, or why no backup could be made, at opening or by close(), as a sentence
    read_only : the file or its folder is protected; every change raises StoreError

    >>> with DigitStore(path) as store:
    ...     saved = store.add(Example(image, label=1))
    ...     X, y, ids = store.arrays()
    """

    def add(self, example: Example, *, side: int = split.BY_SPLIT) -> Example:
        """Save an example; gives it with its id once it is on the disk.

        side : split.TRAINING or HELD_OUT to place it by hand, BY_SPLIT to leave it to the split
        """
        (row,) = self._add([example], side=side)
        source, created = storable(example.source), float(row["created"])
        return dataclasses.replace(example, id=int(row["id"]), source=source, created=created)

    def add_many(
        self,
        examples: Iterable[Example],
        *,
        name: str | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> Ids:
        """Save examples, all or none, as one step of the history; gives their ids.

        Where `created` is 0 it becomes now. Images without ink are refused with a DataError.

        name : of the step, e.g. "import 12,665 drawings"
        progress : called with (done, all) now and then; raise Cancelled in it to stop
        """
        return np.asarray(self._add(list(examples), name, progress)["id"])

    def _add(
        self,
        batch: list[Example],
        name: str | None = None,
        progress: Callable[[int, int], object] | None = None,
        side: int = split.BY_SPLIT,
    ) -> Rows:
        for each in batch:
            if not isinstance(each, Example):
                raise DataError(f"Only an Example can be stored, got {each!r:.50}.")
        _refuse_blank(batch)
        if not batch:
            return np.empty(0, ROW)
        with self._file.writing():
            before = self._current()
            rows, sources = self._new_rows(before, batch)
            rows["side"] = side
            store_index.insert(self._file, rows)
            for start in range(0, len(batch), _AT_ONCE):
                piece = batch[start : start + _AT_ONCE]
                store_images.insert(self._file, int(rows["id"][start]), piece)
                if progress:
                    progress(start + len(piece), len(batch))
            absent = rows.copy()
            absent["deleted"] = store_index.NEVER_ADDED
            name = name or f"add {_drawings(len(batch))}"
            change = Change(
                name, rows["id"].copy(), store_index.states(absent), store_index.states(rows)
            )
            store_history.write(self._file, change)
        self._index = before.with_rows(rows, sources)
        return rows

    def relabel(self, ids: npt.ArrayLike, label: int) -> Change:
        """Return drawings another label; deleted ones are left alone."""
        label = as_label(label)
        return self._change(f"relabel {{}} as {label}", ids, label=label)

    def delete(self, ids: npt.ArrayLike) -> Change:
        """Delete drawings; they stay in the file, to be restored."""
        return self._change("delete {}", ids, deleted=1)

    def restore(self, ids: npt.ArrayLike) -> Change:
        """Bring deleted drawings back."""
        return self._change("bring back {}", ids, deleted=0)

    def set_side(self, ids: npt.ArrayLike, side: int) -> Change:
        """Set the side by hand: split.HELD_OUT, split.TRAINING, or BY_SPLIT to leave it open."""
        names = {split.HELD_OUT: "hold out {}", split.TRAINING: "train on {}"}
        names[split.BY_SPLIT] = "let the split place {}"
        if side not in names:
            raise StoreError(f"A side must be one of {sorted(names)}, got {side!r}.")
        return self._change(names[side], ids, side=side)

    def can_undo(self) -> str | None:
        """Name the step that undo would take back ("delete 12 drawings"); None: there is none."""
        return self._next_step(undone=False)

    def can_redo(self) -> str | None:
        """Name the step that redo would do again; None: there is none."""
        return self._next_step(undone=True)

    def undo(self) -> Change | None:
        """Take the newest step back, whichever window did it; gives what changed."""
        return self._flip(undone=False)

    def redo(self) -> Change | None:
        """Do again what was undone last; gives what changed."""
        return self._flip(undone=True)

    def _new_rows(self, index: Index, batch: list[Example]) -> tuple[Rows, dict[str, int]]:
        sources = dict(index.sources)
        for name in dict.fromkeys(storable(example.source) for example in batch):
            if name not in sources:
                sources[name] = checksums.next_id(self._file, "sources")
                checksums.insert(self._file, "sources", sources[name], name)
        rows = np.zeros(len(batch), ROW)
        rows["id"] = index.rows["id"].max(initial=0) + 1 + np.arange(len(batch))
        rows["label"] = [example.label for example in batch]
        so_far = np.bincount(index.rows["label"], minlength=2)  # also deleted ones
        rows["rank"] = so_far[rows["label"]] + split.ranks(rows["label"])
        rows["source"] = [sources[storable(example.source)] for example in batch]
        now = time.time()
        rows["created"] = [example.created or now for example in batch]
        return rows, sources

    def _change(self, name: str, ids: npt.ArrayLike, **values: int) -> Change:
        with self._file.writing():
            index = self._current()
            rows = index.rows[index.mask(ids)]
            # another window may have deleted some, or undone their adding
            rows = rows[rows["deleted"] == int(values.get("deleted") == 0)]
            wanted = rows.copy()
            for column, value in values.items():
                wanted[column] = value
            before, after = store_index.states(rows), store_index.states(wanted)
            moved = before != after
            name = name.format(_drawings(int(moved.sum())))
            change = Change(name, rows["id"][moved], before[moved], after[moved])
            if len(change.ids):
                index = store_index.apply(
                    self._file, index, change.ids, change.before, change.after
                )
                store_history.write(self._file, change)
        self._index = index
        return change

    def _flip(self, *, undone: bool) -> Change | None:
        with self._file.writing():
            index = self._current()
            row = store_history.newest(self._file, undone=undone)
            if row is None:
                return None
            change = store_history.flip(self._file, row)
            index = store_index.apply(self._file, index, change.ids, change.before, change.after)
        self._index = index
        return change

    def _next_step(self, *, undone: bool) -> str | None:
        with self._file.reading():
            row = store_history.newest(self._file, undone=undone)
        return None if row is None else str(row[2])


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
