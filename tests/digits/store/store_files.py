"""What the tests of the digits file share: drawings to keep, and a kill amid a change."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from digitapp.digits.example import Example


def examples(n, seed=0):
    images = np.random.default_rng(seed).random((n, 20, 20), np.float32)
    return [Example(image, k % 2) for k, image in enumerate(images)]


def in_a_child(code, *arguments):
    """Run a script in a process of its own; gives what it printed."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def cut_off(path):
    """Leave a change in the middle, as a kill does: the file half changed, its journal beside."""
    code = """if True:
        import os, sqlite3, sys
        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("PRAGMA cache_size = 1")  # so that pages reach the file before COMMIT
        connection.execute("BEGIN")
        connection.execute("UPDATE images SET image = zeroblob(1600)")
        os._exit(0)
    """
    in_a_child(code, path)
    assert Path(f"{path}-journal").stat().st_size > 1000
