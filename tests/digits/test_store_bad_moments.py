import os
import runpy
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest

from digitapp.digits.errors import StoreError
from digitapp.digits.example import Example
from digitapp.digits.store import DamagedError, DigitStore

HERE = Path(__file__).parent


def examples(n, seed=0):
    images = np.random.default_rng(seed).random((n, 20, 20), np.float32)
    return [Example(image, k % 2) for k, image in enumerate(images)]


def in_a_child(code, *arguments):
    """Run a script in a process of its own; gives what it printed."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my.digits"


# Not ours


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"label,pixel0\n1,0\n" * 1000, "not a digits file"),
        (b"\x89PNG\r\n\x1a\n", "not a digits file"),
        (b"SQLite format 3\x00" + bytes(4080), "not a digits file|is damaged"),
    ],
)
def test_an_empty_or_foreign_file_is_refused_and_left_as_it_is(path, data, sentence):
    path.write_bytes(data)
    with pytest.raises(StoreError, match=sentence):
        DigitStore(path)
    assert path.read_bytes() == data
    assert os.listdir(path.parent) == [path.name]


def test_another_programs_database_is_refused_and_left_as_it_is(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE moz_places (id INTEGER PRIMARY KEY)")
    connection.close()
    data = path.read_bytes()
    with pytest.raises(StoreError, match="of another program"):
        DigitStore(path)
    assert path.read_bytes() == data


def test_a_newer_programs_file_is_refused_and_left_as_it_is(path):
    DigitStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    data = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer version .* \(file version 2, known are up to 1\)"):
        DigitStore(path)
    assert path.read_bytes() == data


def test_a_file_with_a_trigger_slipped_in_is_refused(path):
    DigitStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON images BEGIN DELETE FROM images; END")
    connection.close()
    with pytest.raises(StoreError, match="damaged"):
        DigitStore(path, backups=0)


def test_a_folder_and_a_place_in_no_folder_are_refused(tmp_path):
    with pytest.raises(StoreError, match="is a folder"):
        DigitStore(tmp_path)
    with pytest.raises(StoreError, match="could not be opened or made: No such file"):
        DigitStore(tmp_path / "nowhere" / "my.digits")


# Protected


@pytest.fixture
def open_place():
    """Give a folder that another user can reach."""
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


@pytest.mark.parametrize("protected", ["file", "folder"])
def test_a_protected_file_opens_for_reading_and_says_why_it_cannot_change(open_place, protected):
    path = open_place / "my.digits"
    with DigitStore(path) as store:
        store.add_many(examples(3))
    data = path.read_bytes()
    open_place.chmod(0o755 if protected == "file" else 0o555)
    path.chmod(0o444 if protected == "file" else 0o666)
    code = """if True:
        import os, sys
        from digitapp.digits.errors import StoreError
        from digitapp.digits.store import DigitStore
        if os.geteuid() == 0:  # nothing is protected from root
            os.setgroups([]), os.setgid(65534), os.setuid(65534)
        with DigitStore(sys.argv[1]) as store:
            print(store.read_only, store.counts().ones, len(store.arrays()[0]))
            try:
                store.delete([1])
            except StoreError as error:
                print(error)
    """
    told = in_a_child(code, path)
    open_place.chmod(0o755)
    assert told.splitlines()[0] == "True 1 3"
    assert "my.digits can only be read" in told
    assert path.read_bytes() == data


# Full


def test_a_full_disk_is_told_and_the_old_data_is_whole(path):
    with DigitStore(path) as store:
        store.add_many(examples(3))
    code = """if True:
        import resource, sys
        import numpy as np
        from digitapp.digits.errors import StoreError
        from digitapp.digits.example import Example
        from digitapp.digits.store import DigitStore
        with DigitStore(sys.argv[1]) as store:
            limit = store.path.stat().st_size + 50_000
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            saved = store.counts().zeros + store.counts().ones
            try:
                while True:
                    store.add(Example(np.ones((20, 20)), 1))
                    saved += 1
            except StoreError as error:
                print(saved, error)
            print(len(store.arrays()[0]))
    """
    first, last = in_a_child(code, path).splitlines()
    assert "The disk that holds my.digits refused" in first
    assert int(first.split()[0]) == int(last) > 3
    with DigitStore(path) as store:
        store.verify()
        assert len(store.arrays()[0]) == int(last)
        store.add(examples(1)[0])


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk can only be mounted by root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_with_no_room_left_is_told_and_room_makes_it_go_on(small_disk):
    ballast = small_disk / "ballast"
    with DigitStore(small_disk / "my.digits") as store:
        store.add_many(examples(20))
        before = store.arrays()[0]
        with pytest.raises(OSError, match="No space left"):
            ballast.write_bytes(bytes(600_000))
        with pytest.raises(StoreError, match=r"my\.digits is full; nothing was changed"):
            store.add_many(examples(100))
        with pytest.raises(StoreError, match="full"):
            store.backup(small_disk / "copy.digits")
        assert np.array_equal(store.arrays()[0], before)
        store.verify()
        ballast.unlink()
        store.add(examples(1)[0])
        store.verify()
    assert not (small_disk / "copy.digits").exists()
    assert not list(small_disk.glob("*.new-*"))


# Shared


def test_a_locked_file_is_waited_for_then_said_and_nothing_is_lost(path):
    with DigitStore(path, timeout=0.05) as store:
        store.add_many(examples(2))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for call in (lambda: store.delete([1]), store.arrays, store.undo, store.changed_elsewhere):
            with pytest.raises(StoreError, match="used by another window or program"):
                call()
        with pytest.raises(StoreError, match="used by another window or program"):
            DigitStore(path, timeout=0.05)
        other.execute("ROLLBACK")
        other.close()
        assert store.delete([1]).ids.tolist() == [1]


def test_a_reader_keeps_a_writer_waiting_not_losing(path):
    with DigitStore(path, timeout=0.05) as store:
        store.add_many(examples(2))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN")
        other.execute("SELECT * FROM examples").fetchall()
        with pytest.raises(StoreError, match="nothing was changed"):
            store.add(examples(1)[0])
        other.execute("COMMIT")
        other.close()
        assert store.add(examples(1)[0]).id == 3


def test_two_windows_see_each_others_changes(path):
    with DigitStore(path) as one, DigitStore(path) as other:
        assert not other.changed_elsewhere()
        one.add_many(examples(3))
        assert other.changed_elsewhere()
        assert not other.changed_elsewhere()
        assert not one.changed_elsewhere()
        other.delete([2])
        assert one.arrays()[2].tolist() == [1, 3]
        assert one.undo().appeared.tolist() == [2]
        assert other.counts().deleted == 0


def test_two_threads_adding_at_once_lose_nothing(path):
    DigitStore(path).close()
    failures = []

    def add(seed):
        try:
            with DigitStore(path, timeout=30, backups=0) as store:
                for example in examples(40, seed):
                    store.add(example)
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=add, args=[seed]) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with DigitStore(path, check=True) as store:
        found = {row.tobytes() for row in store.arrays()[0]}
    assert found == {each.image.tobytes() for seed in (1, 2) for each in examples(40, seed)}


def test_eight_threads_that_make_the_same_file_at_once_share_one(path):
    start = threading.Barrier(8)
    failures = []

    def make(seed):
        start.wait()
        try:
            with DigitStore(path, timeout=30, backups=0) as store:
                store.add(examples(1, seed)[0])
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=make, args=[seed]) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with DigitStore(path, backups=0) as store:
        assert len(store.arrays()[0]) == 8
    assert os.listdir(path.parent) == [path.name]


def test_a_store_belongs_to_the_thread_that_opened_it(path):
    told = []

    def use(store):
        try:
            store.counts()
        except StoreError as error:
            told.append(str(error))

    with DigitStore(path) as store:
        thread = threading.Thread(target=use, args=[store])
        thread.start()
        thread.join()
    assert "another thread" in told[0]


# Damaged


def spoil(path):
    """Overwrite the pages after the first, as a failing disk does."""
    data = bytearray(path.read_bytes())
    data[8192 * 2 : 8192 * 6] = bytes(8192 * 4)
    path.write_bytes(data)
    return bytes(data)


def cut_off(path):
    """Leave a change in the middle, as a kill does: the file half changed, its journal beside."""
    code = """if True:
        import os, sqlite3, sys
        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("PRAGMA cache_size = 1")  # so that pages reach the file before COMMIT
        connection.execute("BEGIN")
        connection.execute("UPDATE images SET image = zeroblob(1600)")
        os._exit(0)
    """
    in_a_child(code, path)
    assert Path(f"{path}-journal").stat().st_size > 1000


def made(path, n=40):
    with DigitStore(path) as store:
        store.add_many(examples(n))
    return examples(n)


def test_a_damaged_file_is_kept_and_the_newest_backup_opens_and_it_is_told(path):
    originals = made(path)
    bytes_of_it = spoil(path)
    with DigitStore(path) as store:
        X, _, _ = store.arrays()
        (kept,) = path.parent.glob("my.digits.damaged-*")
        assert store.recovered.startswith("my.digits was damaged.")
        assert kept.name in store.recovered
        assert kept.read_bytes() == bytes_of_it
        assert X.tobytes() == b"".join(each.image.tobytes() for each in originals)
        store.add(examples(1)[0])
    with DigitStore(path) as store:
        assert store.recovered is None


def test_the_journal_is_kept_with_the_damaged_bytes(path):
    made(path)
    cut_off(path)
    journal = Path(f"{path}-journal").read_bytes()
    spoiled = path.read_bytes()[: 8192 * 3]
    path.write_bytes(spoiled)
    broken = bytearray(journal)
    broken[512:520] = b"\xff" * 8
    Path(f"{path}-journal").write_bytes(broken)
    with DigitStore(path) as store:
        assert store.recovered
        assert len(store.arrays()[0]) == 40
    (kept,) = (each for each in path.parent.glob("*.damaged-*") if "journal" not in each.name)
    assert kept.read_bytes() == spoiled
    assert Path(f"{kept}-journal").read_bytes() == broken
    assert not Path(f"{path}-journal").exists()


def test_a_change_that_was_cut_off_is_taken_back_and_leaves_nothing_behind(path):
    originals = made(path)
    cut_off(path)
    with DigitStore(path) as store:
        assert store.recovered is None
        assert np.array_equal(store.arrays()[0][7], originals[7].image.reshape(-1))
    assert not [name for name in os.listdir(path.parent) if "damaged" in name or "-jour" in name]


def test_a_damaged_backup_is_passed_over(path):
    made(path)
    with DigitStore(path) as store:
        store.add(examples(1)[0])
    newest, older = sorted(path.parent.glob("*.backup-*"), reverse=True)
    spoil(newest)
    spoil(path)
    with DigitStore(path) as store:
        assert store.recovered
        assert len(store.arrays()[0]) == 40
    assert older.exists()


def test_a_damaged_file_without_a_backup_is_refused_and_left_as_it_is(path):
    made(path)
    for backup in path.parent.glob("*.backup-*"):
        backup.unlink()
    data = spoil(path)
    with pytest.raises(StoreError, match="damaged and no whole backup stands beside it"):
        DigitStore(path)
    assert path.read_bytes() == data
    assert os.listdir(path.parent) == [path.name]


def test_a_file_that_vanished_is_brought_back_from_its_backup(path):
    made(path)
    path.unlink()
    with DigitStore(path) as store:
        assert store.recovered.startswith("my.digits was missing.")
        assert len(store.arrays()[0]) == 40


@pytest.mark.parametrize("backups", [0, 1])
def test_the_journal_of_a_file_that_vanished_never_meets_the_one_in_its_place(path, backups):
    with DigitStore(path, backups=backups) as store:
        store.add_many(examples(40))
    cut_off(path)
    journal = Path(f"{path}-journal").read_bytes()
    path.unlink()
    with DigitStore(path) as store:
        assert len(store.arrays()[0]) == 40 * backups
        store.verify()
    (kept,) = path.parent.glob("*.damaged-*-journal")
    assert kept.read_bytes() == journal


def test_a_link_to_a_file_is_brought_back_where_the_file_is(path, tmp_path):
    made(path)
    link = tmp_path / "elsewhere" / "link.digits"
    link.parent.mkdir()
    link.symlink_to(path)
    cut_off(path)
    spoil(path)
    with DigitStore(link) as store:
        assert store.recovered.startswith("my.digits was damaged.")
        assert len(store.arrays()[0]) == 40
    assert link.is_symlink()
    assert os.listdir(link.parent) == ["link.digits"]


def test_damage_in_a_large_file_is_told_when_it_is_read_and_mended_when_opened_again(path):
    made(path)
    data = path.read_bytes()
    place = data.index(examples(40)[3].image.tobytes())
    path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])
    with DigitStore(path, check=False) as store:  # as a file over 32 MB is opened
        with pytest.raises(DamagedError, match=r"drawing 4 .*Open it again"):
            store.arrays()
        with pytest.raises(DamagedError):
            store.get(4)
        assert store.get(5).image.tobytes() == examples(40)[4].image.tobytes()
    with DigitStore(path, check=True) as store:
        assert store.recovered
        assert len(store.arrays()[0]) == 40


def test_three_backups_are_kept_and_none_is_made_without_a_change(path):
    for k in range(5):
        with DigitStore(path) as store:
            store.add(examples(1, k)[0])
    kept = sorted(path.parent.glob("*.backup-*"))
    assert len(kept) == 3
    with DigitStore(path) as store:
        store.arrays()
    assert sorted(path.parent.glob("*.backup-*")) == kept


def test_a_killed_session_is_backed_up_at_the_next_opening(path):
    code = """if True:
        import os, sys
        import numpy as np
        from digitapp.digits.example import Example
        from digitapp.digits.store import DigitStore
        DigitStore(sys.argv[1]).add(Example(np.ones((20, 20)), 1))
        os._exit(0)
    """
    in_a_child(code, path)
    assert not list(path.parent.glob("*.backup-*"))
    DigitStore(path).close()
    (backup,) = path.parent.glob("*.backup-*")
    with DigitStore(backup) as store:
        assert len(store.arrays()[0]) == 1


# By the dozen


def test_sixty_random_damages_are_refused_told_or_harmless():
    corrupt = runpy.run_path(str(HERE / "corrupt_store.py"))["main"]
    assert corrupt(60, seed=1).endswith("none silently wrong")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_twenty_kills_lose_nothing_that_was_said_to_be_saved():
    command = [sys.executable, str(HERE / "kill_store.py"), "20"]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert "none lost" in done.stdout, done.stderr
