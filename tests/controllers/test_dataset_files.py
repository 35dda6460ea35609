"""Digits brought in and out through the session: one step each, or nothing."""

import os

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitapp.digits import formats
from digitapp.digits.formats import WRITERS, targets

from .dataset_examples import add, examples, opened


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my.digits"


def written(tmp_path, n=12, format="npz", name="x.npz", seed=0):
    place = tmp_path / name
    formats.write(place, examples(n, seed), format)
    return place


def imported(qtbot, session, *paths):
    with qtbot.waitSignal(session.message, timeout=20_000) as told:
        session.import_paths(paths)
    return told.args


def asked(qtbot, session, *paths):
    with qtbot.waitSignal(session.question_asked, timeout=20_000) as told:
        session.import_paths(paths)
    return told.args[0]


def answered(qtbot, session, question, choice):
    with qtbot.waitSignal(session.message, timeout=20_000) as told:
        session.answer(question, choice)
    return told.args


def test_an_import_is_one_step_that_can_be_undone_and_redone(qtbot, qapp, path, tmp_path):
    place = written(tmp_path)
    with opened(path) as (session, heard):
        add(session, 0)
        told = imported(qtbot, session, place)
        assert told == ["Imported 12 drawings from “x.npz”: 12 of 12 are 0 or 1.", "information"]
        assert [name for name, _ in heard.all if name == "idle"] == ["idle"]
        np.testing.assert_array_equal(
            heard.dataset.images()[1:], [each.image.ravel() for each in examples(12)]
        )
        assert heard.dataset.undo == "import 12 drawings"
        assert heard.dataset.own.tolist() == [True] + 12 * [False]
        with qtbot.waitSignal(session.undone):
            session.undo()
        assert len(heard.dataset) == 1
        with qtbot.waitSignal(session.redone):
            session.redo()
        assert len(heard.dataset) == 13


@pytest.mark.parametrize("format", sorted(WRITERS))
def test_every_format_goes_out_and_comes_back(qtbot, qapp, path, tmp_path, format):
    out = tmp_path / "out"
    out.mkdir()
    target = out / {"npz": "x.npz", "csv": "x.csv", "folder": "x"}.get(format, "images.npy")
    with opened(path) as (session, heard):
        imported(qtbot, session, written(tmp_path))
        with qtbot.waitSignal(session.message) as told:
            session.export(target, format, heard.dataset.ids[2:])
        assert told.args[0].startswith("Exported 10 drawings to “")
    first = targets(target, format)[0]
    with opened(tmp_path / "second.digits") as (session, heard):
        if format == "lab":
            sentence, severity = answered(qtbot, session, asked(qtbot, session, first), 1)
        else:
            sentence, severity = imported(qtbot, session, first)
        assert (sentence.startswith("Imported 10 drawings"), severity) == (True, "information")
        want = {(each.label, each.image.tobytes()) for each in examples(12)[2:]}
        have = heard.dataset
        got = {(int(y), x.tobytes()) for y, x in zip(have.labels, have.images(), strict=True)}
        assert got == want


def test_an_export_never_replaces_a_partner_file_unasked(qtbot, qapp, path, tmp_path):
    kept = tmp_path / "y.npy"
    kept.write_bytes(b"mine")
    with opened(path) as (session, _):
        add(session, 0)
        with qtbot.waitSignal(session.message) as told:
            session.export(tmp_path / "X.npy", "npy", [1])
        assert told.args == [
            "There is “y.npy” already. Choose another name, or replace it.",
            "error",
        ]
        assert kept.read_bytes() == b"mine"
        with qtbot.waitSignal(session.message) as told:
            session.export(tmp_path / "X.npy", "npy", [1], replace=True)
        assert told.args == ["Exported 1 drawing to “X.npy” and “y.npy”.", "information"]


def test_what_is_here_already_is_left_out_and_told(qtbot, qapp, path, tmp_path):
    first, second = written(tmp_path), written(tmp_path, 20, name="more.npz")
    with opened(path) as (session, heard):
        imported(qtbot, session, first)
        session.relabel([1], 1)  # with another label it is another statement
        sentence, _ = imported(qtbot, session, second)
        assert sentence == (
            "Imported 9 drawings from “more.npz”: 20 of 20 are 0 or 1. "
            "Skipped: 11 exact duplicates of what is here or came before."
        )
        assert heard.dataset.conflicting.sum() == 2
        sentence, severity = imported(qtbot, session, first)
        assert sentence == "There is nothing new in “x.npz”: all its drawings are here already."
        assert severity == "information"


def test_what_is_passed_over_is_told_where_nothing_is_new_as_well(qtbot, qapp, path, tmp_path):
    folder = written(tmp_path, format="folder", name="mine")
    (folder / "notes.txt").write_text("what I drew", encoding="utf-8")
    with opened(path) as (session, _):
        first, _ = imported(qtbot, session, folder)
        again, _ = imported(qtbot, session, folder)
    assert "Passed over: “notes.txt” (.txt is not read)." in first
    assert again == (
        "There is nothing new in “mine”: all its drawings are here already. "
        "Passed over: “notes.txt” (.txt is not read)."
    )


def test_duplicates_come_too_where_they_are_wanted_and_are_told(qtbot, qapp, path, tmp_path):
    first, second = written(tmp_path), written(tmp_path, 20, name="more.npz")
    with opened(path) as (session, heard):
        imported(qtbot, session, first)
        session.set_skip_duplicates(False)
        sentence, _ = imported(qtbot, session, second)
        assert sentence == (
            "Imported 20 drawings from “more.npz”: 20 of 20 are 0 or 1. "
            "With 12 exact duplicates of what is here or came before."
        )
        assert len(heard.dataset) == 32


def test_several_files_are_a_step_each_and_one_message(qtbot, qapp, path, tmp_path):
    places = [written(tmp_path, name=f"{seed}.npz", seed=seed) for seed in range(4)]
    bad = tmp_path / "bad.csv"
    bad.write_text("hello")
    with opened(path) as (session, heard):
        sentence, severity = imported(
            qtbot, session, *places, bad, tmp_path / "missing.npz", tmp_path
        )
        assert len(heard.of("message")) == 1
        assert severity == "warning"
        assert sentence.startswith("Imported 48 drawings from 4 files. “bad.csv” cannot be read")
        assert "“missing.npz” cannot be read" in sentence
        assert sentence.endswith("1 more could not be imported.")
        assert len(heard.dataset) == 48
        with qtbot.waitSignals([session.undone] * 2):
            session.undo()
            session.undo()
        assert len(heard.dataset) == 24


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.npz", b"", "empty"),
        ("x.csv", b"\xff\xfe\0h\0e", "cannot be read"),
        ("x.npy", b"\x93NUMPY\1\0", "its labels is not beside it"),
        ("x.pkl", b"\x80\4\x95", "pickle"),
        ("x.digits", b"SQLite format 3\0" + bytes(100), "Open it with File"),
        ("x", b"\0" * 5000, "cannot be read"),
    ],
)
def test_garbage_is_told_in_one_sentence_and_changes_nothing(
    qtbot, qapp, path, tmp_path, name, data, reason
):
    place = tmp_path / name
    place.write_bytes(data)
    with opened(path) as (session, heard):
        add(session, 0)
        qtbot.waitUntil(lambda: session.pending == 0)
        before = path.read_bytes()
        sentence, severity = imported(qtbot, session, place)
        assert severity == "error"
        assert f"“{name}” cannot be read" in sentence
        assert reason in sentence
        assert path.read_bytes() == before
        assert len(heard.dataset) == 1


def test_a_cancelled_import_leaves_nothing(qtbot, qapp, path, tmp_path):
    place = written(tmp_path, 3000)
    with opened(path) as (session, heard):
        add(session, 0)
        qtbot.waitUntil(lambda: session.pending == 0)
        before = path.read_bytes()
        session.busy.connect(session.cancel)
        sentence, _ = imported(qtbot, session, place, written(tmp_path, name="second.npz"))
        assert heard.of("busy")
        assert sentence == "The import was stopped: nothing of “x.npz” was added."
        assert heard.all[-2][0] == "idle"
        assert (len(heard.dataset), heard.dataset.undo) == (1, "add a drawing")
        assert path.read_bytes() == before
        session.busy.disconnect(session.cancel)
        sentence, _ = imported(qtbot, session, place)  # an earlier cancel does not stop this one
        assert sentence.startswith("Imported 3,000")


def test_a_cancelled_export_leaves_no_file(qtbot, qapp, path, tmp_path):
    place = written(tmp_path, 3000)
    with opened(path) as (session, heard):
        imported(qtbot, session, place)
        (tmp_path / "out").mkdir()
        session.busy.connect(session.cancel)
        with qtbot.waitSignal(session.message, timeout=20_000) as told:
            session.export(tmp_path / "out" / "x", "folder", heard.dataset.ids)
        assert told.args == ["The export was stopped: nothing was written.", "information"]
        assert os.listdir(tmp_path / "out") == []


def test_progress_rises_and_is_told_at_most_twenty_times_a_second(qtbot, qapp, path, tmp_path):
    place = written(tmp_path, 3000)
    with opened(path) as (session, heard):
        imported(qtbot, session, place)
        told = [each for each in heard.of("busy") if each[0] == "Importing x.npz"]
        assert told
        shares = [done / total for _, done, total in told]
        assert shares == sorted(shares)


def test_which_way_up_is_asked_and_the_answer_kept_until_it_is_undone(qtbot, qapp, path, tmp_path):
    place = written(tmp_path, 12, "lab", "X.npy")
    upright = [each.image.ravel() for each in examples(12)]
    with opened(path) as (session, heard):
        question = asked(qtbot, session, place)
        assert question.path == place
        assert question.choices[1].images.shape == (12, 20, 20)
        assert len(heard.dataset) == 0
        answered(qtbot, session, question, 0)
        assert session.import_answers() == {place: ("rows",)}
        with qtbot.waitSignal(session.undone):
            session.undo()
        assert session.import_answers() == {}  # it may have been the wrong one
        answered(qtbot, session, asked(qtbot, session, place), 1)
        np.testing.assert_array_equal(heard.dataset.images(), upright)
        sentence, _ = imported(qtbot, session, place)
        assert "nothing new" in sentence
        answers = session.import_answers()
    with opened(tmp_path / "second.digits", answers=answers) as (session, heard):
        imported(qtbot, session, place)
        np.testing.assert_array_equal(heard.dataset.images(), upright)


def test_a_file_is_read_once_however_much_is_asked(qtbot, qapp, path, tmp_path):
    place = written(tmp_path, 12, "lab", "X.npy")
    with opened(path) as (session, heard):
        question = asked(qtbot, session, place)
        place.unlink()
        answered(qtbot, session, question, 1)
        assert len(heard.dataset) == 12


def test_a_pair_dropped_together_is_asked_about_once(qtbot, qapp, path, tmp_path):
    images = written(tmp_path, 12, "lab", "X.npy")
    with opened(path) as (session, heard):
        question = asked(qtbot, session, images, tmp_path / "y.npy")
        answered(qtbot, session, question, 1)
        assert len(heard.of("question_asked")) == 1
        assert len(heard.dataset) == 12


def test_blank_drawings_are_said_to_be_blank(qtbot, qapp, path, tmp_path):
    np.savez(tmp_path / "x.npz", X=np.zeros((8, 20, 20)), y=np.arange(8) % 2)
    with opened(path) as (session, _):
        sentence, _ = imported(qtbot, session, tmp_path / "x.npz")
        assert sentence == "There is nothing to see in “x.npz”: all 8 are blank."


def test_what_is_passed_over_is_named_also_among_several_files(qtbot, qapp, path, tmp_path):
    folder = tmp_path / "digits"
    formats.write(folder, examples(4), "folder")
    (folder / "0" / "notes.txt").write_text("mine")
    with opened(path) as (session, _):
        sentence, _ = imported(qtbot, session, folder, written(tmp_path, seed=3))
        assert sentence == (
            "Imported 16 drawings from 2 files. "
            "“digits”: Passed over: “0/notes.txt” (.txt is not read)."
        )


def test_images_of_others_in_folders_0_and_1_come_in(qtbot, qapp, path, tmp_path):
    for label, suffix in ((0, "jpg"), (0, "bmp"), (1, "png")):
        folder = tmp_path / "digits" / str(label)
        folder.mkdir(parents=True, exist_ok=True)
        image = QImage(60, 80, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        for row in range(20, 60):
            image.setPixel(30 + label, row, 0xFF000000)
        assert image.save(str(folder / f"a.{suffix}"))
    with opened(path) as (session, heard):
        sentence, severity = imported(qtbot, session, tmp_path / "digits")
        assert severity == "information", sentence
        assert (heard.dataset.zeros, heard.dataset.ones) == (2, 1)
        assert heard.dataset.images().max(axis=1).min() > 0.5
