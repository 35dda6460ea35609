"""GalleryEmpty: what a gallery without a drawing says: why there is none, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from .gallery_query import Filter

_NOTHING_YET = (
    "No drawings yet. Draw a 0 or a 1 and say which it is, or begin with real handwriting."
)
_NOT_ASKED = (
    "No network has been asked about these drawings yet. Press Train: what it reads wrongly is "
    "then shown here."
)
_WHY = {
    Filter.ZEROS: "There is no 0 yet. Draw one and press 0.",
    Filter.ONES: "There is no 1 yet. Draw one and press 1.",
    Filter.HELD_OUT: (
        "No drawing is held out. Set a held-out share in step 3 of Train, and draw at least five "
        "of each digit."
    ),
    Filter.WRONG: "Nothing is wrong: the network reads every drawing as it is labelled.",
    Filter.DOUBTFUL: "Nothing is doubtful: no label looks like a mistake.",
}


class GalleryEmpty(QWidget):
    """A sentence and a button in the middle of the gallery."""

    starter_requested = Signal()
    all_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._sentence.setObjectName("galleryEmpty")
        self._sentence.setProperty("role", "muted")
        self._starter = _button("starterButton", "Load 1,000 starter digits")
        self._starter.setProperty("role", "primary")
        self._starter.setToolTip(
            "500 handwritten 0s and 500 1s, from MNIST. Ctrl+Z takes them out."
        )
        self._starter.clicked.connect(self.starter_requested)
        self._all = _button("showAllButton", "Show all drawings")
        self._all.setToolTip("Leave this filter.")
        self._all.clicked.connect(self.all_requested)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._sentence)
        for button in (self._starter, self._all):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def show_reason(self, chosen: Filter, *, drawings: int, asked: bool, read_only: bool) -> None:
        """Say why a filter shows nothing.

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
            self._sentence.setText(_WHY.get(chosen, ""))
        self._starter.setVisible(nothing)
        self._starter.setDisabled(read_only)
        self._all.setVisible(not nothing)


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button
