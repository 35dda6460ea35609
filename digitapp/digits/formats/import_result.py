"""What a file gave: its 0s and 1s as 20×20 images, and a sentence about the rest. numpy only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE, Example, Image
from digitapp.files.safe_reader import refuse

Numbers = npt.NDArray[Any]  # bool, integers or floats


@dataclass(frozen=True, eq=False)
class ImportResult:
    """The 0s and 1s of a file.

    images : (m, 20, 20) float32 in [0, 1], 0 = paper, 1 = ink; read-only
    labels : (m,) uint8, 0 or 1; read-only
    repeated : (m,) bool, True where an earlier example has the same image and label
    found : how many labelled images the file holds, with those that are neither 0 nor 1
    source : what Example.source becomes, e.g. "import: mnist.npz"
    """

    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.uint8]
    repeated: npt.NDArray[np.bool_]
    found: int
    source: str

    @property
    def skipped(self) -> int:
        """How many were left out because they are neither 0 nor 1."""
        return self.found - len(self.labels)

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
        return sentence + "."

    def with_images(self, images: Numbers) -> ImportResult:
        """Return the same labels with other images, (m, 20, 20) in [0, 1]."""
        return _imported(images, self.labels, self.found, self.source)

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


def imported(path: Path, images: Numbers, labels: Numbers, found: int) -> ImportResult:
    """Put together what a reader gathered; images are (m, 20, 20) in [0, 1] already."""
    if not found:
        raise refuse(path, "it holds no labelled image")
    if not len(labels):
        raise refuse(path, f"none of its {found:,} labels is 0 or 1")
    name = path.name.encode("utf-8", "replace").decode()
    return _imported(images, labels, found, f"import: {name}")


def to_unit(images: Numbers) -> npt.NDArray[np.float32]:
    """Bring grays 0..255 to [0, 1]; the one place that does, so that all formats agree."""
    unit: npt.NDArray[np.float32] = images.astype(np.float32) / np.float32(255)
    return unit


def to_grays(images: Numbers) -> npt.NDArray[np.uint8]:
    """Bring [0, 1] to the nearest of 256 grays."""
    grays: npt.NDArray[np.uint8] = np.rint(images * np.float32(255)).astype(np.uint8)
    return grays


def labelled(images: list[Image], labels: list[int]) -> tuple[Numbers, Numbers]:
    """Stack images (20, 20) and labels, also when there are none."""
    stacked = np.empty((len(images), SIZE, SIZE), np.float32)
    for k, image in enumerate(images):  # np.stack of 60,000 would stall a window for 0.2 s
        stacked[k] = image
    return stacked, np.array(labels, np.uint8)


def _imported(images: Numbers, labels: Numbers, found: int, source: str) -> ImportResult:
    images = np.ascontiguousarray(images, np.float32)
    labels = labels.astype(np.uint8)
    images.flags.writeable = labels.flags.writeable = False
    return ImportResult(images, labels, _repeated(images, labels), found, source)


def _repeated(images: Numbers, labels: Numbers) -> npt.NDArray[np.bool_]:
    seen: set[bytes] = set()
    repeated = np.zeros(len(labels), np.bool_)
    for i, label in enumerate(labels):
        digest = hashlib.blake2b(images[i].tobytes() + bytes([label]), digest_size=16).digest()
        repeated[i] = digest in seen
        seen.add(digest)
    return repeated
