import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from digitapp.digits.drawing import Drawing
from digitapp.digits.store import DigitStore, RunRow
from digitapp.files.errors import StoreError

WRITTEN_BY_0_1_0 = Path(__file__).parent / "written_by_0.1.0.digits"


@pytest.fixture
def old(path):
    shutil.copy(WRITTEN_BY_0_1_0, path)
    return path


def image(number):
    pixels = np.zeros((20, 20), np.float32)
    pixels[2:18, 3 + number % 12 : 6 + number % 12] = (1 + number) / 32
    return pixels


def check_content(store):
    """Compare a store with what 0.1.0 was told to write."""
    found = {each.id: each for each in store.examples()}
    labels = {n: (n - 1) % 2 for n in range(1, 15) if n not in (5, 6)} | {1: 1, 2: 1}
    assert {number: each.label for number, each in found.items()} == labels
    for number, each in found.items():
        k = number - 1
        assert np.array_equal(each.image, image(k))
        drawn = Drawing([[(k, 1, 0), (2.5, k, 0.25)], [(7, 8, 1)]])
        assert each.drawing == (drawn if k < 6 else None)
        assert each.source == ("drawn" if k < 6 else "import: mnist.npz")
        assert each.created == (1.79e9 + k + 0.5 if k < 6 else k)
    facts = store.facts()
    assert facts.split_overrides.tolist() == [-1, -1, 1, 0] + [-1] * 8
    assert facts.split_indices.tolist() == [0, 0, 1, 1, 3, 3, 4, 4, 5, 5, 6, 6]
    assert list(store.runs.ids()) == [1, 2, 3]
    first, second, third = (store.runs.get(number) for number in (1, 2, 3))
    assert (first.config, first.seed) == ('{"epochs": 3, "seed": 7}', 7)
    assert first.logs["loss"].tolist() == [3.0, 2.0, 1.5]
    assert np.array_equal(first.logs["val_loss"], [4.0, 3.5, np.nan], equal_nan=True)
    assert first.weights == b"weights \x00 of the first run"
    assert (second.seed, second.weights, second.created) == (8, bytes(range(256)) * 60, 1.79e9 + 3)
    assert (third.seed, third.weights) == (9, None)


def test_a_file_of_0_1_0_opens_with_everything_and_is_kept_as_it_was(old):
    data = old.read_bytes()
    with DigitStore(old) as store:
        assert store.recovered == (
            "my.digits can no longer be opened by version 0.1.0; "
            "for that, my.digits.version-0.1.0 is kept."
        )
        check_content(store)
    assert Path(f"{old}.version-0.1.0").read_bytes() == data
    with DigitStore(old) as store:
        assert store.recovered is None
        check_content(store)
        store.verify()


def test_the_steps_of_0_1_0_are_numbered_from_one_without_a_gap(old):
    with DigitStore(old) as store:
        rows = store._file.connection.execute("SELECT id FROM changes ORDER BY id").fetchall()
        assert [number for (number,) in rows] == list(range(1, 13))


def test_every_step_of_0_1_0_can_be_undone_and_done_again(old):
    with DigitStore(old) as store:
        assert (store.next_undo().name, store.next_redo().name) == (
            "delete 2 drawings",
            "relabel a drawing as 1",
        )
        while store.undo():
            pass
        assert len(store.facts().ids) == 0
        names = []
        while change := store.redo():
            names.append(change.name)
    assert names == [
        *["add a drawing"] * 6,
        "import 8 drawings",
        "relabel a drawing as 1",
        "hold out a drawing",
        "train on a drawing",
        "delete 2 drawings",
        "relabel a drawing as 1",
    ]


def test_a_protected_file_of_0_1_0_opens_for_reading_and_is_not_touched(old, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    data = old.read_bytes()
    with DigitStore(old) as store:
        assert store.read_only
        check_content(store)
        with pytest.raises(StoreError, match="can only be read"):
            store.delete([1])
    assert old.read_bytes() == data
    assert os.listdir(old.parent) == [old.name]


EDITS = [
    "UPDATE examples SET label = 1 - label WHERE id = 3",
    "DELETE FROM examples WHERE id = 15",
    "UPDATE images SET strokes = x'00' WHERE id = 1",
    "UPDATE images SET image = zeroblob(1600) WHERE id = 1",
    "UPDATE images SET id = 99 WHERE id = 15",
    "DELETE FROM images WHERE id = 15",
    "UPDATE changes SET name = 'x'",
    "UPDATE runs SET seed = 1",
    "DELETE FROM models WHERE id = 2",
    "UPDATE sources SET name = 'somewhere' WHERE id = 1",
    "DELETE FROM totals",
    "CREATE TABLE more (id INTEGER)",
]


@pytest.mark.parametrize("sql", EDITS)
def test_a_damaged_file_of_0_1_0_is_replaced_by_its_backup(old, sql):
    shutil.copy(old, f"{old}.backup-20260101000000000000")
    connection = sqlite3.connect(old)
    connection.execute(sql)
    connection.commit()
    connection.close()
    data = old.read_bytes()
    with DigitStore(old) as store:
        assert "opened instead" in store.recovered
        check_content(store)
    (kept,) = old.parent.glob("*.damaged-*")
    assert kept.read_bytes() == data


@pytest.mark.parametrize("sql", EDITS)
def test_a_damaged_file_of_0_1_0_without_a_backup_is_refused_and_left_as_it_is(old, sql):
    connection = sqlite3.connect(old)
    connection.execute(sql)
    connection.commit()
    connection.close()
    data = old.read_bytes()
    with pytest.raises(StoreError, match="damaged and no whole backup is beside it"):
        DigitStore(old)
    assert old.read_bytes() == data
    assert os.listdir(old.parent) == [old.name]


def test_an_upgrade_that_finds_no_room_leaves_the_file_as_it_is(old, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    data = old.read_bytes()
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StoreError, match="No space left on device"):
        DigitStore(old)
    assert old.read_bytes() == data
    monkeypatch.undo()
    with DigitStore(old) as store:
        check_content(store)


def test_a_file_that_this_version_wrote_once_is_whole_for_good(path):
    """Checksums and tables of version 2 must not change: the file was written when it was new."""
    shutil.copy(WRITTEN_BY_0_1_0.with_name("version_2.digits"), path)
    with DigitStore(path) as store:
        assert store.recovered is None
        facts = store.facts()
        assert facts.labels.tolist() == [1, 1, 0, 1, 0, 1, 0]
        assert facts.split_overrides.tolist() == [-1, 0] + [-1] * 5
        assert [each.source for each in store.examples()] == ["drawn"] * 3 + [
            "импорт: mnist.npz"
        ] * 4
        assert store.get(3).drawing == Drawing([[(2, 1, 0), (2.5, 2, 0.25)], [(7, 8, 1)]])
        assert (store.next_undo().name, store.next_redo().name) == (
            "relabel a drawing as 1",
            "delete a drawing",
        )
        run = store.runs.get(1)
        assert run.logs["loss"].tolist() == [3, 2]
        assert run._replace(logs={}) == RunRow(
            '{"epochs": 3}', 7, {}, bytes(range(256)) * 40, 1.79e9, "name", "note", 1
        )
