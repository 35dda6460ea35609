"""CheckpointBuffer: checkpoints of a model by epoch, ever fewer of them as epochs become more.

numpy and nn only; one thread puts checkpoints there while others take copies of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Self

import numpy as np

from digitapp.nn import Sequential

from .checkpoint import MOST_SLOTS, Checkpoint, Floats, read_only

_CAPACITY_BYTES = 24 * 2**20  # 100 to 200 epochs of the lecture's network and its optimizer


@dataclass(frozen=True)
class _Place:
    """Where a checkpoint lies in the block, and what of it is no array."""

    row: int
    optimizer: str
    slots: tuple[str, ...]
    iterations: int
    shuffles: Mapping[str, Any]


class CheckpointBuffer:
    """Keeps every s-th epoch; when it is full, every second one goes and s doubles.

    All lie in one block of memory, made once: fresh memory for each would take longer than the
    copying.

    capacity : bytes; of a network so large that not even two checkpoints fit, none is kept
    """

    def __init__(self, capacity: int = _CAPACITY_BYTES) -> None:
        self._capacity = capacity
        self._lock = Lock()
        self._block: Floats = np.empty((0, 0), np.float32)  # (most, 3 P), made at the first keep
        self._places: dict[int, _Place] = {}
        self._free: list[int] = []
        self._stride = 1

    def keep(self, epoch: int, model: Sequential) -> None:
        """Copy the state of a model after an epoch, if that is one to be kept."""
        if epoch % self._stride == 0:
            checkpoint = Checkpoint.seen(model)
            with self._lock:
                self._make_room(len(checkpoint.parameters))
                if epoch % self._stride == 0:
                    self._put(epoch, checkpoint)

    def put(self, epoch: int, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint whichever epoch it is of."""
        with self._lock:
            self._make_room(len(checkpoint.parameters))
            self._put(epoch, checkpoint)

    def _put(self, epoch: int, checkpoint: Checkpoint) -> None:
        if epoch in self._places:
            self._free.append(self._places.pop(epoch).row)
        if not self._free:
            return
        row = self._free.pop()
        for number, vector in enumerate((checkpoint.parameters, *checkpoint.slots.values())):
            start = number * len(vector)
            self._block[row, start : start + len(vector)] = vector
        self._places[epoch] = _Place(
            row,
            checkpoint.optimizer,
            tuple(checkpoint.slots),
            checkpoint.iterations,
            checkpoint.shuffles,
        )

    def _make_room(self, n_parameters: int) -> None:
        width = (1 + MOST_SLOTS) * n_parameters
        if self._block.shape[1] != width:
            rows = self._capacity // (4 * width)
            self._block = np.empty((rows if rows > 1 else 0, width), np.float32)
            self._clear()
        while not self._free and self._places:
            self._thin()

    def copy(self) -> Self:
        """Return another with the same checkpoints."""
        other = type(self)(self._capacity)
        with self._lock:
            used = 1 + max((place.row for place in self._places.values()), default=-1)
            other._block = np.empty_like(self._block)
            other._block[:used] = self._block[:used]
            other._places, other._free = dict(self._places), list(self._free)
            other._stride = self._stride
        return other

    def _clear(self) -> None:
        self._places, self._stride = {}, 1
        self._free = list(reversed(range(len(self._block))))

    def _thin(self) -> None:
        self._stride *= 2
        for epoch in [each for each in self._places if each % self._stride]:
            self._free.append(self._places.pop(epoch).row)

    def epochs(self) -> tuple[int, ...]:
        """Return the epochs that are kept, ascending."""
        with self._lock:
            return tuple(self._places)

    def nearest(self, epoch: int) -> tuple[int, Checkpoint] | None:
        """Return the kept epoch that is nearest, and its checkpoint; None where none is kept."""
        with self._lock:
            if not self._places:
                return None
            kept = min(self._places, key=lambda each: abs(each - epoch))
            place = self._places[kept]
            parameters, *slots = np.split(self._block[place.row].copy(), 1 + MOST_SLOTS)
        return kept, Checkpoint(
            read_only(parameters),
            place.optimizer,
            dict(zip(place.slots, slots, strict=False)),
            place.iterations,
            place.shuffles,
        )

    def cut(self, epoch: int) -> None:
        """Delete the checkpoints of later epochs; if that leaves room, keep all those to come."""
        with self._lock:
            for later in [each for each in self._places if each > epoch]:
                self._free.append(self._places.pop(later).row)
            if len(self._free) > len(self._places):
                self._stride = 1
