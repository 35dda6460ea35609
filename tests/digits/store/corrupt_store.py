"""Damage a digits file at random; see that every whole row comes back, and that the rest is named.

By hand: python tests/digits/store/corrupt_store.py [files] [seed]. The test runs it with 60.
Half of the files have a backup, from before the last drawings and labels.
"""

import random
import re
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example
from digitapp.digits.store import DigitStore, RunRow
from digitapp.files.errors import DataError

SOURCES = ("drawn", "starter", "import: mnist.npz")
PAGE = 8192
KINDS = ("header", "byte", "byte", "page", "other page", "block", "bits", "cut")
MARGIN = 40  # bytes before a checksum and behind the values that may belong to a row


def examples(n: int, rng: np.random.Generator) -> list[Example]:
    drawings = [Drawing([rng.random((40, 3)) * 300]), None, Drawing([rng.random((900, 3))])]
    return [
        Example(rng.random((20, 20)), k % 2, drawings[k % 3], SOURCES[k % 3], k + 0.5)
        for k in range(n)
    ]


def make(path: Path, backup: Path) -> None:
    """Make a digits file in which every table has rows, and the backup of an earlier state."""
    rng = np.random.default_rng(7)
    with DigitStore(path, backups=0) as store:
        ids = store.add_many(examples(90, rng))
        store.relabel(ids[5:9], 1)
        store.runs.add(RunRow('{"epochs": 3}', 0, {"loss": [3, 2, 1]}, rng.bytes(50_000), 1.0))
        store.backup(backup)
        for example in examples(30, rng):
            store.add(example)
        store.relabel(ids[20:40], 1)
        store.runs.add(RunRow('{"epochs": 2}', 1, {"loss": [3, 2]}, rng.bytes(3000), 2.0))
        store.delete(ids[50:60])
        store.delete(ids[60:62])
        store.undo()


def content(store: DigitStore) -> tuple[dict, dict]:
    """Read all there is to read: drawings and runs by id."""
    facts = store.facts()
    drawings = {}
    for each, index, override in zip(
        store.examples(), facts.split_indices, facts.split_overrides, strict=True
    ):
        drawings[each.id] = (each._content(), each.created, int(index), int(override))
    runs = [store.runs.get(number) for number in store.runs.ids()]
    curves = {run.id: (run._replace(logs=0), run.logs["loss"].tolist()) for run in runs}
    return drawings, curves


def places(path: Path) -> dict[tuple[str, int], list[tuple[int, int]]]:
    """Find the bytes of every row of the good file."""
    data, found = path.read_bytes(), {}
    connection = sqlite3.connect(path)
    for table in ("images", "runs"):
        for number, sha256, *values in connection.execute(f"SELECT * FROM {table}"):
            start = data.index(sha256)
            length = sum(len(value) for value in values if isinstance(value, bytes | str))
            end = start + 32 + length + MARGIN
            found[table, number] = [(start - MARGIN, end)]
            if length > PAGE - 35:  # it goes on in overflow pages, the first of which are behind
                found[table, number] = [(start - MARGIN, start + PAGE), (-1, len(data))]
    connection.close()
    return found


def damage(data: bytearray, chance: random.Random) -> str:
    """Change a byte or a page, overwrite a block, or cut the file."""
    kind = chance.choice(KINDS)
    place, length = chance.randrange(len(data)), chance.choice([16, 512, 4096])
    page = place // PAGE * PAGE
    if kind in ("header", "byte"):
        place = chance.randrange(100) if kind == "header" else place
        data[place] ^= chance.randrange(1, 256)
    elif kind == "bits":
        for _ in range(chance.randrange(2, 50)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == "page":
        data[page : page + PAGE] = chance.choice([bytes(PAGE), chance.randbytes(PAGE)])
    elif kind == "other page":
        other = chance.randrange(len(data) // PAGE) * PAGE
        data[page : page + PAGE] = data[other : other + PAGE]
    elif kind == "block":
        data[place : place + length] = chance.randbytes(len(data[place : place + length]))
    else:
        del data[place:]
    return kind


class Good:
    """The file before the damage: its bytes, its content, and where each row is."""

    def __init__(self, folder: Path) -> None:
        self.path, self.backup = folder / "good.digits", folder / "old.digits"
        make(self.path, self.backup)
        self.data = self.path.read_bytes()
        self.places = places(self.path)
        with DigitStore(self.path, backups=0) as store:
            self.drawings, self.runs = content(store)
        with DigitStore(self.backup, backups=0) as store:
            self.saved = content(store)

    def whole(self, table: str, data: bytes) -> set[int]:
        """Return the ids of rows of which no byte has changed."""
        size = len(self.data)
        pairs = np.frombuffer(self.data, np.uint8), np.zeros(size, np.uint8)
        pairs[1][: len(data)] = np.frombuffer(data, np.uint8)
        changed = pairs[0] != pairs[1]
        changed[len(data) :] = True
        return {
            number
            for (name, number), spans in self.places.items()
            if name == table and not any(changed[max(0, a) : b].any() for a, b in spans)
        }

    def opened(self, path: Path) -> tuple[dict, dict, str | None]:
        """Open a file, change it, and see that the next start shows the same."""
        with DigitStore(path, timeout=0, backups=0) as store:
            found = content(store)
            store.add(Example(np.ones((20, 20)), 0))
            store.undo()
            sentence = store.recovered
        with DigitStore(path, timeout=0, backups=0) as store:
            assert content(store) == found, "not what was shown"
        return *found, sentence

    def look(self, path: Path, kind: str, with_backup: bool) -> str:
        """Open a damaged file and say what came of it; an AssertionError is wrong data."""
        data = path.read_bytes()
        images, runs = self.whole("images", data), self.whole("runs", data)
        if with_backup:
            images, runs = images | self.saved[0].keys(), runs | self.saved[1].keys()
        try:
            drawings, curves, sentence = self.opened(path)
        except DataError as error:
            refusal = str(error)
        else:
            refusal = None
        if refusal is not None:
            assert refusal.endswith("."), f"no sentence: {refusal}"
            assert not images & self.drawings.keys(), f"refused: {refusal}"
            return "refused"
        if sentence and "opened instead" in sentence:
            assert not self.whole("images", data), sentence
            assert (drawings, curves) == self.saved
            return "the backup"
        old = self.saved[0] if "as in its backup" in (sentence or "") else {}
        old = {n: each for n, each in old.items() if n not in self.whole("images", data)}
        wrong = [n for n in drawings if drawings[n] not in (self.drawings.get(n), old.get(n))]
        assert not wrong, f"silently wrong: {wrong}, {sentence}"
        assert all(curves[n] == self.runs[n] for n in curves), "a run is silently wrong"
        lost = images & self.drawings.keys() - drawings.keys()
        assert not lost, f"whole, but not there: {lost}, {sentence}"
        assert runs <= curves.keys(), f"a whole run is not there: {sentence}"
        if drawings.keys() == self.drawings.keys() and curves.keys() == self.runs.keys():
            return "all there, told" if sentence else "harmless"
        assert sentence, "rows are missing and nothing is said"
        named = re.search(r"([\d,]+) drawings?( and| could not)", sentence)
        missing = len(self.drawings.keys() - drawings.keys())
        if missing and kind in ("header", "byte", "page", "other page"):
            assert named, f"{missing} drawings are missing: {sentence}"
            assert int(named[1]) >= missing, f"{missing} drawings are missing: {sentence}"
        return "the rest named"


def main(files: int, seed: int) -> str:
    chance, outcomes = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        good = Good(Path(folder))
        for number in range(files):
            place = Path(folder) / str(number)
            place.mkdir()
            data = bytearray(good.data)
            kind = damage(data, chance)
            path = place / "my.digits"
            path.write_bytes(data)
            if number % 2:
                shutil.copy(good.backup, place / "my.digits.backup-20260101000000000000")
            try:
                outcome = good.look(path, kind, bool(number % 2))
                kept = [each.read_bytes() for each in place.iterdir()]
                assert outcome == "harmless" or bytes(data) in kept, "the bytes are gone"
            except AssertionError as error:
                raise AssertionError(f"file {number}, {kind}: {error}") from error
            outcomes[outcome] += 1
            shutil.rmtree(place)
    return f"{files} damaged files: {dict(outcomes)}, none silently wrong"


if __name__ == "__main__":
    print(main(int((sys.argv[1:] or ["1000"])[0]), int((sys.argv[2:] or ["1"])[0])))
