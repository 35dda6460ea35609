import os
from pathlib import Path

import numpy as np
import pytest

from digitapp.digits.store.digit_store import DamagedError, DigitStore
from digitapp.files.errors import StoreError

from .store_files import cut_off, examples, in_a_child


def spoil(path):
    """Overwrite the pages after the first, as a failing disk does."""
    data = bytearray(path.read_bytes())
    data[8192 * 2 : 8192 * 6] = bytes(8192 * 4)
    path.write_bytes(data)
    return bytes(data)


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


def test_a_file_that_vanished_and_has_only_damaged_backups_is_called_missing(path):
    made(path)
    (backup,) = path.parent.glob("*.backup-*")
    spoil(backup)
    path.unlink()
    with pytest.raises(StoreError, match=r"my\.digits was missing and no whole backup stands"):
        DigitStore(path)
    assert os.listdir(path.parent) == [backup.name]


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


def test_damage_does_not_get_into_the_backups(path):
    made(path)
    data = path.read_bytes()
    place = data.index(examples(40)[3].image.tobytes())
    path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])
    before = sorted(path.parent.glob("*.backup-*"))
    with DigitStore(path, check=False) as store:
        store.add(examples(1)[0])
    assert sorted(path.parent.glob("*.backup-*")) == before
