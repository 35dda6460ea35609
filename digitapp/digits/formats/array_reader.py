"""Numbers in a file: what an IDX or npy header announces, and reading them in bounded pieces.

numpy only. Nothing is allocated for what a header claims before the claim has been compared with
what the file can hold, and no pickle is ever opened.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digitapp.files.progress import Progress
from digitapp.files.safe_reader import MAX_BYTES, PIECE, Stream, refuse

from .import_buffer import MAX_SIDE, ImportBuffer
from .import_result import Numbers

_MAX_LABELS = 1_000_000
_MAX_ROW = 64 * 2**20  # bytes of one image
_MAX_FORTRAN = 100 * 2**20  # bytes of an array that can only be read whole
_MAX_HEADER = 2000  # characters; numpy writes 64 to 128
_ITEM = re.compile(
    r"\s*'(descr|fortran_order|shape)'\s*:\s*('[^']*'|\[[^\]]*\]|True|False|\([\d\s,L]*\))\s*(,|$)"
)
_NUMBERS = re.compile(r"[<>|=]?(b1|[iu][1248]|f[248])")
SIDES = {400: 20, 784: 28}  # pixels of a flattened image: its side


@dataclass(frozen=True)
class Layout:
    """An array of real numbers that follows in a stream."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool = False

    @property
    def nbytes(self) -> int:
        """How many bytes the array takes; a plain int, so it cannot overflow."""
        return math.prod(self.shape) * self.dtype.itemsize


def check_size(stream: Stream, layout: Layout) -> None:
    """Compare what a header announces with what the file holds, before anything is allocated."""
    expected = stream.position + layout.nbytes
    sizes = "×".join(map(str, layout.shape))[:60]
    if layout.nbytes > MAX_BYTES:
        raise refuse(stream.path, f"it announces {sizes} values, which is more than 256 MB")
    if stream.size is not None and stream.size != expected:
        what = "it is cut short" if stream.size < expected else "it has extra bytes after its end"
        raise refuse(stream.path, f"{what}: it announces {sizes} values")


def read_npy_header(stream: Stream) -> Layout:
    """Read the header of a .npy array.

    The dictionary is matched by a pattern and not evaluated as numpy does: its evaluation can
    warn, recurse and take long on a hostile header.
    """
    start = bytes(stream.take(8))
    if start[:6] != b"\x93NUMPY":
        raise refuse(stream.path, "it does not begin as a .npy array does")
    if start[6:] not in (b"\1\0", b"\2\0", b"\3\0"):
        raise refuse(stream.path, "it is of a version of .npy that is not known")
    length = int.from_bytes(stream.take(2 if start[6] == 1 else 4), "little")
    if length > _MAX_HEADER:
        raise refuse(stream.path, "its header is too long for an array of numbers")
    layout = _layout_of(stream.path, stream.take(length).decode("latin-1"))
    check_size(stream, layout)
    return layout


def _layout_of(path: Path, header: str) -> Layout:
    text = header.strip()
    if text[:1] != "{" or text[-1:] != "}":
        raise refuse(path, "its header is damaged")
    text, items = text[1:-1].strip(), {}
    while text:
        match = _ITEM.match(text)
        if match is None or match[1] in items:
            raise refuse(path, "its header is damaged")
        items[match[1]] = match[2]
        text = text[match.end() :].strip()
    if len(items) != 3 or items["shape"][0] != "(" or items["fortran_order"][0] not in "TF":
        raise refuse(path, "its header is damaged")
    sizes = [size.strip().rstrip("L") for size in items["shape"][1:-1].split(",")]
    if not all(size.isdigit() and len(size) < 19 for size in sizes[: len(sizes) - (not sizes[-1])]):
        raise refuse(path, "its header announces a shape that no array of images has")
    shape = tuple(int(size) for size in sizes if size)
    return Layout(shape, _dtype_of(path, items["descr"]), items["fortran_order"] == "True")


def _dtype_of(path: Path, description: str) -> np.dtype[Any]:
    kind = description.strip("'")
    if _NUMBERS.fullmatch(kind):
        return np.dtype(kind)
    if "O" in kind:
        raise refuse(path, "it holds Python objects (pickle), which could run a program")
    raise refuse(path, f"it holds values of type {kind[:40]!r} where numbers are needed")


def read_labels(stream: Stream, layout: Layout, *, columns: int = 1) -> Numbers:
    """Read (m,) or (m, 1) whole numbers as (m,) int64.

    columns : read (m, columns) as well, of which the first is the label
    """
    path, shape = stream.path, layout.shape
    if shape[1:] not in ((), (1,), (columns,)) or not shape:
        raise refuse(path, f"its labels have shape {shape}, but need (m,) or (m, 1)")
    if shape[0] > _MAX_LABELS:
        raise refuse(path, f"it lists {shape[0]:,} labels, more than {_MAX_LABELS:,}")
    values = np.frombuffer(stream.take(layout.nbytes), layout.dtype)
    stream.end()
    return whole_labels(path, values.reshape(-1, math.prod(shape[1:]))[:, 0])


def whole_labels(path: Path, values: Numbers) -> Numbers:
    """Return labels as int64; raises FormatError where one is no whole number."""
    if values.dtype.kind == "f":
        with np.errstate(invalid="ignore"):  # a signalling NaN
            good = (values == np.trunc(values)) & (np.abs(values) < 2.0**53)
        if not good.all():
            raise refuse(path, f"a label is {values[~good][0]:g}, but labels are whole numbers")
    return values.astype(np.int64)


def read_images(
    stream: Stream, layout: Layout, labels: Numbers, buffer: ImportBuffer, progress: Progress
) -> None:
    """Read the images in pieces of about 1 MB into buffer.

    layout.shape : (m, 400), (m, 784), (m, h, w), (m, h, w, 1) or (m, 1, h, w)
    labels : (m,) integers
    """
    m, (height, width) = layout.shape[0] if layout.shape else 0, _sides(stream.path, layout.shape)
    if m != len(labels):
        raise refuse(stream.path, f"it holds {m:,} images, but there are {len(labels):,} labels")
    if height * width * layout.dtype.itemsize > _MAX_ROW:
        raise refuse(stream.path, "one of its images takes more than 64 MB")
    step = max(1, PIECE // max(1, height * width * layout.dtype.itemsize))
    whole = _fortran_array(stream, layout) if layout.fortran else None
    for k in range(0, m, step):
        count = min(step, m - k)
        if whole is None:
            taken = stream.take(count * height * width * layout.dtype.itemsize)
            rows = np.frombuffer(taken, layout.dtype)
        else:
            rows = whole[k : k + count]
        buffer.add(rows.reshape(count, height, width), labels[k : k + count])
        progress(k + count, m)
    stream.end()


def _fortran_array(stream: Stream, layout: Layout) -> Numbers:
    """Read an array whose first index runs fastest: its rows cannot be read one by one."""
    if layout.nbytes > _MAX_FORTRAN:
        raise refuse(stream.path, "it is stored in Fortran order and larger than 100 MB")
    values = np.frombuffer(stream.take(layout.nbytes), layout.dtype)
    return values.reshape(layout.shape[::-1]).T


def _sides(path: Path, shape: tuple[int, ...]) -> tuple[int, int]:
    sides = list(shape[1:])
    if len(sides) == 1 and sides[0] in SIDES:
        return SIDES[sides[0]], SIDES[sides[0]]
    if len(sides) == 3 and 1 in (sides[0], sides[2]):  # the channel that Keras and PyTorch add
        sides.pop(0 if sides[0] == 1 else 2)
    if len(sides) != 2 or 0 in sides:
        raise refuse(
            path,
            f"its images have shape {str(shape)[:60]}, but need "
            "(m, 400), (m, 784), (m, 20, 20) or (m, 28, 28)",
        )
    if max(sides) > MAX_SIDE:
        raise refuse(path, f"an image is larger than {MAX_SIDE} pixels a side")
    return sides[0], sides[1]
