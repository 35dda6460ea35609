"""Runs and models in a digits file: what was trained how, its curve, and the weights that came out.

Knows the tables `runs` and `models`; nothing of networks: a config is JSON, weights are bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import StoreError

from . import checksums as checksums
from .connection import DigitsFile, damaged

_LARGEST = 60 * 2**20  # bytes of logs or weights

Logs = Mapping[str, npt.NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Run:
    """One training run.

    config : what JSON can hold
    logs : name → (epochs,) float64, e.g. "loss", "val_loss"
    created : seconds since 1970, UTC
    """

    id: int
    config: Mapping[str, Any]
    seed: int
    logs: Logs
    created: float


@dataclass(frozen=True)
class Model:
    """The weights of a network, as whatever bytes its maker wrote; run: the id of its run."""

    id: int
    name: str
    weights: bytes
    run: int | None
    created: float


class Runs:
    """Runs and models of one digits file; add_… gives the id, get_… raises StoreError without."""

    def __init__(self, file: DigitsFile) -> None:
        self._file = file

    def add_run(
        self,
        config: Mapping[str, Any],
        seed: int,
        logs: Mapping[str, npt.ArrayLike],
        created: float,
    ) -> int:
        """Keep a run. logs: name → (epochs,) numbers, all of one length."""
        values = [np.asarray(each, "<f8") for each in logs.values()]
        if len({each.shape for each in values}) > 1 or any(each.ndim != 1 for each in values):
            shapes = {name: np.shape(each) for name, each in logs.items()}
            raise StoreError(f"The logs of a run must all have one shape (epochs,), got {shapes}.")
        data = self._sized(b"".join(each.tobytes() for each in values), "logs of a run")
        names, text = json.dumps(list(logs)), json.dumps(dict(config))
        return self._insert("runs", float(created), text, int(seed), names, data)

    def get_run(self, number: int) -> Run:
        """Read a run."""
        _, _, created, config, seed, names, data = self._get("runs", number)
        columns = json.loads(names)
        try:
            logs = np.frombuffer(data, "<f8").reshape(len(columns), -1 if columns else 0)
        except ValueError as error:
            raise damaged(self._file.path, "the logs of a run are not as written") from error
        return Run(number, json.loads(config), seed, dict(zip(columns, logs, strict=True)), created)

    def run_ids(self) -> list[int]:
        """Return the ids of all runs, oldest first."""
        return self._ids("runs")

    def add_model(
        self, weights: bytes, *, name: str, created: float, run: int | None = None
    ) -> int:
        """Keep a network's weights, with the run they came from if that is kept too."""
        data = self._sized(bytes(weights), "weights of a network")
        if run is not None:
            self.get_run(run)
        return self._insert("models", float(created), name, run, data)

    def get_model(self, number: int) -> Model:
        """Read a network's weights."""
        _, _, created, name, run, weights = self._get("models", number)
        return Model(number, name, weights, run, created)

    def model_ids(self) -> list[int]:
        """Return the ids of all models, oldest first."""
        return self._ids("models")

    def _sized(self, data: bytes, what: str) -> bytes:
        if len(data) > _LARGEST:
            raise StoreError(
                f"The {what} may take {_LARGEST // 2**20} MB in {self._file.path.name}, "
                f"got {len(data) / 2**20:.0f} MB; nothing was changed."
            )
        return data

    def _insert(self, table: str, *values: object) -> int:
        with self._file.writing():
            checksums.check_total(self._file, table)
            number = checksums.next_id(self._file, table)
            checksums.insert(self._file, table, number, *values)
        return number

    def _get(self, table: str, number: int) -> checksums.Row:
        with self._file.reading():
            checksums.check_total(self._file, table)
            rows = checksums.select(self._file, table, "WHERE id = ?", number)
        if not rows:
            raise StoreError(f"{self._file.path.name} has no {table[:-1]} number {number}.")
        return rows[0]

    def _ids(self, table: str) -> list[int]:
        with self._file.reading():
            checksums.check_total(self._file, table)
            return [
                row[0]
                for row in self._file.connection.execute(f"SELECT id FROM {table} ORDER BY id")
            ]
