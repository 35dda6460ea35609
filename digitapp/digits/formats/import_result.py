"""What was read from a file: its 0s and 1s as 20×20 images, and a sentence about the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE, Example
from digitapp.files.safe_reader import refuse

Numbers = npt.NDArray[Any]  # bool, integers or floats
_NAMED = 5  # of what was passed over


@dataclass(frozen=True, eq=False)
class ImportResult:
    """The 0s and 1s of a file.

    images : (m, 20, 20) float32 in [0, 1], 0 = paper, 1 = ink; read-only
    labels : (m,) uint8, 0 or 1; read-only
    found : how many labelled images the file holds, with those that are neither 0 nor 1
    source : what Example.source becomes, e.g. "import: mnist.npz"
    passed_over : what was not read, each with the reason, e.g. "“a.png” (it is empty)"
    """

    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.uint8]
    found: int
    source: str
    passed_over: tuple[str, ...] = ()

    @cached_property
    def repeated(self) -> npt.NDArray[np.bool_]:
        """Whether an earlier example has the same image and label: (m,) bool."""
        seen: set[bytes] = set()
        repeated = np.zeros(len(self.labels), np.bool_)
        for i, label in enumerate(self.labels):
            content = self.images[i].tobytes() + bytes([label])
            digest = hashlib.blake2b(content, digest_size=16).digest()
            repeated[i] = digest in seen
            seen.add(digest)
        return repeated

    @property
    def duplicates(self) -> int:
        """How many are exact duplicates of an earlier one."""
        return int(self.repeated.sum())

    @property
    def blank(self) -> int:
        """How many show nothing at all, so that a label on them teaches nothing."""
        return int((~self._shows_ink).sum())

    @property
    def report(self) -> str:
        """One sentence for the person, e.g. "12,665 of 60,000 are 0 or 1."."""
        sentence = f"{len(self.labels):,} of {self.found:,} are 0 or 1"
        if self.duplicates:
            sentence += f", {self.duplicates:,} of them exact duplicates"
        if self.blank:
            which = "1 blank one is" if self.blank == 1 else f"{self.blank:,} blank ones are"
            sentence += f"; {which} left out"
        return f"{sentence}. {self.told_of_passed_over}".rstrip()

    @property
    def told_of_passed_over(self) -> str:
        """One sentence that names what was passed over; "" for nothing."""
        return _passed_over(self.passed_over)

    def with_images(self, images: Numbers) -> ImportResult:
        """Return the same labels with other images, (m, 20, 20) in [0, 1]."""
        images = np.ascontiguousarray(images, np.float32)
        images.flags.writeable = False
        return replace(self, images=images)

    def examples(self, *, skip_duplicates: bool = False, created: float = 0.0) -> list[Example]:
        """Return Examples for the store, in the order of the file; blank ones are left out.

        created : seconds since 1970, UTC; 0: the store sets when they were added
        """
        wanted = self._shows_ink & ~self.repeated if skip_duplicates else self._shows_ink
        return [
            Example(self.images[i], int(self.labels[i]), source=self.source, created=created)
            for i in np.flatnonzero(wanted)
        ]

    @property
    def _shows_ink(self) -> npt.NDArray[np.bool_]:
        shows_ink: npt.NDArray[np.bool_] = self.images.max((1, 2)) > 0
        return shows_ink


def _passed_over(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"Passed over: {', '.join(names[:_NAMED])}{more}."


def import_result(
    path: Path, images: Numbers, labels: Numbers, found: int, passed_over: Sequence[str] = ()
) -> ImportResult:
    """Return what a reader of path found; images are (m, 20, 20) in [0, 1] already."""
    if not found:
        raise refuse(path, f"it holds no labelled image. {_passed_over(passed_over)}".rstrip(". "))
    if not len(labels):
        told = f"none of its {found:,} labels is 0 or 1. {_passed_over(passed_over)}"
        raise refuse(path, told.rstrip(". "))
    images = np.ascontiguousarray(images, np.float32)
    labels = labels.astype(np.uint8)
    images.flags.writeable = labels.flags.writeable = False
    name = path.name.encode("utf-8", "replace").decode()
    return ImportResult(images, labels, found, f"import: {name}", tuple(passed_over))


def to_unit(images: Numbers) -> npt.NDArray[np.float32]:
    """Scale grays 0..255 to [0, 1]; the one place that does, so that all formats agree."""
    unit: npt.NDArray[np.float32] = images.astype(np.float32) / np.float32(255)
    return unit


def to_grays(images: Numbers) -> npt.NDArray[np.uint8]:
    """Round [0, 1] to the nearest of 256 grays."""
    grays: npt.NDArray[np.uint8] = np.rint(images * np.float32(255)).astype(np.uint8)
    return grays


def labelled(examples: Sequence[Example]) -> tuple[Numbers, Numbers]:
    """Stack examples: images (m, 20, 20) float32 and labels (m,) uint8."""
    images = np.empty((len(examples), SIZE, SIZE), np.float32)
    for k, example in enumerate(examples):  # np.stack of 60,000 would stall a window for 0.2 s
        images[k] = example.image
    return images, np.array([example.label for example in examples], np.uint8)
