"""Settings: what a person finds again at the next start. Knows Qt's settings file, no panel.

How the network is trained belongs to a digits file and comes back with that file only.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from digitapp.digits import Drawing
    from digitapp.training import TrainingConfig

_MAX_RECENT = 8  # files
_MAX_NUMBER = 2**31 - 1  # that Qt takes as a number


class Settings:
    """One ini file; a value that cannot be used counts as not there.

    path : where it stands or will stand
    """

    def __init__(self, path: Path) -> None:
        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        try:
            number = int(self.text(name))
        except ValueError:
            return default
        return number if abs(number) <= _MAX_NUMBER else default

    def decimal(self, name: str, default: float) -> float:
        """Return a number."""
        try:
            return float(self.text(name))
        except ValueError:
            return default

    def speed(self) -> float | None:
        """Return the batches a second that were chosen, 0 for full speed; None: nothing was."""
        speed = self.decimal("speed", -1.0)
        return speed if 0 <= speed <= _MAX_NUMBER else None

    def flag(self, name: str, default: bool) -> bool:
        """Return True or False."""
        return self.text(name, str(default)).lower() == "true"

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        value = self._value(name)
        return default if value is None else str(value)

    def state(self, name: str) -> QByteArray:
        """Return what Qt packed: a geometry or the places of a splitter; empty if there is none."""
        value = self._value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def config(self, digits: Path) -> TrainingConfig | None:
        """Return how the network of a digits file was set up last; None: not known."""
        from digitapp.training import (
            TrainingConfig,  # here, since the window is to be seen before numpy
        )

        try:
            kept = json.loads(self.text("training/config", "null"))
            if self.text("training/file") == str(digits) and isinstance(kept, dict):
                return TrainingConfig.from_json(kept)
        except ValueError:
            pass
        return None

    def import_answers(self) -> dict[Path, tuple[str, ...]]:
        """Return what was answered about imported files, by file: keys of the choices."""
        try:
            kept = json.loads(self.text("which_way", "{}"))
            return {Path(path): _keys(answer) for path, answer in kept.items()}
        except (ValueError, AttributeError, TypeError):
            return {}

    def keep_import_answers(self, answers: Mapping[Path, Sequence[str]]) -> None:
        """Write those answers."""
        named = {str(path): list(answer) for path, answer in answers.items()}
        self.keep("which_way", json.dumps(named))

    def ink(self, digits: Path) -> Drawing | None:
        """Return what was left on the canvas beside a digits file, without a label."""
        from digitapp.digits import DataError, Drawing  # here, as above

        try:
            return Drawing.from_bytes(b64decode(self._inks()[str(digits)]))
        except (KeyError, TypeError, ValueError, DataError):
            return None

    def keep_ink(self, digits: Path, drawing: Drawing | None) -> None:
        """Write what is left on the canvas, for the newest files; None removes it."""
        inks = self._inks()
        inks.pop(str(digits), None)
        if drawing is not None:
            inks[str(digits)] = b64encode(drawing.to_bytes()).decode()
        self.keep("ink", json.dumps(dict(list(inks.items())[-_MAX_RECENT:])))

    def _inks(self) -> dict[str, str]:
        try:
            inks = json.loads(self.text("ink", "{}"))
        except ValueError:
            return {}
        return inks if isinstance(inks, dict) else {}

    def recent(self) -> tuple[Path, ...]:
        """Return the digits files that were open last, the newest first."""
        try:
            return tuple(Path(name) for name in json.loads(self.text("recent", "[]")))
        except (ValueError, TypeError):
            return ()

    def keep_recent(self, path: Path) -> None:
        """Write that a digits file was opened."""
        others = (str(each) for each in self.recent() if each != path)
        self.keep("recent", json.dumps([str(path), *others][:_MAX_RECENT]))

    def keep(self, name: str, value: float | bool | str | QByteArray) -> None:
        """Write a value; it is on the disk after a while, or after `sync`."""
        self._file.setValue(name, value)

    def keep_config(self, digits: Path, config: TrainingConfig) -> None:
        """Write how the network of a digits file is set up."""
        self.keep("training/file", str(digits))
        self.keep("training/config", json.dumps(config.to_json()))

    def _value(self, name: str) -> object:
        """Read a value; None where there is none, or nothing that can be read."""
        try:
            value: object = self._file.value(name)
        except Exception:  # PySide unpickles, which may raise anything
            return None
        return value

    def sync(self) -> None:
        """Write now."""
        self._file.sync()


def _keys(answer: bool | list[str]) -> tuple[str, ...]:
    """Return the keys of choices; 0.1.0 kept whether the columns came first."""
    if isinstance(answer, bool):
        return ("columns" if answer else "rows",)
    return tuple(str(key) for key in answer)
