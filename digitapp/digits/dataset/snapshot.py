"""DatasetSnapshot: what is in the digits file at one moment, as arrays that never change.

numpy and digits only; knows nothing of files being read, of networks or of windows. Whoever reads
the file keeps one ImageCache and emits a DatasetSnapshot after every change. All of them share
its images, so that adding one drawing to 100,000 copies none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from digitapp.digits import SIZE, Example, split
from digitapp.digits.made_digits import SOURCE as MADE

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

OWN = Example.source  # of a drawing made at the window
_PIXELS = SIZE * SIZE
_IMAGE_BYTES = 4 * _PIXELS
_MIN_ROOM = 1024  # images
_BATCH_ROWS = 500  # images hashed in one piece


@dataclass(frozen=True, eq=False)
class DatasetSnapshot:
    """Everything of the digits file that is not deleted, oldest first; m drawings.

    path : of the file; None where there is none
    ids : (m,) int64, ascending
    labels : (m,) uint8, 0 or 1
    created : (m,) float64, seconds since 1970
    own, made : (m,) bool, drawn at the window; made by digitapp
    split_indices, split_overrides : (m,) int64, for digits.split
    cached_images : (n, 400) float32 in [0, 1], read-only, n ≥ m; a row of it never changes
    rows : (m,) int64, so that the image of drawing k is cached_images[rows[k]]
    undo, redo : names of the next steps ("delete 12 drawings"), or None
    undo_time, redo_time : when these were made, seconds since 1970; 0 where there are none
    read_only : the file cannot be changed
    keys : (n,) int64, the same for equal cached images (see ImageCache); None: not known yet

    >>> dataset = DatasetSnapshot.of([Example(np.eye(20, dtype=np.float32), 1)])
    >>> len(dataset), dataset.zeros, dataset.ones
    (1, 0, 1)
    """

    path: Path | None
    ids: Integers
    labels: npt.NDArray[np.uint8]
    created: npt.NDArray[np.float64]
    own: Bools
    made: Bools
    split_indices: Integers
    split_overrides: Integers
    cached_images: Floats
    rows: Integers
    undo: str | None = None
    redo: str | None = None
    undo_time: float = 0.0
    redo_time: float = 0.0
    read_only: bool = False
    keys: Integers | None = None

    @classmethod
    def empty(cls, path: Path | None = None) -> Self:
        """Return the dataset of a file with nothing in it, or of no file."""
        return cls.of([], path)

    @classmethod
    def of(cls, examples: Sequence[Example], path: Path | None = None) -> Self:
        """Return a dataset of examples outside a file, numbered from 1."""
        labels = np.array([example.label for example in examples], np.uint8)
        numbers = np.arange(1, len(examples) + 1, dtype=np.int64)
        cache = ImageCache()
        cache.add(numbers, _flat([example.image for example in examples]))
        return cls(
            path=path,
            ids=numbers,
            labels=labels,
            created=np.array([example.created for example in examples], np.float64),
            own=np.array([example.source == OWN for example in examples], np.bool_),
            made=np.array([example.source == MADE for example in examples], np.bool_),
            split_indices=split.split_indices(labels),
            split_overrides=np.full(len(examples), split.BY_SPLIT, np.int64),
            cached_images=cache.images,
            rows=cache.rows(numbers),
            keys=cache.keys,
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ones(self) -> int:
        """Return how many are labelled 1."""
        return int(np.count_nonzero(self.labels))

    @property
    def zeros(self) -> int:
        """Return how many are labelled 0."""
        return len(self) - self.ones

    def images(self, which: npt.ArrayLike | None = None) -> Floats:
        """Return a copy of images (k, 400): all, or those of a mask (m,) or of places (k,)."""
        rows = self.rows if which is None else self.rows[np.asarray(which)]
        return self.cached_images[rows]

    def held_out(self, share: float, seed: int) -> Bools:
        """Return which are held out: (m,) bool, see digits.split."""
        return split.held_out(
            self.split_indices,
            self.split_overrides,
            labels=self.labels,
            share=share,
            seed=seed,
        )

    def places(self, ids: npt.ArrayLike) -> Integers:
        """Return the places of drawings by id; those that are not here (any more) are left out."""
        wanted = np.asarray(ids, np.int64).reshape(-1)
        places = np.searchsorted(self.ids, wanted)
        here = np.isin(wanted, self.ids)
        return np.asarray(places[here], np.int64)

    @cached_property
    def content_keys(self) -> Integers:
        """Return a hash of each image, the same for equal ones: (m,) int64."""
        keys = image_keys(self.cached_images) if self.keys is None else self.keys
        own: Integers = keys[self.rows]
        return own

    @cached_property
    def conflicting(self) -> Bools:
        """Return which are there with both labels, as exactly the same image: (m,) bool."""
        _, image = np.unique(self.content_keys, return_inverse=True)  # (m,) a number for each image
        has_label = np.zeros((int(image.max(initial=-1)) + 1, 2), np.bool_)
        has_label[image, self.labels] = True
        conflicting: Bools = (has_label[:, 0] & has_label[:, 1])[image]
        return conflicting


class ImageCache:
    """Images by id in one array that grows by doubling: most additions copy nothing but themselves.

    What was returned stays as it is: further images are written behind it, or into a larger array.

    >>> cache = ImageCache()
    >>> cache.add(np.array([7]), np.ones((1, 400), np.float32))
    >>> cache.rows(np.array([7]))
    array([0])
    """

    def __init__(self, room: int = _MIN_ROOM) -> None:
        room = max(room, _MIN_ROOM)
        self._images = np.empty((room, _PIXELS), np.float32)
        self._ids = np.empty(room, np.int64)
        self._keys = np.empty(room, np.int64)
        self._n = 0
        self._order: npt.NDArray[np.intp] | None = None

    def __len__(self) -> int:
        return self._n

    @property
    def images(self) -> Floats:
        """Return all images: (n, 400), read-only."""
        images = self._images[: self._n]
        images.flags.writeable = False
        return images

    @property
    def keys(self) -> Integers:
        """Return a number for each image, the same for equal ones: (n,) int64, read-only."""
        keys = self._keys[: self._n]
        keys.flags.writeable = False
        return keys

    def add(self, ids: Integers, images: Floats) -> None:
        """Add images (k, 400) of ids (k,) that are not here yet."""
        n = self._n + len(ids)
        if n > len(self._images):
            self._grow(n)
        self._images[self._n : n] = images
        self._ids[self._n : n] = ids
        self._keys[self._n : n] = image_keys(images)
        self._n, self._order = n, None

    def missing(self, ids: Integers) -> Integers:
        """Return those of ids that are not here."""
        known = self._ids[: self._n]
        if not self._n:
            return ids
        order = self._sorted()
        places = np.searchsorted(known, ids, sorter=order)
        return np.asarray(ids[known[order.take(places, mode="clip")] != ids])

    def rows(self, ids: Integers) -> Integers:
        """Return the row of each id, all of which are here: (k,) int64."""
        order = self._sorted()
        return order[np.searchsorted(self._ids[: self._n], ids, sorter=order)].astype(np.int64)

    def _sorted(self) -> npt.NDArray[np.intp]:
        if self._order is None:  # quick for what is mostly in order
            self._order = np.argsort(self._ids[: self._n], kind="stable")
        return self._order

    def _grow(self, needed: int) -> None:
        room = max(needed, 2 * len(self._images))
        for name in ("_images", "_ids", "_keys"):
            old = getattr(self, name)
            new = np.empty((room, *old.shape[1:]), old.dtype)
            new[: self._n] = old[: self._n]
            setattr(self, name, new)


def image_keys(images: Floats) -> Integers:
    """Return a hash of each image (m, 400): (m,) int64, the same for equal images."""
    keys = np.empty(len(images), np.int64)
    for start in range(0, len(images), _BATCH_ROWS):
        data = (images[start : start + _BATCH_ROWS] + 0).tobytes()  # −0 is paper too
        for k in range(len(data) // _IMAGE_BYTES):
            keys[start + k] = hash(data[k * _IMAGE_BYTES : (k + 1) * _IMAGE_BYTES])
    return keys


def _flat(images: Sequence[Floats]) -> Floats:
    return np.array(images, np.float32).reshape(len(images), _PIXELS)
