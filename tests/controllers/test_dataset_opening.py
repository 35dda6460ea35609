"""The digits session on files that are damaged, foreign or no files at all."""

import dataclasses
import os
import sqlite3
import threading

import numpy as np
import pytest

from digitapp.controllers.dataset_worker import DatasetWorker
from digitapp.digits import DigitStore, Drawing
from digitapp.digits.store import RunRow
from digitapp.digits.store.backup import backups_of

from .dataset_examples import add, drawn, examples, opened


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my.digits"


def test_a_damaged_file_is_brought_back_from_its_backup_and_that_is_said(qtbot, qapp, path):
    with opened(path) as (session, _):
        add(session, 0)
    data = bytearray(path.read_bytes())
    for k in range(len(data) // 2, len(data), 97):
        data[k] ^= 0xFF
    path.write_bytes(data)
    with opened(path) as (session, heard):
        ((sentence, severity),) = heard.of("message")
        assert severity == "error"
        assert "my.digits was damaged. Its bytes are kept as my.digits.damaged-" in sentence
        assert len(heard.dataset) == 1
        with qtbot.waitSignal(session.saved):
            add(session, 1)


def change(path, sql):
    """Change a file as damage does: what is in it no longer fits its checksums."""
    other = sqlite3.connect(path)
    other.execute(sql)
    other.commit()
    other.close()


def test_damage_in_a_large_file_with_a_fresh_backup_is_restored_in_the_same_start(
    qtbot, qapp, path
):
    long = Drawing([np.random.default_rng(0).random((4000, 3))])
    with DigitStore(path) as store:
        store.add_many([dataclasses.replace(each, drawing=long) for each in examples(900)])
    assert path.stat().st_size > 32 * 2**20
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    change(path, "UPDATE images SET image = zeroblob(1600) WHERE id = 2")
    os.utime(path, ns=times)  # as new as its backup
    with opened(path) as (session, heard):
        assert "899 drawings could be read, 1 more as in its backup" in heard.sentences[0]
        assert len(heard.dataset) == 900
        for k in range(5):
            with qtbot.waitSignal(session.saved, timeout=20_000):
                add(session, k)
    with opened(path) as (_, heard):
        assert heard.sentences == []
        assert len(heard.dataset) == 905


def test_damage_seen_while_open_is_restored_at_once_and_what_was_asked_is_done(qtbot, qapp, path):
    with DigitStore(path) as store:
        store.add_many(examples(5))
    with opened(path) as (session, heard):
        change(path, "UPDATE images SET image = zeroblob(1600) WHERE id = 2")
        with qtbot.waitSignal(session.drawing_fetched) as fetched:
            session.fetch(2)
        assert fetched.args[0].image.tobytes() == examples(5)[1].image.tobytes()
        (sentence,) = heard.sentences
        assert "was damaged. Its bytes are kept" in sentence
        assert "4 drawings could be read, 1 more as in its backup" in sentence
        assert len(heard.dataset) == 5


def test_a_drawing_that_meets_damage_is_saved_in_the_restored_file(qtbot, qapp, path):
    with DigitStore(path) as store:
        store.add_many(examples(5))
    with opened(path) as (session, heard):
        change(path, "UPDATE examples SET label = 1 - label WHERE id = 2")
        with qtbot.waitSignal(session.saved):
            add(session, 0)
        assert "5 drawings could be read" in heard.sentences[0]
        assert (len(heard.dataset), heard.dataset.labels[1]) == (6, 1)
    with opened(path) as (_, heard):
        assert heard.sentences == []
        assert len(heard.dataset) == 6


def test_a_last_run_that_is_damaged_while_the_file_opens_is_told_and_nothing_is_lost(qapp, path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(5))
        store.runs.add(RunRow("{}", 7, {"loss": [1.0]}, b"weights", created=0.0))
    worker, datasets, sentences, runs = DatasetWorker(timeout=0.05), [], [], []

    def damage_the_run(dataset):
        if not datasets:
            change(path, "UPDATE runs SET seed = 9")
        datasets.append(dataset)

    worker.dataset_changed.connect(damage_the_run)
    worker.message.connect(lambda sentence, severity: sentences.append(sentence))
    worker.run_restored.connect(runs.append)
    assert worker.attempt(worker.open, path, threading.Event()) is None
    worker.finish()
    assert "a training run is not as it was written" in sentences[0]
    assert "5 drawings could be read, which is all" in sentences[1]
    assert runs == [None]
    assert [len(dataset) for dataset in datasets] == [5, 5]
    with DigitStore(path, backups=0) as store:
        assert store.runs.get(1).seed == 7


def test_damage_that_cannot_be_restored_gives_the_drawing_back(qtbot, qapp, path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(5))
    with opened(path) as (session, heard):
        for backup in backups_of(path):
            backup.unlink()
        path.write_bytes(bytes(path.stat().st_size))
        with qtbot.waitSignal(session.saving_failed) as failed:
            add(session, 0)
        assert failed.args[0].drawing == drawn(0)
        assert "not a digits file" in heard.sentences[0]
        with qtbot.waitSignal(session.saving_failed) as failed:
            add(session, 1)
        assert failed.args[1].startswith("No digits file is open")
        assert path.read_bytes() == bytes(path.stat().st_size)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"label,pixel0\n1,0\n" * 1000, "is not a digits file"),
        (None, "is a folder"),
    ],
)
def test_a_refused_file_leaves_a_living_window_that_saves_nothing(
    qtbot, qapp, path, tmp_path, data, reason
):
    path.mkdir() if data is None else path.write_bytes(data)
    with opened(path) as (session, heard):
        ((sentence, severity),) = heard.of("message")
        assert severity == "error"
        assert reason in sentence
        assert (len(heard.dataset), heard.of("run_restored")) == (0, [(None,)])
        with qtbot.waitSignal(session.saving_failed) as failed:
            add(session, 0)
        assert "No digits file is open" in failed.args[1]
        with qtbot.waitSignal(session.message):
            session.undo()
        session.open(tmp_path / "other.digits")
        with qtbot.waitSignal(session.saved):
            add(session, 0)
    assert data is None or path.read_bytes() == data


def test_a_second_file_that_is_refused_leaves_the_first_one_open(qtbot, qapp, path, tmp_path):
    with opened(path) as (session, heard):
        session.open(tmp_path / "nowhere" / "my.digits")
        assert session.wait_until_open(20)
        assert "Choose another place" in heard.sentences[-1]
        with qtbot.waitSignal(session.saved):
            add(session, 0)
    with DigitStore(path, backups=0) as store:
        assert len(store.facts().ids) == 1
