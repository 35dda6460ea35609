"""History: every change to the drawings as a step that can be undone and done again.

Knows the table `changes`. A step is a list of ids with their states before and after (label, side,
deleted), whatever was done: adding turns *never added* off, deleting turns *deleted* on. It is
written in the same transaction as the change, so it is there after a restart; undoing marks it as
undone, and the next change drops what was undone, as everywhere. Drawings of an undone adding stay
in the file as never added, so that no number is given twice. The newest thousand steps are kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from . import checksums as checksums
from .connection import DigitsFile, damaged
from .index import HIDDEN, Ids, States

KEPT = 1000  # steps


@dataclass(frozen=True, eq=False)
class Change:
    """One step: what was done to which drawings.

    name : in a person's words, "delete 12 drawings"
    ids : (n,) int64, ascending; empty when there was nothing to change
    before, after : (n,) uint8, their states (see Index.states)
    """

    name: str
    ids: Ids
    before: States
    after: States

    @property
    def appeared(self) -> Ids:
        """The drawings that were not to be seen before and now are."""
        return np.asarray(self.ids[(self.before & HIDDEN > 0) & (self.after & HIDDEN == 0)])

    @property
    def vanished(self) -> Ids:
        """The drawings that were to be seen before and no longer are."""
        return self.reversed().appeared

    def reversed(self) -> Change:
        """Return the change that takes this one back."""
        return Change(self.name, self.ids, self.after, self.before)


def write(file: DigitsFile, change: Change) -> None:
    """Add a step; drops what was undone and what is older than a thousand steps."""
    checksums.check_total(file, "changes")
    number = checksums.next_id(file, "changes")
    for row in checksums.select(file, "changes", "WHERE undone = 1 OR id <= ?", number - KEPT):
        checksums.remove(file, "changes", row)
    parts = (change.ids.astype("<i8"), change.before, change.after)
    states = b"".join(part.tobytes() for part in parts)
    checksums.insert(file, "changes", number, change.name, time.time(), 0, states)


def newest(file: DigitsFile, *, undone: bool) -> checksums.Row | None:
    """Read the step that undo would take back, or the one that redo would do again."""
    checksums.check_total(file, "changes")
    rest = "WHERE undone = 1 ORDER BY id" if undone else "WHERE undone = 0 ORDER BY id DESC"
    rows = checksums.select(file, "changes", f"{rest} LIMIT 1")
    return rows[0] if rows else None


def flip(file: DigitsFile, row: checksums.Row) -> Change:
    """Mark a step as undone, or as done again; gives what that changes."""
    number, _, name, created, undone, states = row
    checksums.remove(file, "changes", row)
    checksums.insert(file, "changes", number, name, created, 1 - undone, states)
    change = _unpack(file, name, states)
    return change if undone else change.reversed()


def _unpack(file: DigitsFile, name: str, states: bytes) -> Change:
    n, rest = divmod(len(states), 10)
    if rest:
        raise damaged(file.path, "a step of its history is not as it was written")
    ids = np.frombuffer(states, "<i8", n).astype(np.int64)
    return Change(
        name,
        ids,
        np.frombuffer(states, np.uint8, n, 8 * n),
        np.frombuffer(states, np.uint8, n, 9 * n),
    )
