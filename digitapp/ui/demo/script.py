"""Demo: the window plays the main job by itself. It presses what a person would press.

    start ─▶ script ─▶ pointer ─▶ mouse events ─▶ canvas, buttons
               ▲          │
               └─ timer ◀─┘ how long until the next

Knows the window's widgets by their names only, and decides nothing for them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from digitapp.ui.window.main_window import MainWindow

from .handwriting import written
from .pointer import DemoPointer

_DIGITS = (0, 1, 0, 1, 1, 0)  # drawn and labelled
_QUESTIONS = (0, 1)  # drawn and predicted
_POLL_INTERVAL = 30  # ms between two looks whether something has happened
_TIMEOUT = 30.0  # seconds for what takes longest, the training
_FAST_TEMPO = 0.1  # of its time is what a demo takes that nobody watches
_PICTURE_SIZE = (1440, 900)
_LAST_CAPTION = (
    "That was the demo. Try it yourself: what you draw here is not kept when you close it."
)

_Widget = TypeVar("_Widget", bound=QWidget)


class Demo(QObject):
    """Draws and labels digits, trains on them, and has two more predicted.

    screenshot : where the last picture goes; without, the window stays open for the person
    """

    played = Signal()
    finished = Signal(int)  # the exit code, when the picture is taken or something went wrong

    def __init__(self, window: MainWindow, screenshot: Path | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._caption = QLabel()
        self._caption.setProperty("role", "step")
        self._screenshot = screenshot
        self._tempo = _FAST_TEMPO if screenshot else 1.0
        self._rng = np.random.default_rng(11)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.on_time)
        self._script = self._play()

    def start(self) -> None:
        """Begin; the window must be shown."""
        if self._screenshot:
            self._window.resize(*_PICTURE_SIZE)
        self._window.statusBar().insertWidget(0, self._caption)
        self._pointer = DemoPointer(self._window)
        self._timer.start(0)

    def on_time(self) -> None:
        """Do the next thing of the script."""
        if not self._window.isVisible():
            return
        try:
            pause = next(self._script)
        except StopIteration:
            self._end()
        except Exception:
            self.finished.emit(1)
            raise
        else:
            self._timer.start(round(pause * self._tempo))

    def _play(self) -> Iterator[int]:
        """Return the script: after each step, how many milliseconds until the next."""
        yield from self._say("This is digitapp: it learns to tell 0s from 1s.", 1500)
        yield from self._say(
            "1,000 of these digits were written by other people, 400 are made.", 600
        )
        yield from self._press("starterButton")
        yield from self._until(self._has_digits)
        yield from self._say("Now draw your own, and say what each of them is.", 900)
        for digit in _DIGITS:
            yield from self._draw(digit)
            yield from self._press(f"saveAs{digit}Button")
        yield from self._train()
        for number, digit in enumerate(_QUESTIONS):
            if number:
                yield from self._press("clearButton")
            yield from self._ask(digit)
        yield from self._say("Wrong? Press 0 or 1, and train on.", 1500)
        self._window.statusBar().removeWidget(self._caption)
        self._pointer.hide()
        yield 300

    def _train(self) -> Iterator[int]:
        yield from self._say("A small learning rate and few epochs, so that one can watch.", 600)
        yield from self._keys("learningRate", Qt.Key.Key_Down, 3)  # from 0.003 to 0.0005
        yield from self._keys("epochs", Qt.Key.Key_PageDown, 6)  # from 100 to 40
        yield from self._until(self._has_plot)
        if self._screenshot is None:
            yield from self._slow_down()
        yield from self._press("trainButton")
        yield from self._say("The network learns: the lower the curves, the fewer mistakes.", 0)
        yield from self._until(self._is_training)
        yield from self._until(self._has_trained)
        yield 400

    def _slow_down(self) -> Iterator[int]:
        """Drag the dial a little to the left of full speed: some hundred batches a second."""
        dial = self._find(QWidget, "speed")
        right, middle = dial.width() - 8, dial.height() / 2
        places = [QPointF(right - step * dial.width() / 220, middle) for step in range(15)]
        yield from self._pointer.draw(dial, places)

    def _ask(self, digit: int) -> Iterator[int]:
        yield from self._say("A new digit, which it has never seen: what does it read?", 600)
        yield from self._draw(digit)
        yield 300
        yield from self._press("predictButton")
        yield from self._until(self._has_predicted)
        yield 1800

    def _draw(self, digit: int) -> Iterator[int]:
        canvas = self._find(QWidget, "canvas")
        side = min(canvas.width(), canvas.height())
        corner = QPointF(canvas.width() - side, canvas.height() - side) / 2
        for stroke in written(digit, self._rng):
            places = [corner + QPointF(x, y) * side for x, y in stroke.tolist()]
            yield from self._pointer.draw(canvas, places)
            yield 120

    def _press(self, name: str) -> Iterator[int]:
        button = self._find(QAbstractButton, name)
        yield from self._until(button.isEnabled)
        yield from self._pointer.press(button)
        yield 150

    def _keys(self, name: str, key: Qt.Key, times: int) -> Iterator[int]:
        """Go to a field and press a key in it, again and again."""
        field = self._find(QWidget, name)
        yield from self._pointer.go(field)
        for pressed in (*[key] * times, Qt.Key.Key_End):  # End takes the selection away
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, pressed, Qt.KeyboardModifier.NoModifier)
                QCoreApplication.sendEvent(field, event)
            yield 120

    def _say(self, caption: str, reading: int) -> Iterator[int]:
        """Show what is happening, and leave time to read it."""
        self._caption.setText(caption)
        yield reading

    def _until(self, happened: Callable[[], bool]) -> Iterator[int]:
        latest = time.monotonic() + _TIMEOUT
        while time.monotonic() < latest:
            if happened():
                return
            yield _POLL_INTERVAL
        raise TimeoutError(f"The demo waited {_TIMEOUT:.0f} s for {happened.__name__}.")

    def _has_digits(self) -> bool:
        return not self._find(QAbstractButton, "starterButton").isVisible()

    def _has_plot(self) -> bool:
        return self._window.findChild(QWidget, "lossPlot") is not None

    def _is_training(self) -> bool:
        return self._find(QAbstractButton, "stopButton").isEnabled()

    def _has_trained(self) -> bool:
        return not self._is_training()

    def _has_predicted(self) -> bool:
        return bool(self._find(QLabel, "predictionLabel").text())

    def _find(self, kind: type[_Widget], name: str) -> _Widget:
        widget = self._window.findChild(kind, name)
        if widget is None:
            raise LookupError(f"The demo needs a {kind.__name__} named {name}.")
        return widget

    def take_picture(self) -> None:
        """Write the window as it is, and finish."""
        saved = self._window.grab().save(str(self._screenshot), "PNG")
        if not saved:
            print(f"The picture {self._screenshot} could not be written.", file=sys.stderr)
        self.finished.emit(0 if saved else 1)

    def _end(self) -> None:
        self.played.emit()
        if self._screenshot is None:
            self._window.show_message(_LAST_CAPTION)
        else:
            self.take_picture()
