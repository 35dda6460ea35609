"""Closing, and two windows on one file."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QThread

from digitapp.controllers.dataset_controller import DatasetController
from digitapp.digits import DigitStore
from digitapp.digits.store.backup import backups_of

from .dataset_examples import Heard, add, drawn, opened


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my.digits"


def test_closing_waits_until_all_is_on_the_disk_and_says_saved(qapp, path):
    session = DatasetController()
    heard = Heard(session)
    session.open(path)
    for k in range(30):
        add(session, k)
    assert session.close(20)
    assert len(heard.of("saved")) == 30
    assert len(heard.dataset) == 30
    assert len(backups_of(path)) == 1
    with DigitStore(path, backups=0) as store:
        assert [each.drawing for each in store.examples()] == [drawn(k) for k in range(30)]


def test_closing_twice_does_no_harm_and_ends_the_thread(qapp, path):
    before = threading.active_count()  # Python keeps a stand-in for each thread of Qt's it has met
    with opened(path) as (session, heard):
        assert session.close(20)
        assert session.close(0)
        assert all(thread.isFinished() for thread in session.findChildren(QThread))
        assert threading.active_count() == before
        add(session, 0)
        assert "being closed" in heard.of("saving_failed")[0][1]
        assert session.pending == 0


def test_closing_stops_an_import_and_keeps_what_was_drawn(qtbot, qapp, path, tmp_path):
    with opened(tmp_path / "many.digits") as (session, _):
        with qtbot.waitSignal(session.message, timeout=20_000):
            session.load_starter()
        with qtbot.waitSignal(session.message, timeout=20_000):
            session.export(tmp_path / "many", "folder", range(1, 1001))
    with opened(path) as (session, heard):
        session.import_paths([tmp_path / "many"])
        add(session, 0)
        assert session.close(20)
        assert "The import was stopped" in heard.sentences[0]
        assert len(heard.of("saved")) == 1
    with DigitStore(path, backups=0) as store:
        assert [each.drawing for each in store.examples()] == [drawn(0)]


def test_what_was_called_saved_survives_a_kill(path):
    code = """if True:
        import sys
        from PySide6.QtCore import QCoreApplication
        sys.path.insert(0, sys.argv[2])
        from dataset_examples import add
        from digitapp.controllers.dataset_controller import DatasetController
        app, session = QCoreApplication([]), DatasetController()
        session.saved.connect(lambda example: print(example.id, flush=True))
        session.open(sys.argv[1])
        for k in range(5000):
            add(session, k % 90)
        app.exec()
    """
    command = [sys.executable, "-c", code, path, Path(__file__).parent]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        said = [int(child.stdout.readline()) for _ in range(25)]
        child.kill()
        said += [int(line) for line in child.stdout if line.endswith("\n")]
    with DigitStore(path, backups=0) as store:
        assert store.recovered is None
        assert set(said) <= set(store.facts().ids.tolist())
        assert [store.get(k).drawing for k in said] == [drawn((k - 1) % 90) for k in said]


def test_two_windows_on_one_file_see_each_other_and_lose_nothing(qtbot, qapp, path):
    with opened(path, timeout=5) as (one, heard_one), opened(path, timeout=5) as (two, heard_two):
        for k in range(10):
            add(one, k)
            add(two, 100 + k)
        qtbot.waitUntil(lambda: one.pending + two.pending == 0)
        for session, heard in ((one, heard_one), (two, heard_two)):
            session.check_elsewhere()
            qtbot.waitUntil(lambda heard=heard: len(heard.dataset) == 20)
        assert heard_one.of("saving_failed") == heard_two.of("saving_failed") == []
        with qtbot.waitSignal(one.undone):  # the newest step, whichever window did it
            one.undo()
        # again and again, as the window does: one is left out while the last has not ended
        qtbot.waitUntil(lambda: two.check_elsewhere() or len(heard_two.dataset) == 19)
        assert heard_two.dataset.redo == "add a drawing"


def test_looking_elsewhere_tells_nothing_when_nothing_has_changed(qtbot, qapp, path):
    with opened(path) as (session, heard):
        add(session, 0)
        qtbot.waitUntil(lambda: session.pending == 0)
        told = len(heard.of("dataset_changed"))
        for _ in range(5):
            session.check_elsewhere()
        with qtbot.waitSignal(session.undone):  # comes after the looks
            session.redo()
            session.undo()
        assert len(heard.of("dataset_changed")) == told + 2


def test_a_window_goes_on_when_the_other_has_closed_the_file(qtbot, qapp, path):
    with opened(path) as (one, heard):
        with opened(path) as (two, _):
            add(two, 0)
        one.check_elsewhere()
        qtbot.waitUntil(lambda: len(heard.dataset) == 1)
        with qtbot.waitSignal(one.saved):
            add(one, 1)
    with DigitStore(path) as store:
        assert store.recovered is None
        assert len(store.facts().ids) == 2
