"""The top of the Digits column: title, counts, order and filter. Sorts and filters nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QComboBox, QPushButton, QWidget

from digitapp.ui.widgets.controls import make_button, make_label, set_tooltip
from digitapp.ui.widgets.flow_layout import FlowLayout

from .gallery_query import Filter, Sort

_UNBALANCED = 2  # times as many of one digit as of the other
_FILTER_TIPS = {
    Filter.ALL: "All drawings, those to learn from and those held out. No filter hides any.",
    Filter.ZEROS: (
        "Drawings labelled 0: what a person said, not the network. A blue circle marks them."
    ),
    Filter.ONES: (
        "Drawings labelled 1: what a person said, not the network. An orange square marks them."
    ),
    Filter.HELD_OUT: (
        "Held out: drawings that the network is tested with and never learns from. A folded corner "
        "marks them."
    ),
    Filter.WRONG: (
        "Wrong: the network reads the other digit than the label says. A red cross marks them."
    ),
    Filter.DOUBTFUL: (
        "Doubtful: the label may be a mistake. Either the network is sure of the other digit, or "
        "the same image is there with both labels. A question mark marks them."
    ),
    Filter.GIVEN: (
        "The drawings that were chosen on Evaluate, also when they are relabelled. Any other "
        "filter leaves them."
    ),
}


class DatasetHeader(QWidget):
    """How many drawings there are, and what comes first."""

    sort_chosen = Signal(object)  # Sort

    def __init__(self) -> None:
        super().__init__()
        self._counts = make_label("", "muted", "countsLabel")
        self._sort = QComboBox()
        self._sort.setObjectName("gallerySort")
        self._sort.addItems([each.value for each in Sort])
        self._sort.setAccessibleName("Order of the drawings")
        set_tooltip(
            self._sort,
            "What comes first. The loss says how far the network is from the label: 0 is right and "
            "sure, 0.69 is guessing. Nearest to ½ comes what the network is least sure of.",
        )
        self._sort.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._sort.activated.connect(self._on_activated)
        layout = FlowLayout(8)
        self.setLayout(layout)
        layout.add(make_label("Digits", "title"))
        layout.add(self._sort, trailing=True)
        layout.add(self._counts)

    def sort(self) -> Sort:
        """Return the order in the box."""
        return Sort(self._sort.currentText())

    def show_sort(self, sort: Sort) -> None:
        """Show an order in the box."""
        self._sort.setCurrentText(sort.value)

    def show_counts(self, zeros: int, ones: int) -> None:
        """Show how many there are of each label; the tooltip says whether that is balanced."""
        both = _count(zeros + ones, "drawing")
        self._counts.setText(f"{both} · {_count(zeros, 'zero')} · {_count(ones, 'one')}")
        set_tooltip(self._counts, _balance(zeros, ones))

    def _on_activated(self, index: int) -> None:
        self.sort_chosen.emit(self.sort())


class GalleryFilter(QWidget):
    """One button a filter, one of which is checked."""

    filter_chosen = Signal(object)  # Filter

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("galleryFilter")
        set_tooltip(self, "Which drawings are shown; the numbers say how many there are")
        self.setAccessibleName("Which drawings are shown")
        self._group = QButtonGroup(self)
        self._buttons = {each: self._make_button(each) for each in Filter}
        self._given_name = ""
        layout = FlowLayout(2)
        self.setLayout(layout)
        for button in self._buttons.values():
            layout.add(button)
        self._buttons[Filter.ALL].setChecked(True)
        self._buttons[Filter.GIVEN].hide()
        self._group.buttonToggled.connect(self._on_toggled)

    def chosen(self) -> Filter:
        """Return the filter whose button is checked."""
        return next(each for each, button in self._buttons.items() if button.isChecked())

    def choose(self, chosen: Filter) -> None:
        """Check a button."""
        self._buttons[chosen].setChecked(True)

    def choose_given(self, name: str) -> None:
        """Choose the drawings that are given by their ids, and say what they are."""
        self._given_name = name
        given = self._buttons[Filter.GIVEN]
        given.show()
        given.setChecked(True)

    def show_number(self, chosen: Filter, number: int | None) -> None:
        """Show how many drawings a filter shows on its button; None where that is not known."""
        name = f"{self._given_name}:" if chosen is Filter.GIVEN else chosen.value
        text = name if number is None else f"{name} {number:,}"
        self._buttons[chosen].setText(text)
        self._buttons[chosen].setAccessibleName(text)

    def _make_button(self, chosen: Filter) -> QPushButton:
        name = "filter" + chosen.name.title().replace("_", "")
        button = make_button(chosen.value, name, _FILTER_TIPS[chosen], role="tab")
        button.setCheckable(True)
        self._group.addButton(button)
        return button

    def _on_toggled(self, button: QAbstractButton, checked: bool) -> None:
        if checked:
            self._buttons[Filter.GIVEN].setVisible(self.chosen() is Filter.GIVEN)
            self.filter_chosen.emit(self.chosen())


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _balance(zeros: int, ones: int) -> str:
    fewer, more = sorted((zeros, ones))
    rare = 0 if zeros < ones else 1
    if not more:
        return "Draw about as many 0s as 1s."
    if not fewer:
        return f"There is no {rare} yet: draw some, or the network calls everything a {1 - rare}."
    if more > _UNBALANCED * fewer:
        return f"There are few {rare}s: draw more, or the network guesses {1 - rare} too often."
    return f"{zeros:,} are 0s and {ones:,} are 1s: well balanced."
