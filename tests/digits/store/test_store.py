import dataclasses
import time

import numpy as np
import pytest

from digitapp.digits import split
from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example
from digitapp.digits.store import runs
from digitapp.digits.store.digit_store import DigitStore
from digitapp.digits.store.runs import RunRow
from digitapp.files.errors import Cancelled, DataError, StoreError


def example(number: int = 0, **fields: object) -> Example:
    """Make an example that differs from every other number's."""
    image = np.random.default_rng(number).random((20, 20), np.float32)
    return dataclasses.replace(Example(image, number % 2, created=float(number)), **fields)


def examples(n: int) -> list[Example]:
    return [example(number) for number in range(n)]


@pytest.fixture
def store(path):
    with DigitStore(path) as store:
        yield store


def test_a_drawing_comes_back_bit_for_bit_after_a_restart(path):
    strokes = Drawing([[(0, 1, 0.5), (2.25, 3, 0.75)], [(7, 8)]])
    image = np.random.default_rng(0).random((20, 20), np.float32)
    image[0, :4] = 0, -0.0, np.finfo(np.float32).smallest_subnormal, np.nextafter(1, 0, dtype="f4")
    with DigitStore(path) as store:
        saved = store.add(Example(image, 1, strokes, "drawn", 1790000000.123456))
    with DigitStore(path) as store:
        found = store.get(saved.id)
        X, y, ids = store.arrays()
    assert found.image.tobytes() == X.tobytes() == image.tobytes()
    assert (found.label, found.source, found.created) == (1, "drawn", 1790000000.123456)
    assert found.drawing == strokes
    assert (y.tolist(), ids.tolist()) == ([[1.0]], [saved.id])


def test_arrays_have_the_shapes_that_training_takes(store):
    store.add_many(examples(7))
    X, y, ids = store.arrays()
    assert (X.shape, X.dtype) == ((7, 400), np.float32)
    assert (y.shape, y.dtype) == ((7, 1), np.float32)
    assert ids.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert np.array_equal(X[4], example(4).image.reshape(-1))


def test_an_empty_store_gives_empty_arrays(store):
    X, y, ids = store.arrays()
    assert (X.shape, y.shape, ids.shape) == ((0, 400), (0, 1), (0,))
    assert store.facts().split_indices.shape == (0,)


def test_arrays_of_some_ids_leave_out_the_deleted_and_keep_the_order_of_ids(store):
    ids = store.add_many(examples(3000))
    store.delete(ids[[10, 2000]])
    X, _, found = store.arrays(ids[[2500, 10, 3, 2000, 4]])
    assert found.tolist() == ids[[3, 4, 2500]].tolist()
    assert np.array_equal(X[2], example(2500).image.reshape(-1))


def test_examples_come_in_the_order_asked_for_even_twice(store):
    ids = store.add_many(examples(5))
    found = [each.id for each in store.examples(ids[[3, 0, 3]])]
    assert found == ids[[3, 0, 3]].tolist()


def test_reading_in_pieces_gives_every_example(store):
    store.add_many(examples(1201))
    store.delete([600])
    found = list(store.examples())
    assert [each.id for each in found] == [*range(1, 600), *range(601, 1202)]
    assert np.array_equal(found[-1].image, example(1200).image)


def test_facts_follow_every_change(store):
    ids = store.add_many([example(k, source="starter") for k in range(6)])
    store.add(example(9))
    store.delete(ids[:1])
    store.relabel(ids[2:3], 1)
    facts = store.facts()
    assert facts.ids.tolist() == [2, 3, 4, 5, 6, 7]
    assert facts.labels.tolist() == [1, 1, 1, 0, 1, 1]
    assert facts.own.tolist() == [False] * 5 + [True]
    assert facts.created.tolist() == [1, 2, 3, 4, 5, 9]


def test_adding_many_is_all_or_nothing_when_it_is_cancelled(store):
    seen = []

    def cancel(done, total):
        seen.append((done, total))
        if done > 500:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        store.add_many(examples(1200), progress=cancel)
    assert seen == [(500, 1200), (1000, 1200)]
    assert store.arrays()[2].size == 0
    assert store.next_undo().name is None
    assert store.add(example()).id == 1


def test_a_source_with_broken_bytes_or_another_alphabet_is_kept(store):
    assert store.add(example(source="import: \udcff.npz")).source == "import: \\udcff.npz"
    assert store.get(store.add(example(source="импорт 数字")).id).source == "импорт 数字"
    assert store.get(1).source == "import: \\udcff.npz"


@pytest.mark.parametrize("created", [-1e300, 5e-324, 0.1])
def test_any_finite_time_is_kept(path, created):
    with DigitStore(path) as store:
        store.add(example(created=created))
    with DigitStore(path) as store:
        assert store.get(1).created == created


def test_a_drawing_without_a_time_gets_the_time_of_its_adding(store):
    start = time.time()
    saved = store.add(Example(example().image, 1))
    store.add_many([Example(example().image, 1), example(5)])
    assert start <= saved.created <= time.time()
    assert store.get(1).created == saved.created
    assert store.facts().created[2] == 5
    assert start <= store.facts().created[1] <= time.time()


def test_a_stored_drawing_equals_the_one_that_was_added(store):
    given = Example(example().image, 1, Drawing([[(1, 2, 0.5)]]), "starter")
    assert store.add(given) == given
    assert store.get(1) == given


def test_labelled_images_without_ink_are_refused_and_nothing_is_added(store):
    blank = Example(np.zeros((20, 20)), 0)
    with pytest.raises(DataError, match="One drawing has a label but no ink"):
        store.add(blank)
    with pytest.raises(DataError, match=r"^3 drawings have a label but no ink"):
        store.add_many([*examples(1200), blank, blank, blank])
    assert len(store.facts().ids) == 0
    assert store.next_undo().name is None


@pytest.mark.parametrize("wrong", [None, (np.ones((20, 20)), 1), "drawing"])
def test_what_is_no_example_is_refused_and_nothing_is_added(store, wrong):
    with pytest.raises(DataError, match="Only an Example can be stored"):
        store.add(wrong)
    with pytest.raises(DataError, match="Only an Example can be stored"):
        store.add_many([example(), wrong])
    assert len(store.facts().ids) == 0


@pytest.mark.parametrize("ids", [[99], [0], [-1], [1, 2, 3]])
def test_an_id_that_never_was_is_named_and_nothing_changes(store, ids):
    store.add_many(examples(2))
    with pytest.raises(StoreError, match=f"no drawing number {ids[-1]}"):
        store.delete(ids)
    assert store.facts().ids.tolist() == [1, 2]


def test_ids_that_are_not_whole_numbers_are_refused(store):
    store.add(example())
    with pytest.raises(StoreError, match="whole numbers"):
        store.delete([True and 1.5])


def test_impossible_labels_are_refused(store):
    store.add(example())
    for label in (2, "1", [0, 1], np.array([0, 1]), None):
        with pytest.raises(DataError, match="label must be 0 or 1"):
            store.relabel([1], label)


def test_a_drawing_keeps_its_place_in_the_split_whatever_happens_to_the_others(store):
    def held_out():
        facts = store.facts()
        mask = split.held_out(facts.split_indices, facts.split_overrides, seed=5)
        return dict(zip(facts.ids.tolist(), mask.tolist(), strict=True))

    ids = store.add_many(examples(100))
    before = held_out()
    assert sum(before.values()) == 20
    store.delete(ids[::7])
    store.relabel(ids[1::9], 1)
    store.add_many(examples(50))
    assert all(after == before[number] for number, after in held_out().items() if number <= 100)


def test_a_copy_is_the_same_and_does_not_follow(store, tmp_path):
    store.add_many(examples(3))
    copy = tmp_path / "copy of ümläut %20?.digits"
    copy.write_bytes(b"what the person chose to replace")
    store.backup(copy)
    store.add(example(9))
    with DigitStore(copy) as copied:
        assert copied.arrays()[2].tolist() == [1, 2, 3]
        assert copied.next_undo().name == "add 3 drawings"


def test_a_copy_onto_the_open_file_is_refused(store, path):
    with pytest.raises(StoreError, match="open file itself"):
        store.backup(path)


def test_a_closed_store_says_so(path):
    store = DigitStore(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.facts()


def test_a_run_comes_back_with_its_weights(path):
    curve = np.random.default_rng(0).random(3000)
    weights = np.random.default_rng(1).bytes(100_000)
    given = RunRow('{"layers": [25]}', 7, {"loss": curve, "acc": curve}, weights, 5.0, "my", "ü")
    with DigitStore(path) as store:
        assert store.runs.add(given) == 1
        assert store.runs.add(RunRow("{}", 0, {}, b"", 7.0)) == 2
    with DigitStore(path) as store:
        found = store.runs.get(1)
        assert list(found.logs) == ["loss", "acc"]
        assert found.logs["acc"].tobytes() == curve.tobytes()
        assert found._replace(logs=given.logs) == given._replace(id=1)
        assert store.runs.get(2) == RunRow("{}", 0, {}, b"", 7.0, id=2)
        assert store.runs.ids() == [1, 2]


def test_a_run_is_added_and_an_earlier_one_shortened_in_one_go(path):
    early, late = (
        RunRow("{}", 3, {"loss": [k]}, b"weights" * 9, 5.0, "my", "note") for k in (1, 2)
    )
    with DigitStore(path) as store:
        store.runs.add(early)
        store.runs.add(late, shortened={1: b"w", 9: b"of none"})
    with DigitStore(path) as store:
        assert store.recovered is None
        assert store.runs.ids() == [1, 2]
        first, second = store.runs.get(1), store.runs.get(2)
    assert first._replace(logs=early.logs) == early._replace(weights=b"w", id=1)
    assert second.weights == late.weights


def test_logs_of_unequal_length_and_unknown_runs_are_refused(store):
    with pytest.raises(StoreError, match="one shape"):
        store.runs.add(RunRow("{}", 0, {"loss": [1.0], "acc": [1.0, 2.0]}, b"", 0.0))
    with pytest.raises(StoreError, match="no run number 1"):
        store.runs.get(1)


def test_a_run_may_take_60_mb_each_of_logs_and_of_weights():
    assert runs._MAX_BYTES == 60 * 1024 * 1024


@pytest.mark.parametrize("what", ["logs", "weights"])
def test_a_run_may_be_as_large_as_the_limit_and_no_larger(store, monkeypatch, what):
    monkeypatch.setattr(runs, "_MAX_BYTES", 800)

    def run(n_bytes):
        logs = {"loss": np.ones(n_bytes // 8)} if what == "logs" else {}
        return RunRow("{}", 0, logs, bytes(n_bytes) if what == "weights" else b"", 0.0)

    store.runs.add(run(792))
    store.runs.add(run(800))
    with pytest.raises(StoreError, match=f"The {what} of a run may take 0 MB .* nothing was"):
        store.runs.add(run(808))
    assert store.runs.ids() == [1, 2]


def test_strokes_that_could_not_be_read_again_are_not_called_saved(store, monkeypatch):
    monkeypatch.setattr(Drawing, "to_bytes", lambda _: b"cut")
    with pytest.raises(DataError, match="strokes of a drawing"):
        store.add(example(drawing=Drawing([[(1, 2)]])))
    assert len(store.facts().ids) == 0


def test_sources_are_numbered_from_one_and_each_name_has_one_number(store):
    store.add_many([example(k, source="abca"[k]) for k in range(4)])
    store.add(example(9, source="b"))
    assert [each.source for each in store.examples()] == ["a", "b", "c", "a", "b"]
    rows = store._file.connection.execute("SELECT id, name FROM sources ORDER BY id").fetchall()
    assert rows == [(1, "a"), (2, "b"), (3, "c")]
