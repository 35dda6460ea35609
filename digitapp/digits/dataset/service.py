"""DatasetService: one open digits file, and what is in it now as a DatasetSnapshot. Knows no Qt.

All of it is used in the worker's thread only (see dataset_worker.py), and whatever goes wrong
leaves it as a DataError with a sentence for the person.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from digitapp.digits import DigitStore, Example, Likeness, StoreError, starter
from digitapp.digits.likeness import MOST_TAUGHT, even_selection
from digitapp.digits.store import RunRow
from digitapp.files.errors import Severity
from digitapp.files.progress import Progress

from .snapshot import DatasetSnapshot, Floats, ImageCache, Integers

Notice = tuple[str, Severity]  # a sentence for the person

_BATCH_ROWS = 2000  # images read between two calls of progress
_MOST_KNOWN = 1500  # drawings from elsewhere that likeness knows: a look-up stays at a millisecond


class DatasetService:
    """One digits file at a time, or none.

    timeout : seconds to wait for another window or program that is writing
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._store: DigitStore | None = None
        self._cache = ImageCache()
        self._starter: list[Example] = []
        self._likeness: Likeness | None = None

    @property
    def store(self) -> DigitStore:
        """The open file; raises StoreError while there is none."""
        if self._store is None:
            raise StoreError(
                "No digits file is open, so nothing can be saved. "
                "Choose File ▸ New or File ▸ Open first."
            )
        return self._store

    @property
    def is_open(self) -> bool:
        """Whether a file is open."""
        return self._store is not None

    @property
    def is_damaged(self) -> bool:
        """Whether damage was seen in the open file; opening it again restores what is whole."""
        return self._store is not None and self._store.damaged

    def open(self, path: Path) -> list[Notice]:
        """Open or make a file; what was open stays so if that fails."""
        notices = list[Notice]()
        if self._store is not None and self._store.path == path.resolve():
            notices += self.close()  # Windows lets no open file be renamed, if it is damaged
        store = DigitStore(path, timeout=self._timeout)
        notices += self.close()
        self._store, self._cache = store, ImageCache()
        if store.recovered:
            notices.append((store.recovered, "error"))
        if store.backup_failed:
            notices.append((store.backup_failed, "warning"))
        if store.read_only:
            notices.append(
                (f"{store.path.name} can only be read: nothing will be saved in it.", "warning")
            )
        return notices

    def close(self) -> list[Notice]:
        """Close the file, with its backup."""
        store, self._store, self._cache = self._store, None, ImageCache()
        if store is None:
            return []
        store.close()
        return [(store.backup_failed, "warning")] if store.backup_failed else []

    def dataset(self, progress: Progress | None = None) -> DatasetSnapshot:
        """Return what is in the file now; only images that are new here are read."""
        if self._store is None:
            return DatasetSnapshot.empty()
        store, facts = self._store, self._store.facts()
        while len(missing := self._cache.missing(facts.ids)):
            self._read(missing, progress)
            facts = store.facts()  # another window may have deleted some meanwhile
        undo, redo = store.next_undo(), store.next_redo()
        return DatasetSnapshot(
            path=store.path,
            ids=facts.ids,
            labels=facts.labels,
            created=facts.created,
            own=facts.own,
            made=facts.made,
            split_indices=facts.split_indices,
            split_overrides=facts.split_overrides,
            cached_images=self._cache.images,
            rows=self._cache.rows(facts.ids),
            undo=undo.name,
            redo=redo.name,
            undo_time=undo.created,
            redo_time=redo.created,
            read_only=store.read_only,
            keys=self._cache.keys,
        )

    def starter(self) -> list[Example]:
        """Return the starter digits, read once."""
        if not self._starter:
            self._starter = starter()
        return self._starter

    def add_run(self, run: RunRow, shortened: Callable[[bytes], bytes]) -> None:
        """Save a training run; not in what can only be read, which was said at opening.

        shortened : returns as much of the weights of the run before as is to stay
        """
        if self.store.read_only:
            return
        before, replaced = self.last_run(), {}
        if before is not None and before.id is not None and before.weights is not None:
            weights = shortened(before.weights)
            if len(weights) < len(before.weights):
                replaced[before.id] = weights
        self.store.runs.add(run, shortened=replaced)

    def last_run(self) -> RunRow | None:
        """Return the newest run that has weights; None if there is none."""
        if self._store is None:
            return None
        runs = (self._store.runs.get(number) for number in reversed(self._store.runs.ids()))
        return next((run for run in runs if run.weights is not None), None)

    @property
    def knows_digits(self) -> bool:
        """Whether `likeness` costs milliseconds only, as what is shipped for it was read."""
        return self._likeness is not None

    def likeness(self, dataset: DatasetSnapshot) -> Likeness:
        """Return what 0s and 1s look like: as shipped, as in the file, and as drawn here."""
        if self._likeness is None:
            self._likeness = Likeness.shipped()
        taught = np.flatnonzero(dataset.own)[-MOST_TAUGHT:]
        others = np.flatnonzero(~dataset.own)
        others = others[even_selection(len(others), _MOST_KNOWN)]
        known = self._likeness.with_digits(dataset.images(others))
        return known.with_taught(dataset.images(taught))

    def _read(self, ids: Integers, progress: Progress | None) -> None:
        if len(self._cache) == 0:
            room = len(ids) + len(ids) // 4  # so that the first to be added have room
            self._cache = ImageCache(room)
        for start in range(0, len(ids), _BATCH_ROWS):
            images: Floats
            images, _, there = self.store.arrays(ids[start : start + _BATCH_ROWS])
            self._cache.add(there, images)
            if progress:
                progress(min(start + _BATCH_ROWS, len(ids)), len(ids))
