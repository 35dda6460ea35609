"""Bad CSV, and files of quite other kinds that end up being offered."""

from collections.abc import Iterator

import make_good_files as good
import numpy as np
from bad_file import EMPTY, MB, Bad, one

PIXELS, NUMBERS = good.digits()
SOUND = good.csv(PIXELS, NUMBERS)
LINES = SOUND.decode().splitlines()
NEEDED = "where a number is needed"


def text(id: str, expected: str, lines: list[str] | bytes) -> Bad:
    data = lines if isinstance(lines, bytes) else "\n".join(lines).encode()
    return one("a.csv", f"csv: {id}", expected, data)


def with_field(field: str, row: int = 3, column: int = 5) -> list[str]:
    fields = LINES[row].split(",")
    fields[column] = field
    return [*LINES[:row], ",".join(fields), *LINES[row + 1 :]]


def fields() -> Iterator[Bad]:
    for field in ("a", "=1+1", "@x", "0x10", "1_0", "nan", "inf", "$1", "#REF!", "1;2", "'1'"):
        yield text(f"field {field}", "line 4 has", with_field(field))
    for field in ("1e", "--1", "1.2.3", "e", "+", ".", "1 2"):
        yield text(f"field {field}", "a field that is no number", with_field(field))
    for field, said in (
        ("256", "to 256"),
        ("-1", "from -1"),
        ("1e999", "to inf"),
        ("999", "to 999"),
    ):
        yield text(f"field {field}", said, with_field(field))
    yield text("letter beyond ASCII", "line 4 has 'é'", with_field("é"))
    yield text("empty field", "its line 4 has an empty field", with_field(""))
    yield text("label of one half", "a label is 0.5", with_field("0.5", column=0))
    yield text("label too large", "labels are whole numbers", with_field("1e300", column=0))
    yield text("label as a word", "line 4 has", with_field("zero", column=0))
    yield text("200,000 digits in a field", "a line of more than", with_field("1" * 200_000))
    yield text("60,000 letters in a field", "line 4 has 'a'", with_field("a" * 60_000))
    yield text("2,000 digits in a field", "to inf", with_field("1" * 2000))
    yield text("a number that hides its digits", NEEDED, with_field("１２"))
    yield text("a line end in quotes", "its line 4 has", with_field('"1\n2"'))


def lines() -> Iterator[Bad]:
    row = LINES[3]
    for id, new in (
        ("too long", row + ",0"),
        ("too short", row.rpartition(",")[0]),
        ("of one", "1"),
    ):
        yield text(f"line {id}", "its line 4 has", [*LINES[:3], new, *LINES[4:]])
    swapped = [*LINES[:3], row + ",0", LINES[4].rpartition(",")[0], *LINES[5:]]
    yield text("line longer, next one shorter", "its line 4 has 786 columns", swapped)
    yield text("cut in the last line", "its line 7 has", SOUND[:-900])
    yield text("only names", "no labelled image", LINES[:1])
    yield text("names and numbers mixed", "mixes names and numbers", ["a" + LINES[1], *LINES[2:]])
    yield text("no label column", "it has 784 columns", [line.partition(",")[2] for line in LINES])
    yield text("a column more", "it has 786 columns", [f"7,{line}" for line in LINES[1:]])
    yield text("one column", "it has 1 column, but", b"1\n0\n")
    yield text("no 0 or 1", "none of its 6 labels", good.csv(PIXELS, NUMBERS + 2))
    yield text("carriage returns inside", "its line 4 has 6 columns", with_field("1\r2"))
    yield text("an empty line before", "its line 5 has 'a'", ["", *with_field("a")])
    yield text("comment", "its line 8 has '#'", [*LINES, "# end"])
    yield text("sep= of Excel alone", "1 column, but", ["sep=,"])


def encodings() -> Iterator[Bad]:
    words = SOUND.decode()
    yield text("UTF-16", "UTF-16", words.encode("utf-16"))
    yield text("UTF-16, big end first", "UTF-16", b"\xfe\xff" + words.encode("utf-16-be"))
    yield text("UTF-16 without a mark", "UTF-16", words.encode("utf-16-le"))
    yield text("UTF-32", "UTF-16", words.encode("utf-32"))
    yield text("a zero byte in a number", "zero bytes", with_field("1\0"))
    yield text("a zero byte in the names", "zero bytes", SOUND.replace(b"pixel9,", b"pixel\0,"))
    yield text("zeros at the end", "", SOUND + bytes(5000))
    yield text(
        "random bytes in between", "", SOUND[:5000] + np.random.default_rng(1).bytes(999) + SOUND
    )
    yield text("EBCDIC", "", words.encode("cp500"))
    yield text("only a mark of UTF-8", "1 column, but", b"\xef\xbb\xbf")


def other_kinds() -> Iterator[Bad]:
    yield one("a.csv", "empty a.csv", EMPTY, b"")
    yield one("a.digits", "a digits file", "a digits file", b"SQLite format 3\0" + bytes(100))
    yield one("a.npz", "HDF5", "it is HDF5", b"\x89HDF\r\n\x1a\n" + bytes(100))
    yield one("a.pkl", "a pickle", "Python pickle", b"\x80\x04\x95" + bytes(50))
    yield one("a.csv", "a PDF", "PDF", b"%PDF-1.7\n" + bytes(50))
    yield one("a.png", "an SVG", "SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    yield one("a.png", "an SVG after its XML head", "SVG", b"<?xml version='1.0'?><svg/>")
    yield one("größe 数.csv", "a unicode name", "1 column, but", b"=cmd()\n")
    yield one(
        "a.csv", "a part of a spreadsheet", "a zip with", good.zipped([("xl/a.xml", b"<a/>")])
    )
    yield one("a.csv", "words", "columns", b"Dear all,\nhere are my digits.\n")
    yield one("a.csv", "2 MB without a line end", "a line of more than", b"1" * (2 * MB))


def all_bad() -> Iterator[Bad]:
    for group in (fields, lines, encodings, other_kinds):
        yield from group()
