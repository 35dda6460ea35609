"""Opening a digits file whatever has happened to it: made, refused, upgraded, or recovered.

nothing there             a new file; or the newest backup, if there is one
0 bytes, foreign, newer   refused, not touched
of version 0.1.0          written anew in today's tables; the old file is kept beside it
damaged                   written anew from all rows that are whole (see recovery.py); refused
                          and not touched if there is none
protected                 opened for reading
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from digitapp.files.errors import StoreError

from . import schema
from .backup import (
    backups_of,
    damaged_name,
    keep_backup,
    move_journal,
    replace,
    temporary_name,
    verify,
)
from .connection import DamagedError, DigitsFile, connect, store_errors
from .recovery import keep_bytes, recover, upgrade_copy

_MAX_NAME_BYTES = 190  # .backup-<20 digits>.new-<16 digits>-journal must fit into 255


def open_file(path: Path, timeout: float, keep: int) -> tuple[DigitsFile, str | None, str | None]:
    """Open or make a digits file; returns it and the sentences `recovered` and `backup_failed`.

    keep : how many backups are kept beside it
    """
    try:
        return _open(path, timeout, keep)
    except OSError as error:
        raise StoreError(
            f"{path} could not be opened or made: {error.strerror}. Choose another place."
        ) from error


def named(path: str | os.PathLike[str]) -> Path:
    """Return the path of a digits file; raises StoreError for an impossible name."""
    place = Path(path)
    if "\0" in str(place):
        raise StoreError("The name of a file cannot hold the character NUL. Choose another name.")
    if len(os.fsencode(place.name)) > _MAX_NAME_BYTES:
        raise StoreError(
            f"The name {place.name[:20]}… is too long: backups and journals add to it, so at most "
            f"{_MAX_NAME_BYTES} bytes are left for it. Choose a shorter name."
        )
    return place


def _open(path: Path, timeout: float, keep: int) -> tuple[DigitsFile, str | None, str | None]:
    recovered = failed = None
    existed = path.exists()
    if not existed:
        if backups_of(path):
            recovered = recover(path, "was missing", None, None)
        else:
            _create(path, timeout)
    _refuse(path)
    unfinished = _keep_unfinished(path)
    try:
        file, upgraded = _open_whole(path, timeout)
    except DamagedError as error:
        recovered = recover(path, "was damaged", unfinished, error)
        file, upgraded = _open_whole(path, timeout)
    else:
        _forget(unfinished)
    if existed and not file.read_only:
        failed = keep_backup(file, keep)
    return file, recovered or upgraded, failed


def _create(path: Path, timeout: float) -> None:
    """Make an empty digits file elsewhere and rename it: no one sees an unfinished one."""
    if sqlite3.sqlite_version_info < (3, 37):
        raise StoreError(
            f"{path.name} needs SQLite 3.37 or newer, this Python has {sqlite3.sqlite_version}. "
            "Use a newer Python."
        )
    temporary = temporary_name(path)
    try:
        with (
            store_errors(path),
            contextlib.closing(connect(temporary, "rwc", timeout)) as connection,
        ):
            schema.create(connection)
        if Path(f"{path}-journal").exists() and not path.exists():  # in this order: surely stale
            move_journal(path, damaged_name(path))
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


def _open_whole(path: Path, timeout: float) -> tuple[DigitsFile, str | None]:
    """Open a file and check all of it; returns also the sentence about its upgrade."""
    upgraded = None
    file = DigitsFile(path, timeout)
    try:
        if file.version < schema.VERSION:
            file, upgraded = _upgrade(file, timeout)
        verify(file)
    except BaseException:
        file.close()
        raise
    return file, upgraded


def _upgrade(file: DigitsFile, timeout: float) -> tuple[DigitsFile, str | None]:
    """Write a file of 0.1.0 anew in its place and open that; the old one is kept by another name.

    Where nothing may be written, it is done in memory.
    """
    path = file.path
    if file.read_only:
        with tempfile.TemporaryDirectory() as folder:
            upgrade_copy(file, copy := Path(folder, path.name))
            with contextlib.closing(connect(copy, "ro", 0)) as upgraded:
                file.connection.close()
                file.connection = sqlite3.connect(":memory:", isolation_level=None)
                upgraded.backup(file.connection)
        return file, None
    temporary, kept = temporary_name(path), path.with_name(f"{path.name}.version-0.1.0")
    try:
        with file.writing():  # nobody else does meanwhile
            upgrade_copy(file, temporary)
            if not kept.exists():
                keep_bytes(path, kept)
            replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    file.close()
    sentence = (
        f"{path.name} can no longer be opened by version 0.1.0; for that, {kept.name} is kept."
    )
    return DigitsFile(path, timeout), sentence


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
