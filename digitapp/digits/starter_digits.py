"""Starter digits: 0s and 1s to learn from, so that everything works in the first minute.

1,000 are real handwriting, MNIST's; resources/mnist01-LICENCE.md says whose they are and under
which licence. 400 are made (see made_digits.py), for what MNIST's writers did not write.
"""

from __future__ import annotations

import gzip
import zlib

import numpy as np

from digitapp.digits.ink.images import from_images
from digitapp.files import paths
from digitapp.files.errors import DataError

from .example import Example
from .made_digits import made

SOURCE = "starter"

_IMAGES = "mnist01-images-idx3-ubyte.gz"  # magic, m, 28, 28 (each 4 bytes), then m · 28 · 28 bytes
_LABELS = "mnist01-labels-idx1-ubyte.gz"  # magic, m, then m bytes
_SIDE = 28
_MADE, _SEED = 400, 1  # with 500 MNIST is read a little worse, with 300 other writers are


def starter() -> list[Example]:
    """Return the starter digits, 700 of each: 1,000 handwritten ones, and behind them 400 made."""
    return [*handwritten(), *made(_MADE, _SEED)]


def handwritten() -> list[Example]:
    """Read the handwritten digits: 500 of each, shuffled, brought to the form of our ink."""
    grays = _unpacked(_IMAGES, header=16).reshape(-1, _SIDE, _SIDE)
    labels = _unpacked(_LABELS, header=8)
    images = from_images(grays)
    return [
        Example(image, int(label), source=SOURCE)
        for image, label in zip(images, labels, strict=True)
    ]


def _unpacked(name: str, header: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    try:
        data = gzip.decompress(paths.resource(name).read_bytes())
        return np.frombuffer(data, np.uint8, offset=header)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"The starter digits cannot be read; install again. ({error})") from error
