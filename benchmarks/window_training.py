"""What the window costs the training, and the training the window. Run by hand.

    OPENBLAS_NUM_THREADS=1 python benchmarks/window_training.py [--rounds 7]
        [--only throughput lateness close history]

throughput: the same fit, with the same callbacks, once without a window and once in it, in turns;
once nobody draws, once the pen moves every 8 ms with live prediction on. The plain fit, without the
timeline, stands beside them. lateness: of an 8 ms timer in the window's thread. close: how long the
window takes in mid-training, and 200 sessions that train and close. history: the memory of 200,000
epochs. All on the starter digits with the defaults. The command `digitapp` sets that variable too.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from digitapp.app import build_window
from digitapp.app.application import prepare_qt
from digitapp.app.window_controller import WindowController
from digitapp.controllers.training_controller import TrainingController
from digitapp.digits import DigitStore, starter
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import TrainingConfig, fit
from digitapp.training.run import Run
from digitapp.training.timeline import Timeline

EPOCHS = 600  # three seconds
BEAT = 8  # ms
MOVES = 100  # of a stroke
KINDS = {0: QEvent.Type.MouseButtonPress, MOVES - 1: QEvent.Type.MouseButtonRelease}
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Pen(QObject):
    """Draws 0s on the canvas, one after the other, with a real mouse event at every beat.

    Its places are found once a stroke: the window is measured, not the pen. Where it makes far
    fewer than 125 moves a second, the fit has kept the window from its processor.
    """

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas: Any = canvas
        self.n_moves = 0
        self._places: list[tuple[QPointF, QPointF]] = []  # on the canvas and on the screen
        self.beat = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self.beat.timeout.connect(self.move)

    def stop(self) -> None:
        self.beat.stop()
        self._send(QEvent.Type.MouseButtonRelease)

    def move(self) -> None:
        nth = self.n_moves % MOVES
        if nth == 0:
            self._canvas.wipe()  # as after saving it
            side, middle = min(self._canvas.size().toTuple()), self._canvas.rect().center()
            angles = np.arange(MOVES) * 2 * np.pi / 90
            places = np.stack([np.cos(angles), np.sin(angles)], axis=1) * side / 3
            on_canvas = [QPointF(middle) + QPointF(x, y) for x, y in places.tolist()]
            self._places = [(place, self._canvas.mapToGlobal(place)) for place in on_canvas]
        self._send(KINDS.get(nth, QEvent.Type.MouseMove))
        self.n_moves += 1

    def _send(self, kind: QEvent.Type) -> None:
        held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
        which = NONE if kind == QEvent.Type.MouseMove else LEFT
        places = self._places[self.n_moves % MOVES]
        event = QMouseEvent(kind, *places, which, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._canvas, event)


class Beat(QObject):
    """Measures by how much an 8 ms timer is late."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        self._clock.start()
        self._timer.start()

    def tick(self) -> None:
        self.late.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - BEAT))
        self._clock.restart()

    def stop(self) -> None:
        self._timer.stop()


def new_window() -> QWidget:
    folder = Path(tempfile.mkdtemp())
    os.environ["DIGITAPP_FOLDER"] = str(folder)
    with DigitStore(folder / "starter.digits") as store:
        store.add_many(starter())
    window = build_window(folder / "starter.digits")
    window.resize(1440, 900)
    window.show()
    wait_for(lambda: window.findChild(QWidget, "lossPlot") is not None)
    return window


def wait_for(condition, seconds: float = 120) -> None:
    """Let the event loop sleep and wake as in the program, until something is so."""
    loop, end = QEventLoop(), time.monotonic() + seconds
    look = QTimer(interval=100)  # seldom: at each look the fit waits for Python's lock
    look.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
    look.start()
    loop.exec()


class Bench:
    """The window, the same drawings without it, and a stopwatch for both."""

    def __init__(self) -> None:
        self.window = new_window()
        self.components = self.window.findChild(WindowController).components
        self.session: TrainingController = self.components.training
        self.dataset = DatasetSnapshot.of(starter())
        self.config = replace(TrainingConfig(), epochs=EPOCHS)
        self.pen = Pen(self.components.canvas)
        self.moves: list[float] = []  # a second, of each run that was drawn in

    def in_window(self, *, drawing: bool = False) -> float:
        """Return epochs a second of a run in the window."""
        self.session.set_config(self.config)
        self.session.set_speed(None)
        self.session.reset()
        wait_for(self.is_idle, 1)
        if drawing:
            self.pen.beat.start()
        start, first = time.perf_counter(), self.pen.n_moves
        ended: list[float] = []
        note = Note(ended)
        self.session.ended.connect(note.take)
        self.session.train()
        wait_for(lambda: bool(ended))
        self.session.ended.disconnect(note.take)
        if drawing:
            self.pen.stop()
            self.moves.append((self.pen.n_moves - first) / (ended[0] - start))
        return EPOCHS / (ended[0] - start)

    def is_idle(self) -> bool:
        return self.session.frame.progress.phase == "idle"

    def without_window(self) -> float:
        """Return epochs a second of the same fit with the same callbacks."""
        start = time.perf_counter()
        model = self.config.make_model()
        Run(model, self.config, self.dataset, Timeline()).fit()
        return EPOCHS / (time.perf_counter() - start)

    def plain(self) -> float:
        """Return epochs a second of a fit without a timeline."""
        X, y, away = self.dataset.images(), self.dataset.labels, self.away
        start = time.perf_counter()
        model = self.config.make_model()
        fit(model, self.config, X[~away], y[~away], held_out=(X[away], y[away]))
        return EPOCHS / (time.perf_counter() - start)

    @property
    def away(self) -> np.ndarray:
        return self.dataset.held_out(self.config.validation_share, self.config.seed)

    def close(self) -> float:
        start = time.perf_counter()
        self.window.close()
        return time.perf_counter() - start


class Note(QObject):
    """Notes when a signal came."""

    def __init__(self, moments: list[float]) -> None:
        super().__init__()
        self._moments = moments

    def take(self, *_told: object) -> None:
        self._moments.append(time.perf_counter())


def show_throughput(rounds: int) -> None:
    bench = Bench()
    bench.in_window()  # warm up
    figures = np.array(
        [
            (
                bench.plain(),
                bench.without_window(),
                bench.in_window(),
                bench.in_window(drawing=True),
            )
            for _ in range(rounds)
        ]
    )
    print(f"epochs a second of 1,000 starter digits with the defaults, median of {rounds} rounds")
    names = ("plain fit", "with timeline and control", "in the window", "... while drawing")
    for name, column in zip(names, figures.T, strict=True):
        against = [median(column / figures[:, k]) for k in (1, 0)]
        print(f"  {name:26} {median(column):6.0f}, of the same fit {against[0]:.2f}", end="")
        print(f", of the plain one {against[1]:.2f}")
    print(f"  with {median(bench.moves):.0f} moves of the pen a second")
    print(f"closed in {bench.close() * 1000:.0f} ms")


def show_lateness() -> None:
    bench = Bench()
    print(f"lateness of a timer of {BEAT} ms: median, 99th percentile, worst, in ms")
    for name, training, drawing in (
        ("nothing goes on", False, False),
        ("training", True, False),
        ("training and drawing", True, True),
    ):
        bench.session.set_config(replace(bench.config, epochs=1_000_000))
        if training:
            bench.session.train()
            wait_for(lambda: len(bench.session.frame.curves.epochs) > 20)
        if drawing:
            bench.pen.beat.start()
        beat = Beat()
        wait_for(lambda: False, 8)
        beat.stop()
        if drawing:
            bench.pen.stop()
        bench.session.stop()
        wait_for(bench.is_idle)
        late = np.array(beat.late)
        p99 = np.percentile(late, 99)
        print(f"  {name:22} {np.median(late):6.2f} {p99:6.2f} {late.max():6.2f}")
    bench.close()


def show_closing(rounds: int = 200) -> None:
    bench = Bench()
    bench.session.set_config(replace(bench.config, epochs=1_000_000))
    bench.session.train()
    wait_for(lambda: len(bench.session.frame.curves.epochs) > 50)
    print(f"the window closes in mid-training in {bench.close() * 1000:.0f} ms")
    memory, threads = [], []
    for _ in range(rounds):
        session = TrainingController()
        session.set_config(replace(bench.config, epochs=1_000_000))
        session.show_dataset(bench.dataset)
        session.train()
        wait_for(lambda session=session: epochs_of(session) > 3)
        if not session.close(5):
            print("  it did not close in time")
        session.deleteLater()
        wait_for(lambda: True)  # outside a loop Qt deletes nothing later
        memory.append(resident())
        threads.append(len(os.listdir("/proc/self/task")))
    print(f"{rounds} sessions trained and closed: threads {threads[0]} to {threads[-1]},")
    print(
        f"  memory after 20, 100 and all: {memory[19]:.0f}, {memory[99]:.0f}, {memory[-1]:.0f} MB"
    )


def show_history(epochs: int = 200_000) -> None:
    session = TrainingController()
    few = DatasetSnapshot.of(starter()[:6])
    config = replace(TrainingConfig(), epochs=epochs, augment=False, validation_share=0.4)
    session.set_config(config)
    session.show_dataset(few)
    session.step_epoch()
    wait_for(lambda: session.frame.progress.phase == "paused")
    before = resident()
    start = time.perf_counter()
    session.train()
    wait_for(lambda: session.frame.progress.phase == "idle", 600)
    took = time.perf_counter() - start
    print(f"{epochs:,} epochs: {resident() - before:.0f} MB more, {took:.0f} s,", end=" ")
    print(f"{epochs_of(session):,} logged")
    session.close(5)


def epochs_of(session: TrainingController) -> int:
    """Return how many epochs a session without a window has logged."""
    session.refresh()
    return len(session.frame.curves.epochs)


def resident() -> float:
    """Return the memory in use, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure training in the window.")
    parser.add_argument("--rounds", type=int, default=7)
    show = {
        "throughput": lambda: show_throughput(arguments.rounds),
        "lateness": show_lateness,
        "close": show_closing,
        "history": show_history,
    }
    parser.add_argument("--only", nargs="+", choices=list(show), default=list(show))
    arguments = parser.parse_args()
    prepare_qt()
    for part in arguments.only:
        show[part]()


if __name__ == "__main__":
    main()
