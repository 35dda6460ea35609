"""Training runs in a digits file: what was trained how, its curves, and the weights that came out.

Knows the table `runs`; nothing of networks: a config is JSON text, weights are bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import StoreError

from .checksums import is_whole, sha256
from .connection import DigitsFile, damaged

_MAX_BYTES = 60 * 2**20  # of logs or weights


class RunRow(NamedTuple):
    """A finished training run as it is stored.

    config : JSON
    logs : name → (epochs,) float64, e.g. "loss", "val_loss"
    weights : as whatever bytes their maker wrote; None where 0.1.0 was killed before it kept them
    created : seconds since 1970, UTC
    id : its number in the file, None before it is stored
    """

    config: str
    seed: int
    logs: Mapping[str, npt.ArrayLike]
    weights: bytes | None
    created: float
    name: str = ""
    note: str = ""
    id: int | None = None


class Runs:
    """The runs of one digits file."""

    def __init__(self, file: DigitsFile) -> None:
        self._file = file

    def add(self, run: RunRow, *, shortened: Mapping[int, bytes] | None = None) -> int:
        """Save a run with its weights; returns its id once both are on the disk.

        shortened : weights to store in the place of those of earlier runs, by id
        """
        values = [np.asarray(each, "<f8") for each in run.logs.values()]
        if len({each.shape for each in values}) > 1 or any(each.ndim != 1 for each in values):
            shapes = {name: np.shape(each) for name, each in run.logs.items()}
            raise StoreError(f"The logs of a run must all have one shape (epochs,), got {shapes}.")
        logs = b"".join(each.tobytes() for each in values)
        for what, data in (("logs", logs), ("weights", run.weights or b"")):
            if len(data) > _MAX_BYTES:
                raise StoreError(
                    f"The {what} of a run may take {_MAX_BYTES // 2**20} MB in "
                    f"{self._file.path.name}, got {len(data) / 2**20:.0f} MB; nothing was changed."
                )
        with self._file.writing():
            (newest,) = self._file.connection.execute("SELECT max(id) FROM runs").fetchone()
            number = (newest or 0) + 1
            names = json.dumps(list(run.logs))
            texts = (float(run.created), run.name, run.note, run.config, int(run.seed), names)
            for earlier, weights in (shortened or {}).items():
                self._replace_weights(earlier, weights)
            insert(self._file, number, *texts, logs, run.weights)
        return number

    def get(self, number: int) -> RunRow:
        """Read a run; raises StoreError if there is none of this id."""
        with self._file.reading():
            sql = "SELECT * FROM runs WHERE id = ?"
            row = self._file.connection.execute(sql, [number]).fetchone()
            if row is not None and not is_whole("runs", row):
                raise damaged(self._file.path, "a training run is not as it was written")
        if row is None:
            raise StoreError(f"{self._file.path.name} has no run number {number}.")
        _, _, created, name, note, config, seed, names, logs, weights = row
        columns = json.loads(names)
        table = np.frombuffer(logs, "<f8").reshape(len(columns), -1 if columns else 0)
        return RunRow(
            config,
            seed,
            dict(zip(columns, table, strict=True)),
            weights,
            created,
            name,
            note,
            number,
        )

    def _replace_weights(self, number: int, weights: bytes) -> None:
        run = self._file.connection.execute
        row = run("SELECT * FROM runs WHERE id = ?", [number]).fetchone()
        if row is not None:
            run("DELETE FROM runs WHERE id = ?", [number])
            insert(self._file, number, *row[2:-1], weights)

    def ids(self) -> list[int]:
        """Return the ids of all runs, oldest first."""
        with self._file.reading():
            rows = self._file.connection.execute("SELECT id FROM runs ORDER BY id")
            return [number for (number,) in rows]


def insert(file: DigitsFile, number: int, *values: object) -> None:
    """Write a row of `runs`."""
    row = (number, sha256("runs", number, *values), *values)
    file.connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def check(file: DigitsFile) -> None:
    """Check every row of `runs`, one at a time."""
    for row in file.connection.execute("SELECT * FROM runs"):
        if not is_whole("runs", row):
            raise damaged(file.path, "a training run is not as it was written")
