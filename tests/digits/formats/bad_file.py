"""What a bad file is: its bytes, the name to open and what must be said of it."""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

MB = 2**20
CUT, EXTRA, EMPTY = "it is cut short", "it has extra bytes after its end", "it is empty"


class Bad(NamedTuple):
    """Files to be made in a folder, of which opening one is refused."""

    id: str
    expected: str  # part of the sentence
    files: Callable[[], dict[str, bytes]]
    named: str  # the file or folder to open
    blamed: str  # the name that the sentence must hold

    def build(self, folder: Path) -> Path:
        for name, data in self.files().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder / self.named


def one(name: str, id: str, expected: str, data: bytes | Callable[[], bytes]) -> Bad:
    """A single file; large ones are made only when they are needed."""
    return Bad(id, expected, lambda: {name: data() if callable(data) else data}, name, name)


def changed(data: bytes, at: int, new: bytes) -> bytes:
    """Overwrite bytes at a place, counted from the end when it is negative."""
    at %= len(data)
    return data[:at] + new + data[at + len(new) :]


def deflated(start: bytes, megabytes: int, filler: bytes = b"\0", wbits: int = 31) -> bytes:
    """A start and then megabytes of one byte, which gzip packs 1 to 1,000."""
    pack = zlib.compressobj(9, zlib.DEFLATED, wbits)
    pieces = [pack.compress(start)] + [pack.compress(filler * MB) for _ in range(megabytes)]
    return b"".join([*pieces, pack.flush()])
