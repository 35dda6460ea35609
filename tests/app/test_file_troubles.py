"""The window when its file is locked, deleted, or about to be written over."""

import os
import sqlite3
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.controllers.dataset_controller import DatasetController
from digitapp.digits import DigitStore, handwritten
from digitapp.ui.window.dialogs import Dialogs

from .window_actions import draw_one, find


@pytest.fixture
def impatient(monkeypatch):
    """Let what finds the file locked fail soon."""
    monkeypatch.setitem(DatasetController.__init__.__kwdefaults__, "timeout", 0.05)


@pytest.fixture
def digits(path):
    """A file with some drawings, by a name that is an export's as well."""
    file = path.with_suffix(".npz")
    with DigitStore(file, backups=0) as store:
        store.add_many(handwritten()[:40])
    return file


def message(window):
    return find(window, "message").text()


def test_why_a_drawing_is_not_saved_stays_to_be_read(qtbot, impatient, window, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        draw_one(window)
        QTest.keyClick(window, Qt.Key.Key_1)
        qtbot.waitUntil(lambda: find(window, "canvas").drawing() is not None)
    assert "used by another window" in message(window)


def test_why_a_drawing_was_not_saved_goes_when_it_is(qtbot, impatient, window, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        draw_one(window)
        QTest.keyClick(window, Qt.Key.Key_1)
        qtbot.waitUntil(lambda: "used by another window" in message(window))
        qtbot.waitUntil(lambda: find(window, "canvas").drawing() is not None)
    QTest.keyClick(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: find(window, "countsLabel").text().startswith("1 drawing"))
    qtbot.waitUntil(lambda: message(window) == "")


def test_a_deleted_file_gives_the_drawing_back_and_is_not_made_anew(qtbot, window, path):
    path.unlink()
    draw_one(window)
    QTest.keyClick(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: find(window, "canvas").drawing() is not None)
    assert "is not there any more" in message(window)
    assert not path.exists()


@pytest.mark.parametrize("name", ["itself", "link", "hard link"])
def test_an_export_never_writes_over_the_open_file(window_on, digits, monkeypatch, tmp_path, name):
    target = digits if name == "itself" else tmp_path / "other.npz"
    if name == "link":
        target.symlink_to(digits)
    if name == "hard link":
        os.link(digits, target)
    before = digits.read_bytes()
    monkeypatch.setattr(Dialogs, "ask_export", lambda self, formats, then: then(target, "npz"))
    window = window_on(digits)
    window.actions_by_name["export"].trigger()
    assert f"“{target.name}” is the digits file that is open" in message(window)
    assert window.close()
    assert digits.read_bytes() == before


def test_neither_network_nor_plot_is_written_over_the_open_file(
    qtbot, window_on, digits, monkeypatch
):
    monkeypatch.setattr(Dialogs, "ask_to_save", lambda self, what, then: then(digits))
    window = window_on(digits)
    find(window, "epochs").setValue(1)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "1 epoch" in find(window, "trainingStatus").text())
    for action in ("save_network", "export_plot"):
        find(window, "dismissButton").click()
        window.actions_by_name[action].trigger()
        assert "is the digits file that is open" in message(window)
    window.close()
    with DigitStore(digits, backups=0) as store:
        assert store.recovered is None


@pytest.fixture
def window_on(open_window):
    return lambda path: open_window(path=path)
