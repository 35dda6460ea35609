"""Atomic writing: a file is written completely or not at all; until then the older one stays.

    temporary file beside it ─ fsync ─ os.replace ─ fsync of the folder

Standard library only; knows nothing of images or formats.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import DataError


def sync(path: Path) -> None:
    """Flush a file's bytes, or the names in a folder, to the disk.

    Windows has no such call for a folder. Raises OSError.
    """
    folder = path.is_dir()
    if folder and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def atomic_files(paths: Sequence[Path]) -> Iterator[Sequence[BinaryIO]]:
    """Write files that belong together; after an error or a Cancelled none of them has changed.

    Several files cannot be replaced in one step. So the older ones are put aside first: a crash in
    between leaves files that are refused, never new images beside old labels.
    """
    targets = [Path(os.path.realpath(path)) for path in paths]
    drafts = [_beside(target, "part") for target in targets]
    try:
        for target in targets:
            if target.is_dir():
                raise DataError(f"“{target.name}” is a folder. Choose another name.")
        with ExitStack() as files:
            opened = [files.enter_context(open(draft, "xb")) for draft in drafts]
            yield opened
            for file in opened:
                file.flush()
                os.fsync(file.fileno())
        _replace(drafts, targets)
    except OSError as error:
        raise unwritable(paths[0], error) from error
    finally:
        for draft in drafts:
            with suppress(OSError):  # it would hide the error that is told
                draft.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Fill a temporary folder that takes its name when it is complete.

    An existing folder with something in it is left alone: two exports would mix.
    """
    target = Path(os.path.realpath(path))
    draft = _beside(target, "part")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise DataError(f"“{path.name}” is there already and not empty. Choose a new folder.")
        draft.mkdir()
        yield draft
        _sync_tree(draft)
        if target.exists():  # an empty folder; only POSIX would rename onto it
            target.rmdir()
        os.rename(draft, target)
        with suppress(OSError):  # as for files
            sync(target.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def unwritable(path: Path, error: OSError) -> DataError:
    """Say that nothing was written, and why."""
    reason = error.strerror or error
    return DataError(f"“{path.name}” could not be written ({reason}). Nothing was changed.")


def _replace(drafts: Sequence[Path], targets: Sequence[Path]) -> None:
    """Rename the drafts to their targets, all or none, with the permissions of the older files."""
    for draft, target in zip(drafts, targets, strict=True):
        if target.exists():
            shutil.copymode(target, draft)
    if len(targets) == 1:
        os.replace(drafts[0], targets[0])
    else:
        _replace_together(drafts, targets)
    for folder in {target.parent for target in targets}:
        with suppress(OSError):  # the files are there; some network drives know no such call
            sync(folder)


def _replace_together(drafts: Sequence[Path], targets: Sequence[Path]) -> None:
    placed: list[Path] = []
    aside: dict[Path, Path] = {}
    try:
        for target in targets:
            if target.exists():
                os.rename(target, older := _beside(target, "old"))
                aside[target] = older
        for draft, target in zip(drafts, targets, strict=True):
            os.replace(draft, target)
            placed.append(target)
    except OSError:
        _put_back(placed, aside)
        raise
    for older in aside.values():
        with suppress(OSError):  # what was asked for is done
            older.unlink()


def _put_back(placed: Sequence[Path], aside: dict[Path, Path]) -> None:
    try:
        for target in placed:
            target.unlink()
        for target in list(aside):
            os.rename(aside[target], target)
            del aside[target]
    except OSError as error:
        names = " and ".join(f"“{older.name}”" for older in aside.values())
        reason = error.strerror or error
        raise DataError(
            f"Writing failed half-way ({reason}). The older files are whole: look for {names}."
        ) from error


def _beside(target: Path, ending: str) -> Path:
    # 40 characters are at most 160 bytes; a name may have 255
    return target.parent / f".{target.name[:40]}.{secrets.token_hex(4)}.{ending}"


def _sync_tree(folder: Path) -> None:
    # all files are written by now, so the first fsync carries most of the work of the others
    for place, _, names in os.walk(folder):
        for name in names:
            sync(Path(place, name))
        sync(Path(place))
