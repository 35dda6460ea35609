"""Bringing a digits file back: the damaged bytes are put aside, the newest whole backup opens.

Knows files and their names; nothing of what is in them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import time
from pathlib import Path

from digitapp.files.errors import StoreError

from .backup import backups_of, damaged_name, put_journal_aside, replace, temporary_name, verify
from .connection import DamagedError, DigitsFile


def bring_back(
    path: Path, what: str, unfinished: Path | None, error: DamagedError | None = None
) -> str:
    """Put the newest backup that is whole in the place of a file; gives the sentence about it."""
    before = _identity(path)
    backup = next((each for each in backups_of(path) if _is_whole(each)), None)
    if backup is None or not os.access(path.parent, os.W_OK):
        raise _lost(path, what, backup, unfinished, error) from error
    temporary = temporary_name(path)
    try:
        shutil.copy2(backup, temporary)
        kept = _put_aside(path, before, unfinished)
        replace(temporary, path)
    except OSError as failure:
        raise StoreError(
            f"{path.name} {what}, and its backup {backup.name} could not be put in its place: "
            f"{failure.strerror}. Make room or free the folder, and open it again."
        ) from failure
    finally:
        temporary.unlink(missing_ok=True)
    aside = f" Its bytes are kept as {kept.name}." if kept else ""
    day = time.strftime("%d.%m.%Y %H:%M", time.localtime(backup.stat().st_mtime))
    return f"{path.name} {what}.{aside} Its backup of {day} was opened instead."


def _lost(
    path: Path,
    what: str,
    backup: Path | None,
    unfinished: Path | None,
    error: DamagedError | None,
) -> StoreError:
    if backup is None and unfinished is not None:
        return StoreError(
            f"{path.name} {what} and no whole backup stands beside it; its last change was cut "
            f"off, and its bytes from before that was taken back are kept as {unfinished.name}. "
            "Keep both, and choose another file."
        )
    if backup is not None:
        return StoreError(
            f"{path.name} {what}, and nothing may be written in its folder; it was not "
            f"touched. Open its backup {backup.name} instead."
        )
    if error is not None and _is_foreign(error):
        return StoreError(str(error))
    return StoreError(
        f"{path.name} {what} and no whole backup stands beside it; nothing was touched. "
        "Keep what is there, and choose another file."
    )


def _is_foreign(error: DamagedError) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_NOTADB


def _is_whole(backup: Path) -> bool:
    try:
        with contextlib.closing(DigitsFile(backup, 0, read_only=True)) as file:
            verify(file)
    except StoreError:
        return False
    return True


def _put_aside(path: Path, before: tuple[int, int] | None, unfinished: Path | None) -> Path | None:
    """Keep the bytes of a damaged file and its journal under another name."""
    if _identity(path) != before:
        raise OSError(errno.EBUSY, "another window has just replaced it")
    kept = unfinished or damaged_name(path)
    put_journal_aside(path, kept)
    if before is None:
        return None
    if not unfinished:
        try:
            os.link(path, kept)  # so that there is a file by this name at every moment
        except OSError:
            os.rename(path, kept)  # where there are no hard links
    return kept


def _identity(path: Path) -> tuple[int, int] | None:
    with contextlib.suppress(FileNotFoundError):
        found = path.stat()
        return found.st_ino, found.st_mtime_ns
    return None
