"""Spoil sound files a given number of times per reader and count what escapes; run by hand.

python fuzz_formats.py 100000 [seed] [reader ...]

Anything but a result or a FormatError is an escape: it is printed, kept in escapes/ and counted.
"""

import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

import numpy as np
from fuzzing import sound_files, spoiled, try_to_read


def fuzz(name, files, opened, runs, seed):
    rng = np.random.default_rng(seed)
    read = escapes = slowest = 0
    # a folder in memory where there is one: a million files are written
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        for other, data in files.items():
            (Path(folder) / other).write_bytes(data)
        path = Path(folder) / opened
        for run in range(runs):
            data = spoiled(files[opened], rng)
            path.write_bytes(data)
            start = time.perf_counter()
            try:
                read += try_to_read(path)
            except Exception:
                escapes += 1
                traceback.print_exc()
                keep = Path("escapes") / f"{name} {seed} {run} {opened}"
                keep.parent.mkdir(exist_ok=True)
                keep.write_bytes(data)
            slowest = max(slowest, time.perf_counter() - start)
    print(
        f"{name:12} {runs:9,} runs, {read:8,} read, {runs - read - escapes:9,} refused, "
        f"{escapes} escapes, slowest {slowest * 1000:.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    warnings.simplefilter("error")
    runs, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for name, (files, opened) in sound_files().items():
        if name in sys.argv[3:] or len(sys.argv) < 4:
            fuzz(name, files, opened, runs, seed)
