"""Kill a process with SIGKILL while it adds drawings, and see that nothing acknowledged is lost.

By hand: python tests/digits/store/kill_store.py [kills] [seed]. The test runs it with 20.
POSIX only.
"""

import os
import random
import signal
import sqlite3
import struct
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from digitapp.digits.example import Example
from digitapp.digits.store.digit_store import DigitStore


def example(number: int) -> Example:
    """Make the drawing whose pixels follow from its number."""
    image = np.random.default_rng(number).random((20, 20), np.float32)
    return Example(image, number % 2, created=float(number))


def add_until_killed(path: Path, acknowledge: int) -> None:
    with DigitStore(path) as store:
        following = len(store.facts().ids) + 1
        while True:
            if following % 3:
                ids = [store.add(example(following)).id]
            else:
                ids = store.add_many([example(following + k) for k in range(50)]).tolist()
            os.write(acknowledge, b"".join(struct.pack("<q", number) for number in ids))
            following = ids[-1] + 1


def kill_once(path: Path, seconds: float) -> list[int]:
    """Let a child add for a while; give the ids that it said were saved."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            add_until_killed(path, writing)
        finally:
            os._exit(1)  # only reached if something went wrong
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child stopped by itself"
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    return [number for (number,) in struct.iter_unpack("<q", data[: len(data) // 8 * 8])]


def check(path: Path, acknowledged: int) -> tuple[int, bool]:
    """Check the file after a kill; gives how many drawings it has, and if a change was cut off."""
    journal = Path(f"{path}-journal")
    cut_off = journal.exists() and journal.stat().st_size > 0
    with DigitStore(path) as store:
        assert store.recovered is None, store.recovered
        store.verify()
        X, y, ids = store.arrays()
        assert len(ids) >= acknowledged, f"{acknowledged} were said to be saved, {len(ids)} are"
        assert np.array_equal(ids, np.arange(1, len(ids) + 1))
        for k in range(max(0, len(ids) - 500), len(ids)):
            assert np.array_equal(X[k], example(int(ids[k])).image.reshape(-1))
            assert y[k] == ids[k] % 2
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    return len(ids), cut_off


def main(kills: int, seed: int) -> str:
    chance = random.Random(seed)
    saved = cut_off = acknowledged = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(kills):
            path = Path(folder) / "killed.digits"
            acknowledged = max([acknowledged, *kill_once(path, chance.uniform(0, 0.25))])
            found, cut = (0, False) if not path.exists() else check(path, acknowledged)
            saved, cut_off = found, cut_off + cut
        leftover = [each.name for each in Path(folder).iterdir() if "damaged" in each.name]
    assert not leftover, leftover
    return f"{kills} kills, {cut_off} in the middle of a change, {saved} drawings saved, none lost"


if __name__ == "__main__":
    print(main(int((sys.argv[1:] or ["200"])[0]), int((sys.argv[2:] or ["1"])[0])))
