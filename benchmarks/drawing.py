"""From a mouse move to the painted stroke, and to the live prediction, beside a bare widget.

    OPENBLAS_NUM_THREADS=1 python benchmarks/drawing.py [--moves 1500] [--rounds 3] [--processor]

Mouse events are posted every 8 ms to the shown window, as a mouse sends them, while its event loop
runs. *painted* is the time from the posting until the stroke was painted, *predicted* the time from
the last move that a prediction knows of until that is painted: each first alone, and then while the
network trains at full speed. The bare widget paints one line of its own in the same way.

The command `digitapp` sets that variable too. QT_QPA_PLATFORM=offscreen paints into memory; with a
display it is the real thing. --processor counts only the time that the window's thread has a
processor, on a machine that does other work.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QPointF,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from digitapp.app import build_window
from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, starter
from digitapp.ui.draw.canvas import Canvas
from digitapp.ui.window.settings import Settings

EVERY = 8  # ms between two moves: 125 a second
STROKE = 60  # moves
SETTLING = 1500  # ms for the plot to come and the gallery to be marked
LATER = -2  # priority below that of painting
BARS = {"painted": 4.0, "predicted": 12.0, "predicted while it trains": 16.0}  # ms, 99th percentile

Clock = Callable[[], float]  # seconds
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Bare(QWidget):
    """A widget that paints the line to where the mouse is, and nothing else."""

    _at = QPointF()
    _from = QPointF()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._from, self._at = self._at, event.position()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(Qt.GlobalColor.black, 20))
        painter.drawLine(self._from, self._at)


class Hand(QObject):
    """Moves the mouse over a widget, round and round, and times every move.

    painted : ms from posting a move until it was painted
    predicted : ms from the last move before a prediction until that was painted
    """

    done = Signal()

    def __init__(
        self, target: QWidget, n_moves: int, clock: Clock, predicted: SignalInstance | None
    ) -> None:
        super().__init__()
        self._clock = clock
        self.painted: list[float] = []
        self.predicted: list[float] = []
        self._target, self._n_moves, self._moves = target, n_moves, path()
        self._handled = 0.0  # when the last move was posted that has been handled
        self._predicted = predicted
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.move)
        if predicted is not None:
            predicted.connect(self.on_predicted)

    def start(self) -> None:
        self._timer.start(EVERY)

    def move(self) -> None:
        nth, place = next(self._moves)
        point = QPointF(place[0] * self._target.width(), place[1] * self._target.height())
        kind, button, held = QEvent.Type.MouseMove, NONE, LEFT
        if nth == 0:
            self._post(QEvent.Type.MouseButtonRelease, point, LEFT, NONE)
            if isinstance(self._target, Canvas):
                self._target.wipe()
            kind, button = QEvent.Type.MouseButtonPress, LEFT
        self._post(kind, point, button, held)
        QCoreApplication.postEvent(self, Done(self.painted, self._clock()), LATER)

    def on_predicted(self) -> None:
        QCoreApplication.postEvent(self, Done(self.predicted, self._handled), LATER)

    def customEvent(self, event: QEvent) -> None:
        """Note the time: everything of higher priority, painting too, is done."""
        if not isinstance(event, Done):
            return
        if event.since:
            event.milliseconds.append((self._clock() - event.since) * 1000)
        if event.milliseconds is self.painted:
            self._handled = event.since
            if len(self.painted) == self._n_moves:
                self._timer.stop()
                if self._predicted is not None:
                    self._predicted.disconnect(self.on_predicted)
                self.done.emit()

    def _post(
        self, kind: QEvent.Type, point: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        at = self._target.mapToGlobal(point)
        event = QMouseEvent(kind, point, point, at, button, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.postEvent(self._target, event)


class Done(QEvent):
    """Arrives after the painting of what was posted before it."""

    def __init__(self, milliseconds: list[float], since: float) -> None:
        super().__init__(QEvent.Type.User)
        self.milliseconds, self.since = milliseconds, since


def path() -> Iterator[tuple[int, tuple[float, float]]]:
    """Return ovals, one after the other, each of STROKE moves."""
    while True:
        for nth, angle in enumerate(np.linspace(0, 2 * np.pi, STROKE)):
            yield nth, (0.5 + 0.25 * float(np.sin(angle)), 0.5 - 0.35 * float(np.cos(angle)))


def measure(
    options: argparse.Namespace, target: QWidget, predicted: SignalInstance | None = None
) -> Hand:
    clock = time.thread_time if options.processor else time.perf_counter
    hand = Hand(target, options.moves, clock, predicted)
    loop = QEventLoop()  # for to quit the application would close the window
    hand.done.connect(loop.quit)
    hand.start()
    loop.exec()
    return hand


def report(name: str, milliseconds: list[float], bar: str | None = None) -> None:
    median, high, worst = np.percentile(milliseconds[STROKE // 2 :], [50, 99, 100])
    verdict = "" if bar is None else f"   bar {BARS[bar]:.0f}: {'ok' if high < BARS[bar] else 'NO'}"
    print(f"{name:44}{median:8.2f}{high:8.2f}{worst:8.2f}{verdict}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--moves", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processor", action="store_true")
    options = parser.parse_args()
    folder = tempfile.TemporaryDirectory()
    file = Path(folder.name) / "bench.digits"
    with DigitStore(file) as store:
        store.add_many(starter())
    window = build_window(file, Settings(file.with_suffix(".ini")))
    bare = Bare()
    bare.resize(350, 350)
    canvas = window.findChild(Canvas, "canvas")
    predicted = window.findChild(WindowController).components.prediction.predicted
    print(f"{QApplication.platformName()}; milliseconds: median, 99 %, worst")
    for _ in range(options.rounds):
        window.hide()
        bare.show()
        report("bare widget, one line", measure(options, bare).painted)
        bare.hide()
        window.show()
        loop = QEventLoop()
        QTimer.singleShot(SETTLING, loop.quit)
        loop.exec()
        gc.freeze()  # as the command does when all is loaded
        hand = measure(options, canvas, predicted)
        report("painted", hand.painted, "painted")
        report("predicted", hand.predicted, "predicted")
        window.findChild(QWidget, "epochs").setValue(100_000)
        window.findChild(QPushButton, "trainButton").click()
        hand = measure(options, canvas, predicted)
        report("painted while it trains", hand.painted, "painted")
        report("predicted while it trains", hand.predicted, "predicted while it trains")
        print(f"    {window.findChild(QLabel, 'trainingStatus').text()}")
        window.findChild(QPushButton, "stopButton").click()
    window.close()
    folder.cleanup()


if __name__ == "__main__":
    sys.exit(main())
