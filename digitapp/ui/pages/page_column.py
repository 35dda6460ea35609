"""PageColumn: the third column. One page at a time, and the transport under all of them.

Train │ Inside │ …      tabs, as soon as there are two pages
the page                show_frame, show_image: only of the page that is on the screen
pinned drawings         while there are any
transport               run buttons, status, timeline
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from digitapp.digits.example import Image
from digitapp.training.frame import Frame
from digitapp.ui.train.transport import Transport
from digitapp.ui.widgets.controls import make_label
from digitapp.ui.widgets.theme import LIGHT, Theme

from .page import Page
from .pinned_strip import PinnedStrip

_SHOWN = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
_HIDDEN = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)


class PageColumn(QWidget):
    """Shows the pages it is given; the first one to begin with."""

    page_shown = Signal(int)  # index of the page
    steps_wanted = Signal(bool)  # the page that is shown needs the step of a frame, or does not

    def __init__(
        self, pages: Sequence[Page], pinned_strip: PinnedStrip, transport: Transport
    ) -> None:
        super().__init__()
        self._pages, self._transport = tuple(pages), transport
        self._pinned_strip = pinned_strip
        self._theme, self._frame = LIGHT, Frame()
        self._image: Image | None = None
        self._tabs: QTabBar | None = None
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._make_header())
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(pinned_strip)
        self._column.addWidget(transport)
        self.show_page(0)

    def titles(self) -> tuple[str, ...]:
        """Return the titles of the pages in their order."""
        return tuple(page.title for page in self._pages)

    def show_page(self, index: int) -> None:
        """Show a page, up to date with everything that happened while it was not shown."""
        page = self._pages[index]
        for each in self._pages:
            each.active = each is page
            # only the page that is shown says how small the window may be
            each.setSizePolicy(_SHOWN if each is page else _HIDDEN)
        self._stack.setCurrentWidget(page)
        if self._tabs is not None:
            with QSignalBlocker(self._tabs):
                self._tabs.setCurrentIndex(index)
        page.show_theme(self._theme)
        page.show_image(self._image)
        page.show_frame(self._frame)
        self.page_shown.emit(index)
        self.steps_wanted.emit(page.wants_steps)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self._column.setSpacing(theme.px(8))
        self._transport.show_theme(theme)
        self._pinned_strip.show_theme(theme)
        self._current().show_theme(theme)

    def show_frame(self, frame: Frame) -> None:
        """Show the training as it is at this moment."""
        self._frame = frame
        self._transport.show_frame(frame)
        self._current().show_frame(frame)

    def show_image(self, image: Image | None) -> None:
        """Show what the network sees of the canvas, (20, 20); None when that is blank."""
        self._image = image
        self._current().show_image(image)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Focus the Train button; with a focus proxy the Tab key would leave out the page."""
        self._transport.train_button.setFocus(event.reason())

    def _current(self) -> Page:
        return self._pages[self._stack.currentIndex()]

    def _make_header(self) -> QWidget:
        """Return the tabs, or the title where there is one page."""
        if len(self._pages) == 1:
            return make_label(self._pages[0].title, "title")
        self._tabs = tabs = QTabBar()
        tabs.setObjectName("pageTabs")
        tabs.setAccessibleName("Pages")
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for number, page in enumerate(self._pages, 1):
            index = tabs.addTab(page.title)
            tabs.setTabToolTip(index, f"{page.title} (Alt+{number})")
        tabs.currentChanged.connect(self.show_page)
        return tabs
