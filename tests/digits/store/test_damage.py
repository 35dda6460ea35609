import dataclasses
import os
import re
import runpy
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from digitapp.digits.drawing import Drawing
from digitapp.digits.store import DigitStore, RunRow
from digitapp.digits.store.connection import DamagedError

from .store_files import examples

HERE = Path(__file__).parent


# What SQLite itself does not notice: every edit leaves pages that pass its integrity_check.
# What is said of it, how many drawings and runs are there then, and what can be undone.
EDITS = {
    "UPDATE examples SET label = 1 - label WHERE id = 3": ("is all", 40, 1, "add 39 drawings"),
    "DELETE FROM examples WHERE id = 40": ("is all", 40, 1, "add 39 drawings"),
    "DELETE FROM images WHERE id = 5": ("39 drawings .*; 1 drawing", 39, 1, "add 39 drawings"),
    "INSERT INTO images SELECT 41, sha256, 0, -1, 0, source, 0, image, NULL FROM images LIMIT 1": (
        "40 drawings could be read; 1 drawing could not", 40, 1, "add 39 drawings",
    ),
    "UPDATE images SET image = (SELECT image FROM images WHERE id = 1) WHERE id = 5": (
        "39 drawings could be read; 1 drawing could not", 39, 1, "add 39 drawings",
    ),
    "UPDATE images SET created = created + 1 WHERE id = 5": (
        "39 drawings could be read; 1 drawing could not", 39, 1, "add 39 drawings",
    ),
    "UPDATE images SET strokes = x'00' WHERE id = 1": ("; 1 drawing", 39, 1, "add 39 drawings"),
    "UPDATE images SET strokes = NULL WHERE id = 1": ("; 1 drawing", 39, 1, "add 39 drawings"),
    "UPDATE sources SET name = 'somewhere'": ("is all", 40, 1, "add 39 drawings"),
    "DELETE FROM sources": ("is all", 40, 1, "add 39 drawings"),
    "UPDATE changes SET name = 'delete a drawing' WHERE id = 2": (
        "; 1 undo step could not", 40, 1, "add a drawing",
    ),
    "UPDATE changes SET undone = 1 WHERE id = 1": ("; 1 undo step", 40, 1, "add 39 drawings"),
    "UPDATE runs SET seed = 9": ("; 1 training run could not be read", 40, 0, "add 39 drawings"),
    "UPDATE runs SET weights = x'01'": ("; 1 training run", 40, 0, "add 39 drawings"),
    "PRAGMA application_id = 7": ("is all", 40, 1, "add 39 drawings"),
    "PRAGMA user_version = 1": ("is all", 40, 1, "add 39 drawings"),
    "PRAGMA user_version = 3": ("is all", 40, 1, "add 39 drawings"),
    "CREATE TRIGGER t AFTER INSERT ON images BEGIN DELETE FROM images; END": (
        ", which is all", 40, 1, "add 39 drawings",
    ),
}  # fmt: skip


def made(path):
    with DigitStore(path, backups=0) as store:
        store.add_many([dataclasses.replace(examples(1)[0], drawing=Drawing([[(1, 2)]]))])
        store.add_many(examples(39, seed=1))
        store.runs.add(RunRow("{}", 1, {"loss": [1.0]}, b"weights", 0.0))
    return examples(1) + examples(39, seed=1)


def edit(path, sql):
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


@pytest.mark.parametrize("sql", EDITS)
def test_damage_that_sqlite_does_not_notice_costs_what_it_hit_and_is_told(path, sql):
    drawn = made(path)
    edit(path, sql)
    sentence, drawings, runs, step = EDITS[sql]
    with DigitStore(path) as store:
        assert re.search(sentence, store.recovered), store.recovered
        found = {each.image.tobytes(): each for each in store.examples()}
        assert len(found) == drawings
        assert all(
            found[each.image.tobytes()].label == each.label
            for each in drawn
            if each.image.tobytes() in found
        )
        assert {each.source for each in found.values()} == {"drawn"}
        assert (len(store.runs.ids()), store.next_undo().name) == (runs, step)
        store.undo()
        store.redo()
        store.verify()
    with DigitStore(path) as store:
        assert store.recovered is None


@pytest.mark.parametrize(
    ("sql", "look"),
    [
        ("UPDATE examples SET label = 1 - label WHERE id = 3", lambda store: store.facts()),
        ("UPDATE sources SET name = 'somewhere'", lambda store: store.facts()),
        ("DELETE FROM sources", lambda store: store.facts()),
        ("UPDATE images SET strokes = x'00' WHERE id = 1", lambda store: store.arrays()),
        ("UPDATE images SET strokes = NULL WHERE id = 1", lambda store: store.get(1)),
        ("DELETE FROM images WHERE id = 5", lambda store: store.arrays()),
        ("UPDATE changes SET name = 'delete a drawing'", lambda store: store.next_undo().name),
        ("UPDATE changes SET undone = 1", lambda store: store.redo()),
        ("UPDATE runs SET seed = 9", lambda store: store.runs.get(1)),
        ("UPDATE changes SET id = 3 WHERE id = 2", lambda store: store.verify()),
        ("UPDATE runs SET logs = x'01'", lambda store: store.verify()),
    ],
)
def test_damage_that_appears_in_an_open_file_is_told_and_nothing_more_is_written(path, sql, look):
    made(path)
    with DigitStore(path, backups=0) as store:
        edit(path, sql)
        data = path.read_bytes()
        assert not store.damaged
        with pytest.raises(DamagedError, match=r"damaged .* Open it again"):
            look(store)
        assert store.damaged
        with pytest.raises(DamagedError, match="damaged"):
            store.add(examples(1)[0])
    assert path.read_bytes() == data


def test_a_header_that_forbids_writing_is_damage(path):
    made(path)
    data = bytearray(path.read_bytes())
    data[18] = 9  # how the file may be written; SQLite then opens it for reading
    path.write_bytes(data)
    with DigitStore(path, backups=0) as store:
        assert "damaged" in store.recovered
        assert len(store.facts().ids) == 40
        store.add(examples(1)[0])


def test_a_file_that_another_program_is_writing_opens_and_is_not_damaged(path):
    made(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with DigitStore(path, timeout=0, backups=0) as store:
            assert store.recovered is None
            assert len(store.facts().ids) == 40


def test_sixty_random_damages_cost_only_what_they_hit():
    corrupt = runpy.run_path(str(HERE / "corrupt_store.py"))["main"]
    assert corrupt(60, seed=1).endswith("none silently wrong")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount")
def test_six_full_disks_are_told_and_lose_nothing_that_was_said_to_be_saved():
    fill = runpy.run_path(str(HERE / "fill_disk.py"))["main"]
    assert fill(6, seed=1).endswith("none lost")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_twenty_kills_lose_nothing_that_was_said_to_be_saved():
    command = [sys.executable, str(HERE / "kill_store.py"), "20"]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert "none lost" in done.stdout, done.stderr
