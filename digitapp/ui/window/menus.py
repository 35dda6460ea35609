"""Menus: the window's commands as actions, with those that change: pages and recent files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from digitapp.ui.widgets.controls import set_tooltip

from .actions import fill_menus, make_action, page_command
from .layout_keys import key_by_place


class Menus(QObject):
    """All menus of a bar; emits which page or recent file was chosen."""

    page_requested = Signal(int)  # index
    recent_requested = Signal(object)  # Path

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        self._bar, self.actions_by_name = bar, fill_menus(bar, self)
        self._pages = QActionGroup(self)
        self._pages.triggered.connect(self._on_page_chosen)
        self._recent = QMenu(bar)
        self._recent.setObjectName("recentMenu")
        self._recent.triggered.connect(self._on_recent_chosen)
        self.actions_by_name["recent"].setMenu(self._recent)

    def add_pages(self, titles: Sequence[str]) -> None:
        """Add the pages of the third column to the View menu; the first one is shown."""
        fold = self.actions_by_name["fold_digits"]
        view = next(menu for menu in self._bar.findChildren(QMenu) if fold in menu.actions())
        for number, title in enumerate(titles, 1):
            action = make_action(page_command(number, title), self)
            view.insertAction(fold, self._pages.addAction(action))
        self.check_page(0)

    def check_page(self, index: int) -> None:
        """Check the page that is shown."""
        self._pages.actions()[index].setChecked(True)

    def show_recent(self, files: Sequence[Path]) -> None:
        """Offer digits files that were open before."""
        self._recent.clear()
        for path in files:
            action = self._recent.addAction(path.name.replace("&", "&&"))
            set_tooltip(action, str(path))
            action.setData(str(path))
        self.actions_by_name["recent"].setEnabled(bool(files))

    def trigger_by_place(self, event: QKeyEvent) -> bool:
        """Trigger what a key at its place means on other keyboards; return whether it is one."""
        key = key_by_place(event)
        for action in self.actions_by_name.values():
            if key is not None and QKeySequence(key) in action.shortcuts():
                action.trigger()
                return True
        return False

    def _on_recent_chosen(self, action: QAction) -> None:
        self.recent_requested.emit(Path(action.data()))

    def _on_page_chosen(self, action: QAction) -> None:
        self.page_requested.emit(self._pages.actions().index(action))
