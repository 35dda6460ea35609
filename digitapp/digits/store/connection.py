"""One open digits file: its connection, its transactions, and its troubles as sentences.

Knows sqlite3; nothing of drawings. Everything that SQLite complains about leaves this module as a
StoreError. Separate opens of the file by other means are avoided on purpose: closing one would
drop the POSIX locks that SQLite holds for this process.

With `synchronous=EXTRA` a commit syncs the journal, the file, and the folder after the journal has
been removed: what was called saved survives a power cut, as far as the disk does what it is asked.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from digitapp.files.errors import StoreError

from . import schema

_LONGEST_VALUE = 64 * 2**20  # bytes; a damaged length must not ask for gigabytes


class DamagedError(StoreError):
    """The digits file is a digits file, but not all of it is as it was written."""


class ForeignError(DamagedError):
    """The file seems to be of another program, unless only its header is damaged."""


class DigitsFile:
    """A connection with `journal_mode=DELETE`, `synchronous=EXTRA`, owned by one thread.

    read_only : the file or its folder may not be written (then reading is all that is done)
    changed : something was written through this connection
    damaged : damage was seen through this connection, which writes nothing from then on
    version : of the schema, at most schema.VERSION
    """

    def __init__(self, path: Path, timeout: float, *, read_only: bool | None = None) -> None:
        self.path = path
        self.changed = self.damaged = False
        self.read_only = not is_writable(path) if read_only is None else read_only
        with store_errors(path):
            self.connection = connect(path, "ro" if self.read_only else "rw", timeout)
        try:
            with store_errors(path):
                self.version = self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self) -> int:
        run = self.connection.execute
        self.connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        run("PRAGMA trusted_schema = OFF")
        run("PRAGMA cell_size_check = ON")
        (application,) = run("PRAGMA application_id").fetchone()
        (version,) = run("PRAGMA user_version").fetchone()
        ours = schema.tables(self.connection) == schema.TABLES
        if application != schema.APPLICATION_ID and not ours:
            raise ForeignError(
                f"{self.path.name} is an SQLite file of another program, not a digits file; "
                "it was not touched. Choose another file."
            )
        if version > schema.VERSION and not ours:
            raise StoreError(
                f"{self.path.name} was written by a newer version of this program (file version "
                f"{version}, known are up to {schema.VERSION}); it was not touched. Update first."
            )
        header = (application, version) == (schema.APPLICATION_ID, schema.VERSION)
        old = (application, version) == (schema.APPLICATION_ID, 1)
        if header != ours or not (ours or old):
            raise damaged(self.path, "its tables are not as they were made")
        if run("PRAGMA journal_mode").fetchone() != ("delete",):  # a bit of the header
            raise damaged(self.path, "its header is not as it was written")
        run("PRAGMA synchronous = EXTRA")
        run("PRAGMA fullfsync = ON")  # macOS: through the cache of the disk too
        run("PRAGMA secure_delete = ON")  # so that salvage.py finds nothing that is out of date
        run("PRAGMA foreign_keys = ON")
        return int(version)

    def check_structure(self) -> None:
        """Have SQLite check its pages: a tenth of a second for 100,000 drawings."""
        with self.store_errors():
            found = self.connection.execute("PRAGMA quick_check(1)").fetchone()
            if found != ("ok",):
                raise damaged(self.path, "SQLite's check of its pages failed")
            if not self.read_only:
                self._check_writable()

    def _check_writable(self) -> None:
        """Notice a header whose damage tells SQLite that it must not write."""
        try:
            self.connection.execute("DELETE FROM runs WHERE 0")  # begins to write, but does not
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_READONLY and is_writable(self.path):
                raise damaged(self.path, "its header is not as it was written") from error
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise

    def data_version(self) -> int:
        """Return a number that changes when another connection has changed the file."""
        with store_errors(self.path):
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """See one unchanging state of the file until the block ends."""
        with self.store_errors():
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
        if self.damaged:
            raise damaged(self.path, "as was seen before")
        with self.store_errors():
            before = self.connection.total_changes
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
                self.changed |= self.connection.total_changes > before
            finally:
                self._rollback()

    @contextlib.contextmanager
    def store_errors(self) -> Iterator[None]:
        """Turn what SQLite raises into a StoreError, and remember damage."""
        try:
            with store_errors(self.path):
                yield
        except DamagedError:
            self.damaged = True
            raise

    def _rollback(self) -> None:
        # A failed rollback leaves the journal, from which the next to open the file rolls back.
        with contextlib.suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection; a second time does nothing."""
        with store_errors(self.path):
            self.connection.close()


def connect(path: Path, mode: str, timeout: float) -> sqlite3.Connection:
    """Open a connection without Python's own transactions; never creates a file unless "rwc"."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)


def is_writable(path: Path) -> bool:
    """Return whether a file and its folder, where the journal is, may be written."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


@contextlib.contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises within the block into a StoreError about this file."""
    try:
        yield
    except sqlite3.Error as error:
        raise _sentence(error, path) from error
    except UnicodeDecodeError as error:  # sqlite3's complaint itself quoted damaged text
        raise damaged(path, "its text cannot be read") from error


def damaged(path: Path, reason: str) -> DamagedError:
    """Return the error for a damaged file, which says what to do."""
    return DamagedError(
        f"{path.name} is damaged ({reason}); nothing in it was changed. "
        "Open it again: what is whole is then read from it and from its backups."
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
