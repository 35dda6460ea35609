"""The command from start to end, as in a terminal: a window, Ctrl+C, and what is on the disk."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from digitapp.digits import DigitStore

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is a signal elsewhere")


@contextmanager
def started(person, *arguments, lines="", **environment):
    """Start the command, after some lines of Python, and end it if the test does not."""
    code = lines + "from digitapp.cli import main; raise SystemExit(main())"
    own = {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "DIGITAPP_FOLDER": str(person)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | own | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_drawings(file, wanted, process):
    """Wait until the command has put so many drawings on the disk."""
    latest = time.monotonic() + 60
    while time.monotonic() < latest and process.poll() is None:
        if file.is_file() and drawings_in(file) == wanted:
            return
        time.sleep(0.02)
    raise AssertionError(f"{wanted} drawings never came; {process.poll()}")


def drawings_in(file):
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as reader:
            return reader.execute("SELECT count(*) FROM examples").fetchone()[0]
    except sqlite3.Error:
        return None  # locked, or only half made


def ended_by_ctrl_c(process, number=signal.SIGINT):
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


def test_it_opens_the_persons_own_digits_and_ends_by_ctrl_c(tmp_path):
    person = tmp_path / "person"
    with started(person) as process:
        wait_for_drawings(person / "my.digits", 0, process)
        assert ended_by_ctrl_c(process) == (0, "", "")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_the_end_of_session_or_terminal_closes_the_window_as_a_person_does(tmp_path, name):
    with started(tmp_path / "person", file := tmp_path / "class.digits", "--starter") as process:
        wait_for_drawings(file, 1400, process)
        assert ended_by_ctrl_c(process, getattr(signal, name)) == (0, "", "")
    assert "class.digits" in (tmp_path / "person" / "settings.ini").read_text(encoding="utf-8")


def test_starter_fills_the_file_that_is_named(tmp_path):
    file = tmp_path / "class.digits"
    with started(tmp_path / "person", file, "--starter") as process:
        wait_for_drawings(file, 1400, process)
        assert ended_by_ctrl_c(process) == (0, "", "")
    with DigitStore(file) as store:
        assert len(store.facts().ids) == 1400
    assert not (tmp_path / "person" / "my.digits").exists()


def test_it_opens_the_file_that_was_open_last(tmp_path):
    file, person = tmp_path / "class.digits", tmp_path / "person"
    with started(person, file) as process:
        wait_for_drawings(file, 0, process)
        assert ended_by_ctrl_c(process) == (0, "", "")
    with started(person, "--starter") as process:
        wait_for_drawings(file, 1400, process)
        assert ended_by_ctrl_c(process) == (0, "", "")
    assert not (person / "my.digits").exists()


def test_a_person_whose_folder_cannot_be_made_is_told_so(tmp_path):
    (tmp_path / "file").touch()
    with started(tmp_path / "file" / "person") as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "set DIGITAPP_FOLDER" in err
    assert len(err.splitlines()) == 1


def test_the_lecture_ends_by_ctrl_c_without_a_traceback(tmp_path):
    endless = (
        "from digitapp import lecture; lecture.run = lambda: print('on', flush=True) or loop()\n"
    )
    loop = (
        "import signal, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in the background
        "def loop():\n    while True: time.sleep(0.01)\n"
    )
    with started(tmp_path, "--lecture", lines=loop + endless) as process:
        assert process.stdout.readline() == "on\n"
        assert ended_by_ctrl_c(process) == (130, "", "")
