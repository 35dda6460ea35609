"""What all tests of the window share: one on a file of its own, and nothing of the person's."""

import pytest
from PySide6.QtWidgets import QWidget

from digitapp.app import build_window
from digitapp.digits import DigitStore, handwritten
from digitapp.ui.window.settings import Settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "own.digits"


@pytest.fixture
def open_window(qtbot, path):
    """Open the window as often as a test wants, always on the same file and settings."""

    def opened(size=(1440, 900), path=path, full_speed=True):
        settings = Settings(path.with_suffix(".ini"))
        if settings.speed() is None and full_speed:
            settings.keep("speed", "0")  # else a first run is slowed, so that it can be watched
        window = build_window(path, settings)
        qtbot.addWidget(window)
        if size is not None:
            window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        qtbot.waitUntil(lambda: window.findChild(QWidget, "lossPlot") is not None)
        return window

    return opened


@pytest.fixture
def window(open_window):
    return open_window()


@pytest.fixture
def active_window(qtbot, path, open_window):
    """Open an active window on 60 real digits."""
    with DigitStore(path) as store:
        store.add_many(handwritten()[:60])
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window
