"""How a window ends: no thread outlives it, for Qt aborts the process when one does."""

import gc
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtTest import QTest
from shiboken6 import isValid

from digitapp.app import build_window
from digitapp.app import components as components
from digitapp.app import window_controller as window_controller
from digitapp.controllers.dataset_controller import DatasetController
from digitapp.digits import DigitStore
from digitapp.training.control import TrainingControl
from digitapp.ui.window.settings import Settings

from .window_actions import draw_one, find


@pytest.fixture
def at_once(monkeypatch):
    """Let closing wait for no disk, so that a locked file is slower than that."""
    monkeypatch.setattr(window_controller, "_CLOSING", 0.01)


@pytest.fixture
def impatient(monkeypatch):
    """Let what finds the file locked fail soon."""
    monkeypatch.setitem(DatasetController.__init__.__kwdefaults__, "timeout", 0.05)


def threads():
    """Return the threads of Qt that are running."""
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, QThread) and isValid(each) and each.isRunning()
    ]


@contextmanager
def locked(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def save_as_one(window):
    draw_one(window)
    QTest.keyClick(window, Qt.Key.Key_1)


def standing(window):
    return find(window, "statusLabel").text()


def labels_on_disk(path):
    with DigitStore(path, backups=0) as store:
        return [example.label for example in store.examples()]


def test_training_that_waits_for_a_drawing_does_not_begin_while_closing(window, path):
    with locked(path):
        save_as_one(window)
        QTest.keyClick(window, Qt.Key.Key_T)
    assert window.close()
    assert threads() == []
    assert labels_on_disk(path) == [1]


def test_stop_also_ends_training_that_waits_for_a_drawing(qtbot, window, path):
    with locked(path):
        save_as_one(window)
        QTest.keyClick(window, Qt.Key.Key_T)
        window.actions_by_name["stop"].trigger()
        assert "Saving 1" in standing(window)
    qtbot.waitUntil(lambda: "All drawings are saved" in standing(window))
    assert len(threads()) == 1  # which keeps the file


def test_closing_again_does_not_leave_a_thread_that_waits_for_the_file(
    qtbot, window, path, at_once
):
    with locked(path):
        save_as_one(window)
        assert not window.close()
        assert not window.close()
    qtbot.waitUntil(lambda: "All drawings are saved" in standing(window))
    qtbot.waitUntil(window.close)
    assert threads() == []
    assert labels_on_disk(path) == [1]


def test_a_window_stays_until_its_training_has_ended(qtbot, monkeypatch, window, path, at_once):
    hold, held = threading.Event(), threading.Event()

    def wait(*_):
        held.set()
        hold.wait(20)

    monkeypatch.setattr(TrainingControl, "on_epoch_begin", wait)
    with locked(path):
        save_as_one(window)
        QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(held.is_set)
    assert not window.close()
    assert "not ended yet" in find(window, "message").text()
    hold.set()
    qtbot.waitUntil(window.close)
    assert threads() == []


def test_what_cannot_be_saved_keeps_a_window_open_again_after_it_could(
    qtbot, impatient, window, path
):
    for _ in range(2):
        with locked(path):
            save_as_one(window)
            assert not window.close()
            assert find(window, "canvas").drawing() is not None
        QTest.keyClick(window, Qt.Key.Key_1)
        qtbot.waitUntil(lambda: "All drawings are saved" in standing(window))
    assert window.close()


def train_one_epoch(qtbot, window):
    """Train until the run pauses: one that goes on may end by itself, and is kept then."""
    save_as_one(window)
    QTest.keyClick(window, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: find(window, "timeline").maximum() > 0, timeout=30_000)


def test_a_network_that_cannot_be_kept_keeps_the_window_open_until_it_can(
    qtbot, impatient, window, path
):
    train_one_epoch(qtbot, window)
    with locked(path):
        assert not window.close()
        assert "The network is not kept" in find(window, "message").text()
    assert window.close()
    with DigitStore(path, backups=0) as store:
        assert len(store.runs.ids()) == 1


def test_a_network_that_can_never_be_kept_keeps_the_window_open_once(
    qtbot, impatient, window, path
):
    train_one_epoch(qtbot, window)
    with locked(path):
        assert not window.close()
        assert window.close()
    assert threads() == []


def test_a_window_that_cannot_be_built_leaves_no_thread(qapp, path, monkeypatch):
    def refuse():
        raise LookupError("no panel")

    monkeypatch.setattr(components, "TrainPage", refuse)
    with pytest.raises(LookupError, match="no panel"):
        build_window(path, Settings(path.with_suffix(".ini")))
    assert threads() == []


def test_closed_windows_are_collected_as_garbage_while_others_open(path):
    code = """if True:
        import gc, sys, weakref
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QWidget
        from digitapp.app import build_window
        gone = []
        for _ in range(5):
            window = build_window(sys.argv[1])
            window.show()
            window.resize(1100, 800)
            while window.findChild(QWidget, "lossPlot") is None:
                QTest.qWait(1)
            window.close()
            QTest.qWait(1)
            gone.append(weakref.ref(window))
            window = None
        gc.collect()
        assert not any(each() for each in gone)
    """
    command = [sys.executable, "-W", "error", "-c", code, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert set(done.stderr.splitlines()) <= {"This plugin does not support propagateSizeHints()"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL")
def test_three_killed_windows_lose_nothing_that_was_said_to_be_saved():
    script = Path(__file__).parent / "kill_window.py"
    command = [sys.executable, str(script), "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "none lost" in done.stdout, done.stderr
