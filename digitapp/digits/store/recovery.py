"""Recovery: a digits file that is damaged or missing, made anew from every row that is whole.

    rows of the file ─▶ rows that only a backup has ─▶ what belongs together ─▶ a new file

The new file takes the name of the damaged one, whose bytes are kept; what is lost is counted.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from digitapp.files.errors import StoreError

from . import history, index, salvage, schema, upgrade
from .backup import backups_of, damaged_name, move_journal, replace, temporary_name, verify
from .checksums import EXAMPLE, Row, example_checksums
from .connection import DamagedError, DigitsFile, ForeignError, connect
from .index import Rows

_NAMES = {"examples": "drawing", "runs": "training run", "changes": "undo step"}


def recover(path: Path, what: str, unfinished: Path | None, error: DamagedError | None) -> str:
    """Make a file anew and put it in its place; returns the sentence about it.

    what : "was damaged" or "was missing"
    unfinished : a copy of the file from before SQLite took an unfinished change back
    error : how the damage was seen; raised again if nothing of the file is whole
    """
    if not os.access(path.parent, os.W_OK):
        raise StoreError(
            f"{path.name} {what}, and nothing may be written in its folder; it was not touched. "
            "Copy it with its backups to where you may write, and open it there."
        )
    before = _identity(path)
    draft, finished = temporary_name(path), temporary_name(path)
    try:
        with _new(draft, path) as file:
            first_page = draft.read_bytes()[: schema.PAGE_BYTES]
            sentence = _gather(file, first_page, isinstance(error, ForeignError))
            if sentence is None:
                raise _nothing_whole(path, what, unfinished, error)
            file.connection.execute("VACUUM INTO ?", [str(finished)])  # without traces of the work
        with contextlib.closing(DigitsFile(finished, 0, read_only=True)) as file:
            verify(file)
        kept = _put_aside(path, before, unfinished)
        replace(finished, path)
    except (OSError, sqlite3.Error) as failure:
        reason = failure.strerror if isinstance(failure, OSError) else failure
        raise StoreError(
            f"{path.name} {what}, and what is whole could not be written anew: {reason}. "
            "Make room or free the folder, and open it again."
        ) from failure
    finally:
        for temporary in (draft, finished, Path(f"{draft}-journal")):
            temporary.unlink(missing_ok=True)
    aside = f" Its bytes are kept as {kept.name}." if kept else ""
    return f"{path.name} {what}.{aside}{sentence}"


def upgrade_copy(old: DigitsFile, target: Path) -> None:
    """Write a file of version 1 as one of today; raises DamagedError, and OSError."""
    with _new(target, old.path) as new:
        upgrade.copy_rows(old, new)
        verify(new)


@contextlib.contextmanager
def _new(path: Path, name: Path) -> Iterator[DigitsFile]:
    """Make an empty file to collect rows in; it is synced as a whole when it is finished.

    name : the file that it will replace, for the sentences about troubles
    """
    with contextlib.closing(connect(path, "rwc", 0)) as connection:
        schema.create(connection)
    with contextlib.closing(DigitsFile(path, 0, read_only=False)) as file:
        file.path = name
        file.connection.execute("PRAGMA synchronous = OFF")
        file.connection.execute("PRAGMA foreign_keys = OFF")  # rows come in any order
        yield file


def _gather(file: DigitsFile, first_page: bytes, believed: bool) -> str | None:
    """Collect what is whole; returns the sentence about it, or None if there is nothing.

    first_page : of a new file
    believed : the file is another program's unless a row of ours is in it
    """
    path = file.path
    lost, unread, day, added = _Ids(), set[str](), "", _Ids()
    if path.exists():
        lost, unread = _known(path, first_page)
    with file.writing():
        own = _add_rows(file, path, set(schema.TABLES)) if path.exists() else _Ids()
        if believed and not own:
            return None
        # which steps of its history were dropped, the file itself knows best
        tables = set(schema.TABLES) - {"changes"} if own else set(schema.TABLES)
        for each in backups_of(path):
            with _readable(each) as source:
                found = _add_rows(file, source, tables)
            if found:
                day = day or _day(each)
                for table, ids in found.items():
                    added[table] |= ids
            if found and not own:
                break
        if not own and not day:
            return None
        rows = _complete(file, added["examples"])
        for table in _NAMES:
            lost[table].difference_update(_ids_in(file, table))
    n = int((rows["deleted"] == 0).sum())
    if not own:
        return f" Its backup of {day} was opened instead."
    sentence = f"{_counted(n - len(added['images']), 'drawing')} could be read"
    if added["images"]:
        sentence += f", {len(added['images']):,} more as in its backup of {day}"
    return f" {sentence}{_loss(lost, unread)}."


class _Ids(defaultdict[str, set[int]]):
    """Ids by table."""

    def __init__(self) -> None:
        super().__init__(set)


def _known(path: Path, first_page: bytes) -> tuple[_Ids, set[str]]:
    """Return the ids of a damaged file's rows, and the tables that could not be read to their end.

    SQLite walks through a copy in memory that has the first page of a new file: in all of them the
    tables begin in the same pages.
    """
    known, unread = _Ids(), set(schema.TABLES)
    data = first_page + path.read_bytes()[len(first_page) :]
    data = data[:92] + bytes(4) + data[96:]  # the number of pages is not that of the new file
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        for table in schema.TABLES:
            with contextlib.suppress(sqlite3.Error):
                known[table].update(row[0] for row in connection.execute(f"SELECT id FROM {table}"))
                unread.discard(table)
    known["examples"] |= known["images"]
    if "images" not in unread:
        unread.discard("examples")
    return known, unread


def _add_rows(file: DigitsFile, source: Path, tables: set[str]) -> _Ids:
    """Add the whole rows of some tables that are not here yet; returns their ids."""
    added, unlisted = _Ids(), list[tuple[str, Row]]()
    here = {(table, number) for table in schema.TABLES for number in _ids_in(file, table)}

    def add(table: str, row: Row) -> None:
        marks = ", ".join("?" * len(row))
        sql = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"
        if file.connection.execute(sql, row).rowcount:
            added[table].add(row[0])

    for table, row, listed in salvage.whole_rows(source, here):
        if table in tables and listed:
            add(table, row)
        elif table in tables:
            unlisted.append((table, row))
    for table, row in unlisted:
        add(table, row)
    return added


@contextlib.contextmanager
def _readable(backup: Path) -> Iterator[Path]:
    """Return where the rows of a backup are: one of version 1 is written anew for this."""
    temporary = temporary_name(backup)
    try:
        with contextlib.closing(DigitsFile(backup, 0, read_only=True)) as file:
            if file.version < schema.VERSION:
                upgrade_copy(file, temporary)
    except StoreError:
        temporary.unlink(missing_ok=True)
    try:
        yield temporary if temporary.exists() else backup
    finally:
        temporary.unlink(missing_ok=True)


def _complete(file: DigitsFile, from_backup: set[int]) -> Rows:
    """Make rows fit each other: no drawing without an image, no history that does not fit.

    from_backup : ids of `examples` whose state may be out of date
    returns : the rows of `examples`
    """
    run = file.connection.execute
    run("DELETE FROM examples WHERE id NOT IN (SELECT id FROM images)")
    _restore_sources(file)
    sql = """SELECT images.id, 0, label, split_override, 0, split_index, sources.id, created
        FROM images JOIN sources ON source = name
        WHERE images.id NOT IN (SELECT id FROM examples)"""
    found = np.array(run(sql).fetchall(), EXAMPLE)
    found["checksum"] = example_checksums(found)
    index.insert(file, found)
    history.keep_newest(file)
    restored = index.load(file)
    ids = np.array(sorted({*found["id"].tolist(), *from_backup}), np.int64)
    ids = ids[restored.has(ids)]
    before = index.states(restored.rows[restored.places(ids)])
    after = history.replay(file, ids, before)
    restored = index.apply(file, restored, ids, before, after)
    states = index.states(restored.rows)
    if not np.array_equal(history.replay(file, restored.rows["id"], states), states):
        run("DELETE FROM changes")
    return restored.rows


def _restore_sources(file: DigitsFile) -> None:
    """Write the rows of `sources` that are missing, after the names in `images`."""
    run = file.connection.execute
    sql = """SELECT DISTINCT examples.source, images.source FROM examples JOIN images USING (id)
        WHERE examples.source NOT IN (SELECT id FROM sources)"""
    for number, name in run(sql).fetchall():
        index.insert_source(file, number, name)
    sql = "SELECT DISTINCT source FROM images WHERE source NOT IN (SELECT name FROM sources)"
    for (name,) in run(sql).fetchall():
        (newest,) = run("SELECT ifnull(max(id), 0) FROM sources").fetchone()
        index.insert_source(file, newest + 1, name)


def _ids_in(file: DigitsFile, table: str) -> list[int]:
    return [number for (number,) in file.connection.execute(f"SELECT id FROM {table}")]


def _loss(lost: _Ids, unread: set[str]) -> str:
    """Return what a sentence says of rows that are lost."""
    named = [_counted(len(lost[each]), name) for each, name in _NAMES.items() if lost[each]]
    perhaps = [f"{name}s" for each, name in _NAMES.items() if each in unread]
    text = f"; {' and '.join(named)} could not be read" if named else ""
    if perhaps:
        text += f"; perhaps there were more {' and '.join(perhaps)}"
    return text or ", which is all"


def _day(backup: Path) -> str:
    return time.strftime("%d.%m.%Y %H:%M", time.localtime(backup.stat().st_mtime))


def _nothing_whole(
    path: Path, what: str, unfinished: Path | None, error: DamagedError | None
) -> StoreError:
    code = getattr(error and error.__cause__, "sqlite_errorcode", None)
    if isinstance(error, ForeignError) or code == sqlite3.SQLITE_NOTADB:
        return StoreError(str(error))
    if unfinished is not None:
        return StoreError(
            f"{path.name} {what} and no whole backup is beside it; its last change was cut "
            f"off, and its bytes from before that was taken back are kept as {unfinished.name}. "
            "Keep both, and choose another file."
        )
    return StoreError(
        f"{path.name} {what} and no whole backup is beside it; nothing was touched. "
        "Keep what is there, and choose another file."
    )


def _put_aside(path: Path, before: tuple[int, int] | None, unfinished: Path | None) -> Path | None:
    """Keep the bytes of a damaged file and its journal under another name."""
    if _identity(path) != before:
        raise OSError(errno.EBUSY, "another window has just replaced it")
    kept = unfinished or damaged_name(path)
    move_journal(path, kept)
    if before is None:
        return None
    if not unfinished:
        keep_bytes(path, kept)
    return kept


def keep_bytes(path: Path, kept: Path) -> None:
    """Link a file to a second name, so that there is a file by the first at every moment."""
    try:
        os.link(path, kept)
    except OSError:
        shutil.copy2(path, kept)  # where there are no hard links


def _identity(path: Path) -> tuple[int, int] | None:
    with contextlib.suppress(FileNotFoundError):
        found = path.stat()
        return found.st_ino, found.st_mtime_ns
    return None


def _counted(n: int, name: str) -> str:
    return f"1 {name}" if n == 1 else f"{n:,} {name}s"
