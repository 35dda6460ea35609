"""From a mouse move to the painted stroke and the live prediction, beside a bare widget.

    python benchmarks/drawing.py [--moves 1500] [--rounds 3]

Mouse events are posted every 8 ms to the shown window, as a mouse sends them, while its event loop
runs; a figure is the time from the posting until everything that followed was painted. For the
whole window that is stroke and prediction, first alone and then while it trains at full speed. The
bare widget paints one line of its own in the same way.

QT_QPA_PLATFORM=offscreen paints into memory; with a display it is the real thing.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from digitapp.app import build_window
from digitapp.digits import DigitStore, starter
from digitapp.ui.draw.canvas import Canvas
from digitapp.ui.window.settings import Settings

EVERY = 8  # ms between two moves: 125 a second
STROKE = 60  # moves
SETTLING = 1500  # ms for the plot to come and the gallery to be marked
LATER = -2  # priority below that of painting
BARS = {"painted": 8.0, "predicted": 16.0}  # ms, 99th percentile

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Bare(QWidget):
    """A widget that paints the line to where the mouse is, and nothing else."""

    drawing_changed = Signal()
    _at = QPointF()
    _from = QPointF()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._from, self._at = self._at, event.position()
        self.update()
        self.drawing_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(Qt.GlobalColor.black, 20))
        painter.drawLine(self._from, self._at)


class Hand(QObject):
    """Moves the mouse over a widget, round and round, and takes the time of every move."""

    done = Signal()

    def __init__(self, target: Bare | Canvas, n_moves: int) -> None:
        super().__init__()
        self.milliseconds: list[float] = []
        self._target, self._n_moves, self._moves = target, n_moves, path()
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.move)
        target.drawing_changed.connect(self.on_drawn)

    def start(self) -> None:
        self._timer.start(EVERY)

    def move(self) -> None:
        if self._began:
            return  # the last one is not painted yet
        nth, place = next(self._moves)
        point = QPointF(place[0] * self._target.width(), place[1] * self._target.height())
        kind, button, held = QEvent.Type.MouseMove, NONE, LEFT
        if nth == 0:
            self._post(QEvent.Type.MouseButtonRelease, point, LEFT, NONE)
            if isinstance(self._target, Canvas):
                self._target.wipe()
            kind, button = QEvent.Type.MouseButtonPress, LEFT
        self._began = time.perf_counter()
        self._post(kind, point, button, held)
        if isinstance(self._target, Bare) and nth == 0:
            self._began = 0.0

    def on_drawn(self) -> None:
        if self._began:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), LATER)

    def customEvent(self, event: QEvent) -> None:
        if not self._began:
            return
        self.milliseconds.append((time.perf_counter() - self._began) * 1000)
        self._began = 0.0
        if len(self.milliseconds) == self._n_moves:
            self._timer.stop()
            self._target.drawing_changed.disconnect(self.on_drawn)
            self.done.emit()

    def _post(
        self, kind: QEvent.Type, point: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        at = self._target.mapToGlobal(point)
        event = QMouseEvent(kind, point, point, at, button, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.postEvent(self._target, event)


def path() -> Iterator[tuple[int, tuple[float, float]]]:
    """Return ovals, one after the other, each of STROKE moves."""
    while True:
        for nth, angle in enumerate(np.linspace(0, 2 * np.pi, STROKE)):
            yield nth, (0.5 + 0.25 * float(np.sin(angle)), 0.5 - 0.35 * float(np.cos(angle)))


def measure(application: QApplication, target: Bare | Canvas, n_moves: int) -> np.ndarray:
    hand = Hand(target, n_moves)
    hand.done.connect(application.quit)
    hand.start()
    application.exec()
    return np.array(hand.milliseconds[STROKE:])


def report(name: str, milliseconds: np.ndarray, bar: str | None = None) -> None:
    median, high, worst = np.percentile(milliseconds, [50, 99, 100])
    diagnostic = (
        "" if bar is None else f"   bar {BARS[bar]:.0f}: {'ok' if high < BARS[bar] else 'NO'}"
    )
    print(f"{name:44}{median:8.2f}{high:8.2f}{worst:8.2f}{diagnostic}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--moves", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = tempfile.TemporaryDirectory()
    file = Path(folder.name) / "bench.digits"
    with DigitStore(file) as store:
        store.add_many(starter())
    window = build_window(file, Settings(file.with_suffix(".ini")))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    bare = Bare()
    bare.resize(350, 350)
    canvas = window.findChild(Canvas, "canvas")
    print(f"{QApplication.platformName()}; milliseconds: median, 99 %, worst")
    for _ in range(options.rounds):
        window.hide()
        bare.show()
        report("bare widget, one line", measure(application, bare, options.moves))
        bare.hide()
        window.show()
        QTimer.singleShot(SETTLING, application.quit)
        application.exec()
        live = window.findChild(QWidget, "livePrediction")
        live.setChecked(False)
        report("stroke painted", measure(application, canvas, options.moves), "painted")
        live.setChecked(True)
        report("stroke and prediction", measure(application, canvas, options.moves), "predicted")
        window.findChild(QWidget, "epochs").setValue(100_000)
        window.findChild(QPushButton, "trainButton").click()
        report("... while it trains", measure(application, canvas, options.moves), "predicted")
        print(f"    {window.findChild(QLabel, 'trainingStatus').text()}")
        window.findChild(QPushButton, "stopButton").click()
    window.close()
    folder.cleanup()


if __name__ == "__main__":
    sys.exit(main())
