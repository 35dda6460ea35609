"""GalleryFilter: the buttons that choose which drawings are shown. Filters nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QPushButton, QWidget

from digitapp.ui.widgets.flow_layout import FlowLayout

from .gallery_query import Filter

_TOOLTIPS = {
    Filter.ALL: "All drawings.",
    Filter.ZEROS: "Drawings labelled 0.",
    Filter.ONES: "Drawings labelled 1.",
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
}


class GalleryFilter(QWidget):
    """One button a filter, one of which is down."""

    filter_chosen = Signal(object)  # Filter

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("galleryFilter")
        self.setToolTip("Which drawings are shown; the numbers say how many there are")
        self.setAccessibleName("Which drawings are shown")
        self._group = QButtonGroup(self)
        self._buttons: dict[Filter, QPushButton] = {}
        layout = FlowLayout(2)
        self.setLayout(layout)
        for each in Filter:
            layout.add(self._make_button(each))
        self._buttons[Filter.ALL].setChecked(True)
        self._group.buttonToggled.connect(self._on_toggled)

    def chosen(self) -> Filter:
        """Return the filter whose button is down."""
        return next(each for each, button in self._buttons.items() if button.isChecked())

    def choose(self, chosen: Filter) -> None:
        """Press a button."""
        self._buttons[chosen].setChecked(True)

    def show_number(self, chosen: Filter, number: int | None) -> None:
        """Write how many a filter shows on its button; None for not known."""
        text = chosen.value if number is None else f"{chosen.value} {number:,}"
        self._buttons[chosen].setText(text)
        self._buttons[chosen].setAccessibleName(text)

    def _make_button(self, chosen: Filter) -> QPushButton:
        button = QPushButton(chosen.value)
        button.setCheckable(True)
        button.setProperty("role", "tab")
        button.setObjectName("filter" + chosen.name.title().replace("_", ""))
        button.setAccessibleName(chosen.value)
        button.setToolTip(_TOOLTIPS[chosen])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons[chosen] = button
        self._group.addButton(button)
        return button

    def _on_toggled(self, button: QAbstractButton, checked: bool) -> None:
        if checked:
            self.filter_chosen.emit(self.chosen())
