"""The command as a person types it: each test runs it in a process of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from digitapp import __version__

ROOT = Path(__file__).resolve().parent.parent
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are Linux's")
NO_QT = "import sys; sys.modules['PySide6'] = None; "  # whoever imports it fails

# PySide6 is there, but loading it fails loudly: what is told must be told before that.
BOMB = """
import sys
class Bomb:
    def find_spec(self, name, path=None, target=None):
        if name.startswith(("PySide6.", "shiboken6")):
            raise AssertionError(f"{name} was loaded")
sys.meta_path.insert(0, Bomb())
"""

# Tests of displays, on machines that may lack the libraries of windows.
NO_LIBRARIES = """
from digitapp import system_check
system_check.LIBRARIES.clear()
system_check.PLATFORM_LIBRARIES.clear()
system_check.PATIENCE = 0.5
"""


def digitapp(*arguments, before="", python=(), **environment):
    """Run the command with this environment only, after some lines of Python."""
    code = before + "from digitapp.cli import main; raise SystemExit(main())"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, *python, "-c", code, *map(str, arguments)],
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def told(result):
    """Return the one sentence on stderr of a command that could not begin."""
    assert result.returncode == 2, result
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].endswith(".")
    return lines[0]


def test_python_m_digitapp_is_the_command():
    command = [sys.executable, "-m", "digitapp", "--version"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == f"digitapp {__version__}\n"


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_neither_qt_nor_numpy(option):
    result = digitapp(option, before=NO_QT + "sys.modules['numpy'] = None; ")
    assert (result.returncode, result.stderr) == (0, "")
    assert "digitapp" in result.stdout


def test_help_names_every_option():
    text = digitapp("--help").stdout
    for option in ("FILE", "--starter", "--demo", "--screenshot OUT.png", "--recording OUT.png"):
        assert option in text


def test_the_lecture_runs_without_a_display_and_without_qt():
    result = digitapp("--lecture", before=NO_QT)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("it is a 1\n")


def test_a_screenshot_needs_the_demo():
    assert "--demo" in told(digitapp("--screenshot", "out.png"))


def test_a_recording_needs_the_demo_and_no_screenshot():
    assert "--demo" in told(digitapp("--recording", "out.png"))
    both = ("--demo", "--recording", "a.png", "--screenshot", "b.png")
    assert "choose one" in told(digitapp(*both))


def test_the_demo_plays_in_no_file_of_the_persons():
    assert "leave out" in told(digitapp("--demo", "mine.digits"))


def test_an_unknown_option_is_refused():
    result = digitapp("--strater")
    assert result.returncode == 2
    assert "--strater" in result.stderr


@LINUX
def test_without_a_display_it_says_so_and_loads_no_qt():
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in told(digitapp(before=BOMB))


@LINUX
@pytest.mark.parametrize("display", [":4711", "nonsense", "unix:4711", "127.0.0.1:4711"])
def test_a_display_that_nobody_answers_is_told_of(display):
    assert f"at DISPLAY={display}" in told(digitapp(before=BOMB + NO_LIBRARIES, DISPLAY=display))


@LINUX
def test_a_display_that_takes_calls_and_never_speaks_is_told_of():
    display = f":{os.getpid() + 100_000}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0/tmp/.X11-unix/X{display[1:]}")
        server.listen()
        sentence = told(digitapp(before=BOMB + NO_LIBRARIES, DISPLAY=display))
    assert f"none lets it in at DISPLAY={display}" in sentence


@LINUX
def test_a_wayland_display_that_nobody_answers_is_told_of(tmp_path):
    result = digitapp(
        before=BOMB + NO_LIBRARIES, WAYLAND_DISPLAY="wayland-9", XDG_RUNTIME_DIR=str(tmp_path)
    )
    assert "at WAYLAND_DISPLAY=wayland-9" in told(result)


@LINUX
def test_a_platform_that_qt_does_not_have_is_told_of():
    assert "QT_QPA_PLATFORM=ofscreen" in told(digitapp(before=BOMB, QT_QPA_PLATFORM="ofscreen"))


@LINUX
def test_a_missing_system_library_is_named_with_its_package():
    before = (
        BOMB
        + NO_LIBRARIES
        + "system_check.LIBRARIES['libnobody-has-this.so.7'] = 'libnobody7'\n"
        + "system_check.PLATFORM_LIBRARIES['offscreen'] = {'libnor-this.so.1': 'libnor1'}\n"
    )
    sentence = told(digitapp(before=before, QT_QPA_PLATFORM="offscreen"))
    assert "libnobody-has-this.so.7 and libnor-this.so.1" in sentence
    assert "`sudo apt install libnobody7 libnor1`" in sentence


@LINUX
def test_a_library_that_is_cut_counts_as_missing(tmp_path):
    (tmp_path / "libfontconfig.so.1").write_bytes(b"\x7fELF")
    result = digitapp(before=BOMB, QT_QPA_PLATFORM="offscreen", LD_LIBRARY_PATH=str(tmp_path))
    assert "apt install" in told(result)
    assert "libfontconfig1" in result.stderr


def test_missing_packages_are_named_with_the_command_that_installs_them():
    sentence = told(digitapp(python=["-S"], QT_QPA_PLATFORM="offscreen"))
    assert "PySide6-Essentials and pyqtgraph cannot be found" in sentence
    assert f"{sys.executable} -m pip install numpy" in sentence
