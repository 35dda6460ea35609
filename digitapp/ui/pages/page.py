"""Page: what every page of the third column is, and what it is shown.

PageColumn calls show_theme, show_frame and show_image of the page that is on the screen, and of no
other; a page that comes to the front is first shown the last of each. It follows the timeline by
the frame, whose weights are those of the epoch that is looked at. What a page asks for, it emits.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from digitapp.digits.example import Image
from digitapp.training.frame import Frame
from digitapp.ui.widgets.theme import Theme


class Page(QWidget):
    """A page; a subclass overrides what it follows, and sets title and objectName.

    title : the word on its tab
    active : whether it is on the screen; a page that is not does no work
    wants_steps : its frames hold where the next step starts
    """

    title: str
    active = False
    wants_steps = False

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""

    def show_frame(self, frame: Frame) -> None:
        """Show the training as it is at this moment; called up to 30 times a second."""

    def show_image(self, image: Image | None) -> None:
        """Show what the network sees of the canvas, (20, 20); None when that is blank."""
