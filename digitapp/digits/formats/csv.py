"""CSV as Kaggle has it: label,pixel0,pixel1,… with 784 or 400 pixels a row. numpy only.

    label,pixel0,pixel1,…
    1,0,0,254,…

Read with or without the first line of names; separated by commas, semicolons or tabs. Written with
grays 0..255 of as many decimals as our images need to come back exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from digitapp.digits.example import SIZE, Example
from digitapp.files.atomic_write import atomic_files
from digitapp.files.progress import Progress, part
from digitapp.files.safe_reader import Stream, opened, refuse

from .array_reader import whole_labels
from .format import Format
from .import_buffer import ImportBuffer
from .import_result import Numbers
from .question import Reading, which_way_up

_COLUMNS = {401: 20, 785: 28}  # with the label: side of the image
_MAX_LINE = 2**16  # characters; 785 numbers of 30 are 24,000
_MAX_FIELD = 40
_PIECE = 2**18  # bytes read at once: splitting more would hold up the window
_COMMA, _NEWLINE, _ZERO = b",\n0"
_NUMBER_LETTERS = b"0123456789+-.eE"
_QUOTED = re.compile(rb'(?<![^,\n])"([^",\n]*)"(?=[,\n])')
_LABEL = {"label", "class", "target", "y"}


class _Heading(NamedTuple):
    separator: bytes
    columns: int
    names: tuple[str, ...]  # () when the file begins with numbers
    length: int  # of the line of names, in bytes

    @property
    def label_is_last(self) -> bool:
        return bool(self.names) and {self.names[0], self.names[-1]} & _LABEL == {self.names[-1]}


class _Ends(NamedTuple):
    """What the first and the last column hold, up to 20 values of every block."""

    first: set[float]
    last: set[float]

    @property
    def label_seems_last(self) -> bool:
        return self._labels(self.last) and not self._labels(self.first)

    @staticmethod
    def _labels(values: set[float]) -> bool:
        return len(values) > 1 and values <= set(range(10))


def read(path: Path, progress: Progress | None = None) -> Reading:
    """Read label and pixels of every line."""
    report, buffer = part(progress, 0.0, 0.6), ImportBuffer(path)
    with opened(path) as stream:
        blocks = _blocks(stream)
        first = next(blocks, b"").removeprefix(b"\xef\xbb\xbf")
        heading = _heading(path, first)
        line, ends = 1 + bool(heading.names), _Ends(set(), set())
        for block in chain([first[heading.length :]], blocks):
            line = _add(buffer, heading, block, line, ends)
            report(stream.given, max(stream.given, stream.size or 0))
    if not heading.names and ends.label_seems_last:
        raise refuse(
            path,
            "the labels seem to stand in its last column. Put them first, "
            "or name that column label in a first line",
        )
    return which_way_up(path, buffer.finish(progress))


def write(path: Path, examples: Sequence[Example], progress: Progress | None = None) -> list[Path]:
    """Write label,pixel0,…,pixel399 with grays 0..255; return the path."""
    report = part(progress, 0.0, 1.0)
    # a file whose brightest pixel is nearly black would be taken for 0..1, so it is written as that
    faint = all(example.image.max() <= 2 / 255 for example in examples)
    scale = 1.0 if faint else 255.0
    with atomic_files([path]) as (file,):
        names = ",".join(f"pixel{i}" for i in range(SIZE * SIZE))
        file.write(f"label,{names}\n".encode())
        for done, example in enumerate(examples, 1):
            pixels = (example.image.ravel().astype(np.float64) * scale).tolist()
            # nine digits tell any two float32 apart
            text = ",".join(["0" if value == 0 else f"{value:.9g}" for value in pixels])
            file.write(f"{example.label},{text}\n".encode())
            report(done, len(examples))
    return [path]


def _blocks(stream: Stream) -> Iterator[bytes]:
    """Return whole lines, about 256 KB at a time; the last one gets its line end."""
    begun = b""
    while piece := stream.some(_PIECE):
        lines, newline, rest = piece.rpartition(b"\n")
        if newline:
            yield begun + lines + newline
            begun = rest
        else:
            begun += rest
        if len(begun) > _MAX_LINE:
            raise refuse(stream.path, f"it has a line of more than {_MAX_LINE:,} characters")
    stream.end()
    if begun:
        yield begun + b"\n"


def _heading(path: Path, start: bytes) -> _Heading:
    """Look at the first line: names or already numbers, and how many."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start:
        raise refuse(path, "it has zero bytes or is UTF-16, so save it as CSV in UTF-8")
    line = start.partition(b"\n")[0]
    if len(line) > _MAX_LINE:
        raise refuse(path, f"it has a line of more than {_MAX_LINE:,} characters")
    separator = max((b",", b";", b"\t"), key=line.count)
    fields = [field.strip(b' "\r') for field in line.split(separator)]
    if len(fields) not in _COLUMNS:
        raise refuse(
            path,
            f"it has {len(fields)} columns, but a label and 784 or 400 pixels are 785 or 401",
        )
    names = [field.decode("utf-8", "replace").lower() for field in fields]
    numbered = [name for name in names if not name.encode().strip(_NUMBER_LETTERS)]
    if len(numbered) == len(names):
        return _Heading(separator, len(names), (), 0)
    # pandas names columns 0, 1, 2, …; other numbers among names are a damaged line of numbers
    if numbered and numbered not in ([str(i + k) for i in range(len(numbered))] for k in (0, 1)):
        raise refuse(path, "its line 1 mixes names and numbers")
    return _Heading(separator, len(names), tuple(names), len(line) + 1)


def _add(buffer: ImportBuffer, heading: _Heading, block: bytes, line: int, ends: _Ends) -> int:
    """Add the lines of a block; gives the number of the line after it."""
    path, side = buffer.path, _COLUMNS[heading.columns]
    block = block.replace(b"\r\n", b"\n").replace(heading.separator, b",")
    if block.endswith(b"\n\n"):  # empty lines are harmless at the end, and only there
        block = block.rstrip(b"\n") + b"\n"
    if block in (b"", b"\n"):
        return line
    if b'"' in block:
        block = _QUOTED.sub(rb"\1", block)
    strange = block.translate(None, _NUMBER_LETTERS + b" ,\n")
    if strange:
        at = line + block[: block.index(strange[:1])].count(b"\n")
        letter = repr(strange.decode("utf-8", "replace")[0])
        raise refuse(path, f"its line {at} has {letter} where a number is needed")
    table = _table(path, block, line, heading.columns)
    for seen, column in ((ends.first, table[:, 0]), (ends.last, table[:, -1])):
        seen.update(np.unique(column)[:20].tolist())
    labels, pixels = table[:, 0], table[:, 1:]
    if heading.label_is_last:
        labels, pixels = table[:, -1], table[:, :-1]
    buffer.add(pixels.reshape(len(table), side, side), whole_labels(path, labels))
    return line + len(table)


def _table(path: Path, block: bytes, line: int, columns: int) -> Numbers:
    """Turn lines of numbers into (lines, columns); plain digits take numpy's speed."""
    letters = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero((letters == _COMMA) | (letters == _NEWLINE))
    at_line_end = letters[ends] == _NEWLINE
    lines = int(at_line_end.sum())
    if len(ends) != lines * columns or not at_line_end[columns - 1 :: columns].all():
        counts = np.diff(np.flatnonzero(at_line_end), prepend=-1)
        wrong = int(np.flatnonzero(counts != columns)[0])
        raise refuse(
            path, f"its line {line + wrong} has {counts[wrong]} columns, line 1 has {columns}"
        )
    lengths = np.diff(ends, prepend=-1) - 1
    if lengths.min() == 0:
        at = line + int(lengths.argmin()) // columns
        raise refuse(path, f"its line {at} has an empty field")
    if lengths.max() > _MAX_FIELD:
        at = line + int(lengths.argmax()) // columns
        raise refuse(path, f"its line {at} has a field of {lengths.max():,} characters")
    if lengths.max() <= 3 and not block.translate(None, b"0123456789,\n"):
        return _small_integers(letters, ends, lengths).reshape(lines, columns)
    try:
        fields = block[:-1].replace(b"\n", b",").split(b",")
        numbers = np.array([float(field) for field in fields])
    except ValueError as error:
        raise refuse(path, f"near its line {line} there is a field that is no number") from error
    return numbers.reshape(lines, columns)


def _small_integers(letters: Numbers, ends: Numbers, lengths: Numbers) -> Numbers:
    """Read integers of one to three digits: 100 a + 10 b + c, at once for all fields."""
    values: Numbers = letters[ends - 1].astype(np.int16) - _ZERO
    tens = lengths > 1
    values[tens] += 10 * (letters[ends[tens] - 2].astype(np.int16) - _ZERO)
    hundreds = lengths > 2
    values[hundreds] += 100 * (letters[ends[hundreds] - 3].astype(np.int16) - _ZERO)
    return values


FORMAT = Format(
    "csv",
    "Table with label, pixel0, …",
    ".csv",
    read=read,
    write=write,
)
