"""A folder with the folders 0 and 1 of images, as Keras and torchvision expect it. numpy only.

    digits/0/00001.png   digits/1/00002.png

Decoding is handed in: `decode(data) -> (h, w, 4) uint8`, red, green, blue, opacity. It is in
ui/qimage.py, and raises ValueError for what it cannot read. What is transparent is laid on white.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitapp.digits import ink
from digitapp.digits.example import Example, Image
from digitapp.files.atomic_write import atomic_folder
from digitapp.files.errors import DataError
from digitapp.files.progress import Progress, part
from digitapp.files.safe_reader import opened_file, refuse

from . import png_writer as png
from .image_header import check, kind
from .import_buffer import MAX_DIGITS, MAX_SIDE
from .import_result import ImportResult, imported, labelled, to_grays

Decode = Callable[[bytes], npt.NDArray[np.uint8]]
"""Turns the bytes of an image file into (h, w, 4) uint8."""

_MAX_FILE = 64 * 2**20
_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg")
_ROWS_AT_ONCE = 256  # laid on white in one go


def read(path: Path, decode: Decode | None, progress: Progress | None = None) -> ImportResult:
    """Read the images of the folders 0 and 1; those of other folders are counted, not opened."""
    files, others = _files(path)
    report = part(progress, 0.0, 0.1)
    for done, (file, _) in enumerate(files, 1):  # what can be refused quickly, before decoding
        _checked(file)
        report(done, len(files))
    report, images = part(progress, 0.1, 1.0), []
    for done, (file, _) in enumerate(files, 1):
        images.append(read_image(file, decode))
        report(done, len(files))
    stacked, labels = labelled(images, [label for _, label in files])
    return imported(path, stacked, labels, len(files) + others)


def read_image(path: Path, decode: Decode | None) -> Image:
    """Read one image file of any size as (20, 20), e.g. one that was dropped on the window.

    decode : may be None for the PNGs that we write
    """
    data = _checked(path)
    grays = png.grays(data)
    if grays is None:
        grays = on_white(_decoded(path, data, decode))
    ours = png.exact(data)
    if ours is not None and np.array_equal(to_grays(ours), grays):
        return ours
    return ink.from_image(grays)


def write(path: Path, examples: Sequence[Example], progress: Progress | None = None) -> list[Path]:
    """Write path/0/00001.png …, numbered in the order of the examples; gives the folder."""
    report = part(progress, 0.0, 1.0)
    with atomic_folder(path) as draft:
        for label in ("0", "1"):
            (draft / label).mkdir()
        for number, example in enumerate(examples, 1):
            name = f"{number:05}.png"
            (draft / str(example.label) / name).write_bytes(png.encode(example.image))
            report(number, len(examples))
    return [path]


def on_white(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Lay (h, w, 4) on white and give its grays (h, w).

    gray = 0.299 R + 0.587 G + 0.114 B        (ITU-R BT.601)
    """
    grays = np.empty(pixels.shape[:2], np.uint8)
    for k in range(0, len(pixels), _ROWS_AT_ONCE):
        red, green, blue, opacity = np.moveaxis(pixels[k : k + _ROWS_AT_ONCE], 2, 0).astype("u4")
        luma = (299 * red + 587 * green + 114 * blue + 500) // 1000
        grays[k : k + _ROWS_AT_ONCE] = (luma * opacity + 255 * (255 - opacity) + 127) // 255
    return grays


def _decoded(path: Path, data: bytes, decode: Decode | None) -> npt.NDArray[np.uint8]:
    if decode is None:
        raise refuse(path, "images that others wrote can be read in the window only")
    try:
        pixels = decode(data)
    except (ValueError, OSError, DataError) as error:
        raise refuse(path, f"the image is damaged ({error})") from error
    if pixels.ndim != 3 or pixels.shape[2] != 4 or not 1 <= min(pixels.shape[:2]):
        raise refuse(path, f"it was decoded to shape {pixels.shape}, but needs (h, w, 4)")
    if max(pixels.shape) > MAX_SIDE:
        raise refuse(path, f"it is more than {MAX_SIDE} pixels a side")
    return pixels


def _files(path: Path) -> tuple[list[tuple[Path, int]], int]:
    """List (file, label) in a stable order, and count what lies in folders of other labels."""
    try:
        folders = sorted(folder for folder in path.iterdir() if os.path.isdir(folder))
        listed = {folder.name: sorted(map(str, folder.iterdir())) for folder in folders}
    except OSError as error:
        raise refuse(path, f"the folder does not open ({error.strerror or error})") from error
    if "0" not in listed and "1" not in listed:
        raise refuse(path, "it needs the folders 0 and 1 with images in them")
    files = [
        (Path(name), label)
        for label in (0, 1)
        for name in listed.get(str(label), [])
        if _is_meant(Path(name))
    ]
    if len(files) > MAX_DIGITS:
        raise refuse(path, f"it holds more than {MAX_DIGITS:,} images")
    others = sum(
        Path(name).suffix.lower() in _SUFFIXES
        for folder, names in listed.items()
        if folder not in ("0", "1")
        for name in names
    )
    return files, others


def _is_meant(file: Path) -> bool:
    """Pass over notes, thumbnails and folders that lie between the images."""
    if file.name.startswith(".") or os.path.isdir(file):
        return False
    if file.suffix.lower() in _SUFFIXES:
        return True  # also when it cannot be read: that is told then
    return os.path.isfile(file) and kind(_start(file)) is not None


def _start(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(8)
    except OSError:
        return b""


def _checked(path: Path) -> bytes:
    """Return the bytes of an image file whose format and size are sound."""
    with opened_file(path) as (file, size):
        if size > _MAX_FILE:
            raise refuse(path, "it is larger than 64 MB")
        data = file.read()
    check(path, data)
    return data
