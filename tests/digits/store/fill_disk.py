"""Fill the disk at random moments; see that a full disk is told, and nothing acknowledged is lost.

By hand: python tests/digits/store/fill_disk.py [disks] [seed]. The test runs it with 6. Needs
Linux and a person who may mount (root), for the disk is a small one in memory.
"""

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from digitapp.digits.example import Example
from digitapp.digits.store import DigitStore, RunRow
from digitapp.files.errors import StoreError


@contextmanager
def small_disk(folder: str, kilobytes: int) -> Iterator[Path]:
    size = f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)
    try:
        yield Path(folder)
    finally:
        subprocess.run(["umount", folder], check=True)


class Disk:
    """A digits file on a small disk, and what it must hold."""

    def __init__(self, place: Path, chance: random.Random) -> None:
        self.place, self.chance = place, chance
        self.path, self.ballast = place / "my.digits", place / "ballast"
        self.store = DigitStore(self.path)
        self.labels, self.runs = dict[int, int](), list[bytes]()
        self.next = 0

    def act(self) -> str:
        """Do something that a person or the window does; returns what came of it."""
        action = self.chance.choice(
            [self.add, self.add, self.add_many, self.relabel, self.keep_run, self.copy, self.reopen]
        )
        sentence = None
        try:
            action()
        except StoreError as error:
            sentence = str(error)
        if sentence is None:
            return "done"
        assert "full" in sentence or "No space left" in sentence, sentence
        assert sentence.endswith("."), sentence
        self.check()
        return "told full"

    def example(self) -> Example:
        self.next += 1
        image = np.random.default_rng(self.next).random((20, 20), np.float32)
        return Example(image, self.next % 2)

    def add(self) -> None:
        saved = self.store.add(self.example())
        assert saved.id is not None
        self.labels[saved.id] = saved.label

    def add_many(self) -> None:
        batch = [self.example() for _ in range(20)]
        ids = self.store.add_many(batch).tolist()
        self.labels |= dict(zip(ids, [each.label for each in batch], strict=True))

    def relabel(self) -> None:
        ids = self.chance.sample(sorted(self.labels), len(self.labels) // 2)
        self.store.relabel(ids, 1)
        self.labels |= dict.fromkeys(ids, 1)

    def keep_run(self) -> None:
        weights = self.chance.randbytes(self.chance.choice([100, 40_000]))
        self.store.runs.add(RunRow("{}", 0, {"loss": [1.0]}, weights, 0.0))
        self.runs.append(weights)

    def copy(self) -> None:
        self.store.backup(self.place / "copy.digits")

    def reopen(self) -> None:
        self.store.close()
        self.store = DigitStore(self.path)
        assert self.store.recovered is None, self.store.recovered

    def fill(self) -> None:
        """Leave no room, or a little."""
        with suppress(OSError):
            self.ballast.write_bytes(bytes(4 * 2**20))
        room = self.chance.choice([0, 4096, 30_000, 100_000])
        with open(self.ballast, "r+b") as ballast:
            ballast.truncate(max(0, self.ballast.stat().st_size - room))

    def check(self) -> None:
        """Compare the file with what was acknowledged."""
        facts = self.store.facts()
        assert dict(zip(facts.ids.tolist(), facts.labels.tolist(), strict=True)) == self.labels
        runs = self.store.runs
        assert [runs.get(number).weights for number in runs.ids()] == self.runs
        self.store.verify()

    def finish(self) -> None:
        """Make room, go on, and open the file again."""
        self.ballast.unlink(missing_ok=True)
        for backup in self.place.glob("*.backup-*"):
            backup.unlink()
        (self.place / "copy.digits").unlink(missing_ok=True)
        self.add()
        self.reopen()
        self.check()
        self.store.close()
        names = {each.name.partition(".backup-")[0] for each in self.place.iterdir()}
        assert names == {"my.digits"}, names


def main(disks: int, seed: int) -> str:
    chance, outcomes = random.Random(seed), Counter[str]()
    drawings = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(disks):
            with small_disk(folder, chance.randrange(1500, 3000)) as place:
                disk = Disk(place, chance)
                for _ in range(40):
                    if chance.random() < 0.2:
                        disk.fill()
                    elif chance.random() < 0.1:
                        disk.ballast.unlink(missing_ok=True)
                    outcomes[disk.act()] += 1
                disk.finish()
                drawings += len(disk.labels)
    return f"{disks} disks, {dict(outcomes)}, {drawings} drawings saved, none lost"


if __name__ == "__main__":
    print(main(int((sys.argv[1:] or ["100"])[0]), int((sys.argv[2:] or ["1"])[0])))
