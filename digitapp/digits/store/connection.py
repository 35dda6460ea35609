"""One open digits file: its connection, its transactions, and its troubles as sentences.

Knows sqlite3; nothing of drawings. Everything that SQLite complains about leaves this room as a
StoreError. Separate opens of the file by other means are avoided on purpose: closing one would
drop the POSIX locks that SQLite holds for this process.

With `synchronous=FULL` a killed program loses nothing it called saved; but SQLite does not sync the
folder after it removes the journal, so a power cut in the moment after a commit may take that last
step back, as a whole.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from digitapp.files.errors import StoreError

from . import schema as schema

_LONGEST_VALUE = 64 * 2**20  # bytes; a damaged length must not ask for gigabytes


class DamagedError(StoreError):
    """The digits file is a digits file, but not all of it is as it was written."""


class DigitsFile:
    """A connection with `journal_mode=DELETE`, `synchronous=FULL`, owned by one thread.

    read_only : the file or its folder may not be written (then reading is all that is done)
    changed : something was written through this connection
    in_use : set when the file was opened as a whole; damage seen from then on gives it a new time
    """

    def __init__(self, path: Path, timeout: float, *, read_only: bool | None = None) -> None:
        self.path = path
        self.changed = self.in_use = False
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        self.read_only = not writable if read_only is None else read_only
        with told(path):
            self.connection = connect(path, "ro" if self.read_only else "rw", timeout)
        try:
            with told(path):
                self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self) -> None:
        run = self.connection.execute
        self.connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        run("PRAGMA trusted_schema = OFF")
        run("PRAGMA cell_size_check = ON")
        (application,) = run("PRAGMA application_id").fetchone()
        (version,) = run("PRAGMA user_version").fetchone()
        if application != schema.APPLICATION_ID:
            raise StoreError(
                f"{self.path.name} is an SQLite file of another program, not a digits file; "
                "it was not touched. Choose another file."
            )
        if version > schema.VERSION:
            raise StoreError(
                f"{self.path.name} was written by a newer version of this program (file version "
                f"{version}, known are up to {schema.VERSION}); it was not touched. Update first."
            )
        if version != schema.VERSION or not schema.is_ours(self.connection):
            raise damaged(self.path, "its tables are not as they were made")
        if not self.read_only:
            run("PRAGMA journal_mode = DELETE")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")

    def check_structure(self) -> None:
        """Let SQLite check its pages: a tenth of a second for 100,000 drawings."""
        with told(self.path):
            found = self.connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != ("ok",):
            raise damaged(self.path, "SQLite's check of its pages failed")

    def data_version(self) -> int:
        """Return a number that changes when another connection has changed the file."""
        with told(self.path):
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """See one unchanging state of the file until the block ends."""
        with self._told():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self._rollback()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Do all of a block or nothing; at its end the change is on the disk."""
        if self.read_only:
            raise _cannot_be_written(self.path)
        with self._told():
            before = self.connection.total_changes
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
                self.changed |= self.connection.total_changes > before
            finally:
                self._rollback()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with told(self.path):
                yield
        except DamagedError:
            # a new time: then no backup is as new and the next opening reads all, see store_backup
            if self.in_use and not self.read_only:
                with contextlib.suppress(OSError):
                    os.utime(self.path)
            raise

    def _rollback(self) -> None:
        # A failed rollback leaves the journal, from which the next to open the file rolls back.
        with contextlib.suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection; a second time does nothing."""
        with told(self.path):
            self.connection.close()


def connect(path: Path, mode: str, timeout: float) -> sqlite3.Connection:
    """Open a connection without Python's own transactions; never creates a file unless "rwc"."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite raises within the block into a StoreError about this file."""
    try:
        yield
    except sqlite3.Error as error:
        raise _sentence(error, path) from error
    except UnicodeDecodeError as error:  # sqlite3's complaint itself quoted damaged text
        raise damaged(path, "its text cannot be read") from error


def damaged(path: Path, reason: str) -> DamagedError:
    """Say that a file is damaged, and what opens it again."""
    return DamagedError(
        f"{path.name} is damaged ({reason}); nothing in it was changed. "
        "Open it again: its bytes are then put aside and its newest backup is opened."
    )


def _cannot_be_written(path: Path) -> StoreError:
    return StoreError(
        f"{path.name} can only be read: it or its folder is protected; nothing was changed. "
        "Save a copy where you may write and go on with that."
    )


def _gone(what: str) -> StoreError:
    return StoreError(
        f"{what} is not there any more; nothing was changed. "
        "Plug its disk in or put it back, or choose another place."
    )


def _sentence(error: sqlite3.Error, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return _misuse(error, path)
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreError(
                f"{path.name} is being used by another window or program; nothing was changed. "
                "Try again when that is done."
            )
        case sqlite3.SQLITE_FULL:
            return StoreError(
                f"The disk that holds {path.name} is full; nothing was changed. "
                "Make room and try again."
            )
        case _ if not path.parent.is_dir():
            return _gone(f"The folder of {path.name}")
        case _ if code == sqlite3.SQLITE_READONLY_DBMOVED:
            return _gone(path.name)
        case _ if code == sqlite3.SQLITE_READONLY_ROLLBACK:
            return StoreError(
                f"A change of {path.name} was cut off and must be taken back first, but the file "
                f"or its folder is protected. Copy it together with {path.name}-journal to where "
                "you may write, and open it there."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return _cannot_be_written(path)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_AUTH:
            return StoreError(
                f"The disk that holds {path.name} refused ({error}); nothing was changed. "
                "See whether it is full, unplugged or out of reach, and try again."
            )
        case sqlite3.SQLITE_NOMEM:
            return StoreError(
                f"There is not enough memory to work with {path.name}; nothing was changed. "
                "Close other programs and try again."
            )
        case sqlite3.SQLITE_NOTADB:
            return DamagedError(
                f"{path.name} is not a digits file: it does not begin like one; it was not "
                "touched. Choose another file."
            )
    return damaged(path, str(error))


def _misuse(error: sqlite3.Error, path: Path) -> StoreError:
    """Name what sqlite3 itself raises: a closed store, the wrong thread, text that is not UTF-8."""
    if "closed" in str(error):
        return StoreError(f"{path.name} is closed; open it again to go on.")
    if "thread" in str(error):
        return StoreError(
            f"{path.name} was opened in another thread; open a DigitStore in each thread."
        )
    return damaged(path, str(error))
