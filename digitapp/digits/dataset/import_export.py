"""Import and export of the open digits file, and the sentences about them. Knows no Qt.

What is there already with the same label is left out, unless duplicates are wanted. A step of the
history holds all of a file, or nothing when it is cancelled or refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from digitapp.digits import DigitStore, Example
from digitapp.digits.made_digits import SOURCE as MADE
from digitapp.digits.starter_digits import SOURCE as STARTER
from digitapp.files.progress import Progress, part

from .snapshot import DatasetSnapshot, Integers, image_keys

if TYPE_CHECKING:
    from digitapp.digits.formats import ImportResult

_LOADING_SHARE = 0.3  # of the time that an export takes
_BATCH_ROWS = 500  # exported between two reports of progress
_NAMED_FAILURES = 2  # failures, of many


class Imported(NamedTuple):
    """What became of a file.

    sentence : all of it
    ids : of the drawings that were added
    passed_over : what must be told even if there are other files to tell of; "" for nothing
    """

    sentence: str
    ids: Integers
    passed_over: str


def add_imported(
    store: DigitStore,
    dataset: DatasetSnapshot,
    result: ImportResult,
    progress: Progress,
    *,
    skip_duplicates: bool,
) -> Imported:
    """Add what was read from a file as one step, without exact duplicates or with them."""
    name, examples = f"“{result.source.removeprefix('import: ')}”", result.examples()
    new, ids = _new(examples, dataset), np.empty(0, np.int64)
    duplicates = len(examples) - len(new)
    if not skip_duplicates:
        new = examples
    if new:
        step = f"import {_drawings(len(new))}"
        ids = store.add_many(new, name=step, progress=progress)
        sentence = f"Imported {_drawings(len(new))} from {name}: {result.report}"
        if duplicates and skip_duplicates:
            sentence += f" Skipped: {_duplicates(duplicates)} of what is here or came before."
        elif duplicates:
            sentence += f" With {_duplicates(duplicates)} of what is here or came before."
    elif examples:
        sentence = f"There is nothing new in {name}: all its drawings are here already."
    else:
        sentence = f"There is nothing to see in {name}: all {result.blank:,} are blank."
    if not new and result.passed_over:
        sentence += f" {result.told_of_passed_over}"
    passed_over = f"{name}: {result.told_of_passed_over}" if result.passed_over else ""
    return Imported(sentence, ids, passed_over)


def load_starter(
    store: DigitStore, dataset: DatasetSnapshot, examples: Sequence[Example], progress: Progress
) -> str:
    """Add those starter digits that are not here, as one step; return the sentence about it."""
    new = _new(examples, dataset)
    if not new:
        return "The starter digits are here already."
    store.add_many(new, name=f"load {len(new):,} starter digits", progress=progress)
    made = sum(example.source == MADE for example in new)
    return (
        f"Loaded {len(new):,} starter digits, {len(new) - made:,} of real handwriting and {made:,} "
        "made by digitapp, to train on at once."
    )


def take_out_starter(store: DigitStore) -> str:
    """Delete the starter digits, as one step; return the sentence about it."""
    ids = store.ids_from((STARTER, MADE))
    if not len(ids):
        return "There are no starter digits here."
    store.delete(ids, name=f"take out {len(ids):,} starter digits")
    return f"Took out {len(ids):,} starter digits. They can be added again at any time."


def export(
    store: DigitStore, path: Path, format: str, ids: Integers, replace: bool, progress: Progress
) -> str:
    """Write drawings in a format; return the sentence about it."""
    from digitapp.digits import formats

    examples = list(_counted(store, ids, part(progress, 0, _LOADING_SHARE)))
    written = formats.write(
        path, examples, format, part(progress, _LOADING_SHARE, 1), replace=replace
    )
    names = " and ".join(f"“{_readable(each.name)}”" for each in written)
    return f"Exported {_drawings(len(examples))} to {names}."


def summary(imported: Sequence[Imported], failures: Sequence[str]) -> str:
    """Return in one short text what became of several files, of which some may have failed."""
    shown = [each.sentence for each in imported]
    if len(shown) > 1:
        added = sum(len(each.ids) for each in imported)
        shown = [f"Imported {_drawings(added)} from {len(imported)} files."]
        shown += [each.passed_over for each in imported if each.passed_over]
    shown += failures[:_NAMED_FAILURES]
    if further := len(failures[_NAMED_FAILURES:]):
        shown.append(f"{further:,} more could not be imported.")
    return " ".join(shown)


def _new(examples: Sequence[Example], dataset: DatasetSnapshot) -> list[Example]:
    """Leave out what is there, or comes a second time, with the same label."""
    there = _with_label(dataset.content_keys, dataset.labels)
    coming = _with_label(
        np.fromiter((image_keys(each.image.reshape(1, -1))[0] for each in examples), np.int64),
        np.fromiter((each.label for each in examples), np.uint8),
    )
    _, first = np.unique(coming, return_index=True)
    wanted = np.zeros(len(examples), np.bool_)
    wanted[first] = True
    wanted &= ~np.isin(coming, there)
    return [examples[int(k)] for k in np.flatnonzero(wanted)]


def _with_label(keys: Integers, labels: npt.NDArray[np.uint8]) -> Integers:
    return keys * 2 + labels  # modulo 2**64, as keys are hashes anyway


def _counted(store: DigitStore, ids: Integers, progress: Progress) -> Iterator[Example]:
    for done, example in enumerate(store.examples(ids), 1):
        if done % _BATCH_ROWS == 0:
            progress(done, len(ids))
        yield example


def _drawings(n: int) -> str:
    return "1 drawing" if n == 1 else f"{n:,} drawings"


def _duplicates(n: int) -> str:
    return "1 exact duplicate" if n == 1 else f"{n:,} exact duplicates"


def _readable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()
