"""Page: what every page of the third column is, what it is shown, and what it asks for.

PageColumn creates a page when it is first shown, and calls show_theme, show_frame and the others of
the page that is on the screen, and of no other. A page that comes to the front is first shown what
has changed since it was there. It follows the timeline by the frame, whose weights are those of the
epoch that is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.digits.example import Image
from digitapp.training.frame import Frame
from digitapp.training.pinned import PinnedCurves
from digitapp.ui.widgets.theme import Theme


class Page(QWidget):
    """A page; a subclass overrides what it follows, and sets objectName.

    active : whether it is on the screen; a page that is not does no work
    wants_steps : its frames hold where the next step starts
    """

    active = False
    wants_steps = False
    pin_requested = Signal()  # pin the drawing on the canvas
    export_requested = Signal(object)  # Callable[[Path], None], which writes the picture
    drawings_requested = Signal(object, str)  # ids (k,) int64 to see, and what they are
    unit_chosen = Signal(object)  # (layer, unit) that is kept open, or None
    painted = Signal(object, object, object)  # words for undo, Paint before, ExchangePaint
    line_shown = Signal(object, str)  # layer or None, what is computed of it; "" for nothing

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Use the drawings as they are now."""

    def show_pinned(self, curves: PinnedCurves) -> None:
        """Show the pinned drawings."""

    def show_image(self, image: Image | None) -> None:
        """Show what the network sees of the canvas, (20, 20); None when that is blank."""

    def show_frame(self, frame: Frame) -> None:
        """Show the training as it is at this moment; called up to 30 times a second."""

    def show_unit(self, unit: tuple[int, int] | None) -> None:
        """Show the unit (layer, unit) that is open on another page; None for none."""

    def show_line(self, layer: int | None, caption: str) -> None:
        """Show which layer is computed on another page; "" for nothing."""


class PageEntry(NamedTuple):
    """A page that there can be: the word on its tab, and what creates it."""

    title: str
    create: Callable[[], Page]
