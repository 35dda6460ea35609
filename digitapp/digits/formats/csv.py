"""Tables: CSV as Kaggle has it, and as Excel, pandas, R and others write the same. numpy only.

    label,pixel0,pixel1,…        784 or 400 pixels; the label first, last or named; perhaps a column
    1,0,0,254,…                  of row numbers; comma, semicolon, tab or spaces between the columns

Which column is the label is told by its name, else by what stands in the first and the last one;
where both could be labels, a person is asked. Written with grays 0..255 of as many decimals as our
images need to come back exactly.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from digitapp.digits.example import SIZE, Example
from digitapp.files.atomic_write import atomic_files
from digitapp.files.errors import FormatError
from digitapp.files.progress import Progress, part
from digitapp.files.safe_reader import Stream, opened, refuse

from .array_reader import SIDES, whole_labels
from .format import Format
from .import_buffer import ImportBuffer
from .import_result import Numbers
from .question import Choice, Question, Reading, some_of_each, which_way_up

_MAX_LINE = 2**16  # characters; 785 numbers of 30 are 24,000
_PIECE = 2**18  # bytes read at once: splitting more would hold up the window
_NUMBER_LETTERS = b"0123456789+-.eE"
_LABEL_NAMES = {"label", "labels", "class", "target", "digit", "y", "number", "category", "answer"}
_ROW_NAMES = {"", "id", "index", "imageid", "image_id", "unnamed: 0", "row", "rowid", "no", "#"}
_COLUMNS = "a label and 784 or 400 pixels are 785 or 401"


class _Layout(NamedTuple):
    """What the first lines tell of a table.

    start : bytes before the first line of numbers
    lines : how many lines these are
    names : of the columns, lower case; () when there is no line of names
    """

    delimiter: str
    columns: int
    names: tuple[str, ...]
    start: int
    lines: int


class _Candidate:
    """A column that may hold the labels, and the images that result.

    rows : the column of row numbers, where nothing but its numbers can tell that it is one
    """

    def __init__(self, path: Path, key: str, label: int, pixels: slice, rows: int | None) -> None:
        self.key, self.label, self.pixels, self.rows = key, label, pixels, rows
        self.values: set[int] = set()
        self.buffer = ImportBuffer(path)

    def add(self, table: Numbers, *, is_named: bool) -> None:
        """Add the rows of a table; raises FormatError where these are no labels or pixels."""
        path = self.buffer.path
        if self.rows is not None and (np.diff(table[:, self.rows]) != 1).any():
            raise refuse(path, f"it has {table.shape[1]} columns, but {_COLUMNS}")
        labels = whole_labels(path, table[:, self.label])
        self.values.update(np.unique(labels)[:20].tolist())
        if not is_named and not self.values <= set(range(10)):
            raise refuse(path, f"its {self.key} column holds no labels from 0 to 9")
        images = table[:, self.pixels]
        side = SIDES[images.shape[1]]
        self.buffer.add(images.reshape(len(table), side, side), labels)


def read(path: Path, progress: Progress | None = None) -> Reading:
    """Read label and pixels of every line."""
    with opened(path) as stream:
        return read_stream(path, stream, progress)


def read_stream(path: Path, stream: Stream, progress: Progress | None = None) -> Reading:
    """Read a table from a stream, as read() does from a file."""
    report, blocks = part(progress, 0.0, 0.6), _blocks(stream)
    first = next(blocks, b"").removeprefix(b"\xef\xbb\xbf")
    layout = _layout(path, first)
    candidates = _candidates(path, layout)
    is_named, line = len(candidates) == 1, 1 + layout.lines
    for block in chain([first[layout.start :]], blocks):
        table = _table(path, block, line, layout)
        if len(table):
            candidates = _add(candidates, table, is_named=is_named)
        line += block.count(b"\n")
        report(stream.position, max(stream.position, stream.size or 0))
    return _chosen(path, candidates, progress)


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


FORMAT = Format("csv", "Table with label, pixel0, …", ".csv", read=read, write=write)


def _blocks(stream: Stream) -> Iterator[bytes]:
    r"""Yield whole lines, about 256 KB at a time; every system's line ends become \n."""
    begun = b""
    while piece := stream.some(_PIECE):
        begun += piece
        ended = begun.rstrip(b"\r")  # what follows may be the \n of the same line end
        text = re.sub(rb"\r+\n?", b"\n", ended) if b"\r" in ended else ended
        lines, newline, rest = text.rpartition(b"\n")
        if newline:
            yield lines + newline
        if len(rest) > _MAX_LINE:
            raise refuse(stream.path, f"it has a line of more than {_MAX_LINE:,} characters")
        begun = rest + begun[len(ended) :]
    stream.end()
    if begun:
        yield begun.rstrip(b"\r") + b"\n"


def _layout(path: Path, start: bytes) -> _Layout:
    """Look at the first line: what parts it, and whether it holds names."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start:
        raise refuse(path, "it has zero bytes or is UTF-16, so save it as CSV in UTF-8")
    at = len(start) - len(start.lstrip(b"\n"))
    if start[at : at + 4].lower() == b"sep=":  # for Excel alone
        at = start.index(b"\n", at) + 1
    line = start[at:].partition(b"\n")[0]
    if len(line) > _MAX_LINE:
        raise refuse(path, f"it has a line of more than {_MAX_LINE:,} characters")
    text = line.decode("utf-8", "replace")
    split = {mark: _rows([text], mark)[0] for mark in "\t;|, "} if text else {",": [""]}
    widths = {width + extra for width in SIDES for extra in (1, 2)}
    usual = [mark for mark in split if len(split[mark]) in widths]
    mark = usual[0] if usual else max(split, key=lambda mark: len(split[mark]))
    names = tuple(field.strip().lower() for field in split[mark])
    if not usual:
        width = "1 column" if len(names) == 1 else f"{len(names)} columns"
        raise refuse(path, f"it has {width}, but {_COLUMNS}")
    before = start[:at].count(b"\n")
    numbers = [name for name in names if not name.encode().strip(_NUMBER_LETTERS + b",")]
    # pandas names columns 0, 1, 2, …; other numbers among names are a damaged line of numbers
    counted = [name for name in numbers if name] in _counts(len(numbers) - ("" in numbers))
    if len(numbers) == len(names) and not counted:
        return _Layout(mark, len(names), (), at, before)
    if not counted and any(numbers):
        raise refuse(path, f"its line {before + 1} mixes names and numbers")
    return _Layout(mark, len(names), names, at + len(line) + 1, before + 1)


def _counts(n: int) -> list[list[str]]:
    return [[str(i + start) for i in range(n)] for start in (0, 1)]


def _candidates(path: Path, layout: _Layout) -> list[_Candidate]:
    """Return the columns that may hold the labels: one where a name tells, else first and last."""
    names, last = layout.names, layout.columns - 1
    named = [k for k, name in enumerate(names) if name in _LABEL_NAMES]
    if names and not named:
        named = _unlike_its_neighbours(names)
    left, right, unsure = 0, last, None
    if layout.columns - 2 in SIDES:  # a column of row numbers as well
        rows = [k for k in (0, last) if names and names[k] in _ROW_NAMES]
        number = rows[0] if rows else last if named == [0] else 0
        unsure = None if rows else number
        left, right = (1, last) if number == 0 else (0, last - 1)
    elif names and names[0] in _ROW_NAMES and not named:
        raise refuse(path, f"its first column is “{names[0]}”, and no column is named as a label")
    ends = {left: ("first", slice(left + 1, right + 1)), right: ("last", slice(left, right))}
    if named and named[0] not in ends:
        where = f"column {named[0] + 1}, “{names[named[0]]}”"
        raise refuse(path, f"its labels stand in {where}. Move it to the first or last place")
    chosen = named[:1] or list(ends)
    return [_Candidate(path, ends[k][0], k, ends[k][1], unsure) for k in chosen]


def _unlike_its_neighbours(names: Sequence[str]) -> list[int]:
    """Return the first or the last column where its name alone is not as those of the pixels."""
    kinds = [re.sub(r"\d+", "0", name) for name in names]
    pixel = kinds[len(kinds) // 2]
    unlike = [k for k in (0, len(names) - 1) if kinds[k] != pixel and names[k] not in _ROW_NAMES]
    return unlike if len(unlike) == 1 else []


def _add(candidates: list[_Candidate], table: Numbers, *, is_named: bool) -> list[_Candidate]:
    """Add rows to every candidate; return those that can still hold labels."""
    left = list[_Candidate]()
    for candidate in candidates:
        try:
            candidate.add(table, is_named=is_named)
        except FormatError:
            if not left and candidate is candidates[-1]:
                raise
        else:
            left.append(candidate)
    return left


def _chosen(path: Path, candidates: list[_Candidate], progress: Progress | None) -> Reading:
    """Return the one reading that the contents leave, or ask."""
    varying = [each for each in candidates if len(each.values) > 1]
    inked = [each for each in candidates if each.values != {0}]  # a corner is paper
    left = varying or inked or candidates[:1]
    if len(left) == 1:
        return which_way_up(path, left[0].buffer.finish(progress))
    results = [(each.key, each.buffer.finish(progress)) for each in left]
    return Question(
        path,
        "Which column is the label?",
        f"The first and the last column of “{path.name}” could both be the label. "
        "Choose the one with which the digits are right.",
        tuple(
            Choice(
                key,
                f"The {key} column",
                some_of_each(result),
                partial(which_way_up, path, result),
            )
            for key, result in results
        ),
        suggested=0,
    )


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    return list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))


def _table(path: Path, block: bytes, line: int, layout: _Layout) -> Numbers:
    """Turn a block of lines into numbers (rows, columns); empty lines are left out.

    line : the number of the first
    """
    delimiter = layout.delimiter.encode()
    if not block.strip(b"\n"):
        return np.empty((0, layout.columns))
    plain = _small_integers(block, delimiter, layout.columns)
    if plain is not None:
        return plain
    if delimiter != b",":
        block = block.replace(b",", b".")  # a decimal comma
    strange = block.translate(None, _NUMBER_LETTERS + delimiter + b' \n"')
    if strange:
        at = line + block[: block.index(strange[:1])].count(b"\n")
        letter = repr(strange.decode("utf-8", "replace")[0])
        raise refuse(path, f"its line {at} has {letter} where a number is needed")
    lines = [text.strip(" ") for text in re.split(r"\n+", block.decode("ascii").strip("\n"))]
    if max(map(len, lines)) > _MAX_LINE:
        raise refuse(path, f"it has a line of more than {_MAX_LINE:,} characters")
    rows = [row for row in _rows([f"{text}\n" for text in lines], layout.delimiter) if row]
    for k, row in enumerate(rows):
        if len(row) != layout.columns:
            told = f"has {len(row)} columns, line 1 has {layout.columns}"
            raise refuse(path, f"its line {_number(block, line, k)} {told}")
        if "" in row:
            told = "has an empty field. Fill empty fields with 0"
            raise refuse(path, f"its line {_number(block, line, k)} {told}")
    try:
        return _numbers(list(chain.from_iterable(rows))).reshape(-1, layout.columns)
    except ValueError as error:
        k = next(k for k, row in enumerate(rows) if not _are_numbers(row))
        told = f"its line {_number(block, line, k)} has a field that is no number"
        raise refuse(path, told) from error


def _number(block: bytes, line: int, k: int) -> int:
    """Return the number of line k of a block, not counting empty ones there."""
    filled = [n for n, text in enumerate(block.split(b"\n"), line) if text.strip()]
    return filled[min(k, len(filled) - 1)]


def _small_integers(block: bytes, delimiter: bytes, columns: int) -> Numbers | None:
    """Read integers of one to three digits: 100 a + 10 b + c, at once for all fields.

    Returns None for anything else. It takes a third of the time that int() takes for each.
    """
    if block.translate(None, b"0123456789\n" + delimiter):
        return None
    letters = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero((letters == ord("\n")) | (letters == ord(delimiter)))
    at_line_end = letters[ends] == ord("\n")
    lengths = np.diff(ends, prepend=-1) - 1
    rows = int(at_line_end.sum())
    regular = len(ends) == rows * columns and at_line_end[columns - 1 :: columns].all()
    if not regular or not len(ends) or lengths.min() < 1 or lengths.max() > 3:
        return None
    values: Numbers = letters[ends - 1].astype(np.int16) - ord("0")
    tens = lengths > 1
    values[tens] += 10 * (letters[ends[tens] - 2].astype(np.int16) - ord("0"))
    hundreds = lengths > 2
    values[hundreds] += 100 * (letters[ends[hundreds] - 3].astype(np.int16) - ord("0"))
    return values.reshape(rows, columns)


def _numbers(fields: list[str]) -> Numbers:
    """Turn fields into integers, or into floats if one of them is none."""
    try:
        return np.array(list(map(int, fields)), np.int64)
    except (ValueError, OverflowError):
        return np.array(list(map(float, fields)), np.float64)


def _are_numbers(fields: list[str]) -> bool:
    try:
        return bool(list(map(float, fields)))
    except ValueError:
        return False
