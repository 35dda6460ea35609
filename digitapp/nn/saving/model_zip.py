"""Model files as such: a zip written whole, and read with distrust. Knows nothing of models.

What takes long to import is imported where it is used, since `import digitapp.nn` is to be quick.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

_MAX_MEMBERS = 1000
MAX_BYTES = 64 * 2**20  # of a file, as it lies there and expanded


class ModelFileError(ValueError):
    """A model file is damaged, hostile, or holds what we have no layers for; says which and why."""


def write_zip(path: Path, members: Mapping[str, bytes]) -> None:
    """Write a zip of these members; whatever goes wrong, the old file or the new one is whole."""
    import tempfile
    import zipfile

    path = path.resolve()  # a link stays a link
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {path.parent}.")
    mode = path.stat().st_mode if path.exists() else 0o644
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with open(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for name, content in members.items():
                    archive.writestr(name, content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if os.name == "posix":  # elsewhere a folder can't be synced, and needs not
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def read_zip(path: Path) -> dict[str, bytes]:
    """Return the members of a zip by name; raises ModelFileError for anything odd about it.

    Nothing is expanded beyond MAX_BYTES, and nothing is ever written to the disk.
    """
    import zipfile
    import zlib

    if path.stat().st_size > MAX_BYTES:
        raise ModelFileError("it is larger than 64 MB")
    content = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ModelFileError(f"it is no whole zip file ({error})") from error


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > _MAX_MEMBERS:
        raise ModelFileError(f"it has {len(infos):,} members")
    names = [info.filename for info in infos]
    if len(set(names)) != len(names):
        raise ModelFileError("it has two members of the same name")
    if any(name.startswith(("/", "\\")) or ".." in name or ":" in name for name in names):
        raise ModelFileError("it has a member whose path leads out of it")
    if any(info.flag_bits & 1 for info in infos):
        raise ModelFileError("it is encrypted")
    left, members = MAX_BYTES, {}
    for info in infos:
        with archive.open(info) as member:
            members[info.filename] = member.read(left + 1)
        left -= len(members[info.filename])
        if left < 0:
            raise ModelFileError("it expands to more than 64 MB")
    return members
