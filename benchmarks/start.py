"""From process start to first paint, and to everything usable, against a bare PySide6 window.

    python benchmarks/start.py [ROUNDS]

Each round starts both in turn, each in a fresh process with cached bytecode, on a file with the
starter digits. "filled" is when one can draw, label and train; "usable" when the plot is in its
place as well and the event loop has nothing left to do.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from digitapp.digits import DigitStore, starter

BARE = """
import sys, time, os
from PySide6.QtWidgets import QApplication, QMainWindow, QLabel
from PySide6.QtCore import QTimer
began = float(os.environ["BEGAN"])
class Window(QMainWindow):
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            print("paint", time.time() - began)
            QTimer.singleShot(0, done)
def done():
    print("usable", time.time() - began)
    app.quit()
app = QApplication([])
window = Window()
window.resize(1320, 720)
window.setCentralWidget(QLabel("bare"))
window.show()
app.exec()
"""
OURS = """
import os, time
began = float(os.environ["BEGAN"])
from digitapp import cli
from digitapp.app import application
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
class Timed(application.Application):
    def build(self):
        print("paint", time.time() - began)
        super().build()
        self.wait()
    def fill(self):
        super().fill()
        print("filled", time.time() - began)
    def wait(self):
        if self._shell.window.findChild(QWidget, "lossPlot") is None:
            QTimer.singleShot(1, self.wait)
        else:
            QTimer.singleShot(0, self.done)
    def done(self):
        print("usable", time.time() - began)
        self._shell.window.close()
application.Application = Timed
cli.main()
"""


def once(code: str, cache: Path, *arguments: str) -> dict[str, float]:
    """Run a program that prints moments; gives them by name, in seconds.

    cache : folder for bytecode, which is written even where the environment forbids it
    """
    own = {"PYTHONPYCACHEPREFIX": str(cache), "DIGITAPP_FOLDER": str(cache.parent)}
    environment = os.environ | own | {"BEGAN": str(time.time())}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", code, *arguments]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return {line.split()[0]: float(line.split()[1]) for line in out.stdout.splitlines()}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "start.digits"
        with DigitStore(path) as store:
            store.add_many(starter())
        cache = Path(folder) / "bytecode"
        once(BARE, cache), once(OURS, cache, str(path))  # fills caches
        bare, ours = [], []
        for _ in range(rounds):
            bare.append(once(BARE, cache))
            ours.append(once(OURS, cache, str(path)))
    for moment, bar in (("paint", " (bar 1.3)"), ("filled", ""), ("usable", " (bar 3)")):
        ratios = [a[moment] / b["paint"] for a, b in zip(ours, bare, strict=True)]
        print(
            f"{moment:>7}: {1000 * statistics.median(a[moment] for a in ours):.0f} ms, "
            f"{statistics.median(ratios):.2f} × a bare window{bar}"
        )


if __name__ == "__main__":
    main()
