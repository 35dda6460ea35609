"""Files of other kinds, told by their first bytes: what they are, and what to do with them."""

from __future__ import annotations

import re

_UNPACK = "it is packed with {}. Unpack it first, then import what was in it"
_MAGICS = {
    b"SQLite format 3\0": "it is a digits file or another database. Open it with File ▸ Open",
    b"\x89HDF\r\n\x1a\n": "it is HDF5. If it is a network of Keras, choose File ▸ Open network; "
    "else save its arrays as .npz",
    b"MATLAB 7.3": "it is of MATLAB 7.3. Save it there with the option -v7",
    b"PAR1": "it is a Parquet table. Save it as CSV",
    b"\x80": "it may be a Python pickle, which could run a program, so it is not opened. "
    "Save its arrays as .npz",
    b"%PDF": "it is a PDF document",
    b"\xfd7zXZ\0": _UNPACK.format("xz"),
    b"BZh": _UNPACK.format("bzip2"),
    b"\x28\xb5\x2f\xfd": _UNPACK.format("Zstandard"),
    b"7z\xbc\xaf\x27\x1c": _UNPACK.format("7-Zip"),
    b"Rar!\x1a\x07": _UNPACK.format("RAR"),
    b"version https://git-lfs": "it is a pointer of Git LFS and not the file itself. "
    "Fetch the file with `git lfs pull`",
}
_PATTERNS = {
    rb"\s*<(!doctype html|html|head)\b": "it is a web page, perhaps one that says why the file "
    "was not sent. Download the file again",
    rb"[\s\S]*<(inkml:)?ink\b": "it is ink as XML (InkML), which is not read. Save pictures of it",
    rb"\s*(<\?xml[\s\S]*)?<svg\b": "it is an SVG drawing. Save it as PNG",
    rb"\s*<\?xml": "it is XML, of which no kind is read",
    rb"\s*[{\[]": "it is JSON, which is not read. Save the digits as CSV or .npz",
    rb"(\s*%.*\n)*\s*@relation\b": "it is ARFF, of Weka. Save it as CSV",
    rb"[-+\d.]+( +\d+:[-+\d.e]+)+\s*\n": "it is in LIBSVM's format. Save it as CSV",
    rb"(\(lp|\(dp|c[a-z_.]+\n)": "it may be a Python pickle, which could run a program, so it is "
    "not opened. Save its arrays as .npz",
    rb"....ftyp(heic|heix|mif1|avif)": "it is a photograph as HEIC or AVIF. Save it as JPEG",
    rb"[\s\S]{257}ustar": _UNPACK.format("tar"),
}
_COMPILED = {re.compile(pattern, re.IGNORECASE): told for pattern, told in _PATTERNS.items()}


def reason(start: bytes) -> str | None:
    """Return what a file with these first 512 bytes is, and what to do; None: not known."""
    for magic, told in _MAGICS.items():
        if start.startswith(magic):
            return told
    return next((told for pattern, told in _COMPILED.items() if pattern.match(start)), None)


def reason_of_zip(names: list[str]) -> str | None:
    """Return the same for a zip with these members."""
    if "config.json" in names:
        return "it is a network. Open it with File ▸ Open network"
    if "[Content_Types].xml" in names:
        return "it is a spreadsheet or a document of Office. Save its table as CSV"
    return None
