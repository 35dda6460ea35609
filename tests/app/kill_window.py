"""Kill the window with SIGKILL while it is drawn in, and see that nothing called saved is lost.

By hand: python tests/app/kill_window.py [kills] [seed]. The test runs it with 3. POSIX only.
Every window opens the file that the one before left behind, and must show all that it called saved.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from digitapp.digits import DigitStore, Example

Saved = dict[int, tuple[int, str]]  # by id: label, and checksum of image and strokes


def summary(example: Example) -> tuple[int, str]:
    strokes = example.drawing.to_bytes() if example.drawing else b""
    return example.label, sha256(example.image.tobytes() + strokes).hexdigest()


def draw_until_killed(path: Path, seed: int) -> None:
    """Draw and press 0 or 1 again and again; print what is shown at first, and what is saved."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget
    from window_actions import draw

    from digitapp.app import application, build_window
    from digitapp.app.window_controller import WindowController
    from digitapp.ui.window.settings import Settings

    qt, chance = application.prepare_qt(), random.Random(seed)
    window = build_window(path, Settings(path.with_suffix(".ini")))
    window.resize(1440, 900)
    window.show()
    components = window.findChild(WindowController).components

    def saved(example: Example) -> None:
        print(json.dumps({"saved": [example.id, *summary(example)]}), flush=True)

    def draw_and_label() -> None:
        centre = (chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.7))
        stroke = [(chance.uniform(-1, 1), chance.uniform(-1, 1)) for _ in range(5)]
        draw(window, [stroke], centre=centre, size=(0.2, 0.2))
        QTest.keyClick(window, chance.choice([Qt.Key.Key_0, Qt.Key.Key_1]))
        QTimer.singleShot(0, draw_and_label)

    def begin() -> None:
        if window.findChild(QWidget, "lossPlot") is None:
            QTimer.singleShot(5, begin)
            return
        ids = components.dataset_panel._gallery.shown.ids.tolist()
        print(json.dumps({"shown": ids}), flush=True)
        components.digits.saved.connect(saved)
        draw_and_label()

    begin()
    qt.exec()


def kill_once(path: Path, seed: int) -> tuple[set[int], Saved]:
    """Kill a window that has saved some drawings; return the ids it showed first, and the saved."""
    chance = random.Random(seed)
    command = [sys.executable, __file__, "window", str(path), str(seed)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "DIGITAPP_FOLDER": str(path.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(chance.randrange(2, 40))]
        time.sleep(chance.uniform(0, 0.03))  # a drawing takes about 20 ms
        assert child.poll() is None, "the window ended by itself"
        child.kill()
        lines += child.stdout.read().split(b"\n")[:-1]  # the last one may be cut
    shown, *saved = map(json.loads, lines)
    return set(shown["shown"]), {n: (y, sha) for n, y, sha in (line["saved"] for line in saved)}


def main(kills: int, seed: int) -> str:
    saved, cut_off = Saved(), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "killed.digits"
        for number in range(kills):
            shown, new = kill_once(path, seed + number)
            assert not saved.keys() - shown, f"not shown: {saved.keys() - shown}"
            saved |= new
            journal = Path(f"{path}-journal")
            cut_off += journal.exists() and journal.stat().st_size > 0
        with DigitStore(path, backups=0) as store:
            assert store.recovered is None, store.recovered
            store.verify()
            found = {each.id: summary(each) for each in store.examples()}
        wrong = [number for number in saved if found.get(number) != saved[number]]
        assert not wrong, f"not as they were said to be saved: {wrong}"
        damaged = [each.name for each in Path(folder).iterdir() if "damaged" in each.name]
        assert not damaged, damaged
    return (
        f"{kills} windows killed, {cut_off} in the middle of a change, "
        f"{len(saved)} drawings said to be saved, none lost"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["window"]:
        draw_until_killed(Path(sys.argv[2]), int(sys.argv[3]))
    print(main(int((sys.argv[1:] or ["60"])[0]), int((sys.argv[2:] or ["1"])[0])))
