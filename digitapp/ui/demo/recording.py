"""Recording: the demo shows how a wrong answer is mended, and writes it as an animated picture.

a slim 0 is drawn ─▶ read as 1 ─▶ key 0 ─▶ key T ─▶ the same 0 is drawn ─▶ read as 0
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractSlider, QLabel, QWidget

from digitapp.ui.window.main_window import MainWindow

from .animated_png import AnimatedPng
from .script import Demo

_SIZE = (1100, 720)
_GAP = 10  # pixels between the words and the corner of the canvas
_FRAME = 80  # ms that a picture is seen at least
_SPEED = 54  # of the dial: the run then takes 3 s
_SLIM = (0.08, 0.32)  # half width and height of the 0, in parts of the canvas: slimmer than learnt
_MIDDLE = (0.5, 0.56)  # of the 0: what is said stands above it


class Recording(Demo):
    """Plays the loop, with the key that is pressed in large, and writes it to a file."""

    def __init__(self, window: MainWindow, path: Path) -> None:
        super().__init__(window, path)
        self._screenshot: Path = path
        self._animation = AnimatedPng()
        self._unseen = 0  # ms since the last picture
        self._key = QLabel("", window)
        self._key.setProperty("role", "key")
        self._key.hide()

    def start(self) -> None:
        """Begin; the window must be shown."""
        super().start()
        self._window.resize(*_SIZE)

    def take_picture(self) -> None:
        """Write what was recorded, and finish."""
        try:
            self._animation.write(self._screenshot)
        except OSError as error:
            print(f"The recording was not written: {error}", file=sys.stderr)
        self.finished.emit(int(not self._screenshot.exists()))

    def _play(self) -> Iterator[int]:
        yield from self._press("starterButton")
        yield from self._until(self._has_digits)
        yield from self._until(self._has_plot)
        yield from self._keys("epochs", Qt.Key.Key_PageDown, 8)  # from 100 to 20
        yield from self._press("trainButton")
        yield from self._until(self._is_training)
        yield from self._until(self._has_trained)
        self._find(QAbstractSlider, "speed").setValue(_SPEED)
        self._window.statusBar().hide()
        yield 1000
        self._tempo = 1.0
        yield from self._recorded(self._loop())

    def _loop(self) -> Iterator[int]:
        yield from self._draw_slim()
        yield from self._show_key("read as 1, but it is a 0", 1900)
        yield from self._type("0")
        yield 1500
        yield from self._type("T")
        yield from self._until(self._has_trained)
        yield 1800
        yield from self._draw_slim()
        yield from self._show_key("now it reads 0", 2600)

    def _recorded(self, script: Iterator[int]) -> Iterator[int]:
        """Add a picture after each step, of those that follow quickly only some."""
        for pause in script:
            self._unseen += pause
            if self._unseen >= _FRAME:
                QCoreApplication.processEvents()
                self._animation.add(self._window.grab().toImage(), self._unseen)
                self._unseen = 0
            yield pause

    def _draw_slim(self) -> Iterator[int]:
        canvas = self._find(QWidget, "canvas")
        side = min(canvas.width(), canvas.height())
        corner = QPointF(canvas.width() - side, canvas.height() - side) / 2
        angles = -np.pi / 2 - np.linspace(0, 2.05 * np.pi, 36)
        across, down = _SLIM[0] * np.cos(angles), _SLIM[1] * np.sin(angles)
        places = zip(across + _MIDDLE[0], down + _MIDDLE[1], strict=True)
        yield from self._pointer.draw(
            canvas, [corner + QPointF(float(x), float(y)) * side for x, y in places]
        )

    def _type(self, name: str) -> Iterator[int]:
        yield from self._show_key(name, 700)
        for action in self._window.actions_by_name.values():  # what is sent reaches no shortcut
            if QKeySequence(name) in action.shortcuts():
                action.trigger()
        yield _FRAME

    def _show_key(self, text: str, reading: int) -> Iterator[int]:
        """Show a key or a few words over the canvas."""
        canvas = self._find(QWidget, "canvas")
        self._key.setText(text)
        self._key.adjustSize()
        self._key.move(canvas.mapTo(self._window, QPoint(_GAP, _GAP)))
        self._key.raise_()
        self._key.show()
        yield reading
        self._key.hide()
