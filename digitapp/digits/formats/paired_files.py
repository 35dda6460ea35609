"""Files that belong together, found by name: images and labels. Standard library only.

    train-images-idx3-ubyte.gz ↔ train-labels-idx1-ubyte.gz        X.npy ↔ y.npy

A pair may be asked for by either file, and one of them may be compressed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from digitapp.files.errors import FormatError
from digitapp.files.safe_reader import refuse

_WORDS = {
    "images": ("images", "image", "imgs", "data", "features", "x"),
    "labels": ("labels", "label", "targets", "target", "y"),
    "exact": ("exact",),
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words}
_WORD = re.compile(rf"(?<![a-z])({'|'.join(_ROLES)})(?![a-z])", re.IGNORECASE)
# what else of a name tells the role: images-idx3-ubyte, labels-idx1-ubyte, QMNIST's labels-idx2-int
_KIND = re.compile(r"idx\d(.)(ubyte|float|int)", re.IGNORECASE)
_COPY = re.compile(r"\s*\(\d+\)|\s*- copy", re.IGNORECASE)  # a browser's or a system's
_MARKS = re.compile(r"[-._\s]+")
_KINDS = {"images": r"idx3\1ubyte", "labels": r"idx1\1ubyte", "exact": r"idx3\1float"}


def role(path: Path) -> str | None:
    """Return what a file holds by its name: "images", "labels" or "exact" images (see idx.py).

    The last word that tells counts, as in mnist-data-labels.
    """
    return next((role for _, role in _readings(path)), None)


def partner(path: Path, wanted: str, known_as: str | None = None) -> Path | None:
    """Return the file beside path with another role and the same name; None where there is none.

    known_as : the role of path, None for any that its name has

    Found as well is a file in a folder of its own, as train-labels/train-labels beside
    train-images/train-images, and one that a browser called "… (1).gz".
    """
    near = _files(path.parent)
    apart = [file for folder in _folders(path.parent.parent, wanted) for file in _files(folder)]
    for common, role in _readings(path):
        if known_as in (None, role) and role != wanted:
            fitting = [file for file in near + apart if (common, wanted) in _readings(file)]
            alike = [file for file in fitting if file.suffix == path.suffix]
            if fitting:
                return (alike or fitting)[0]
    return None


def pair(path: Path) -> tuple[Path, Path]:
    """Return the images file and the labels file of a pair of which one is named."""
    roles = [role for _, role in _readings(path) if role != "exact"]
    if not roles:
        raise refuse(
            path,
            "its name must tell images from labels, as train-images and train-labels or X and y",
        )
    labels = partner(path, "labels", known_as="images")
    if labels is not None:
        return path, labels
    images = partner(path, "images", known_as="labels")
    if images is not None:
        return images, path
    wanted = "labels" if roles[0] == "images" else "images"
    raise refuse(path, f"the file with its {wanted} is not beside it under the same name")


def known_pair(path: Path) -> tuple[Path, ...]:
    """Return the pair of which a file is one; the file alone where it is none."""
    try:
        return pair(path) if role(path) else (path,)
    except FormatError:
        return (path,)


def renamed(path: Path, wanted: str) -> Path:
    """Return the name under which the partner in another role is written."""
    matches = list(_WORD.finditer(path.name))
    if not matches or _ROLES[matches[-1][1].lower()] == wanted:
        return path
    start, end = matches[-1].span()
    short = {"images": "X", "labels": "y"} if end - start == 1 else {}
    name = path.name[:start] + short.get(wanted, wanted) + path.name[end:]
    return path.with_name(_KIND.sub(_KINDS[wanted], name))


def _readings(path: Path) -> list[tuple[str, str]]:
    """Return what the name shares with its partners, and its role, for each such word."""
    name = _COPY.sub("", path.name).removesuffix(".gz")
    return [
        (
            _MARKS.sub(
                "-", _KIND.sub("idx", f"{name[: word.start()]}*{name[word.end() :]}").lower()
            ),
            _ROLES[word[1].lower()],
        )
        for word in reversed(list(_WORD.finditer(name)))
    ]


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not os.path.isdir(path))
    except OSError:
        return []


def _folders(folder: Path, wanted: str) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if role(path) == wanted and path.is_dir())
    except OSError:
        return []
