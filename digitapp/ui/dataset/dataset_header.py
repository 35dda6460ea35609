"""DatasetHeader: title, counts and order at the top of the Digits column. Sorts nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from digitapp.ui.widgets.flow_layout import FlowLayout

from .gallery_query import Sort

_LOPSIDED = 2  # times as many of one digit as of the other


class DatasetHeader(QWidget):
    """How many drawings there are, and what comes first."""

    sort_chosen = Signal(object)  # Sort

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel("Digits")
        title.setProperty("role", "title")
        self._counts = QLabel()
        self._counts.setObjectName("countsLabel")
        self._counts.setProperty("role", "muted")
        self._sort = _sort_box()
        self._sort.activated.connect(self._on_activated)
        layout = FlowLayout(8)
        self.setLayout(layout)
        layout.add(title)
        layout.add(self._sort, trailing=True)
        layout.add(self._counts)

    def sort(self) -> Sort:
        """Return the order in the box."""
        return Sort(self._sort.currentText())

    def show_sort(self, sort: Sort) -> None:
        """Write an order into the box."""
        self._sort.setCurrentText(sort.value)

    def show_counts(self, zeros: int, ones: int) -> None:
        """Tell how many there are of each label; the tooltip says whether that is balanced."""
        both = _count(zeros + ones, "drawing")
        self._counts.setText(f"{both} · {_count(zeros, 'zero')} · {_count(ones, 'one')}")
        self._counts.setToolTip(_balance(zeros, ones))

    def _on_activated(self, index: int) -> None:
        self.sort_chosen.emit(self.sort())


def _sort_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("gallerySort")
    box.addItems([each.value for each in Sort])
    box.setAccessibleName("Order of the drawings")
    box.setToolTip(
        "What comes first. The loss tells how far the network is from the label: 0 is right and "
        "sure, 0.69 is guessing."
    )
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return box


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _balance(zeros: int, ones: int) -> str:
    fewer, more = sorted((zeros, ones))
    rare = 0 if zeros < ones else 1
    if not more:
        return "Draw about as many 0s as 1s."
    if not fewer:
        return f"There is no {rare} yet: draw some, or the network calls everything a {1 - rare}."
    if more > _LOPSIDED * fewer:
        return f"There are few {rare}s: draw more, or the network guesses {1 - rare} too often."
    share = zeros / (zeros + ones)
    return f"{share:.0%} are 0s and {1 - share:.0%} are 1s: well balanced."
