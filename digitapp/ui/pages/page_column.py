"""PageColumn: the third column. One page at a time, and the transport under all of them.

Train │ Inside │ …      tabs, as soon as there are two pages
the page                created when it is first shown, and told of changes while it is shown
pinned drawings         while there are any
transport               run buttons, status, timeline
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.digits.example import Image
from digitapp.training.frame import Frame
from digitapp.training.pinned import PinnedCurves
from digitapp.training.what_if import ExchangePaint, Paint
from digitapp.ui.train.transport import Transport
from digitapp.ui.widgets.arrow_group import set_tab_order
from digitapp.ui.widgets.controls import fill_layout, make_label
from digitapp.ui.widgets.theme import LIGHT, Theme

from .page import Page, PageEntry
from .pinned_strip import PinnedStrip

_SHOWN = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
_HIDDEN = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)


@dataclass(frozen=True)
class _Shown:
    """What the page on the screen is shown, beside the theme."""

    dataset: DatasetSnapshot = field(default_factory=DatasetSnapshot.empty)
    pinned: PinnedCurves = field(default_factory=PinnedCurves)
    image: Image | None = None
    frame: Frame = field(default_factory=Frame)
    unit: tuple[int, int] | None = None
    line: tuple[int | None, str] = (None, "")


class PageColumn(QWidget):
    """Shows the pages it is given; the first one to begin with."""

    page_shown = Signal(int)  # index of the page
    steps_wanted = Signal(bool)  # the page that is shown needs the step of a frame, or does not
    pin_requested = Signal()  # these come from whichever page is shown
    export_requested = Signal(object)
    painted = Signal(object, object, object)
    drawings_requested = Signal(object, str)

    def __init__(
        self, entries: Sequence[PageEntry], pinned_strip: PinnedStrip, transport: Transport
    ) -> None:
        super().__init__()
        self._entries, self._transport = tuple(entries), transport
        self._pages: dict[int, Page] = {}  # those that were shown, by their index
        self._seen: dict[int, _Shown] = {}  # what each of them was shown last
        self._shown, self._index, self._theme = _Shown(), 0, LIGHT
        self._themed: set[int] = set()  # the pages that show the theme of now
        self._pinned_strip = pinned_strip
        self._tabs: QTabBar | None = None
        self._stack = QStackedWidget()
        parts = (self._make_header(), (self._stack, 1), pinned_strip, transport)
        self._column = fill_layout(QVBoxLayout(self), *parts)
        self.show_page(0)

    def titles(self) -> tuple[str, ...]:
        """Return the titles of the pages in their order."""
        return tuple(entry.title for entry in self._entries)

    def show_page(self, index: int) -> None:
        """Show a page, up to date with everything that happened while it was not shown."""
        page = self._pages.get(index) or self._create(index)
        self._index = index
        for each in self._pages.values():
            each.active = each is page
            # only the page that is shown says how small the window may be
            each.setSizePolicy(_SHOWN if each is page else _HIDDEN)
        self._stack.setCurrentWidget(page)
        if self._tabs is not None:
            with QSignalBlocker(self._tabs):
                self._tabs.setCurrentIndex(index)
        self._update()
        self.page_shown.emit(index)
        self.steps_wanted.emit(page.wants_steps)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._column.setSpacing(theme.px(8))
        self._transport.show_theme(theme)
        self._pinned_strip.show_theme(theme)
        self._theme = theme
        self._themed.clear()
        self._update()

    def show_frame(self, frame: Frame) -> None:
        """Show the training as it is at this moment."""
        self._transport.show_frame(frame)
        self._shown = replace(self._shown, frame=frame)
        self._update()

    def show_image(self, image: Image | None) -> None:
        """Show what the network sees of the canvas, (20, 20); None when that is blank."""
        self._shown = replace(self._shown, image=image)
        self._update()

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Use the drawings as they are now."""
        self._shown = replace(self._shown, dataset=dataset)
        self._update()

    def show_pinned(self, curves: PinnedCurves) -> None:
        """Show the pinned drawings."""
        self._pinned_strip.show_curves(curves)
        self._shown = replace(self._shown, pinned=curves)
        self._update()

    def on_unit_chosen(self, unit: tuple[int, int] | None) -> None:
        """Remember the unit that was opened on a page, for the others to show."""
        self._shown = replace(self._shown, unit=unit)

    def on_line_shown(self, layer: int | None, caption: str) -> None:
        """Remember what is computed on a page, for the others to show."""
        self._shown = replace(self._shown, line=(layer, caption))

    def on_painted(
        self, words: tuple[str, str, str], before: Paint, exchange: ExchangePaint
    ) -> None:
        """Emit what was painted on the page that is shown; to undo it shows that page first."""
        self.painted.emit(words, before, partial(self._exchange_paint, self._index, exchange))

    def _exchange_paint(self, index: int, exchange: ExchangePaint, paint: Paint) -> Paint | None:
        self.show_page(index)
        return exchange(paint)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Focus Train or Pause; with a focus proxy the Tab key would leave out the page."""
        self._transport.focus_run(event.reason())

    def _create(self, index: int) -> Page:
        page = self._pages[index] = self._entries[index].create()
        page.pin_requested.connect(self.pin_requested)
        page.export_requested.connect(self.export_requested)
        page.painted.connect(self.on_painted)
        page.drawings_requested.connect(self.drawings_requested)
        page.unit_chosen.connect(self.on_unit_chosen)
        page.line_shown.connect(self.on_line_shown)
        in_tab_order = _focus_chain(page)
        self._stack.addWidget(page)  # which puts it last in the window's tab order
        set_tab_order((self._tabs or self, *in_tab_order))
        return page

    def _update(self) -> None:
        """Show the page on the screen what has changed since it was told last; at first all."""
        page, new, old = self._pages[self._index], self._shown, self._seen.get(self._index)
        self._seen[self._index] = new
        if self._index not in self._themed:
            self._themed.add(self._index)
            page.show_theme(self._theme)
        if old is None or new.dataset is not old.dataset:
            page.show_dataset(new.dataset)
        if old is None or new.pinned is not old.pinned:
            page.show_pinned(new.pinned)
        if old is None or new.image is not old.image:
            page.show_image(new.image)
        if old is None or new.frame is not old.frame:
            page.show_frame(new.frame)
        if old is None or new.unit != old.unit:
            page.show_unit(new.unit)
        if old is None or new.line != old.line:
            page.show_line(*new.line)

    def _make_header(self) -> QWidget:
        """Return the tabs, or the title where there is one page."""
        if len(self._entries) == 1:
            return make_label(self._entries[0].title, "title")
        self._tabs = tabs = QTabBar()
        tabs.setObjectName("pageTabs")
        tabs.setAccessibleName("Pages")
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for number, title in enumerate(self.titles(), 1):
            index = tabs.addTab(title)
            tabs.setTabToolTip(index, f"{title} (Alt+{number})")
        tabs.currentChanged.connect(self.show_page)
        return tabs


def _focus_chain(widget: QWidget) -> list[QWidget]:
    """Return what can have the focus in a widget without a parent, in its tab order."""
    chain, each = [], widget.nextInFocusChain()
    while each is not None and each is not widget:
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus:
            chain.append(each)
        each = each.nextInFocusChain()
    return chain
