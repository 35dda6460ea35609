"""The command's process: one QApplication, Ctrl+C, and exceptions that nobody caught."""

from __future__ import annotations

import signal
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

from .. import paths
from ..digits import DataError
from ..ui.demo import Demo
from ..ui.settings import Settings
from .garbage import collect_here
from .life import Life

_SWITCH_INTERVAL = 0.0005  # seconds: a pen move then waits 1 ms for the training thread, not 5
_FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")
_UNEXPECTED = (
    "Something went wrong that should not have: {}. What was saved is safe, and you can go on; "
    "details stand in {}."
)


def prepare_qt() -> QApplication:
    """Give the one QApplication, with its style, font and icon; a second time does no harm."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("A window needs a QApplication, and there is another one already.")
    application.setApplicationName("digitapp")
    application.setDesktopFileName("digitapp")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(paths.resource("digitapp.png"))))
    sys.setswitchinterval(_SWITCH_INTERVAL)
    collect_here(application)
    if "Inter" not in QFontDatabase.families():
        for name in _FONTS:
            QFontDatabase.addApplicationFont(str(paths.resource(name)))
    return application


def run(path: Path | None, starter: bool, demo: bool, screenshot: Path | None) -> int:
    """Show the window and stay until it is closed; gives the exit code.

    path : a digits file; None: the one that was open last, or the person's own
    starter : add the starter digits if the file is empty
    demo : let the window play by itself, on a file that is thrown away
    screenshot : where the demo leaves its last picture, and then ends
    """
    application = prepare_qt()
    if demo:
        return _play(application, screenshot)
    settings = Settings(paths.settings_file())
    try:
        life = Life(path or _last(settings), settings)
    except DataError as error:
        print(error, file=sys.stderr)
        return 2
    unexpected = Unexpected(life)
    sys.excepthook = unexpected.hook
    signal.signal(signal.SIGINT, unexpected.on_interrupt)
    if starter:
        life.load_starter()
    life.parts.window.show()
    return application.exec()


def _last(settings: Settings) -> Path:
    last = settings.text("file")
    return Path(last) if last and Path(last).is_file() else paths.default_digits()


def _play(application: QApplication, screenshot: Path | None) -> int:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        life = Life(Path(folder) / "demo.digits", settings)
        demo = Demo(life.parts.window, screenshot)
        demo.finished.connect(application.exit)
        life.parts.window.show()
        demo.start()
        code = application.exec()
        life.close()
        return code


class Unexpected(QObject):
    """Writes exceptions that nobody caught to a file, and says so in the window.

    They come from any thread; the signal brings them to the window's.
    """

    happened = Signal(str)  # a sentence

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._life = life
        self._log = paths.data_folder() / "errors.log"
        self.happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def hook(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Take the place of sys.excepthook."""
        text = "".join(traceback.format_exception(kind, error, trace))
        try:
            with self._log.open("a", encoding="utf-8") as log:
                log.write(text)
        except OSError:
            print(text, file=sys.stderr)
        self.happened.emit(_UNEXPECTED.format(f"{kind.__name__}: {error}", self._log))

    def on_interrupt(self, number: int, frame: object) -> None:
        """Close the window on Ctrl+C in the terminal."""
        self._life.parts.window.close()

    def _show(self, sentence: str) -> None:
        self._life.parts.dataset_panel.show_message(sentence, True)
