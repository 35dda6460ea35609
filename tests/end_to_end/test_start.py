"""What the command loads before its window is to be seen, and what only later or never.

Loading is what a start takes its time for, and an import in the wrong place is soon made.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitapp.digits import DigitStore, starter

ROOT = Path(__file__).resolve().parent.parent.parent
MOMENTS = """
import sys
from digitapp import cli
from digitapp.app import application
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

def tell(moment):
    print(moment, *sys.modules)

class Watched(application.Application):
    def build(self):
        tell("shown")
        super().build()

    def fill(self):
        tell("built")
        super().fill()
        tell("filled")
        self.wait()

    def wait(self):
        window = self._shell.window
        if window.findChild(QWidget, "lossPlot") is None:
            QTimer.singleShot(1, self.wait)
        else:
            tell("usable")
            window.close()

application.Application = Watched
raise SystemExit(cli.main())
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Start the window on a file with digits; gives the modules that are loaded, by moment."""
    path = tmp_path_factory.mktemp("start") / "a.digits"
    with DigitStore(path) as store:
        store.add_many(starter()[:20])
    own = {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    environment = os.environ | own | {"DIGITAPP_FOLDER": str(path.parent)}
    command = [sys.executable, "-c", MOMENTS, str(path)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return {line.split()[0]: set(line.split()[1:]) for line in done.stdout.splitlines()}


def test_the_empty_window_is_shown_before_its_menus_and_columns_are_loaded(loaded):
    late = {"digitapp.ui.window.menus", "digitapp.ui.window.columns", "digitapp.app.exception_hook"}
    assert "digitapp.ui.window.main_window" in loaded["shown"]
    assert late & loaded["shown"] == set()
    assert late <= loaded["built"]


def test_the_frame_is_built_before_numpy_and_the_panels_are_loaded(loaded):
    late = {
        "numpy",
        "digitapp.training",
        "digitapp.ui.pages.train_page",
        "digitapp.app.window_controller",
    }
    assert late & loaded["built"] == set()
    assert late <= loaded["filled"]


def test_the_plot_is_loaded_when_the_window_is_filled(loaded):
    assert "pyqtgraph" not in loaded["filled"]
    assert "pyqtgraph" in loaded["usable"]


@pytest.mark.parametrize(
    "module", ["digitapp.digits.formats", "threadpoolctl", "h5py", "digitapp.ui.demo", "numpy.ma"]
)
def test_what_is_for_later_is_not_loaded_at_the_start(loaded, module):
    assert module not in loaded["usable"]
