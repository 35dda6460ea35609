import dataclasses
import os
import re
import sqlite3
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example
from digitapp.digits.store import RunRow, salvage
from digitapp.digits.store.digit_store import DigitStore
from digitapp.files.errors import StoreError

from .store_files import cut_off, examples, in_a_child


def spoil(path):
    """Overwrite the pages after the first, as a failing disk does."""
    data = bytearray(path.read_bytes())
    data[8192 * 2 : 8192 * 10] = bytes(8192 * 8)
    path.write_bytes(data)
    return bytes(data)


def made(path, n=40):
    with DigitStore(path) as store:
        store.add_many(examples(n))
    return examples(n)


def flip_a_pixel(path, example):
    """Damage a drawing so that only its checksum tells."""
    data = path.read_bytes()
    place = data.index(example.image.tobytes())
    path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])


def test_a_damaged_file_is_kept_and_what_the_backup_has_is_restored_and_it_is_told(path):
    originals = made(path)
    bytes_of_it = spoil(path)
    (backup,) = path.parent.glob("*.backup-*")
    os.utime(backup, (day := datetime(2026, 2, 3, 4, 5).timestamp(), day))
    with DigitStore(path) as store:
        X, _, _ = store.arrays()
        (kept,) = path.parent.glob("my.digits.damaged-*")
        assert store.recovered.startswith("my.digits was damaged.")
        assert "more as in its backup of 03.02.2026 04:05" in store.recovered
        assert kept.name in store.recovered
        assert kept.read_bytes() == bytes_of_it
        assert X.tobytes() == b"".join(each.image.tobytes() for each in originals)
        store.add(examples(1)[0])
    with DigitStore(path) as store:
        assert store.recovered is None


def test_one_damaged_drawing_costs_none_of_those_that_are_newer_than_the_backup(path):
    made(path)
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(20, seed=1))
        store.relabel([5], 1)
    flip_a_pixel(path, examples(40)[3])
    flip_a_pixel(path, examples(20, seed=1)[2])
    with DigitStore(path) as store:
        assert re.search(
            r"58 drawings could be read, 1 more as in .*; 1 drawing could not", store.recovered
        )
        found = {each.id: each for each in store.examples()}
        assert found.keys() == {*range(1, 61)} - {43}
        assert found[4].image.tobytes() == examples(40)[3].image.tobytes()
        assert found[5].label == 1
        assert store.undo().name == "relabel a drawing as 1"
        assert store.undo().name == "add 20 drawings"
        assert len(store.facts().ids) == 40


def test_labels_that_are_damaged_are_restored_from_the_history_not_from_the_backup(path):
    made(path)
    with DigitStore(path, backups=0) as store:
        store.relabel([1, 2, 3], 1)
        store.delete([9, 10])
        store.delete([11])
        store.undo()
        before = store.facts()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE examples SET created = 1 WHERE id < 20")
    connection.commit()
    connection.close()
    with DigitStore(path) as store:
        assert "40 drawings could be read" not in store.recovered
        after = store.facts()
    for name in ("ids", "labels", "created", "split_indices", "split_overrides"):
        assert getattr(after, name).tolist() == getattr(before, name).tolist()


def test_a_large_drawing_is_read_through_its_overflow_pages(path):
    points = np.random.default_rng(0).random((5000, 3))
    with DigitStore(path, backups=0) as store:
        store.add(Example(np.ones((20, 20)), 1, Drawing([points])))
        store.add_many(examples(40))
    flip_a_pixel(path, examples(40)[3])
    with DigitStore(path) as store:
        assert store.get(1).drawing == Drawing([points])
        assert len(store.facts().ids) == 40


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


def test_of_a_damaged_backup_what_is_whole_is_taken_and_the_rest_from_an_older_one(path):
    made(path)
    with DigitStore(path) as store:
        store.add(examples(1, seed=1)[0])
    newest, older = sorted(path.parent.glob("*.backup-*"), reverse=True)
    for damaged in (newest, path):
        flip_a_pixel(damaged, examples(40)[3])
        flip_a_pixel(damaged, examples(40)[7])
    flip_a_pixel(path, examples(1, seed=1)[0])
    with DigitStore(path) as store:
        assert "38 drawings could be read, 3 more as in its backup" in store.recovered
        assert len(store.arrays()[0]) == 41
    assert older.exists()


def test_a_damaged_file_without_a_whole_row_or_a_backup_is_refused_and_left_as_it_is(path):
    made(path)
    for backup in path.parent.glob("*.backup-*"):
        backup.unlink()
    data = b"SQLite format 3\0" + bytes(8192 * 10)
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"not a digits file|no whole backup is beside it"):
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
    backup.write_bytes(bytes(8192))
    path.unlink()
    with pytest.raises(StoreError, match=r"my\.digits was missing and no whole backup is"):
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
    before = sorted(path.parent.glob("*.backup-*"))
    with DigitStore(path) as store:
        store.add(examples(1)[0])
        with DigitStore(path, backups=0) as other:  # so that the first reads the disk again
            other.add(examples(1)[0])
        flip_a_pixel(path, examples(40)[3])
    assert "No backup of my.digits was made: my.digits is damaged" in store.backup_failed
    assert sorted(path.parent.glob("*.backup-*")) == before


def test_a_damaged_file_in_a_protected_folder_is_refused_and_says_what_to_do(path, monkeypatch):
    made(path)
    flip_a_pixel(path, examples(40)[3])
    data = path.read_bytes()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StoreError, match=r"nothing may be written in its folder; .* Copy it with"):
        DigitStore(path)
    assert path.read_bytes() == data


def test_another_programs_file_with_a_backup_beside_it_is_left_alone(path):
    made(path)
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE moz_places (id INTEGER PRIMARY KEY)")
    connection.close()
    data = path.read_bytes()
    with pytest.raises(StoreError, match="of another program"):
        DigitStore(path)
    assert path.read_bytes() == data


def test_a_first_page_that_is_gone_costs_nothing(path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(40))
    path.write_bytes(bytes(8192) + path.read_bytes()[8192:])
    with DigitStore(path) as store:
        assert store.recovered.endswith("40 drawings could be read, which is all.")
        assert list(store.examples()) == examples(40)


def test_every_row_is_found_whatever_the_length_of_its_numbers(path):
    """Ids and times as SQLite writes them in 1, 2 and 3 bytes, and each type of a number."""
    times = [0.5, 1, 127, 128, -1, 40_000, 9e6, 5e9, 2.0**47, 2.0**62, -1e300]
    with DigitStore(path, backups=0) as store:
        store.add_many(
            dataclasses.replace(example, created=times[k % len(times)])
            for k, example in enumerate(examples(16_500, seed=1))
        )
        before = store.facts()
    path.write_bytes(bytes(8192) + path.read_bytes()[8192:])
    with DigitStore(path, backups=0) as store:
        assert store.recovered.endswith("16,500 drawings could be read, which is all.")
        after = store.facts()
        assert after.created.tolist() == before.created.tolist()
        assert store.get(16_500).image.tobytes() == examples(16_500, seed=1)[-1].image.tobytes()


@pytest.mark.parametrize("size", [*range(8157 - 140, 8157 - 100), 16_000, 16_400, 24_600])
def test_a_run_is_read_whether_or_not_it_goes_on_in_overflow_pages(path, size):
    weights = np.random.default_rng(0).bytes(size)
    with DigitStore(path, backups=0) as store:
        store.runs.add(RunRow("{}", 1, {"loss": [0.5]}, weights, 5.0))
    path.write_bytes(bytes(8192) + path.read_bytes()[8192:])
    with DigitStore(path, backups=0) as store:
        assert store.runs.get(1).weights == weights


def test_a_page_that_no_longer_knows_its_rows_loses_none(path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(40))
    data = path.read_bytes()
    page = data.index(examples(40)[20].image.tobytes()) // 8192 * 8192
    for damaged in (b"\5", b"\r\0\0\0\1", b"\r\0\0\xff\xff"):
        path.write_bytes(data[:page] + damaged + data[page + len(damaged) :])
        with DigitStore(path, backups=0) as store:
            assert store.recovered.endswith("40 drawings could be read, which is all.")
            assert list(store.examples()) == examples(40)


def test_a_row_that_is_out_of_date_never_replaces_the_one_that_its_page_knows(path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(40))
        rows = store._file.connection.execute("SELECT checksum FROM examples WHERE id = 7")
        old = rows.fetchone()[0].to_bytes(8, "big")
    before = path.read_bytes()
    place = before.index(old)
    with DigitStore(path, backups=0) as store:
        store.relabel([7], 1)
    data = bytearray(path.read_bytes())
    assert old not in data, "secure_delete leaves no old row"
    gap = 8192 + 4000  # in the page of `sources`, before that of `examples`
    assert not any(data[gap - 100 : gap + 100])
    data[gap - 16 : gap + 24] = before[place - 16 : place + 24]
    path.write_bytes(bytes(8192) + data[8192:])
    found = [
        row[2] for table, row, _ in salvage.whole_rows(path) if (table, row[0]) == ("examples", 7)
    ]
    assert found == [0, 1]
    with DigitStore(path, backups=0) as store:
        assert store.get(7).label == 1


def test_a_damaged_file_on_a_full_disk_is_left_alone_until_room_is_made(small_disk):
    path, ballast = small_disk / "my.digits", small_disk / "ballast"
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(40))
    flip_a_pixel(path, examples(40)[3])
    data = path.read_bytes()
    with pytest.raises(OSError, match="No space left"):
        ballast.write_bytes(bytes(600_000))
    with pytest.raises(StoreError, match=r"my\.digits.* Make room") as told:
        DigitStore(path)
    assert ".new-" not in str(told.value)
    assert path.read_bytes() == data
    assert sorted(each.name for each in small_disk.iterdir()) == ["ballast", "my.digits"]
    ballast.unlink()
    with DigitStore(path, backups=0) as store:
        assert "39 drawings could be read; 1 drawing could not be read" in store.recovered
