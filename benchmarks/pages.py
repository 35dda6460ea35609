"""What the pages cost while the network trains at full speed. Run by hand.

    python benchmarks/pages.py [--rounds 5] [--seconds 4]

For each page of the third column in turn, on the starter digits with the defaults: how late an 8 ms
timer in the window's thread is (median, 99th percentile), how often the page is painted, how many
epochs a second the fit makes, and which share of a processor the window's thread takes. The page
Train is the peer that the others stand beside; a page that is not shown is told no frame.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from statistics import median

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from window_training import Beat, Bench, wait_for

from digitapp.app.application import prepare_qt
from digitapp.ui.plot.curve_area import CurveArea


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count, self._widget = 0, widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False

    def stop(self) -> None:
        self._widget.removeEventFilter(self)


def measure(bench: Bench, page: int, painted: QWidget, seconds: float) -> tuple[float, ...]:
    """Return lateness (median, 99th percentile, ms), paints and epochs a second, and CPU share."""
    bench.components.page_column.show_page(page)
    wait_for(lambda: False, 0.5)
    paints, beat, epochs = Paints(painted), Beat(), epochs_of(bench)
    start, used = time.perf_counter(), time.thread_time()
    wait_for(lambda: False, seconds)
    took, used = time.perf_counter() - start, time.thread_time() - used
    beat.stop()
    paints.stop()
    late = np.array(beat.late)
    return (
        float(np.median(late)),
        float(np.percentile(late, 99)),
        paints.count / took,
        (epochs_of(bench) - epochs) / took,
        used / took,
    )


def epochs_of(bench: Bench) -> int:
    return len(bench.session.frame.curves.epochs)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the pages in the window.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    arguments = parser.parse_args()
    prepare_qt()
    bench = Bench()
    window = bench.window
    for page in (1, 2, 3, 0):  # a page is created when it is first shown
        bench.components.page_column.show_page(page)
    painted = {
        "Train": window.findChild(CurveArea),
        "Inside": window.findChild(QWidget, "networkPicture"),
        "Steps": window.findChild(QWidget, "stepList").viewport(),
        "Evaluate": window.findChild(QWidget, "confusionMatrix"),
    }
    bench.session.set_config(replace(bench.config, epochs=1_000_000))
    bench.session.train()
    wait_for(lambda: epochs_of(bench) > 20)
    figures: dict[str, list[tuple[float, ...]]] = {name: [] for name in painted}
    for _ in range(arguments.rounds):
        for page, (name, widget) in enumerate(painted.items()):
            figures[name].append(measure(bench, page, widget, arguments.seconds))
    print(f"median of {arguments.rounds} rounds of {arguments.seconds:g} s, in turns")
    print("           late, ms   99 %   paints/s   epochs/s   window's CPU")
    for name, rounds in figures.items():
        late, worst, paints, epochs, used = (median(column) for column in zip(*rounds, strict=True))
        print(f"  {name:8} {late:8.2f} {worst:7.2f} {paints:9.1f} {epochs:10.1f} {used:13.2f}")
    bench.session.stop()
    wait_for(bench.is_idle)
    bench.close()


if __name__ == "__main__":
    main()
