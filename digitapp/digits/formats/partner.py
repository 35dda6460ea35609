"""Files that belong together, found by name: images and labels. Standard library only.

    train-images-idx3-ubyte.gz ↔ train-labels-idx1-ubyte.gz        X.npy ↔ y.npy

A pair may be asked for by either file, and one of them may be compressed.
"""

from __future__ import annotations

import re
from pathlib import Path

from .bounded import refuse

_WORDS = {
    "images": ("images", "image", "imgs", "data", "features", "X", "x"),
    "labels": ("labels", "label", "targets", "target", "Y", "y"),
    "exact": ("exact",),
}
_WORD = re.compile(
    rf"(?<![A-Za-z])({'|'.join(word for words in _WORDS.values() for word in words)})(?![A-Za-z])"
)
# what else of a name tells the role in MNIST's own: images-idx3-ubyte, labels-idx1-ubyte
_KIND = re.compile(r"idx\d(.)(ubyte|float)")
_KINDS = {"images": r"idx3\1ubyte", "labels": r"idx1\1ubyte", "exact": r"idx3\1float"}


def role(path: Path) -> str | None:
    """Tell by name whether a file holds "images", "labels" or the "exact" images (see idx.py)."""
    match = _WORD.search(path.name)
    return next((role for role, words in _WORDS.items() if match and match[1] in words), None)


def partner(path: Path, wanted: str) -> Path | None:
    """Find the file beside path that plays another role under the same name."""
    if role(path) == wanted:
        return path
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return None
    mine = _common(path)
    fitting = [file for file in beside if role(file) == wanted and _common(file) == mine]
    alike = [file for file in fitting if file.suffix == path.suffix]
    return next(iter(alike or fitting), None)


def pair(path: Path) -> tuple[Path, Path]:
    """Give the images file and the labels file of a pair of which one is named."""
    if role(path) not in ("images", "labels"):
        raise refuse(
            path,
            "its name must tell images from labels, as train-images and train-labels or X and y",
        )
    wanted = "labels" if role(path) == "images" else "images"
    other = partner(path, wanted)
    if other is None:
        raise refuse(path, f"the file with its {wanted} is not beside it under the same name")
    return (path, other) if wanted == "labels" else (other, path)


def renamed(path: Path, wanted: str) -> Path:
    """Give the name under which the partner in another role is written."""
    match = _WORD.search(path.name)
    if match is None or match[1] in _WORDS[wanted]:
        return path
    short = {"images": "X", "labels": "y"} if len(match[1]) == 1 else {}
    name = _WORD.sub(short.get(wanted, wanted), path.name, count=1)
    return path.with_name(_KIND.sub(_KINDS[wanted], name))


def _common(path: Path) -> str:
    """Give what the names of partners have in common."""
    name = _WORD.sub("*", path.name.removesuffix(".gz"), count=1)
    return _KIND.sub("idx", name).lower()
