"""Opening a digits file whatever has happened to it: made, refused, checked, or brought back.

    nothing there             a new file; or the newest backup, if there is one, and it is told
    0 bytes, foreign, newer   refused, not touched
    damaged                   its bytes are put aside, the newest backup that is whole takes its
                              place, and it is told; without a backup: refused, not touched
    protected                 opened for reading

Knows sqlite3; how a file is brought back stands in store_recovery.py.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from digitapp.files.errors import StoreError

from . import schema as store_schema
from .backup import (
    backups_of,
    damaged_name,
    is_backed_up,
    keep_backup,
    put_journal_aside,
    replace,
    temporary_name,
    verify,
)
from .connection import DamagedError, DigitsFile, connect, told
from .recovery import bring_back

CHECKED_UP_TO = 32 * 2**20  # bytes: such a file is read through at opening, in about 0.1 s
_LONGEST_NAME = 190  # bytes; .backup-<20 digits>.new-<16 digits>-journal must fit into 255


def open_file(
    path: Path, timeout: float, check: bool | None, keep: int
) -> tuple[DigitsFile, str | None, str | None]:
    """Open or make a digits file; gives it and the sentences `recovered` and `backup_failed`.

    check : read every row; None: when the file is small enough that nobody waits for it, or no
        backup is as new as it (the last session was killed, could not make one or saw damage)
    keep : how many backups may stand beside it
    """
    try:
        return _open(path, timeout, check, keep)
    except OSError as error:
        raise StoreError(
            f"{path} could not be opened or made: {error.strerror}. Choose another place."
        ) from error


def named(path: str | os.PathLike[str]) -> Path:
    """Return the absolute path of a digits file; raise StoreError for an impossible name."""
    place = Path(path)
    if "\0" in str(place):
        raise StoreError("The name of a file cannot hold the character NUL. Choose another name.")
    if len(os.fsencode(place.name)) > _LONGEST_NAME:
        raise StoreError(
            f"The name {place.name[:20]}… is too long: backups and journals add to it, so at most "
            f"{_LONGEST_NAME} bytes are left for it. Choose a shorter name."
        )
    return place


def _open(
    path: Path, timeout: float, check: bool | None, keep: int
) -> tuple[DigitsFile, str | None, str | None]:
    recovered = failed = None
    existed = path.exists()
    if not existed:
        if backups_of(path):
            recovered = bring_back(path, "was missing", None)
        else:
            _create(path, timeout)
    _refuse(path)
    unfinished = _keep_unfinished(path)
    try:
        file, checked = _open_checked(path, timeout, check, keep)
    except DamagedError as error:
        recovered = bring_back(path, "was damaged", unfinished, error)
        file, checked = _open_checked(path, timeout, check, keep)
    else:
        _forget(unfinished)
    if existed and checked and not file.read_only:
        failed = keep_backup(file, keep)
    return file, recovered, failed


def _create(path: Path, timeout: float) -> None:
    """Make an empty digits file elsewhere and give it its name: no one sees an unfinished one."""
    if sqlite3.sqlite_version_info < (3, 37):
        raise StoreError(
            f"{path.name} needs SQLite 3.37 or newer, this Python has {sqlite3.sqlite_version}. "
            "Use a newer Python."
        )
    temporary = temporary_name(path)
    try:
        with told(path), contextlib.closing(connect(temporary, "rwc", timeout)) as connection:
            store_schema.create(connection)
        if Path(f"{path}-journal").exists() and not path.exists():  # in this order: surely stale
            put_journal_aside(path, damaged_name(path))
        try:
            os.link(temporary, path)  # unlike a rename it never replaces what another just made
        except FileExistsError:
            return
        except OSError:  # where there are no hard links
            if not path.exists():
                replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _refuse(path: Path) -> None:
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no file"
        raise StoreError(f"{path.name} is {kind}, so it holds no drawings. Choose a digits file.")
    if path.stat().st_size == 0:
        backups = backups_of(path)
        instead = f"Open its backup {backups[0].name}" if backups else "Choose another file"
        raise StoreError(f"{path.name} is empty (0 bytes) and was not touched. {instead}.")


def _open_checked(
    path: Path, timeout: float, check: bool | None, keep: int
) -> tuple[DigitsFile, bool]:
    file = DigitsFile(path, timeout)
    try:
        checked = path.stat().st_size <= CHECKED_UP_TO if check is None else check
        if check is None and keep > 0 and not file.read_only:
            checked = checked or not is_backed_up(path)
        if checked:
            verify(file)
        else:
            file.check_structure()
    except BaseException:
        file.close()
        raise
    return file, checked


def _keep_unfinished(path: Path) -> Path | None:
    """Copy a file whose last change was cut off, with its journal, before SQLite mends it.

    Only if the file turns out to be damaged are these bytes, from before the mending, kept.
    """
    journal = Path(f"{path}-journal")
    if not journal.exists() or not os.access(path.parent, os.W_OK) or not _is_cut_off(path):
        return None
    kept = damaged_name(path)
    try:
        shutil.copy2(journal, f"{kept}-journal")
        shutil.copy2(path, kept)
    except OSError:  # no room for a second copy must not keep a person from the first
        _forget(kept)
        return None
    return kept


def _is_cut_off(path: Path) -> bool:
    try:
        with contextlib.closing(connect(path, "ro", 0)) as connection:
            connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY_ROLLBACK
    return False


def _forget(unfinished: Path | None) -> None:
    if unfinished is not None:
        unfinished.unlink(missing_ok=True)
        Path(f"{unfinished}-journal").unlink(missing_ok=True)
