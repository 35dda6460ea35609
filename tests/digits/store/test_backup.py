import os
import shutil
from pathlib import Path

import pytest

from digitapp.digits.store import opening
from digitapp.digits.store.digit_store import DigitStore
from digitapp.files.errors import StoreError

from .store_files import cut_off, examples, in_a_child


def test_a_copy_is_not_destroyed_by_the_journal_of_what_it_replaces(path, tmp_path):
    target = tmp_path / "other.digits"
    with DigitStore(target, backups=0) as store:
        store.add_many(examples(40, seed=1))
    cut_off(target)
    journal = Path(f"{target}-journal").read_bytes()
    with DigitStore(path) as store:
        store.add_many(examples(30))
        store.backup(target)
    with DigitStore(target) as copied:
        copied.verify()
        assert copied.recovered is None
        assert list(copied.examples()) == examples(30)
    (kept,) = tmp_path.glob("other.digits.damaged-*-journal")
    assert kept.read_bytes() == journal


def test_a_lost_file_whose_change_was_cut_off_names_the_bytes_that_were_kept(path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(40))
    cut_off(path)
    journal = bytearray(Path(f"{path}-journal").read_bytes())
    journal[512:] = bytes(len(journal) - 512)
    Path(f"{path}-journal").write_bytes(journal)
    path.write_bytes(path.read_bytes()[:8192] + bytes(8192 * 80))
    data = path.read_bytes()
    with pytest.raises(StoreError, match="no whole backup") as told:
        DigitStore(path)
    (kept,) = (each for each in path.parent.glob("*.damaged-*") if "journal" not in each.name)
    assert kept.read_bytes() == data
    assert kept.name in str(told.value)
    assert "not touched" not in str(told.value)


def test_a_backup_that_cannot_be_made_at_opening_is_told_and_the_file_opens(path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(3))
    code = """if True:
        import resource, sys
        from digitapp.digits.store import DigitStore
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        with DigitStore(sys.argv[1]) as store:
            print(len(store.arrays()[0]), store.backup_failed)
    """
    assert in_a_child(code, path).startswith("3 No backup of my.digits was made: The disk that")
    assert os.listdir(path.parent) == [path.name]


def test_a_folder_that_is_gone_at_the_end_is_told_not_raised(path, tmp_path):
    place = tmp_path / "stick"
    place.mkdir()
    store = DigitStore(place / "my.digits")
    store.add_many(examples(3))
    shutil.rmtree(place)
    with pytest.raises(StoreError, match=r"my\.digits is not there any more"):
        store.add(examples(1)[0])
    store.close()
    assert store.backup_failed == "No backup of my.digits was made: No such file or directory."
    with pytest.raises(StoreError, match="is closed"):
        store.facts()


def test_adding_after_the_file_was_deleted_says_that_it_is_gone(path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(3))
        path.unlink()
        with pytest.raises(StoreError, match=r"my\.digits is not there any more"):
            store.add(examples(1)[0])


def test_a_copy_to_a_folder_that_is_not_there_says_so(path, tmp_path):
    with DigitStore(path) as store, pytest.raises(StoreError, match=r"folder of .* not there"):
        store.backup(tmp_path / "nowhere" / "copy.digits")


@pytest.mark.parametrize(
    ("name", "sentence"), [("a\0b", "NUL"), ("x" * 200, "too long"), ("ü" * 100, "too long")]
)
def test_a_name_that_no_file_can_have_is_refused_and_leaves_nothing(path, name, sentence):
    with DigitStore(path, backups=0) as store, pytest.raises(StoreError, match=sentence):
        store.backup(path.parent / name)
    with pytest.raises(StoreError, match=sentence):
        DigitStore(path.parent / name)
    assert os.listdir(path.parent) == [path.name]


def test_the_longest_name_can_be_opened_changed_and_backed_up(tmp_path):
    path = tmp_path / ("x" * opening._MAX_NAME_BYTES)
    with DigitStore(path) as store:
        store.add_many(examples(3))
    assert store.backup_failed is None
    cut_off(path)
    with DigitStore(path) as store:
        assert len(store.arrays()[0]) == 3
