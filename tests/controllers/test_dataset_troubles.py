"""The digits session when the disk is full, and the file locked or protected."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitapp.digits import DigitStore, StoreError
from digitapp.digits.dataset.service import DatasetService
from digitapp.training.run_record import RunRecord

from .dataset_examples import add, drawn, examples, opened

_IN_A_CHILD = """
import os, sys, time
from PySide6.QtCore import QCoreApplication
sys.path.insert(0, sys.argv[2])
from dataset_examples import add, opened
# all that is loaded late
from digitapp.digits import handwritten, likeness
from digitapp.digits.store import recovery
from digitapp.training.run_record import RunRecord
app = QCoreApplication([])

def until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        app.processEvents()
"""


def in_a_child(code, path):
    command = [sys.executable, "-W", "error", "-c", _IN_A_CHILD + code, path, Path(__file__).parent]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my.digits"


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk can only be mounted by root; see the test with RLIMIT_FSIZE")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk):
    ballast = disk / "ballast"
    with pytest.raises(OSError, match="No space left"):
        ballast.write_bytes(bytes(600_000))
    return ballast


def test_on_a_full_disk_a_drawing_comes_back_and_room_lets_it_be_saved(qtbot, qapp, small_disk):
    with opened(small_disk / "my.digits") as (session, heard):
        with qtbot.waitSignal(session.saved):
            add(session, 0)
        ballast = fill(small_disk)
        with qtbot.waitSignal(session.saving_failed) as failed:
            add(session, 1)
        example, sentence = failed.args
        assert example.drawing == drawn(1)
        assert "disk that holds my.digits is full; nothing was changed" in sentence
        assert session.pending == 0
        assert len(heard.dataset) == 1
        ballast.unlink()
        with qtbot.waitSignal(session.saved):
            add(session, 1)
    with DigitStore(small_disk / "my.digits", backups=0) as store:
        assert [each.drawing for each in store.examples()] == [drawn(0), drawn(1)]


def test_an_import_that_does_not_fit_on_the_disk_leaves_nothing(qtbot, qapp, small_disk, tmp_path):
    with opened(tmp_path / "big.digits") as (session, _):
        with qtbot.waitSignal(session.message, timeout=20_000):
            session.load_starter()
        with qtbot.waitSignal(session.message):
            session.export(tmp_path / "big.npz", "npz", np.arange(1, 1001))
    with opened(small_disk / "my.digits") as (session, heard):
        with qtbot.waitSignal(session.message) as told:
            session.import_paths([tmp_path / "big.npz"])
        assert told.args[1]
        assert "is full; nothing was changed" in told.args[0]
        assert len(heard.dataset) == 0
        with qtbot.waitSignal(session.saved):
            add(session, 0)
        with qtbot.waitSignal(session.message) as told:
            session.save_copy(small_disk / "copy.digits")
        fill(small_disk)
        with qtbot.waitSignal(session.message) as told:
            session.export(small_disk / "x.npz", "npz", [1])
        assert "could not be written" in told.args[0]
        (small_disk / "ballast").unlink()
    names = sorted(name.partition(".backup-")[0] for name in os.listdir(small_disk))
    assert names == ["copy.digits", "my.digits", "my.digits"]


def test_where_no_file_may_grow_drawings_come_back_and_what_was_saved_stays(path):
    code = """if True:
    import resource
    with opened(sys.argv[1]) as (session, heard):
        add(session, 0)
        until(lambda: session.pending == 0)
        limit = os.stat(sys.argv[1]).st_size + 20_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        while not heard.of("saving_failed"):
            add(session, 1)
            until(lambda: session.pending == 0)
        print(heard.of("saving_failed")[0][1])
        print(len(heard.of("saved")), len(heard.dataset))
    """
    sentence, numbers = in_a_child(code, path)
    assert "The disk that holds my.digits" in sentence
    assert "nothing was changed" in sentence
    saved, shown = map(int, numbers.split())
    assert saved == shown > 1
    with DigitStore(path, backups=0) as store:
        assert len(store.facts().ids) == saved


def test_a_locked_file_is_waited_for(qtbot, qapp, path):
    with opened(path, timeout=20) as (session, _):
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        add(session, 0)
        assert not session.close(0.05)  # which waits for the drawing, and so does not close yet
        assert session.pending == 1
        other.close()
        qtbot.waitUntil(lambda: session.pending == 0, timeout=20_000)
    with DigitStore(path, backups=0) as store:
        assert store.get(1).drawing == drawn(0)


def test_a_file_that_stays_locked_gives_the_drawing_back(qtbot, qapp, path):
    with opened(path) as (session, heard):
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with qtbot.waitSignal(session.saving_failed) as failed:
            add(session, 0)
        assert failed.args[0].drawing == drawn(0)
        assert "used by another window or program; nothing was changed" in failed.args[1]
        session.check_elsewhere()
        other.close()
        with qtbot.waitSignal(session.saved):
            add(session, 0)
        assert heard.sentences == []  # looking at a locked file every second says nothing


def test_closing_says_that_a_drawing_could_not_be_saved_and_stays_open(qtbot, qapp, path):
    with opened(path) as (session, heard):
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        add(session, 0)
        assert not session.close(20)
        assert heard.of("saving_failed")[0][0].drawing == drawn(0)
        other.close()
        with qtbot.waitSignal(session.saved):
            add(session, 0)


def test_what_is_saved_but_could_not_be_read_back_is_shown_a_moment_later(
    qtbot, qapp, path, monkeypatch
):
    with opened(path) as (session, heard):
        with (
            monkeypatch.context() as patched
        ):  # a lock between writing and reading: no telling when
            patched.setattr(DatasetService, "dataset", refuse)
            with qtbot.waitSignal(session.saved):
                add(session, 0)
        assert heard.of("saving_failed") == []
        assert len(heard.dataset) == 0
        session.check_elsewhere()
        qtbot.waitUntil(lambda: len(heard.dataset) == 1)


def refuse(*_):
    raise StoreError("It is locked.")


@pytest.mark.parametrize("protected", ["file", "folder"])
def test_a_protected_file_is_shown_and_says_that_nothing_can_be_saved(open_place, protected):
    path = open_place / "my.digits"
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(3))
    open_place.chmod(0o755 if protected == "file" else 0o555)
    path.chmod(0o444 if protected == "file" else 0o666)
    data = path.read_bytes()
    code = """if True:
    handwritten()
    if os.geteuid() == 0:  # nothing is protected from root
        with opened(sys.argv[1] + "-else") as (session, heard):  # loads all, also what Qt loads
            add(session, 0)
        os.setgroups([]), os.setgid(65534), os.setuid(65534)
    with opened(sys.argv[1]) as (session, heard):
        session.keep_run(RunRecord({"seed": 1}, {}, b"weights"))
        add(session, 0)
        until(lambda: session.pending == 0)
        print(len(heard.dataset), heard.dataset.read_only)
        print(*heard.sentences)
        print(heard.of("saving_failed")[0][1])
    """
    shown, message, failure = in_a_child(code, path)
    open_place.chmod(0o755)
    assert shown == "3 True"
    assert message == "my.digits can only be read: nothing will be saved in it."
    assert "it or its folder is protected; nothing was changed" in failure
    assert path.read_bytes() == data


def weights_on(path):
    with DigitStore(path, backups=0) as store:
        return [store.runs.get(number).weights for number in store.runs.ids()]


@pytest.mark.parametrize("closings", [1, 2, 3])
def test_a_network_trained_on_a_full_disk_is_kept_when_room_was_made_before_closing_again(
    qtbot, qapp, small_disk, closings
):
    weights = np.random.default_rng(0).bytes(100_000)
    with opened(small_disk / "my.digits") as (session, heard):
        ballast = fill(small_disk)
        session.keep_run(RunRecord({"seed": 1}, {}, weights))
        for _ in range(closings):
            assert not session.close(20)
            assert "The network is not kept: The disk that holds" in heard.sentences[-1]
        ballast.unlink()
        assert session.close(20)
        assert heard.sentences[-1] == "The network is kept now."
    assert weights_on(small_disk / "my.digits") == [weights]


def test_networks_trained_on_a_full_disk_are_kept_once_a_drawing_could_be_saved(
    qtbot, qapp, small_disk
):
    weights = np.random.default_rng(0).bytes(50_000)
    with opened(small_disk / "my.digits") as (session, heard):
        ballast = fill(small_disk)
        session.keep_run(RunRecord({"seed": 1}, {}, weights))
        session.keep_run(RunRecord({"seed": 2}, {}, weights[::-1]))
        qtbot.waitUntil(lambda: len(heard.sentences) == 2)
        ballast.unlink()
        for k in range(3):
            add(session, k)
        qtbot.waitUntil(lambda: heard.sentences[2:] == ["The network is kept now."] * 2)
    assert weights_on(small_disk / "my.digits") == [weights, weights[::-1]]


def test_a_network_that_cannot_be_kept_is_given_up_only_on_demand(qtbot, qapp, small_disk):
    with opened(small_disk / "my.digits") as (session, _):
        ballast = fill(small_disk)
        weights = np.random.default_rng(0).bytes(100_000)
        session.keep_run(RunRecord({"seed": 1}, {}, weights))
        assert not session.close(20)
        assert session.close(20, give_up=True)
        ballast.unlink()
    assert weights_on(small_disk / "my.digits") == []


def test_a_file_that_becomes_protected_in_mid_session_is_told_and_so_is_its_end(open_place):
    open_place.chmod(0o777)
    code = """if True:
    handwritten()
    if os.geteuid() == 0:  # nothing is protected from root
        with opened(sys.argv[1] + "-else") as (session, heard):  # loads all, also what Qt loads
            add(session, 0)
            until(lambda: session.pending == 0)
        os.setgroups([]), os.setgid(65534), os.setuid(65534)
    with opened(sys.argv[1]) as (session, heard):
        add(session, 0)
        until(lambda: session.pending == 0)
        for mode in (0o444, 0o666):
            os.chmod(sys.argv[1], mode)
            # again and again, as the window does: one is left out while the last has not ended
            until(
                lambda: session.check_elsewhere() or heard.dataset.read_only == (mode == 0o444)
            )
            print(*heard.sentences[-1:])
        add(session, 1)
        until(lambda: session.pending == 0)
        print(len(heard.dataset), len(heard.sentences))
    """
    protected, writable, numbers = in_a_child(code, open_place / "my.digits")
    assert protected == "my.digits can only be read now: nothing is saved in it."
    assert writable == "my.digits can be written again."
    assert numbers == "2 2"


def test_what_goes_wrong_unexpectedly_is_told_and_reaches_the_hook(qtbot, qapp, path, monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append(error))
    with opened(path) as (session, _):
        with qtbot.waitSignal(session.message) as told:
            session.keep_run(RunRecord({"seed": 1, "bad": object()}, {}, b""))
        assert told.args[1]
        assert "not JSON serializable" in str(seen[0])
        with qtbot.waitSignal(session.saved):
            add(session, 0)
