"""History: every change to the drawings as a step that can be undone and done again.

Knows the table `changes`. A step is a list of ids with their states before and after (label,
split_override, deleted), whatever was done: adding turns *never added* off, deleting turns
*deleted* on. It is written in the same transaction as the change, so it is there after a restart;
undoing marks it as undone, and the next change drops what was undone, as everywhere. Drawings of
an undone adding stay in the file as never added, so that no id is used twice. The ids of steps are
consecutive; the newest thousand steps are kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .checksums import Row, is_whole, sha256
from .connection import DigitsFile, damaged
from .index import Ids, States

KEPT_STEPS = 1000


@dataclass(frozen=True, eq=False)
class Change:
    """One step: what was done to which drawings.

    name : in a person's words, "delete 12 drawings"
    ids : (n,) int64, ascending; empty when there was nothing to change
    before, after : (n,) uint8, their states (see index.states)
    """

    name: str
    ids: Ids
    before: States
    after: States

    def reversed(self) -> Change:
        """Return the change that takes this one back."""
        return Change(self.name, self.ids, self.after, self.before)


class NextStep(NamedTuple):
    """The step that undo would take back, or redo do again.

    name : in a person's words; None where there is none
    created : when it was made, seconds since 1970; 0 where there is none
    """

    name: str | None = None
    created: float = 0.0


def write(file: DigitsFile, change: Change) -> None:
    """Add a step; drops what was undone and what is older than a thousand steps."""
    run = file.connection.execute
    run("DELETE FROM changes WHERE undone = 1")
    (newest,) = run("SELECT ifnull(max(id), 0) FROM changes").fetchone()
    run("DELETE FROM changes WHERE id <= ?", [newest + 1 - KEPT_STEPS])
    parts = (change.ids.astype("<i8"), change.before, change.after)
    states = b"".join(part.tobytes() for part in parts)
    insert(file, newest + 1, change.name, time.time(), 0, states)


def insert(file: DigitsFile, number: int, *values: object) -> None:
    """Write a row of `changes`."""
    row = (number, sha256("changes", number, *values), *values)
    file.connection.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", row)


def newest(file: DigitsFile, *, undone: bool) -> Row | None:
    """Read the step that undo would take back, or the one that redo would do again."""
    order = "undone = 1 ORDER BY id" if undone else "undone = 0 ORDER BY id DESC"
    row: Row | None = file.connection.execute(
        f"SELECT * FROM changes WHERE {order} LIMIT 1"
    ).fetchone()
    if row is not None and not is_whole("changes", row):
        raise _damaged(file)
    return row


def flip(file: DigitsFile, row: Row) -> Change:
    """Mark a step as undone, or as done again; returns what that changes."""
    number, _, name, created, undone, states = row
    checksum = sha256("changes", number, name, created, 1 - undone, states)
    sql = "UPDATE changes SET sha256 = ?, undone = ? WHERE id = ?"
    file.connection.execute(sql, (checksum, 1 - undone, number))
    change = unpack(name, states)
    return change if undone else change.reversed()


def check(file: DigitsFile) -> None:
    """Check every row of `changes`, one at a time, and that none is missing between them."""
    ids = []
    for row in file.connection.execute("SELECT * FROM changes ORDER BY id"):
        if not is_whole("changes", row):
            raise _damaged(file)
        ids.append(row[0])
    if ids and ids != list(range(ids[0], ids[-1] + 1)):
        raise _damaged(file)


def keep_newest(file: DigitsFile) -> None:
    """Drop the steps before one that is missing."""
    rows = file.connection.execute("SELECT id FROM changes ORDER BY id DESC").fetchall()
    for number, (previous,) in zip((row[0] for row in rows), rows[1:], strict=False):
        if previous != number - 1:
            file.connection.execute("DELETE FROM changes WHERE id < ?", [number])
            break


def replay(file: DigitsFile, ids: Ids, states: States) -> States:
    """Return the states to which the history leads from these; ids: (n,) ascending."""
    states = states.copy()
    rows = file.connection.execute("SELECT * FROM changes ORDER BY undone, id").fetchall()
    done = [unpack(row[2], row[5]) for row in rows if not row[4]]
    undone = [unpack(row[2], row[5]).reversed() for row in rows if row[4]]
    for change in [*done, *reversed(undone)] if len(ids) else []:
        places = np.searchsorted(ids, change.ids)
        there = ids.take(places, mode="clip") == change.ids
        states[places[there]] = change.after[there]
    return states


def unpack(name: str, states: bytes) -> Change:
    """Return the change that a row of `changes` holds."""
    n = len(states) // 10
    ids = np.frombuffer(states, "<i8", n).astype(np.int64)
    before, after = np.frombuffer(states, np.uint8, offset=8 * n).reshape(2, n)
    return Change(name, ids, before, after)


def _damaged(file: DigitsFile) -> Exception:
    return damaged(file.path, "a step of its history is not as it was written")
