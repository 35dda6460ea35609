"""The digits session on files that are damaged, foreign or no files at all."""

import sqlite3

import pytest

from digitapp.digits import DigitStore

from .dataset_examples import add, examples, opened


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
        ((sentence, grave),) = heard.of("message")
        assert grave
        assert "my.digits was damaged. Its bytes are kept as my.digits.damaged-" in sentence
        assert len(heard.dataset) == 1
        with qtbot.waitSignal(session.saved):
            add(session, 1)


def test_damage_seen_while_open_is_told_and_opening_again_brings_the_backup(qtbot, qapp, path):
    with DigitStore(path) as store:
        store.add_many(examples(5))
    DigitStore(path).close()
    with opened(path) as (session, heard):
        other = sqlite3.connect(path)
        other.execute("UPDATE images SET image = zeroblob(1600) WHERE id = 2")
        other.commit()
        other.close()
        with qtbot.waitSignal(session.message) as told:
            session.fetch(2)
        assert told.args[1]
        assert "is damaged" in told.args[0]
        assert "Open it again" in told.args[0]
        session.open(path)
        assert session.wait_until_open(20)
        assert "was damaged. Its bytes are kept" in heard.sentences[-1]
        assert len(heard.dataset) == 5
        with qtbot.waitSignal(session.saved):
            add(session, 0)


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
        ((sentence, grave),) = heard.of("message")
        assert grave
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
        assert len(store.query()) == 1
