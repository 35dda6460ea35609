"""ExceptionHook: what nobody caught goes into errors.log, and is said in the window.

Also crashes below Python go there, by faulthandler.
"""

from __future__ import annotations

import faulthandler
import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

import PySide6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from digitapp import __version__
from digitapp.files import paths
from digitapp.ui.window.main_window import MainWindow

_UNEXPECTED = (
    "Something went wrong that should not have: {}. What was saved is safe, and you can go on; "
    "details stand in {}."
)


class ExceptionHook(QObject):
    """Takes the place of sys.excepthook while the window is open.

    Exceptions come from any thread; the signal carries them to the window's.
    """

    happened = Signal(str, str)  # sentence, report

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.times = 0
        self._log, self.path = _open_log()
        if self._log is not None:
            faulthandler.enable(self._log)
        self.happened.connect(window.show_error, Qt.ConnectionType.QueuedConnection)

    def hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Write an exception down, as sys.excepthook."""
        self.times += 1
        report = _report("".join(traceback.format_exception(kind, error, trace)))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as log:
                log.write(report)
        except OSError:
            print(report, file=sys.stderr)
        sentence = _UNEXPECTED.format(f"{kind.__name__}: {error}", self.path)
        self.happened.emit(sentence, report)

    def close(self) -> None:
        """Leave the log, and nothing behind if it is empty."""
        if self._log is not None:
            faulthandler.disable()
            self._log.close()
            self._log = None
            with suppress(OSError):
                if self.path.stat().st_size == 0:
                    self.path.unlink()
                    self.path.parent.rmdir()  # which does nothing unless it is empty

    def on_interrupt(self, number: int, frame: object) -> None:
        """Close the window, but not in the middle of filling it."""
        QTimer.singleShot(0, self._window.close)


def _open_log() -> tuple[TextIO | None, Path]:
    """Open errors.log in the person's folder, or else in the one for temporary files."""
    places = (
        paths.data_folder() / "errors.log",
        Path(tempfile.gettempdir()) / "digitapp-errors.log",
    )
    for path in places:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return path.open("a", encoding="utf-8"), path
        except OSError:
            continue
    return None, places[0]


def _report(trace: str) -> str:
    """Return what somebody needs who is to mend it."""
    return (
        f"{datetime.now():%Y-%m-%d %H:%M:%S}  digitapp {__version__}, "
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, "
        f"{platform.platform()}\n{trace}\n"
    )
