"""What the Digits column says in words: the progress of long jobs, and why it is empty.

BusyLine stands above the gallery while a long job runs, GalleryEmpty in place of the drawings.
Neither ever takes the focus or stops anybody from working.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from digitapp.ui.widgets.controls import fill_layout, make_button, make_label
from digitapp.ui.widgets.theme import LIGHT, Theme

from .gallery_query import Filter

_LONGEST_WORD = 24  # characters; file names have no spaces where a line could end
_BAR_HEIGHT = 6  # pixels
_NOTHING_YET = (
    "No drawings yet. Draw a 0 or a 1 and say which it is, or begin with real handwriting."
)
_NOT_ASKED = (
    "No network has been asked about these drawings yet. Press Train: what it reads wrongly is "
    "then shown here."
)
_WHY_EMPTY = {
    Filter.ZEROS: "There is no 0 yet. Draw one and press 0.",
    Filter.ONES: "There is no 1 yet. Draw one and press 1.",
    Filter.HELD_OUT: (
        "No drawing is held out. Set a held-out share in step 3 of Train, and draw at least five "
        "of each digit."
    ),
    Filter.WRONG: "Nothing is wrong: the network reads every drawing as it is labelled.",
    Filter.DOUBTFUL: "Nothing is doubtful: no label looks like a mistake.",
    Filter.GIVEN: "These drawings are not in the file any more.",
}


class BusyLine(QWidget):
    """What goes on, how far it is, and a button that stops it."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._label = _wrapping_label("busyLabel")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName("busyBar")
        self._bar.setAccessibleName("Progress")
        cancel = make_button("Cancel", "cancelButton", "Stop it. Nothing half done stays behind.")
        cancel.clicked.connect(self.cancel_requested)
        row = fill_layout(QHBoxLayout(), (self._label, 1), cancel)
        fill_layout(QVBoxLayout(self), row, self._bar).setSpacing(2)
        self.show_theme(LIGHT)
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Show the bar as thin as the theme's scale asks for."""
        self._bar.setFixedHeight(theme.px(_BAR_HEIGHT))

    def show_busy(self, text: str, done: int, total: int) -> None:
        """Show how far a job is; a total of 0 where that is not known."""
        self._label.setText(_breakable(text))
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        self.show()


class GalleryEmpty(QWidget):
    """Why no drawing is shown, and a button that helps, in the middle of the gallery."""

    starter_requested = Signal()
    all_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = _wrapping_label("galleryEmpty")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._starter = make_button(
            "Load 1,400 starter digits",
            "starterButton",
            "1,000 handwritten 0s and 1s, from MNIST, and 400 that digitapp makes: 1s with a flag "
            "or a foot, slashed and open 0s. Ctrl+Z takes them out.",
            role="primary",
        )
        self._all = make_button("Show all drawings", "showAllButton", "Leave this filter.")
        self._starter.clicked.connect(self.starter_requested)
        self._all.clicked.connect(self.all_requested)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._sentence)
        for button in (self._starter, self._all):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def show_reason(self, chosen: Filter, *, drawings: int, asked: bool, read_only: bool) -> None:
        """Show why a filter shows nothing.

        drawings : how many there are without any filter
        asked : whether a network was asked about them
        read_only : nothing can be added
        """
        nothing = drawings == 0
        about_network = chosen in (Filter.WRONG, Filter.DOUBTFUL)
        if nothing:
            self._sentence.setText(_NOTHING_YET)
        elif about_network and not asked:
            self._sentence.setText(_NOT_ASKED)
        else:
            self._sentence.setText(_WHY_EMPTY.get(chosen, ""))
        self._starter.setVisible(nothing)
        self._starter.setDisabled(read_only)
        self._all.setVisible(not nothing)


def _wrapping_label(name: str) -> QLabel:
    label = make_label("", "muted", name)
    label.setWordWrap(True)
    return label


def _breakable(text: str) -> str:
    """Return text whose long words may be broken at the end of a line, by spaces of no width."""
    return re.sub(rf"([^\s/-]{{{_LONGEST_WORD}}})(?=[^\s/-])", "\\1\u200b", text)
