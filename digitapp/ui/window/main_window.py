"""MainWindow: places the columns, the menus and the status bar; decides nothing.

Knows no panel by name: app.py makes them and hands them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from digitapp.ui.widgets.theme import Theme, style_sheet

from .actions import fill_menus

_HANDY = QSize(1440, 900)
_TITLE_BAR = 40  # pixels that a window's title may take
MARGIN = 8  # pixels between columns, and around them
_WANTS_SPACE = (QAbstractButton, QComboBox)
_WIDTHS = (36, 26, 38)  # in the smallest window, each column has what it needs


class MainWindow(QMainWindow):
    """The window; its columns are empty until `fill`, so that it can be seen at once.

    widths : of the columns, left to right, in proportion
    """

    close_requested = Signal()
    first_painted = Signal()
    activated = Signal()
    files_dropped = Signal(object)  # tuple of Path, () where it was something else; on any column
    pasted = Signal(object, bool)  # tuple of Path, as above; whether it was a picture

    def __init__(self, widths: Sequence[int] = _WIDTHS) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("digitapp")
        self.actions_by_name = fill_menus(self.menuBar(), self)
        self._frames = [_frame() for _ in widths]
        self.splitter = _splitter(self._frames, widths)
        central = QWidget()
        layout = QHBoxLayout(central)
        layout.setContentsMargins(MARGIN, MARGIN // 2, MARGIN, 0)
        layout.addWidget(self.splitter)
        self.setCentralWidget(central)
        self._status = QLabel()
        self._status.setObjectName("statusLabel")
        self._status.setAccessibleName("Status")
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.may_close = True
        self._painted = False
        self.setAcceptDrops(True)

    def fill(self, columns: Sequence[QWidget]) -> None:
        """Put a widget into each column; from now on closing asks first."""
        self.splitter.hide()  # so that all is laid out at once, not one level after the other
        for frame, widget in zip(self._frames, columns, strict=True):
            layout = QVBoxLayout(frame)
            layout.addWidget(widget)
            for kind in _WANTS_SPACE:
                for button in widget.findChildren(kind):
                    button.installEventFilter(self)
        self.splitter.show()
        self.may_close = False

    def show_standing(self, text: str) -> None:
        """Say in the status bar how things stand."""
        self._status.setText(text)

    def say(self, sentence: str, seconds: int = 6) -> None:
        """Say something in the status bar for a while."""
        self.statusBar().showMessage(sentence, 1000 * seconds)

    def show_theme(self, theme: Theme) -> None:
        """Take these colours and this size."""
        sheet = style_sheet(theme)
        if sheet != self.styleSheet():  # Qt would polish every widget anew
            self.setStyleSheet(sheet)

    def place(self, geometry: QByteArray, columns: QByteArray) -> None:
        """Be where the person left it; the first time in the middle, as large as is handy."""
        if not self.restoreGeometry(geometry):
            free = self.screen().availableGeometry()
            room = free.adjusted(MARGIN, MARGIN, -MARGIN, -_TITLE_BAR)
            self.resize(_HANDY.boundedTo(room.size()))
            self.move(room.center() - self.rect().center())  # of its frame, title and all
        self.splitter.restoreState(columns)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let app.py end what is going on; it then sets may_close."""
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
        """Tell when something is to be seen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Space press a button that has the focus: as a shortcut it would predict."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)


def _local_files(data: QMimeData) -> tuple[Path, ...]:
    """Return the files and folders of this machine; () where there are none."""
    urls = data.urls() if data.hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())


def _frame() -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "panel")
    return frame


def _splitter(frames: Sequence[QFrame], widths: Sequence[int]) -> QSplitter:
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setObjectName("columns")
    splitter.setHandleWidth(MARGIN)
    splitter.setChildrenCollapsible(False)
    for number, (frame, width) in enumerate(zip(frames, widths, strict=True)):
        splitter.addWidget(frame)
        splitter.setStretchFactor(number, width)
    splitter.setSizes([100 * width for width in widths])
    return splitter
