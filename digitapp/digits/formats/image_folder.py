"""A folder of images, as Keras and torchvision expect it: the folders tell the labels.

    digits/0/00001.png   digits/1/00002.png     also train/0, zero and one, 00 and 01, a_label0.png

What is not read is named in the report. Images without any label are asked about.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import NamedTuple

import numpy as np

from digitapp.digits import ink
from digitapp.digits.example import SIZE, Example
from digitapp.files.atomic_write import atomic_folder
from digitapp.files.errors import FormatError
from digitapp.files.progress import Progress, part
from digitapp.files.safe_reader import refuse

from .format import Format
from .image_files import SUFFIXES, Grays, encode_png, file_bytes, is_image, read_pixels
from .import_buffer import MAX_DIGITS
from .import_result import Numbers, import_result
from .question import Choice, Question, Reading, itself, tallness

_DEPTH = 4  # folders within folders that are looked into
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LABEL = re.compile(rf"(?:(?:label|class|digit)[ _-]*)?(?:0*(\d)|({'|'.join(_WORDS)}))s?")
_LABEL_IN_NAME = re.compile(r"(?:label|class|digit)[ _-]*(\d)(?!\d)")
_IGNORED = (".ds_store", "thumbs.db", "desktop.ini")
_TALL = 1.0  # tallness between that of 0s and that of 1s
_SEVERAL = "several digits seem to be in it; cut it into one picture each"
_SHOWN = 12
_NAMED = 5  # folders, of many
_BATCH_PIXELS = 1_000_000  # decoded, before their ink is computed together


class Found(NamedTuple):
    """A file below what is imported.

    place : its path from there
    read : returns its bytes, all or the first so many; raises FormatError
    """

    place: PurePath
    read: Callable[..., bytes]


class _Listing(NamedTuple):
    labelled: list[tuple[Found, int]]  # 0s and 1s
    unlabelled: list[Found]
    others: int  # images of other labels
    passed_over: list[str]


def read(path: Path, progress: Progress | None = None) -> Reading:
    """Read the images of a folder; those of other labels are counted, not opened."""
    return read_found(path, _files(path), path.name, progress)


def read_images(paths: Sequence[Path], progress: Progress | None = None) -> Reading:
    """Read image files, whose labels the folders around them may tell."""
    found = [
        Found(PurePath(each.parent.name, each.name), partial(file_bytes, each)) for each in paths
    ]
    return read_found(paths[0], found, "", progress)


def read_found(
    path: Path, files: Iterable[Found], root: str, progress: Progress | None = None
) -> Reading:
    """Read the images among these files, whose places tell the labels.

    path : what is imported
    root : the name of the folder from which the places count; it may tell a label as well

    Returns the Question which label all of them have, where nothing tells it.
    """
    listing = _listing(path, files, root)
    passed_over = listing.passed_over
    if listing.unlabelled and not listing.labelled and not listing.others:
        if root:
            _refuse_other_folders(path, listing.unlabelled)
        images, good = _decoded(listing.unlabelled, passed_over, progress)
        return _which_label(path, images[good], passed_over)
    passed_over += [f"“{found.place}” (without a label)" for found in listing.unlabelled]
    images, good = _decoded([found for found, _ in listing.labelled], passed_over, progress)
    labels = np.array([label for _, label in listing.labelled], np.uint8)
    count = int(good.sum()) + listing.others
    return import_result(path, images[good], labels[good], count, passed_over)


def files_without_images(path: Path) -> list[Path]:
    """Return the files of a folder in which no image is; [] where there is one."""
    files = [found for found in _files(path) if not _is_ignored(found.place)]
    if any(found.place.suffix.lower() in SUFFIXES for found in files):
        return []
    return [] if any(map(_shows_image, files)) else [path / found.place for found in files]


def write(path: Path, examples: Sequence[Example], progress: Progress | None = None) -> list[Path]:
    """Write path/0/00001.png …, numbered in the order of the examples; return the folder."""
    report = part(progress, 0.0, 1.0)
    with atomic_folder(path) as draft:
        for label in ("0", "1"):
            (draft / label).mkdir()
        for number, example in enumerate(examples, 1):
            name = f"{number:05}.png"
            (draft / str(example.label) / name).write_bytes(encode_png(example.image))
            report(number, len(examples))
    return [path]


FORMAT = Format(
    "folder",
    "Folder of PNG images in 0 and 1",
    "",
    recognises=lambda source: source.is_folder,
    read=read,
    write=write,
)


def _files(path: Path) -> Iterator[Found]:
    """Yield the files of a folder and of those in it, in a stable order."""

    def failed(error: OSError) -> None:
        raise refuse(path, f"the folder does not open ({error.strerror or error})") from error

    for name, folders, names in os.walk(path, onerror=failed, followlinks=True):
        inside = Path(name).relative_to(path)
        folders.sort()
        if len(inside.parts) >= _DEPTH:  # a link may lead back
            folders.clear()
        for each in sorted(names):
            yield Found(inside / each, partial(file_bytes, Path(name, each)))


def _listing(path: Path, files: Iterable[Found], root: str) -> _Listing:
    labelled, unlabelled, passed_over = list[tuple[Found, int]](), list[Found](), list[str]()
    others, deeper = 0, dict[PurePath, int]()
    for found in files:
        if _is_ignored(found.place):
            continue
        if found.place.suffix.lower() not in SUFFIXES and not _shows_image(found):
            kind = found.place.suffix or "a file without an ending"
            passed_over.append(f"“{found.place}” ({kind} is not read)")
            continue
        label, is_deeper = _label(root, found.place)
        if is_deeper:
            folder = found.place.parent
            deeper[folder] = deeper.get(folder, 0) + 1
        elif label is None:
            unlabelled.append(found)
        elif label > 1:
            others += 1
        else:
            labelled.append((found, label))
    if len(labelled) + len(unlabelled) > MAX_DIGITS:
        raise refuse(path, f"it holds more than {MAX_DIGITS:,} images")
    labelled.sort(key=lambda each: each[1])
    told = [f"the folder “{folder}” in it ({_images(n)})" for folder, n in deeper.items()]
    return _Listing(labelled, unlabelled, others, told + passed_over)


def _is_ignored(place: PurePath) -> bool:
    """Return whether a system, and no person, made this file."""
    return place.name.startswith(".") or place.name.lower() in _IGNORED


def _label(root: str, place: PurePath) -> tuple[int | None, bool]:
    """Return the label of an image, and whether it lies deeper than in the folder that tells it."""
    folders = (root, *place.parts[:-1])
    for folder in reversed(folders):
        match = _LABEL.fullmatch(folder.lower())
        if match:
            return _digit(match), folder is not folders[-1]
    match = _LABEL_IN_NAME.search(place.stem.lower())
    return _digit(match) if match else None, False


def _digit(match: re.Match[str]) -> int:
    return int(match[1]) if match[1] else _WORDS.index(match[2])


def _shows_image(found: Found) -> bool:
    """Return whether a file that is not named as an image is one all the same."""
    try:
        return is_image(found.read(16))
    except FormatError:
        return False


def _decoded(
    files: Sequence[Found], passed_over: list[str], progress: Progress | None
) -> tuple[Numbers, Numbers]:
    """Decode image files to (m, 20, 20), and tell in (m,) bool which of them could be read.

    Images of one size are made into ink together. What cannot be read, or shows several digits, is
    added to passed_over.
    """
    report = part(progress, 0.0, 1.0)
    images, good = np.zeros((len(files), SIZE, SIZE), np.float32), np.ones(len(files), np.bool_)
    waiting = dict[tuple[int, ...], list[tuple[int, Grays]]]()
    pixels = 0
    for k, found in enumerate(files):
        try:
            grays, exact = read_pixels(Path(found.place), found.read())
        except FormatError as error:
            good[k] = False
            passed_over.append(f"“{found.place}” ({error.reason})")
        else:
            if exact is not None:
                images[k] = exact
            else:
                waiting.setdefault(grays.shape, []).append((k, grays))
                pixels += grays.size
        if pixels > _BATCH_PIXELS or k == len(files) - 1:
            for group in waiting.values():
                rows = np.array([row for row, _ in group])
                images[rows] = ink.from_images(np.stack([grays for _, grays in group]))
                several = rows[ink.show_several(images[rows])]
                good[several] = False
                passed_over += [f"“{files[row].place}” ({_SEVERAL})" for row in several]
                blank = rows[~images[rows].any(axis=(1, 2))]
                passed_over += [f"“{files[row].place}” (blank)" for row in blank]
            waiting, pixels = {}, 0
        report(k + 1, len(files))
    return images, good


def _refuse_other_folders(path: Path, unlabelled: Sequence[Found]) -> None:
    """Refuse images in several folders, which tell labels apart, but not as 0 and 1."""
    names = sorted({found.place.parent.as_posix() for found in unlabelled} - {"."})
    if len(names) > 1:
        told = ", ".join(f"“{name}”" for name in names[:_NAMED])
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        raise refuse(path, f"its images are in folders named {told}{more}. Name them 0 and 1")


def _which_label(path: Path, images: Numbers, passed_over: Sequence[str]) -> Reading:
    """Ask which label all these images have."""
    results = [
        import_result(path, images, np.full(len(images), label), len(images), passed_over)
        for label in (0, 1)
    ]
    shown = images[:_SHOWN]
    what = "This image has" if len(images) == 1 else f"These {len(images):,} images have"
    return Question(
        path,
        "0 or 1?",
        f"{what} no label: “{path.name}” is not in a folder named 0 or 1. Choose what is drawn.",
        tuple(
            Choice(str(label), f"Import as {label}", shown, partial(itself, result))
            for label, result in enumerate(results)
        ),
        suggested=int(tallness(images) > _TALL),
    )


def _images(n: int) -> str:
    return "1 image" if n == 1 else f"{n:,} images"
