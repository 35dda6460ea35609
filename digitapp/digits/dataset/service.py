"""The desk: one open digits file, and the DatasetSnapshot of what stands in it. Knows no Qt.

All of it is used in the worker's thread only (see digits_clerk.py), and whatever goes wrong leaves
it as a DataError with a sentence for the person.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from digitapp.digits import DigitStore, Example, Likeness, StoreError, starter
from digitapp.digits.likeness import MOST_TAUGHT, even_selection

from .snapshot import DatasetSnapshot, Floats, ImageCache, Integers

if TYPE_CHECKING:
    from digitapp.digits.formats import Progress

Run = tuple[dict[str, Any], dict[str, npt.NDArray[np.float64]], bytes]  # config, logs, weights

_AT_ONCE = 2000  # images read between two calls of progress
_MOST_KNOWN = 1500  # drawings from elsewhere that likeness knows: a look-up stays at a millisecond


class DatasetService:
    """One digits file at a time, or none.

    timeout : seconds to wait for another window or program that is writing
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._store: DigitStore | None = None
        self._pool = ImageCache()
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

    def open(self, path: Path) -> list[tuple[str, bool]]:
        """Open or make a file; what was open stays so if that fails. Gives (sentence, grave)."""
        told = []
        if self._store is not None and self._store.path == path.resolve():
            told += self.close()  # Windows lets no open file be put aside, if it is damaged
        store = DigitStore(path, timeout=self._timeout)
        told += self.close()
        self._store, self._pool = store, ImageCache()
        if store.recovered:
            told.append((store.recovered, True))
        if store.backup_failed:
            told.append((store.backup_failed, False))
        if store.read_only:
            told.append((f"{store.path.name} can only be read: nothing will be saved in it.", True))
        return told

    def close(self) -> list[tuple[str, bool]]:
        """Close the file, with its backup; gives (sentence, grave) when that could not be made."""
        store, self._store, self._pool = self._store, None, ImageCache()
        if store is None:
            return []
        store.close()
        return [(store.backup_failed, False)] if store.backup_failed else []

    def dataset(self, progress: Progress | None = None) -> DatasetSnapshot:
        """Tell what stands in the file; only images that are new here are read."""
        if self._store is None:
            return DatasetSnapshot.empty()
        store, facts = self._store, self._store.facts()
        while len(missing := self._pool.missing(facts.ids)):
            self._read(missing, progress)
            facts = store.facts()  # another window may have deleted some meanwhile
        return DatasetSnapshot(
            path=store.path,
            ids=facts.ids,
            labels=facts.labels,
            created=facts.created,
            own=facts.own,
            made=facts.made,
            ranks=facts.ranks,
            sides=facts.sides,
            pool=self._pool.images,
            rows=self._pool.rows(facts.ids),
            undo=store.can_undo(),
            redo=store.can_redo(),
            read_only=store.read_only,
            keys=self._pool.keys,
        )

    def starter(self) -> list[Example]:
        """Read the starter digits, once."""
        if not self._starter:
            self._starter = starter()
        return self._starter

    def keep_run(
        self, config: Mapping[str, Any], seed: int, logs: Mapping[str, Any], weights: bytes
    ) -> None:
        """Keep a run with the network that came of it; not in what can only be read."""
        if self.store.read_only:  # which was told when it was opened
            return
        now = time.time()
        run = self.store.runs.add_run(config, seed, logs, now)
        self.store.runs.add_model(weights, name="last", created=now, run=run)

    def last_run(self) -> Run | None:
        """Return the newest network that has a run; None if there is none."""
        if self._store is None:
            return None
        runs = self._store.runs
        for number in reversed(runs.model_ids()):
            model = runs.get_model(number)
            if model.run is not None:
                run = runs.get_run(model.run)
                return dict(run.config), dict(run.logs), model.weights
        return None

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
        if len(self._pool) == 0:
            self._pool = ImageCache(
                len(ids) + len(ids) // 4
            )  # so that the first to be added has room
        for start in range(0, len(ids), _AT_ONCE):
            images: Floats
            images, _, there = self.store.arrays(ids[start : start + _AT_ONCE])
            self._pool.add(there, images)
            if progress:
                progress(min(start + _AT_ONCE, len(ids)), len(ids))
