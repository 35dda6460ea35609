import dataclasses
import os
import runpy
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from digitapp.digits.drawing import Drawing
from digitapp.digits.store.digit_store import DamagedError, DigitStore

from .store_files import examples

HERE = Path(__file__).parent


# What SQLite itself does not notice: every edit leaves pages that pass its integrity_check
EDITS = {
    "UPDATE examples SET label = 1 - label WHERE id = 3": lambda store: store.arrays(),
    "UPDATE examples SET id = 99 WHERE id = 3": lambda store: store.counts(),
    "DELETE FROM examples WHERE id = 40": lambda store: store.counts(),
    "DELETE FROM images WHERE id = 5": lambda store: store.arrays(),
    "INSERT INTO images SELECT 41, sha256, NULL, image, NULL FROM images WHERE id = 2": (
        lambda store: store.verify()
    ),
    "UPDATE images SET image = (SELECT image FROM images WHERE id = 1) WHERE id = 5": (
        lambda store: store.arrays()
    ),
    "UPDATE images SET strokes = x'00' WHERE id = 1": lambda store: store.get(1),
    "UPDATE images SET strokes = NULL, strokes_sha256 = NULL WHERE id = 1": (
        lambda store: store.get(1)
    ),
    "UPDATE sources SET name = 'somewhere'": lambda store: store.counts(),
    "DELETE FROM sources": lambda store: store.counts(),
    "UPDATE changes SET name = 'delete a drawing'": lambda store: store.can_undo(),
    "UPDATE changes SET undone = 1": lambda store: store.can_redo(),
    "DELETE FROM changes WHERE id = 2": lambda store: store.undo(),
    "UPDATE runs SET seed = 9": lambda store: store.runs.get_run(1),
    "DELETE FROM runs": lambda store: store.runs.run_ids(),
    "UPDATE models SET weights = x'01'": lambda store: store.runs.get_model(1),
    "DELETE FROM models": lambda store: store.runs.get_model(1),
    "DELETE FROM totals": lambda store: store.counts(),
    "UPDATE totals SET n = n + 1": lambda store: store.add(examples(1)[0]),
}


@pytest.mark.parametrize("edit", EDITS)
def test_damage_that_sqlite_does_not_notice_is_told(path, edit):
    with DigitStore(path) as store:
        store.add_many([dataclasses.replace(examples(1)[0], drawing=Drawing([[(1, 2)]]))])
        store.add_many(examples(39))
        run = store.runs.add_run({}, 1, {"loss": [1.0]}, 0.0)
        store.runs.add_model(b"weights", name="", created=0.0, run=run)
    connection = sqlite3.connect(path)
    assert connection.execute(edit).rowcount > 0
    connection.commit()
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    with DigitStore(path, check=False) as store, pytest.raises(DamagedError, match="damaged"):
        EDITS[edit](store)
    with DigitStore(path) as store:
        assert store.recovered
        assert len(store.arrays()[0]) == 40


def test_sixty_random_damages_are_refused_told_or_harmless():
    corrupt = runpy.run_path(str(HERE / "corrupt_store.py"))["main"]
    assert corrupt(60, seed=1).endswith("none silently wrong")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_twenty_kills_lose_nothing_that_was_said_to_be_saved():
    command = [sys.executable, str(HERE / "kill_store.py"), "20"]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert "none lost" in done.stdout, done.stderr
