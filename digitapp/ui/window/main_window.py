"""MainWindow: the columns, the menus and the status bar; decides nothing.

Knows no panel by name: app makes them and hands them in. Loads no more at first than an empty
window needs: Qt's namespace alone takes longer to load than that window to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QRect, QSize, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QMainWindow, QWidget

from digitapp.ui.widgets.theme import DARK, LIGHT, Theme, style_sheet

if TYPE_CHECKING:
    from digitapp.files.errors import Severity

_DEFAULT_SIZE = QSize(1440, 900)
_NO_LIMIT = (1 << 24) - 1  # pixels; Qt's QWIDGETSIZE_MAX
_TITLE_BAR = 40  # pixels that a window's title may take
_MARGIN = 8  # pixels that are left free around it
_DARK = 128  # lightness of 255, below which the system's windows are dark


class MainWindow(QMainWindow):
    """The window: empty at first, so that it can be seen at once; `build` and `fill` follow."""

    close_requested = Signal()
    first_painted = Signal()  # when the empty window is on the screen
    activated = Signal()
    page_requested = Signal(int)  # index
    recent_requested = Signal(object)  # Path
    files_dropped = Signal(object)  # tuple of Path, () where it was something else; on any column
    pasted = Signal(object, bool)  # tuple of Path, as above; whether it was a picture

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("digitapp")
        self.actions_by_name: dict[str, QAction] = {}
        self.may_close = True
        self._painted = False

    def build(self) -> None:
        """Create the menus, the empty columns and the status bar."""
        from digitapp.ui.widgets.controls import make_button

        from .columns import Columns
        from .menus import Menus
        from .message_line import MessageLine

        self.setPalette(QPalette())  # from now on the style sheet says the colours
        self._menus = Menus(self.menuBar())
        self._menus.page_requested.connect(self.page_requested)
        self._menus.recent_requested.connect(self.recent_requested)
        self.actions_by_name = self._menus.actions_by_name
        self.columns = Columns()
        self.columns.folded.connect(self.actions_by_name["fold_digits"].setChecked)
        self.setCentralWidget(self.columns)
        self._messages = MessageLine()
        self.statusBar().addWidget(self._messages, 1)
        tip = "Copy what went wrong, for a message to the makers of digitapp."
        self._report, self._copy_report = "", make_button("Copy report", "copyReportButton", tip)
        self._copy_report.setParent(self)
        self._copy_report.clicked.connect(self._on_copy_report)
        self._copy_report.hide()  # and not in the status bar, which would be higher for it
        self.statusBar().setSizeGripEnabled(False)
        text = "Esc or F11 leaves the presentation"
        tip = "Press here, Esc or F11 to see the whole window again."
        self._how_to_leave = make_button(text, "howToLeave", tip, role="tab")
        self._how_to_leave.clicked.connect(self.actions_by_name["presentation"].trigger)
        self.statusBar().addPermanentWidget(self._how_to_leave)
        self.setAcceptDrops(True)

    def fill(self, columns: Sequence[QWidget], pages: Sequence[str]) -> None:
        """Put a widget into each column; from now on closing asks first.

        pages : titles of the pages of the third column, for the View menu
        """
        self.columns.fill(columns)
        self._menus.add_pages(pages)
        self.may_close = False

    def show_page(self, index: int) -> None:
        """Make room for a page, and check it in the menu."""
        self._menus.check_page(index)
        self.columns.show_page(index)

    def show_recent(self, files: Sequence[Path]) -> None:
        """Offer digits files that were open before."""
        self._menus.show_recent(files)

    def show_standing(self, text: str) -> None:
        """Show in the status bar whether all is saved."""
        self._messages.show_standing(text)

    def show_message(self, sentence: str, severity: Severity = "information") -> None:
        """Show a sentence in the status bar: an error until it is dismissed, others for a while."""
        self._messages.show_message(sentence, severity)

    def withdraw_message(self, sentence: str) -> None:
        """Show a sentence no longer, for it holds no more."""
        self._messages.withdraw(sentence)

    def clear_messages(self) -> None:
        """Show no message any more."""
        self._messages.clear()

    def show_error(self, sentence: str, report: str) -> None:
        """Show that something went wrong, and offer what is to be sent to who can mend it."""
        self.show_message(sentence, "error")
        self._report = report
        self.statusBar().addPermanentWidget(self._copy_report)
        self._copy_report.show()

    def _on_copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.statusBar().removeWidget(self._copy_report)
        self.show_message("The report is copied: paste it in a message to the makers of digitapp.")

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        sheet = style_sheet(theme)
        if sheet != self.styleSheet():  # Qt would polish every widget anew
            self.setStyleSheet(sheet)
        self.columns.show_theme(theme)
        self._how_to_leave.setVisible(theme.presenting)
        # not hidden: its shortcuts would be dead
        self.menuBar().setMaximumHeight(0 if theme.presenting else _NO_LIMIT)

    def show_background(self, choice: str) -> None:
        """Show the colour of the empty window.

        choice : "light", "dark" or "system", which is known by the system's own colours here
        """
        palette = self.palette()
        dark = palette.color(QPalette.ColorRole.Window).lightness() < _DARK
        theme = {"light": LIGHT, "dark": DARK}.get(choice, DARK if dark else LIGHT)
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.colours.window))
        self.setPalette(palette)

    def place(self, geometry: QByteArray) -> None:
        """Move and resize to where the person left it; the first time to the middle."""
        if not self.restoreGeometry(geometry):
            self.resize(_DEFAULT_SIZE.boundedTo(self.room()))
            free = self._free()
            self.move(free.center() - self.rect().center())  # of its frame, title and all

    def room(self) -> QSize:
        """Return how large the window can be on its screen; a screen that nobody sees is enough."""
        unseen = QGuiApplication.platformName() == "offscreen"
        return _DEFAULT_SIZE if unseen else self._free().size()

    def _free(self) -> QRect:
        free = self.screen().availableGeometry()
        return free.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_TITLE_BAR)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for everything to be ended; may_close is then set."""
        self.close_requested.emit()
        if self.may_close:
            event.accept()
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept whatever is dropped: what is no file gets a sentence."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Report which files were dropped."""
        event.acceptProposedAction()
        self.files_dropped.emit(_local_files(event.mimeData()))

    def paste(self) -> None:
        """Report which files were copied elsewhere."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()  # some systems give None
        self.pasted.emit(_local_files(data), data.hasImage())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Report when something is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Report when the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the presentation with Esc; trigger what a key means on other keyboards."""
        presentation = self.actions_by_name.get("presentation")
        if presentation is None:
            return
        if event.matches(QKeySequence.StandardKey.Cancel) and presentation.isChecked():
            presentation.trigger()
        elif not self._menus.trigger_by_place(event):
            super().keyPressEvent(event)


def _local_files(data: QMimeData) -> tuple[Path, ...]:
    """Return the files and folders of this machine; () where there are none."""
    urls = data.urls() if data.hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
