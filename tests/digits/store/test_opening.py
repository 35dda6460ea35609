import os
import sqlite3

import numpy as np
import pytest

from digitapp.digits.store.digit_store import DigitStore
from digitapp.files.errors import StoreError

from .store_files import examples, in_a_child


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
    connection.execute("PRAGMA user_version = 3")
    connection.execute("ALTER TABLE runs ADD COLUMN stars INTEGER")
    connection.close()
    data = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer version .* \(file version 3, known are up to 2\)"):
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
        from digitapp.files.errors import StoreError
        from digitapp.digits.store import DigitStore
        if os.geteuid() == 0:  # nothing is protected from root
            DigitStore(sys.argv[1]).close()  # loads all modules, which may be out of reach then
            os.setgroups([]), os.setgid(65534), os.setuid(65534)
        with DigitStore(sys.argv[1]) as store:
            print(store.read_only, len(store.arrays()[0]))
            try:
                store.delete([1])
            except StoreError as error:
                print(error)
    """
    told = in_a_child(code, path)
    open_place.chmod(0o755)
    assert told.splitlines()[0] == "True 3"
    assert "my.digits can only be read" in told
    assert path.read_bytes() == data


def test_a_protected_file_whose_last_change_was_cut_off_says_how_to_open_it(open_place):
    path = open_place / "my.digits"
    with DigitStore(path) as store:
        store.add_many(examples(40))
    code = """if True:
        import os, sqlite3, sys
        from digitapp.files.errors import StoreError
        from digitapp.digits.store import DigitStore
        path = sys.argv[1]
        DigitStore(path).close()  # loads all modules, which may be out of reach then
        if os.fork() == 0:
            connection = sqlite3.connect(path, isolation_level=None)
            connection.execute("PRAGMA cache_size = 1")
            connection.execute("BEGIN")
            connection.execute("UPDATE images SET image = zeroblob(1600)")
            os._exit(0)
        os.wait()
        os.chmod(path, 0o444), os.chmod(path + "-journal", 0o444)
        os.chmod(os.path.dirname(path), 0o555)
        if os.geteuid() == 0:
            os.setgroups([]), os.setgid(65534), os.setuid(65534)
        try:
            DigitStore(path)
        except StoreError as error:
            print(error)
    """
    told = in_a_child(code, path)
    open_place.chmod(0o755)
    assert "was cut off and must be taken back" in told
    assert "together with my.digits-journal" in told


def test_a_full_disk_is_told_and_the_old_data_is_whole(path):
    with DigitStore(path) as store:
        store.add_many(examples(3))
    code = """if True:
        import resource, sys
        import numpy as np
        from digitapp.files.errors import StoreError
        from digitapp.digits.example import Example
        from digitapp.digits.store import DigitStore
        with DigitStore(sys.argv[1]) as store:
            limit = store.path.stat().st_size + 50_000
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            saved = len(store.facts().ids)
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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_at_once_and_not_called_a_folder(tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe.digits")
    with pytest.raises(StoreError, match=r"pipe\.digits is no file, so it holds no drawings"):
        DigitStore(pipe)
