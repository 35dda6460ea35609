"""What nobody caught: in errors.log, in the window, and as a report to be sent."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from digitapp.app.exception_hook import ExceptionHook
from digitapp.ui.window.main_window import MainWindow

from .window_actions import find


@pytest.fixture
def hook(qtbot):
    window = MainWindow()
    window.build()
    qtbot.addWidget(window)
    window.show()
    made = ExceptionHook(window)
    yield made
    made.close()


def fail(hook):
    try:
        raise LookupError("the 7th digit")
    except LookupError as error:
        hook.hook(type(error), error, error.__traceback__)


def test_it_is_written_where_no_folder_was_before(hook, own_folder):
    fail(hook)
    written = (own_folder / "errors.log").read_text(encoding="utf-8")
    assert "LookupError: the 7th digit" in written
    assert "digitapp" in written.splitlines()[0]


def test_where_the_folder_cannot_be_written_it_goes_to_the_temporary_one(
    qtbot, tmp_path, monkeypatch
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DIGITAPP_FOLDER", str(tmp_path / "file" / "folder"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    window = MainWindow()
    window.build()
    qtbot.addWidget(window)
    hook = ExceptionHook(window)
    fail(hook)
    hook.close()
    assert "the 7th digit" in (tmp_path / "digitapp-errors.log").read_text(encoding="utf-8")


def test_the_report_can_be_copied(hook, qtbot):
    window = hook.parent()
    fail(hook)
    button = find(window, "copyReportButton")
    qtbot.waitUntil(button.isVisible)
    assert "the 7th digit" in find(window, "message").accessibleName()
    button.click()
    assert "LookupError: the 7th digit" in QGuiApplication.clipboard().text()
    assert not button.isVisible()


def test_a_crash_below_python_is_written_too(tmp_path):
    code = (
        "import faulthandler, sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from digitapp.app.exception_hook import ExceptionHook\n"
        "from digitapp.ui.window.main_window import MainWindow\n"
        "app = QApplication([]); window = MainWindow(); window.build()\n"
        "hook = ExceptionHook(window)\n"
        "faulthandler._sigsegv()\n"
    )
    environment = {"DIGITAPP_FOLDER": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    root = Path(__file__).resolve().parent.parent.parent
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, timeout=60)
    assert done.returncode != 0
    assert "Segmentation fault" in (tmp_path / "errors.log").read_text(encoding="utf-8")
