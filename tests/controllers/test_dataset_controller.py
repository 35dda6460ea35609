"""The digits session on a real file: what it is asked, what it says, and when."""

import numpy as np
import pytest

from digitapp.controllers.dataset_controller import DatasetController
from digitapp.digits import DigitStore, split, starter
from digitapp.digits.store.backup import backups_of
from digitapp.training.run_record import RunRecord

from .dataset_examples import Heard, add, drawn, examples, opened


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my.digits"


@pytest.fixture
def session(path, qapp):
    with opened(path) as (session, _):
        yield session


@pytest.fixture
def heard(session):
    return Heard(session)


def test_a_window_is_complete_once_the_file_is_open(path, qapp):
    with DigitStore(path) as store:
        store.add_many(examples(30))
    with opened(path) as (_, heard):
        assert [name for name, _ in heard.all] == ["dataset_changed", "run_restored"]
        dataset = heard.dataset
        assert (len(dataset), dataset.zeros, dataset.ones) == (30, 15, 15)
        assert dataset.path == path
        np.testing.assert_array_equal(dataset.images()[7], examples(30)[7].image.ravel())
        np.testing.assert_array_equal(dataset.split_indices, np.arange(30) // 2)
        assert not dataset.own.any()


def test_saved_is_said_when_the_drawing_is_on_the_disk(qtbot, path, session, heard):
    with qtbot.waitSignal(session.saved) as signal:
        add(session, 0)
        assert session.pending == 1
    assert session.pending == 0
    saved = signal.args[0]
    with DigitStore(path, backups=0) as other:  # as after a power cut: read from the file alone
        assert other.get(saved.id).drawing == drawn(0)
    assert heard.dataset.ids.tolist() == [saved.id]
    assert heard.dataset.own.all()


def test_adding_returns_before_the_disk_has_answered(qtbot, session, heard):
    for k in range(20):
        add(session, k)
    assert session.pending == 20
    assert heard.all == []
    qtbot.waitUntil(lambda: session.pending == 0)
    assert [example.drawing for (example,) in heard.of("saved")] == [drawn(k) for k in range(20)]


def test_relabel_delete_and_undo_are_shown_and_on_the_disk(qtbot, path, session, heard):
    for k in range(3):
        add(session, k)
    session.relabel([1, 3], 0)
    session.delete(np.array([2]))
    with qtbot.waitSignal(session.undone) as signal:
        session.undo()
    change, example = signal.args
    assert change.name == "delete a drawing"
    assert example is None
    assert heard.dataset.labels.tolist() == [0, 1, 0]
    assert heard.dataset.undo == "relabel 2 drawings as 0"
    assert heard.dataset.redo == "delete a drawing"
    with qtbot.waitSignal(session.redone):
        session.redo()
    assert heard.dataset.ids.tolist() == [1, 3]
    with DigitStore(path, backups=0) as other:
        assert other.facts().ids.tolist() == [1, 3]


def test_a_drawing_whose_adding_is_undone_comes_back_with_its_strokes(qtbot, session, heard):
    add(session, 0)
    add(session, 5, label=0)
    with qtbot.waitSignal(session.undone) as signal:
        session.undo()
    change, example = signal.args
    assert change.name == "add a drawing"
    assert (example.drawing, example.label) == (drawn(5), 0)
    assert len(heard.dataset) == 1


def test_undoing_a_redone_deletion_gives_no_drawing_back_to_the_canvas(qtbot, session, heard):
    add(session, 0)
    session.delete([1])
    session.undo()
    session.redo()
    with qtbot.waitSignals([session.undone] * 2):
        session.undo()
    assert [example for _, example in heard.of("undone")] == [None, None]


def test_undo_and_redo_with_nothing_to_do_say_so(qtbot, session):
    with qtbot.waitSignal(session.undone) as undone, qtbot.waitSignal(session.redone) as redone:
        session.undo()
        session.redo()
    assert undone.args == [None, None]
    assert redone.args == [None]


def test_a_drawing_is_fetched_with_its_strokes(qtbot, session):
    add(session, 3)
    with qtbot.waitSignal(session.drawing_fetched) as signal:
        session.fetch(1)
    assert signal.args[0].drawing == drawn(3)


def test_a_collection_that_was_told_never_changes(qtbot, session, heard):
    for k in range(3):
        add(session, k)
    session.relabel([1], 0)
    session.delete([2])
    with qtbot.waitSignal(session.undone):
        session.undo()
    told = [dataset for (dataset,) in heard.of("dataset_changed")]
    assert [len(each) for each in told] == [1, 2, 3, 3, 2, 3]
    assert [each.labels.tolist() for each in told[2:4]] == [[1, 1, 1], [0, 1, 1]]
    first = told[0].images()
    assert all(np.array_equal(each.images()[0], first[0]) for each in told)
    assert np.shares_memory(told[0].cached_images, told[-1].cached_images)


def test_the_starter_digits_can_be_taken_out_and_leave_all_others(qtbot, session, heard):
    add(session, 0)
    for ask in (session.load_starter, session.take_out_starter, session.take_out_starter):
        with qtbot.waitSignal(session.message):
            ask()
    assert heard.sentences[1:] == [
        "Took out 1,400 starter digits. They can be added again at any time.",
        "There are no starter digits here.",
    ]
    assert heard.dataset.ids.tolist() == [1]
    assert heard.dataset.undo == "take out 1,400 starter digits"
    with qtbot.waitSignal(session.message):
        session.load_starter()
    assert len(heard.dataset) == 1401


def test_the_starter_digits_are_one_step_and_come_only_once(qtbot, session, heard):
    for _ in range(2):
        with qtbot.waitSignal(session.message, timeout=20_000):
            session.load_starter()
    assert heard.sentences == [
        "Loaded 1,400 starter digits, 1,000 of real handwriting and 400 made by digitapp, "
        "to train on at once.",
        "The starter digits are here already.",
    ]
    np.testing.assert_array_equal(
        heard.dataset.images(), [each.image.ravel() for each in starter()]
    )
    assert heard.dataset.undo == "load 1,400 starter digits"
    with qtbot.waitSignal(session.undone):
        session.undo()
    assert len(heard.dataset) == 0


def test_whatever_showed_progress_says_when_it_is_done(qtbot, qapp, path, monkeypatch):
    monkeypatch.setattr("digitapp.files.progress._INTERVAL", 0.0)  # as if all took long
    with DigitStore(path) as store:
        store.add_many(examples(5))
    with opened(path) as (session, heard):
        assert ended(heard) == ["Opening my.digits"]
        with qtbot.waitSignal(session.message, timeout=20_000):
            session.load_starter()
        assert ended(heard) == ["Opening my.digits", "Loading the starter digits", "Reading"]


def ended(heard):
    """Return what was going on whenever it was said that nothing is."""
    texts, running = [], None
    for name, arguments in heard.all:
        if name == "busy":
            running = arguments[0]
        elif name == "idle" and running is not None:
            texts.append(running)
            running = None
    return texts


def test_a_kept_run_comes_back_at_the_next_opening(qtbot, path, qapp):
    with opened(path) as (session, heard):
        assert heard.of("run_restored") == [(None,)]
        for epochs in (2, 3):
            logs = {"loss": np.linspace(1, 0, epochs), "val_loss": np.full(epochs, np.nan)}
            config = {"epochs": epochs, "seed": 7}
            session.keep_run(RunRecord(config, logs, bytes(range(epochs))))
    with opened(path) as (_, heard):
        (run,) = heard.of("run_restored")[0]
    assert run.config == {"epochs": 3, "seed": 7}
    assert run.logs["loss"].tolist() == [1, 0.5, 0]
    assert np.isnan(run.logs["val_loss"]).all()
    assert run.weights == b"\0\1\2"


def test_likeness_comes_soon_and_again_when_the_drawings_have_changed(qtbot, session, heard):
    qtbot.waitUntil(lambda: len(heard.of("likeness_changed")) == 1)
    odd = np.zeros((20, 20), np.float32)
    odd[3:5, 2:18] = odd[15:17, 2:18] = 1
    before = heard.of("likeness_changed")[0][0]
    assert before.is_unlike(odd)
    assert not before.is_unlike(starter()[0].image)
    with qtbot.waitSignal(session.saved):
        session.add(odd, 1, None)
    assert len(heard.of("likeness_changed")) == 2  # it counts as soon as it is on the disk
    assert not heard.of("likeness_changed")[1][0].is_unlike(odd)
    with qtbot.waitSignal(session.undone):
        session.undo()
    assert heard.of("likeness_changed")[2][0].is_unlike(odd)


def test_a_drawing_can_be_placed_in_training_when_it_is_added(qtbot, session, heard):
    image = np.eye(20, dtype=np.float32)
    for side in (split.TRAINING, split.BY_SPLIT):
        with qtbot.waitSignal(session.saved):
            session.add(image, 1, None, side)
    assert heard.dataset.split_overrides.tolist() == [split.TRAINING, split.BY_SPLIT]


def test_opening_another_file_takes_the_place_of_the_first(qtbot, tmp_path, session, heard):
    add(session, 0)
    session.open(tmp_path / "other.digits")
    assert session.wait_until_open(20)
    assert len(heard.of("saved")) == 1
    assert heard.dataset.path == tmp_path / "other.digits"
    assert len(heard.dataset) == 0
    assert len(backups_of(tmp_path / "my.digits")) == 1  # made when it was closed
    with qtbot.waitSignal(session.saved):
        add(session, 1)
    with DigitStore(tmp_path / "my.digits", backups=0) as first:
        assert first.get(1).drawing == drawn(0)


def test_a_copy_of_the_file_is_whole(qtbot, tmp_path, session):
    add(session, 0)
    with qtbot.waitSignal(session.message) as signal:
        session.save_copy(tmp_path / "copy.digits")
    assert signal.args == ["Saved a copy as “copy.digits”.", "information"]
    with DigitStore(tmp_path / "copy.digits") as copy:
        assert copy.get(1).drawing == drawn(0)


def test_what_is_no_example_is_told_and_never_pending(session, heard):
    session.add(np.ones((3, 3)), 1, None)
    assert session.pending == 0
    assert "shape (20, 20)" in heard.sentences[0]


def test_an_image_without_ink_comes_back_unsaved(qtbot, session):
    with qtbot.waitSignal(session.saving_failed) as signal:
        session.add(np.zeros((20, 20), np.float32), 1, None)
    assert "no ink" in signal.args[1]


def test_asking_a_session_that_was_never_opened_does_no_harm(qapp):
    session = DatasetController()
    session.check_elsewhere()
    session.cancel()
    assert not session.wait_until_open(0)
    assert session.close(1)
