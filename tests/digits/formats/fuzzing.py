"""Sound files to be spoiled, and ways to spoil them: for test_fuzz.py and for fuzz_formats.py."""

import gzip
import os
import zipfile
from pathlib import Path

import make_good_files as good
import numpy as np

from digitapp.digits.formats import open_any, read_image
from digitapp.digits.formats.image_files import SUFFIXES, encode_png
from digitapp.files.errors import FormatError

PIXELS, LABELS = good.digits(4, side=20)
UNIT = PIXELS / np.float32(255)
MAT, MAT_STORED = (
    good.mat(
        *(
            good.matrix(name, values, packed=packed)
            for name, values in (
                ("X", UNIT.reshape(4, 400).astype("f8")),
                ("y", LABELS[:, None] * 1.0),
            )
        )
    )
    for packed in (True, False)
)
MEMBERS = [(f"{label}/{k}.png", good.png(PIXELS[k])) for k, label in enumerate(LABELS)]
PIECES = [
    b"\0",
    b"\xff",
    b",",
    b"\n",
    b"\r",
    b'"',
    b"-",
    b"e",
    b".",
    b"nan",
    b"PK\1\2",
    b"{'",
    b"(",
]


def sound_files():
    """Name of a reader: (files, the one to spoil and open)."""
    npy_images, npy_labels = good.npy(PIXELS), good.npy(LABELS)
    idx_images, idx_labels = good.idx(PIXELS), good.idx(LABELS)
    stored = good.zipped([("X.npy", npy_images), ("y.npy", npy_labels)], zipfile.ZIP_STORED)
    return {
        "idx images": ({"images": idx_images, "labels": idx_labels}, "images"),
        "idx floats": ({"images": good.idx(UNIT, "f4"), "labels": idx_labels}, "images"),
        "idx labels": ({"images": idx_images, "labels": idx_labels}, "labels"),
        "idx.gz": ({"images.gz": gzip.compress(idx_images), "labels": idx_labels}, "images.gz"),
        "npz": ({"a.npz": good.npz(X=npy_images, y=npy_labels)}, "a.npz"),
        "npz stored": ({"a.npz": stored}, "a.npz"),
        "npy images": ({"X.npy": npy_images, "y.npy": npy_labels}, "X.npy"),
        "npy floats": ({"X.npy": good.npy(UNIT.reshape(4, 400)), "y.npy": npy_labels}, "X.npy"),
        "npy labels": ({"X.npy": npy_images, "y.npy": npy_labels}, "y.npy"),
        "csv": ({"a.csv": good.csv(PIXELS, LABELS)}, "a.csv"),
        "csv floats": ({"a.csv": good.csv(UNIT, LABELS, header=False)}, "a.csv"),
        "mat": ({"a.mat": MAT}, "a.mat"),
        "mat stored": ({"a.mat": MAT_STORED}, "a.mat"),
        "zip of images": ({"a.zip": good.zipped(MEMBERS)}, "a.zip"),
        "zip stored": ({"a.zip": good.zipped(MEMBERS, zipfile.ZIP_STORED)}, "a.zip"),
        "png of ours": ({"a.png": encode_png(good.examples(1)[0].image)}, "a.png"),
    } | {
        format: ({f"a.{format}": good.picture(PIXELS[0], format)}, f"a.{format}")
        for format in ("png", "jpeg", "bmp", "gif", "webp", "tiff")
    }


def spoiled(data, rng):
    """Change, remove, repeat or insert a few bytes, most of them where headers are."""
    data = bytearray(data)
    for _ in range(rng.integers(1, 5)):
        end = len(data) if rng.random() < 0.5 else min(len(data), 150)
        at, n = int(rng.integers(0, end + 1)), int(rng.integers(1, 9))
        if rng.random() < 0.3:  # the directory of a zip is at the end
            at = max(0, len(data) - int(rng.integers(1, 200)))
        way = rng.integers(0, 6)
        if way == 0:
            del data[at:]
        elif way == 1:
            del data[at : at + n]
        elif way == 2:
            data[at:at] = data[at : at + n]
        elif way == 3:
            data[at : at + n] = rng.bytes(n)
        elif way == 4 and at < len(data):
            data[at] ^= 1 << int(rng.integers(0, 8))
        else:
            data[at : at + int(rng.integers(0, 2))] = PIECES[rng.integers(len(PIECES))]
    return bytes(data)


def try_to_read(path: Path):
    """Read a file; True when it was read, False when it was refused as it must be."""
    name = os.fspath(path)
    try:
        if name.endswith(SUFFIXES):
            image = read_image(path)
            assert image.shape == (20, 20), image.shape
            return True
        imported = good.answered(open_any(path), "columns", "last")
    except FormatError:
        return False
    images = imported.images
    assert images.min() >= 0, images.min()
    assert images.max() <= 1, images.max()
    assert set(imported.labels.tolist()) <= {0, 1}, imported.labels
    assert len(imported.examples()) + imported.blank == len(images) <= imported.found
    return True
