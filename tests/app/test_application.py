"""The command's process: what the system asks of it from outside."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOUBLE_CLICK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from digitapp.app.application import Application, prepare_qt
from digitapp.ui.window.settings import Settings

folder, moment = Path(sys.argv[1]), sys.argv[2]

class Started(Application):
    def fill(self):
        if moment == "before":
            self.double_click()
        super().fill()
        if moment == "after":
            self.double_click()
        components = self._controller.components
        components.digits.wait_until_open(30)
        print(components.window.windowTitle())
        QTimer.singleShot(0, components.window.close)

    def double_click(self):
        path = str(folder / "mine.digits")
        QApplication.sendEvent(QApplication.instance(), QFileOpenEvent(QUrl.fromLocalFile(path)))

application = Started(prepare_qt(), Settings(folder / "settings.ini"))
raise SystemExit(application.run(folder / "last.digits"))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_file_that_is_double_clicked_on_a_mac_is_opened(tmp_path, moment):
    command = [sys.executable, "-c", DOUBLE_CLICK, str(tmp_path), moment]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (0, "mine.digits – digitapp\n"), done.stderr


CLOSED = """
import sys
from pathlib import Path
from digitapp.app.application import Application, prepare_qt
from digitapp.ui.window.settings import Settings

folder = Path(sys.argv[1])

class Closed(Application):
    def build(self):
        super().build()
        self._shell.window.close()

raise SystemExit(Closed(prepare_qt(), Settings(folder / "a.ini")).run(folder / "a.digits"))
"""


def test_a_window_that_is_closed_before_it_is_filled_ends_the_command(tmp_path):
    command = [sys.executable, "-c", CLOSED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
