"""Turkish and Azerbaijani: the capital of i is İ there, which PySide6 makes of a property's name.

The C library's locale decides, not Qt's. QTimer(interval=9) then looks for a method "setinterval",
raises, and the window stays empty.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "digitapp").rglob("*.py"))
DESCRIPTIONS = Path("/usr/share/i18n/locales")  # where glibc has them; in Debian's "locales"
OPEN_A_WINDOW = """
import locale, sys, time
from pathlib import Path
print(locale.setlocale(locale.LC_ALL, ""))
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from digitapp.app import build_window
from digitapp.ui.window.settings import Settings
window = build_window(Path(sys.argv[1]), Settings(Path(sys.argv[1]).with_suffix(".ini")))
window.show()
until = time.monotonic() + 20
while not (plot := window.findChild(QWidget, "lossPlot")) and time.monotonic() < until:
    QTest.qWait(10)
print("opened" if plot else "empty")
window.close()
"""


def properties_with_i(code: str) -> list[int]:
    """Return the lines of calls of Qt's classes with a keyword that begins with i."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if ast.unparse(call.func).split(".")[-1][:1] == "Q"
        for keyword in call.keywords
        if (keyword.arg or "").startswith("i")
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_property_of_qt_that_begins_with_i_is_set_by_keyword(file):
    assert properties_with_i(file.read_text(encoding="utf-8")) == []


def test_such_a_keyword_is_seen():
    assert properties_with_i("timer = QTimer(self,\n  singleShot=True, interval=9)") == [1]
    assert properties_with_i("box = QtWidgets.QCheckBox(icon=play)") == [1]


@pytest.fixture(params=["tr_TR", "az_AZ"])
def language(request, tmp_path):
    """Return the environment of a language with another i, made from the system's description."""
    if shutil.which("localedef") is None or not (DESCRIPTIONS / request.param).exists():
        pytest.skip(f"Nothing on this machine describes {request.param}.")
    folder = tmp_path / "languages"
    folder.mkdir()
    name = f"{request.param}.UTF-8"
    command = ["localedef", "-i", request.param, "-f", "UTF-8", folder / name]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return {"LOCPATH": str(folder), "LC_ALL": name}


def test_the_window_opens_in_languages_with_another_i(tmp_path, language):
    environment = os.environ | language | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", OPEN_A_WINDOW, str(tmp_path / "a.digits")]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert result.stdout.split() == [language["LC_ALL"], "opened"], result.stderr
    assert "Traceback" not in result.stderr
