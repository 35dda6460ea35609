"""How long the digits file takes with 100,000 drawings: python benchmarks/store.py [n] [folder].

Prints the median of five for reading and the median and 99th percentile of 200 single saves. Use a
folder on a real disk: in memory a commit costs nothing.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example
from digitapp.digits.store.digit_store import DigitStore


def main(n: int, folder: str) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "many.digits"
        made = examples(n)
        with DigitStore(path, backups=0) as store:
            report("add all in one step", store.add_many, made, rounds=1)
        print(f"{'file':32} {path.stat().st_size / 1e6:10.0f} MB")
        report("open", lambda: DigitStore(path, backups=0).close())
        report("open and first arrays()", lambda: first_arrays(path))
        with DigitStore(path, backups=0) as store:
            report("arrays() again", store.arrays)
            report("facts()", store.facts)
            report("verify()", store.verify)
            singles("add one, on disk", store, made[:200])
            ids = store.facts().ids
            report("relabel all", store.relabel, ids, 1, rounds=1)
            report("undo that", store.undo, rounds=1)
            for k in range(30):
                store.relabel(ids, k % 2)
            singles("add one, after 30 bulk steps", store, made[:200])
            report("save a checked copy", store.backup, path.with_suffix(".copy"), rounds=1)
        stall(path)


def examples(n: int) -> list[Example]:
    rng = np.random.default_rng(0)
    drawings = [Drawing([rng.random((60, 3)) * 300]) for _ in range(100)]
    images = rng.random((100, 20, 20), np.float32)
    return [Example(images[k % 100], k % 2, drawings[k % 100], created=k) for k in range(n)]


def first_arrays(path: Path) -> None:
    with DigitStore(path, backups=0) as store:
        store.arrays()


def singles(name: str, store: DigitStore, batch: list[Example]) -> None:
    times = []
    for example in batch:
        start = time.perf_counter()
        store.add(example)
        times.append(time.perf_counter() - start)
    middle, late = np.quantile(times, [0.5, 0.99]) * 1e3
    print(f"{name:32} {middle:10.1f} ms   99th percentile {late:.1f}")


def stall(path: Path) -> None:
    """Measure how long a thread that wants to run every millisecond waits during arrays()."""
    sys.setswitchinterval(0.0005)  # as the window has it
    done = threading.Event()
    gaps = []

    def tick() -> None:
        while not done.is_set():
            start = time.perf_counter()
            time.sleep(0.001)
            gaps.append(time.perf_counter() - start - 0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    first_arrays(path)
    done.set()
    thread.join()
    middle, late, worst = np.quantile(gaps, [0.5, 0.99, 1]) * 1e3
    print(
        f"{'others wait during arrays()':32} {middle:10.1f} ms   99th {late:.1f} worst {worst:.1f}"
    )


def report(name: str, call: Callable[..., object], *args: object, rounds: int = 5) -> None:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call(*args)
        times.append(time.perf_counter() - start)
    print(f"{name:32} {np.median(times) * 1e3:10.1f} ms")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["100000"])[0]), (sys.argv[2:] or ["."])[0])
