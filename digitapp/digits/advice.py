"""Advice: what a person should know about their drawings before training, in plain words.

numpy only; knows nothing of the store, of networks or of windows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import DataError

from .example import SIZE

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_FEW = 10  # drawings; with fewer a network can hardly learn more than these
_LOPSIDED = 20  # times as many of one digit as of the other


@dataclass(frozen=True, eq=False)
class Advice:
    """One thing to know and what to do about it.

    key : "none", "blank", "single", "few", "one class", "lopsided" or "conflict"
    sentence : for the person
    rows : (k,) the drawings that it is about, where it is about some
    refused : these rows must not be stored or trained on
    """

    key: str
    sentence: str
    rows: Integers
    refused: bool = False


def advice(labels: npt.ArrayLike, images: npt.ArrayLike) -> tuple[Advice, ...]:
    """Look drawings over; nothing to say is ().

    labels : (m,) or (m, 1), 0 or 1
    images : (m, 400) or (m, 20, 20) in [0, 1]

    >>> [found.key for found in advice([1], np.ones((1, 400)))]
    ['single']
    """
    y, X = _checked(labels, images)
    blank = blank_rows(X)
    inked = np.delete(np.arange(len(y)), blank)
    found = [
        _about_blank(blank),
        _about_number(len(inked)),
        _about_balance(y[inked]),
        _about_conflicts(y, X, inked),
    ]
    return tuple(each for each in found if each is not None)


def blank_rows(images: npt.ArrayLike) -> Integers:
    """Find images without any ink: (m, 400) or (m, 20, 20) → (k,) int64."""
    X = np.asarray(images)
    return np.flatnonzero(~X.reshape(len(X), SIZE * SIZE).any(axis=1))


def refuse_blank(images: npt.ArrayLike) -> None:
    """Raise DataError where an image has no ink; for whoever is about to store labelled ones."""
    found = _about_blank(blank_rows(images))
    if found is not None:
        raise DataError(found.sentence)


def _checked(labels: npt.ArrayLike, images: npt.ArrayLike) -> tuple[Integers, Floats]:
    y, X = np.asarray(labels).reshape(-1), np.asarray(images, np.float32)
    if X.shape[1:] not in ((SIZE * SIZE,), (SIZE, SIZE)) or len(X) != len(y):
        raise DataError(
            f"Advice needs a label for each image of shape (400,) or (20, 20), got {len(y)} labels "
            f"for images of shape {X.shape}."
        )
    if not np.isin(y, (0, 1)).all():
        raise DataError("Labels must be 0 or 1. Leave out what is neither.")
    return y.astype(np.int64), X.reshape(len(X), SIZE * SIZE)


def _about_blank(rows: Integers) -> Advice | None:
    if len(rows) == 0:
        return None
    if len(rows) == 1:
        sentence = "One drawing has a label but no ink. Draw a 0 or a 1 first, or leave it out."
    else:
        sentence = f"{len(rows):,} drawings have a label but no ink. Leave them out."
    return Advice("blank", sentence, rows, refused=True)


def _about_number(m: int) -> Advice | None:
    if m == 0:
        return _general("none", "There is nothing to learn from yet. Draw some 0s and some 1s.")
    if m == 1:
        return _general(
            "single",
            "There is a single drawing, and the network can only learn that one by heart. "
            "Draw ten 0s and ten 1s to begin with.",
        )
    if m < _FEW:
        return _general(
            "few",
            f"There are only {m} drawings, too few to read new ones reliably. "
            "Draw ten 0s and ten 1s to begin with.",
        )
    return None


def _about_balance(y: Integers) -> Advice | None:
    ones = int(np.count_nonzero(y))
    zeros = len(y) - ones
    fewer, more = sorted((zeros, ones))
    rare = 0 if zeros < ones else 1
    if len(y) > 1 and fewer == 0:
        return _general(
            "one class",
            f"All {more:,} drawings are {1 - rare}s, so the network would learn to call everything "
            f"a {1 - rare}. Draw some {rare}s as well.",
        )
    if more > _LOPSIDED * fewer > 0:
        return _general(
            "lopsided",
            f"There are {more:,} {1 - rare}s but only {fewer:,} {_plural(rare, fewer)}, so the "
            f"network may call many a {rare} a {1 - rare}. Draw more {rare}s.",
        )
    return None


def _about_conflicts(y: Integers, X: Floats, inked: Integers) -> Advice | None:
    """Find equal images with both labels; equal by a hash of 64 bits."""
    keys = np.fromiter((hash((X[row] + 0).tobytes()) for row in inked), np.int64)  # −0 + 0 = 0
    _, image = np.unique(keys, return_inverse=True)  # (len(inked),) a number for each image
    n_images = int(image.max(initial=-1)) + 1
    has_label = np.zeros((n_images, 2), np.bool_)
    has_label[image, y[inked]] = True
    conflicting = has_label[:, 0] & has_label[:, 1]  # (n_images,)
    rows = inked[conflicting[image]]
    if len(rows) == 0:
        return None
    n_conflicts = np.count_nonzero(conflicting)
    told = "image is" if n_conflicts == 1 else "images are"
    return Advice(
        "conflict",
        f"{n_conflicts:,} {told} there both as a 0 and as a 1 ({len(rows):,} drawings). The "
        "network cannot learn both: relabel or delete those that are wrong.",
        rows,
    )


def _plural(label: int, n: int) -> str:
    return f"{label}" if n == 1 else f"{label}s"


def _general(key: str, sentence: str) -> Advice:
    return Advice(key, sentence, np.empty(0, np.int64))
