"""Questions: what a file leaves open, as choices that a person can see. numpy only.

    reader ─▶ Reading: ImportResult, or Question ─ choice.read() ─▶ Reading

Each choice goes on with what was read already, so a file is read once, however much is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE

from .import_result import ImportResult

Images = npt.NDArray[np.float32]

ROWS, COLUMNS = "rows", "columns"  # keys of the choices; the settings remember them
_SHOWN = 6  # of each label
_LYING = -0.2  # tallness below which 1s lie; 99.6 % of MNIST's have more than 0
_ENOUGH_ZEROS = 10  # to tell from their tallness, which is little


@dataclass(frozen=True, eq=False)
class Choice:
    """One way to read a file.

    key : unique among the choices of a file, for those who remember an answer
    text : what a person chooses, "Row by row"
    images : (n, 20, 20) float32, some of the digits as this choice reads them
    read : goes on that way; a further Question or the ImportResult
    """

    key: str
    text: str
    images: Images
    read: Callable[[], Reading]


@dataclass(frozen=True, eq=False)
class Question:
    """What only a person can know about a file.

    path : the file
    title, sentence : what is asked
    choices : at least two
    suggested : the index of the choice that the digits themselves suggest
    """

    path: Path
    title: str
    sentence: str
    choices: tuple[Choice, ...]
    suggested: int


Reading: TypeAlias = ImportResult | Question


def some_of_each(result: ImportResult) -> Images:
    """Return the first digits of each label, as a preview."""
    first = [np.flatnonzero(result.labels == label)[:_SHOWN] for label in (0, 1)]
    return result.images[np.concatenate(first)]


def which_way_up(path: Path, result: ImportResult, *, expected: str | None = ROWS) -> Reading:
    """Return the digits upright, or the question whether its rows are the columns of the images.

    So are the arrays of Andrew Ng's lab, EMNIST, and whatever MATLAB flattened.

    result : as it is when read row by row
    expected : ROWS or COLUMNS, not asked about unless the digits seem to lie then; None: ask
    """
    tall = _tall(result)
    lies = (tall if expected == ROWS else -tall) < _LYING
    if expected is not None and not lies:
        return result if expected == ROWS else _transposed(result)
    rows = some_of_each(result)
    return Question(
        path,
        "Which way up?",
        f"“{path.name}” can be read row by row or, as in the lab of the lecture, "
        "column by column. Choose the way in which the digits stand upright.",
        (
            Choice(ROWS, "Row by row", rows, partial(itself, result)),
            Choice(
                COLUMNS, "Column by column", rows.transpose(0, 2, 1), partial(_transposed, result)
            ),
        ),
        suggested=int(not tall >= 0),
    )


def itself(result: ImportResult) -> ImportResult:
    """Return the result: what a choice leads to that leaves nothing to be done."""
    return result


def _transposed(result: ImportResult) -> ImportResult:
    return result.with_images(result.images.transpose(0, 2, 1))


def tallness(images: Images) -> float:
    """Return the mean of log(spread of ink down / across) of (m, 20, 20); NaN where none has ink.

    Written 1s have 2.2 on average, with a standard deviation of 1.0; 0s 0.23 and 0.4 (of MNIST).
    """
    images = images[images.any(axis=(1, 2))]
    if not len(images):
        return np.nan
    down, across = _spread(images.sum(2)), _spread(images.sum(1))
    return float(np.log(down / across).mean())


def _tall(result: ImportResult) -> float:
    """Return the tallness of the 1s, or of many 0s where there are no 1s; NaN: not known."""
    ones = result.images[result.labels == 1]
    if len(ones):
        return tallness(ones)
    return tallness(result.images) if len(result.images) >= _ENOUGH_ZEROS else np.nan


def _spread(profile: Images) -> npt.NDArray[np.float64]:
    """Return the variance of ink along (m, 20) profiles, in pixels²; that of a pixel is 1/12."""
    weight = profile / profile.sum(1, keepdims=True, dtype=np.float64)  # (m, 20)
    place = np.arange(SIZE)
    middle = weight @ place  # (m,)
    spread: npt.NDArray[np.float64] = weight @ place**2 - middle**2 + 1 / 12
    return spread
