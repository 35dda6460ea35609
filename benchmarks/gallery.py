"""How long the gallery takes with 100,000 drawings: python benchmarks/gallery.py [n].

The Digits column at 1176 × 1206 (of a 2560 × 1440 window), shown; every figure goes from the call
to the end of the paint that follows. Beside it a bare QTableView with as many rows and columns and
no delegate of ours, which writes nothing into its cells.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex
from PySide6.QtWidgets import QApplication, QTableView

from digitapp.digits import starter
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training.dataset_predictions import dataset_predictions
from digitapp.ui.dataset.dataset_panel import DatasetPanel
from digitapp.ui.dataset.gallery import Gallery
from digitapp.ui.dataset.gallery_query import Filter, Sort
from digitapp.ui.widgets.theme import LIGHT, style_sheet

_SIZE = (1176, 1334)
_BARS = {"show": 500, "scroll": 16, "relabel": 1000}


def main(n: int, rounds: int) -> None:
    application = QApplication([])
    application.setStyleSheet(style_sheet(LIGHT))
    print(f"{n:,} drawings, ms{'median':>34}{'worst':>10}{'bare median':>14}{'bar':>8}")
    drawings, panel = many(n), DatasetPanel()
    panel.show_theme(LIGHT)
    show(panel)
    bare = QTableView()
    show(bare)
    model = BareModel(n, 15)
    report("show", [lambda: panel.show_dataset(drawings)], [lambda: bare.setModel(model)])
    report_scrolling(panel, bare, rounds)
    report_changes(panel, drawings, rounds)


def report_scrolling(panel: DatasetPanel, bare: QTableView, rounds: int) -> None:
    view = panel.findChild(Gallery)
    for name, step in (("a page never seen", 1), ("a page back", -1)):
        steps = [pages(view, step)] * rounds
        report(f"scroll {name}", steps, [pages(bare, step)] * rounds)
    report(
        "scroll a notch of the wheel", [pages(view, 0.05)] * rounds, [pages(bare, 0.05)] * rounds
    )


def report_changes(panel: DatasetPanel, drawings: DatasetSnapshot, rounds: int) -> None:
    view, turn = panel.findChild(Gallery), count()
    right = np.where(drawings.labels == 1, 0.99, 0.01)
    said = [
        dataset_predictions(drawings, np.where(np.arange(len(right)) % k == 0, 0.9, right))
        for k in (50, 60)
    ]
    held_out = drawings.held_out(0.2, 1)

    def relabel() -> None:
        labels = drawings.labels.copy()
        labels[-1000:] = next(turn) % 2
        panel.show_dataset(replace(drawings, labels=labels))

    report("relabel 1,000", [relabel] * rounds)
    report("marks", [lambda: panel.show_marks(said[next(turn) % 2])] * rounds)
    report("held out", [lambda: panel.show_held_out(held_out)] * rounds)
    report("sort by loss", [lambda: view.arrange(Filter.ALL, Sort.LOSS)] * rounds)
    report("select all", [panel.select_all] * rounds)
    report("add one", [lambda: panel.show_dataset(grown(drawings, next(turn)))] * rounds)


def report(
    name: str, steps: list[Callable[[], object]], bare: list[Callable[[], object]] | None = None
) -> None:
    times, other = timed(steps), timed(bare or [])
    line = f"{name:30}{statistics.median(times):16.1f}{max(times):10.1f}"
    line += f"{statistics.median(other):14.1f}" if other else " " * 14
    bar = _BARS.get(name.split()[0])
    print(line + (f"{bar:8}" if bar else ""))


def timed(steps: list[Callable[[], object]]) -> list[float]:
    times = []
    for step in steps:
        start = time.perf_counter()
        step()
        QApplication.processEvents()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def pages(view: QTableView, by: float) -> Callable[[], None]:
    def scroll() -> None:
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() + round(by * view.viewport().height()))

    return scroll


def show(widget: DatasetPanel | QTableView) -> None:
    if isinstance(widget, QTableView):
        widget.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    widget.resize(*_SIZE)
    widget.show()
    QApplication.processEvents()


def many(n: int) -> DatasetSnapshot:
    few = DatasetSnapshot.of(starter())
    k = np.arange(n) % len(few)
    return replace(
        few,
        ids=np.arange(1, n + 1, dtype=np.int64),
        labels=few.labels[k],
        created=np.arange(n, dtype=np.float64),
        own=few.own[k],
        split_indices=np.arange(n, dtype=np.int64) // 2,
        split_overrides=few.split_overrides[k],
        cached_images=few.cached_images[k],
        rows=np.arange(n, dtype=np.int64),
        keys=np.arange(n, dtype=np.int64),
    )


def grown(drawings: DatasetSnapshot, by: int) -> DatasetSnapshot:
    """Return the dataset as it is after one more drawing, and another one each time."""
    n = len(drawings)
    names = ("labels", "created", "own", "made", "split_indices", "split_overrides")
    new = {name: np.append(getattr(drawings, name), getattr(drawings, name)[:1]) for name in names}
    ids = np.append(drawings.ids, np.int64(n + 1 + by))
    return replace(drawings, ids=ids, rows=np.append(drawings.rows, 0), **new)


class BareModel(QAbstractTableModel):
    def __init__(self, n: int, columns: int) -> None:
        super().__init__()
        self._rows, self._columns = -(-n // columns), columns

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return self._rows

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return self._columns

    def data(self, index: QModelIndex, role: int = 0) -> None:
        return None


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, 40)
