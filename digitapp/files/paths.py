"""Where things lie: the only file that knows the places of resources and of the person's files."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class FolderError(OSError):
    """The person's folder cannot be had; the message is one sentence with what to do."""


def resource(name: str) -> Path:
    """Return the path of a file in resources/, in a checkout as in an installed wheel."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "resources" / name
    return installed if installed.exists() else package.parent / "resources" / name


def data_folder() -> Path:
    """Return the person's folder, not made yet: $DIGITAPP_FOLDER, or the system's place."""
    chosen = os.environ.get("DIGITAPP_FOLDER")
    return Path(chosen).absolute() if chosen else _place_of_programs() / "digitapp"


def default_digits() -> Path:
    """Return the digits file of a start without FILE, in a folder that is there.

    Raises FolderError where the folder cannot be made.
    """
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(
            f"digitapp cannot make its folder {folder} ({error.strerror}): name a digits file, "
            "as in `digitapp my.digits`, or set DIGITAPP_FOLDER to a folder that you may write in."
        ) from error
    return folder / "my.digits"


def settings_file() -> Path:
    """Return the settings file; neither it nor its folder need exist."""
    return data_folder() / "settings.ini"


def _place_of_programs() -> Path:
    """Return the folder in which this system's programs each keep a folder of their own."""
    if sys.platform == "win32":
        return _absolute("APPDATA") or _home() / "AppData" / "Roaming"
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support"
    return _absolute("XDG_DATA_HOME") or _home() / ".local" / "share"


def _absolute(variable: str) -> Path | None:
    """Return the folder that a variable names; a relative one counts for nothing (XDG says so)."""
    folder = Path(os.environ.get(variable, ""))
    return folder if folder.is_absolute() else None


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise FolderError(
            "digitapp cannot tell where your home folder is: "
            "set DIGITAPP_FOLDER to a folder that you may write in."
        ) from error
