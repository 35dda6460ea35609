"""Run state: what of a run is stored beside its settings and curves, as bytes.

    "digitrun" | length of the head | head, JSON | last checkpoint | past checkpoints | float64

Of the past as many checkpoints as fit, evenly spread, so that one can go back after a restart too.
Of a run that another has followed only the last checkpoint stays, as digitapp 0.1 and 0.2 wrote it
for all. numpy and nn only.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digitapp.nn import Sequential

from .batch_losses import BatchPoints
from .checkpoint import Checkpoint
from .timeline import Curves, Event, Timeline, check_curves

Floats = npt.NDArray[np.float64]

_MARK = b"digitrun"  # of other bytes the first eight are the length of a checkpoint's head
_LENGTH_BYTES = 8
_MOST_PAST = 2_400_000  # bytes of past checkpoints
_MOST_EPOCHS = 10_000  # of the run before: 400 kB
_MOST_EVENTS = 1_000


class RunState(NamedTuple):
    """A run as it is stored.

    checkpoint : of its last epoch, and past : of earlier ones, by epoch, ascending
    events, batches, previous_run : as Timeline and Trainer have them
    """

    checkpoint: Checkpoint
    past: dict[int, Checkpoint]
    events: tuple[Event, ...] = ()
    batches: BatchPoints = BatchPoints.empty()
    previous_run: Curves | None = None


def to_bytes(
    timeline: Timeline, last: Checkpoint, model: Sequential, previous_run: Curves | None
) -> bytes:
    """Return the state of a run that has ended.

    last : its checkpoint; model : of its layers
    """
    first = last.to_bytes(model)
    kept = [epoch for epoch in timeline.buffer.epochs() if epoch < timeline.last_epoch]
    epochs = _spread(kept, _MOST_PAST // len(first))
    found = [timeline.buffer.nearest(epoch) for epoch in epochs]
    past = [(each[0], each[1].to_bytes(model)) for each in found if each is not None]
    previous = previous_run or Curves.empty()
    if len(previous.epochs) > _MOST_EPOCHS:
        previous = Curves.empty()
    batches = timeline.batches.points()
    head = {
        "last": len(first),
        "past": [(epoch, len(data)) for epoch, data in past],
        "events": timeline.events[-_MOST_EVENTS:],
        "batches": len(batches.epochs),
        "previous_run": len(previous.epochs),
    }
    text = json.dumps(head).encode()
    floats = [np.asarray(each, "<f8").tobytes() for each in (*batches, *previous)]
    parts = [_MARK, len(text).to_bytes(_LENGTH_BYTES, "little"), text, first]
    return b"".join([*parts, *(data for _, data in past), *floats])


def from_bytes(data: bytes, model: Sequential) -> RunState:
    """Read what to_bytes gave, or Checkpoint.to_bytes, for a model of such layers.

    Raises ValueError, or what the parsers raise, for anything else.
    """
    if not data.startswith(_MARK):
        return RunState(Checkpoint.from_bytes(data, model), {})
    head, place = _read_head(data)
    sizes = [head["last"], *(size for _, size in head["past"])]
    ends = np.cumsum([place, *sizes]).tolist()
    if min(sizes) < 0 or ends[-1] > len(data):
        raise ValueError("its past epochs are cut short.")
    last, *past = (Checkpoint.from_bytes(data[i:j], model) for i, j in pairwise(ends))
    epochs = [int(epoch) for epoch, _ in head["past"]]
    floats = np.frombuffer(data[ends[-1] :], "<f8").astype(np.float64)
    n, m = int(head["batches"]), int(head["previous_run"])
    batches, previous = np.split(floats, [2 * n])
    if min([n, m, *epochs]) < 0 or len(floats) != 2 * n + 5 * m or epochs != sorted({*epochs}):
        raise ValueError("its past epochs are not as digitapp writes them.")
    return RunState(
        last,
        dict(zip(epochs, past, strict=True)),
        tuple(Event(int(epoch), str(words)) for epoch, words in head["events"]),
        BatchPoints(*batches.reshape(2, n)),
        check_curves(Curves(*previous.reshape(5, m))) if m else None,
    )


def without_past(data: bytes) -> bytes:
    """Return the last checkpoint alone of what to_bytes gave, as bytes; others stay as they are."""
    if not data.startswith(_MARK):
        return data
    head, place = _read_head(data)
    return data[place : place + int(head["last"])]


def _read_head(data: bytes) -> tuple[dict[str, Any], int]:
    """Return the head, and where it ends."""
    start = len(_MARK) + _LENGTH_BYTES
    length = int.from_bytes(data[len(_MARK) : start], "little")
    return json.loads(data[start : start + length]), start + length


def _spread(epochs: list[int], most: int) -> list[int]:
    """Return at most so many epochs, evenly spread from the first to the one after them."""
    places = np.linspace(0, len(epochs), min(most, len(epochs)) + 1).round().astype(int)
    return [epochs[place] for place in places[:-1]]
