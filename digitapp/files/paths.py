"""Paths: where resources and the person's own files are. Nothing else knows these places."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class FolderError(OSError):
    """The person's folder cannot be found or created; the message says what to do."""


def resource(name: str) -> Path:
    """Return the path of a file in resources/, in a checkout as in an installed wheel."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "resources" / name
    return installed if installed.exists() else package.parent / "resources" / name


def data_folder() -> Path:
    """Return the person's folder, which need not exist: $DIGITAPP_FOLDER, or the system's place.

    Raises FolderError where the home folder is not known.
    """
    chosen = os.environ.get("DIGITAPP_FOLDER")
    if chosen:
        return Path(chosen).absolute()
    import platformdirs  # here, since whether packages are missing is told without any

    try:
        if sys.platform == "darwin":  # platformdirs would follow XDG_DATA_HOME; 0.1.0 did not
            return Path.home() / "Library" / "Application Support" / "digitapp"
        return platformdirs.user_data_path("digitapp", appauthor=False, roaming=True)
    except RuntimeError as error:
        raise FolderError(
            "digitapp cannot tell where your home folder is: "
            "set DIGITAPP_FOLDER to a folder that you may write in."
        ) from error


def default_digits() -> Path:
    """Return the digits file of a start without FILE, creating its folder.

    Raises FolderError where the folder cannot be created.
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
