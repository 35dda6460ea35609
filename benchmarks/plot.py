"""How long a redraw of the loss plot takes: python benchmarks/plot.py.

A redraw is show_curves with one more epoch, and the painting of the whole plot, at 200 and at
200,000 epochs of history with a previous run as long. Beside it: a bare widget of the same size
that paints four curves of 200 epochs with a smooth pen. Medians of 50.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QWidget

from digitapp.training.timeline import Curves
from digitapp.ui.plot.loss_plot import LossPlot

SIZES = ((361, 280), (456, 430), (860, 950))
ROUNDS = 50


def main() -> None:
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    for size in SIZES:
        bare = Bare(some_curves(200, 0.0))
        shown(bare, size, app)
        report(f"{size[0]}×{size[1]}  bare widget, 200 epochs", bare.repaint)
        bare.close()
        for n in (200, 200_000):
            for noise in (0.0, 0.02):
                plot = LossPlot()
                plot.show_previous_run(some_curves(n, noise))
                shown(plot, size, app)
                redraws = redraw(plot, some_curves(n + ROUNDS + 1, noise), n)
                kind = "noisy" if noise else "smooth"
                report(f"{size[0]}×{size[1]}  {n:7,} epochs, {kind}", redraws.__next__)
                plot.close()


def shown(widget: QWidget, size: tuple[int, int], app: QApplication) -> None:
    widget.resize(*size)
    widget.show()
    app.processEvents()


def redraw(plot: LossPlot, curves: Curves, n: int) -> Iterator[None]:
    while True:
        plot.show_curves(Curves(*(line[:n] for line in curves)))
        plot.draw()
        QApplication.processEvents()
        n += 1
        yield


def some_curves(n: int, noise: float) -> Curves:
    rng, epochs = np.random.default_rng(0), np.arange(n, dtype=np.float64)
    fall = np.exp(-6 * epochs / n)
    lines = [0.7 * fall, 0.7 * fall + 0.03, 1 - 0.5 * fall, 0.98 - 0.5 * fall]
    return Curves(epochs, *(np.abs(line + rng.normal(0, noise, n)) for line in lines))


def report(name: str, call: Callable[[], object]) -> None:
    call()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    middle, late = np.quantile(times, [0.5, 0.99]) * 1e3
    print(f"{name:36} {middle:6.1f} ms   99th percentile {late:5.1f}")


class Bare(QWidget):
    def __init__(self, curves: Curves) -> None:
        super().__init__()
        self.curves = curves

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("black"), 2))
        x = self.curves.epochs / len(self.curves.epochs) * self.width()
        for line in self.curves[1:]:
            y = (1 - line) * self.height()
            points = zip(x.tolist(), y.tolist(), strict=True)
            painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))


if __name__ == "__main__":
    main()
