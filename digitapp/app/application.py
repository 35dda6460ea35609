"""The command's process: one QApplication, its garbage, Ctrl+C, and exceptions nobody caught."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from digitapp.files import paths
from digitapp.ui.window.settings import Settings

from .window_shell import WindowShell

if TYPE_CHECKING:
    from .exception_hook import ExceptionHook
    from .window_controller import WindowController

_SWITCH_INTERVAL = 0.0005  # seconds: a pen move then waits 1 ms for the training thread, not 5
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl+C, the end of the session, of the terminal
_COLLECT = 1000  # ms between two collections of garbage
_COLLECT_ALL = 10  # every so many times, also what is old
# what Qt writes for every window without a screen, and under LANG=C, where it helps itself
_USELESS_MESSAGES = ("This plugin does not support propagateSizeHints()", "Detected locale")
_SQLITE = b"SQLite format 3\0"  # how digits files begin


def show_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Write a message of Qt, but for those that nobody needs."""
    if not text.startswith(_USELESS_MESSAGES):
        print(text, file=sys.stderr)


def prepare_qt() -> QApplication:
    """Return the one QApplication, with its style and icon; a second time does no harm."""
    application = QApplication.instance() or DesktopApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("A window needs a QApplication, and there is another one already.")
    application.setApplicationName("digitapp")
    application.setDesktopFileName("digitapp")
    application.setStyle("Fusion")  # which the style sheet builds on
    logging.getLogger("digitapp").addHandler(logging.NullHandler())  # the window says it
    application.setWindowIcon(QIcon(str(paths.resource("digitapp.png"))))
    sys.setswitchinterval(_SWITCH_INTERVAL)
    # before numpy is loaded: of products as small as ours, BLAS waits for a second thread longer
    # than that computes, and keeps it from the fit
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if application.findChild(GarbageCollector) is None:
        GarbageCollector(application)
    return application


class DesktopApplication(QApplication):
    """Emits which file was double-clicked on a Mac.

    Not by an event filter: that would be called for every event of every widget, and each time
    wait for Python's lock while the network trains.
    """

    file_opened = Signal(object)  # Path

    def event(self, event: QEvent) -> bool:
        """Emit the path of a file that is to be opened."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(Path(event.file()))
            return True
        return super().event(event)


class GarbageCollector(QObject):
    """Collects circular garbage in the window's thread, and in no other; one is enough.

    Python collects it in whatever thread happens to allocate, also in the one that trains; a widget
    among it would be destroyed there, which crashes Qt.
    """

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        gc.disable()
        self._times = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(_COLLECT)

    def collect(self) -> None:
        """Collect what is young; now and then everything, which takes longer."""
        self._times += 1
        gc.collect(1 if self._times % _COLLECT_ALL else 2)


def run(
    path: Path | None,
    starter: bool,
    demo: bool,
    screenshot: Path | None,
    recording: Path | None = None,
) -> int:
    """Show the window and stay until it is closed; return the exit code.

    path : a digits file, or another that is to be imported; None: the digits file that was open
        last, or the person's own
    starter : add the starter digits if the file is empty
    demo : let the window run by itself, on a file that is deleted afterwards
    screenshot : where the demo writes its last picture, and then ends
    recording : where the demo writes, as an animated picture, how a wrong answer is mended
    """
    qInstallMessageHandler(show_message)
    application = prepare_qt()
    if demo:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(Path(folder) / "settings.ini")
            return Application(
                application, settings, demo=True, screenshot=screenshot, recording=recording
            ).run(Path(folder) / "demo.digits")
    settings = Settings(paths.settings_file())
    other = path if path and _is_other(path) else None
    digits = path if path and not other else _last_file(settings)
    return Application(application, settings, starter=starter, other=other).run(digits)


def _is_other(path: Path) -> bool:
    """Return whether a path is there and is no digits file, by what it begins with."""
    if path.is_dir():
        return True
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except OSError:  # a new digits file, or one of which the store says what is wrong
        return False
    return path.suffix != ".digits" and start not in (_SQLITE, b"")


def _last_file(settings: Settings) -> Path:
    last = settings.text("file")
    return Path(last) if last and Path(last).is_file() else paths.default_digits()


class Application(QObject):
    """One window from its first paint to the exit code.

    The empty window is shown first. When it is on the screen its menus are created, and then it is
    filled: numpy and the panels take longer to load than Qt.
    """

    def __init__(
        self,
        application: QApplication,
        settings: Settings,
        *,
        starter: bool = False,
        demo: bool = False,
        screenshot: Path | None = None,
        recording: Path | None = None,
        other: Path | None = None,
    ) -> None:
        super().__init__()
        self._application, self._settings = application, settings
        self._starter, self._demo, self._screenshot = starter, demo, screenshot
        self._other, self._recording = other, recording
        self._controller: WindowController | None = None
        self._unexpected: ExceptionHook | None = None

    def run(self, path: Path) -> int:
        """Open a digits file in a window and stay until that is closed."""
        self._path, self._shell = path, WindowShell(self._settings)
        self._shell.window.first_painted.connect(self.build)
        self._shell.window.show()
        if isinstance(self._application, DesktopApplication):
            self._application.file_opened.connect(self.open_file)
        code = self._application.exec()
        if self._controller is not None:
            self._controller.close()
        if self._unexpected is None:
            return code
        self._unexpected.close()
        return code or int(self._demo and self._unexpected.times > 0)

    def build(self) -> None:
        """Create what the window has around its columns, and then fill them."""
        from .exception_hook import ExceptionHook

        self._shell.build()
        self._unexpected = ExceptionHook(self._shell.window)
        sys.excepthook = self._unexpected.hook
        for name in _SIGNALS:
            if hasattr(signal, name):  # Windows knows two of them
                signal.signal(getattr(signal, name), self._unexpected.on_interrupt)
        QTimer.singleShot(0, self.fill)

    def open_file(self, path: Path) -> None:
        """Open another digits file; before the window is filled, that one in place of the last."""
        if self._controller is None:
            self._path = path
        else:
            self._controller.open_other(path)

    def fill(self) -> None:
        """Load everything else and put it into the window, unless that is closed already."""
        if not self._shell.window.isVisible():
            return
        from .window_controller import WindowController

        self._controller = WindowController(self._path, self._settings, self._shell)
        if self._starter:
            self._controller.load_starter()
        if self._other:
            self._controller.offer(self._other)
        if self._demo:
            from digitapp.ui.demo.recording import Recording
            from digitapp.ui.demo.script import Demo

            window = self._shell.window
            demo = (
                Recording(window, self._recording)
                if self._recording
                else Demo(window, self._screenshot)
            )
            demo.finished.connect(self._application.exit)
            demo.start()
        # what is loaded stays, and searching it would take 30 ms; after the plot, which is added so
        QTimer.singleShot(0, gc.freeze)
