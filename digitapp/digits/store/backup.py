"""Backups and copies of a digits file, each checked row by row before it counts.

Backups are kept beside the file as name.backup-<time>, the newest three. One is made when a store
that changed something is closed, and when a file is opened that has none as new (the program was
killed). A backup has the time of the file it was made from: so it is known whether it is as new.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import time
from pathlib import Path

from digitapp.files.atomic_write import sync
from digitapp.files.errors import StoreError

from . import history, images, index, runs
from .connection import DamagedError, DigitsFile, connect, damaged, store_errors


def verify(file: DigitsFile) -> None:
    """Read and check every row of every table; raises DamagedError."""
    file.check_structure()
    with file.reading():
        images.check(file, index.load(file).rows["id"])
        history.check(file)
        runs.check(file)


def backups_of(path: Path) -> list[Path]:
    """Return the backups beside a file, newest first."""
    start = f"{path.name}.backup-"
    found = [each for each in path.parent.iterdir() if each.name.startswith(start)]
    return sorted((each for each in found if each.name[len(start) :].isdigit()), reverse=True)


def keep_backup(file: DigitsFile, keep: int) -> str | None:
    """Make a backup unless the newest is as new as the file; returns the sentence if that failed.

    What was changed is on the disk: that its copy failed must not stop a person.
    """
    try:
        backups = backups_of(file.path)
        if keep < 1 or (backups and backups[0].stat().st_mtime_ns == file.path.stat().st_mtime_ns):
            return None
        copy(file, file.path.with_name(f"{file.path.name}.backup-{stamp()}"))
        for old in backups_of(file.path)[keep:]:
            old.unlink()
    except (StoreError, OSError) as error:
        logging.getLogger(__name__).warning("No backup of %s was made: %s", file.path, error)
        reason = f"{error.strerror}." if isinstance(error, OSError) else error
        return f"No backup of {file.path.name} was made: {reason}"
    return None


def copy(file: DigitsFile, target: Path) -> None:
    """Copy a file as it is at one moment: temporary file, checked, fsync, replace, fsync folder."""
    temporary = temporary_name(target)
    try:
        if target.exists() and target.samefile(file.path):
            raise StoreError(f"{target.name} is the open file itself. Choose another name.")
        with store_errors(target):
            changed = _copy_pages(file, temporary)
        with contextlib.closing(DigitsFile(temporary, 0, read_only=True)) as copied:
            verify(copied)
        os.utime(temporary, ns=(changed, changed))
        replace(temporary, target)
    except DamagedError as error:  # of the copy, whose name says nothing to a person
        file.damaged = True
        raise damaged(file.path, "a copy of it did not pass the check") from error
    except OSError as error:
        raise StoreError(f"{target} could not be written: {error.strerror}.") from error
    finally:
        temporary.unlink(missing_ok=True)


def _copy_pages(file: DigitsFile, temporary: Path) -> int:
    with contextlib.closing(connect(temporary, "rwc", 0)) as copied, file.reading():
        copied.execute("PRAGMA synchronous = OFF")  # it is synced as a whole
        file.data_version()  # takes the lock: nobody changes the file from here on
        file.connection.backup(copied)
        return file.path.stat().st_mtime_ns


def temporary_name(path: Path) -> Path:
    """Return a name beside a file that no other process or thread will choose."""
    return path.with_name(f"{path.name}.new-{secrets.token_hex(8)}")


def stamp() -> str:
    """Return the time (UTC) as digits for a name."""
    now = time.time_ns()  # sorts by time, and two in a second differ
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(now // 10**9)) + f"{now // 1000 % 10**6:06}"


def move_journal(path: Path, kept: Path) -> None:
    """Move a journal away before another file takes the name: SQLite would undo into that one."""
    with contextlib.suppress(FileNotFoundError):
        os.replace(f"{path}-journal", f"{kept}-journal")


def damaged_name(path: Path) -> Path:
    """Return a name for damaged bytes that is not taken yet."""
    name = path.with_name(f"{path.name}.damaged-{stamp()}")
    while name.exists():
        name = path.with_name(f"{path.name}.damaged-{stamp()}")
    return name


def replace(temporary: Path, target: Path) -> None:
    """Rename a finished file to its place and sync the folder; a partial file is never visible."""
    sync(temporary)
    move_journal(target, damaged_name(target))
    os.replace(temporary, target)
    sync(target.parent)
