import dataclasses
import time

import numpy as np
import pytest

from digitapp.digits import split
from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example
from digitapp.digits.store.digit_store import Counts, DigitStore
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
    assert store.held_out().shape == (0,)


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


def test_counts_follow_every_change(store):
    ids = store.add_many([example(k, source="starter") for k in range(6)])
    store.add(example(9))
    store.delete(ids[:1])
    store.relabel(ids[2:3], 1)
    counts = store.counts()
    assert (counts.zeros, counts.ones, counts.deleted) == (1, 5, 1)
    assert counts.by_source == {"starter": 5, "drawn": 1}


def test_query_chooses_by_label_source_time_side_and_deleted(store):
    ids = store.add_many([example(k, source="ab"[k % 3 > 0]) for k in range(9)])
    store.set_side(ids[:2], split.HELD_OUT)
    store.delete(ids[8:])
    assert store.query(label=1).tolist() == ids[[1, 3, 5, 7]].tolist()
    assert store.query(source="a").tolist() == ids[[0, 3, 6]].tolist()
    assert store.query(since=2, until=4).tolist() == ids[2:5].tolist()
    assert store.query(side=split.HELD_OUT, label=1).tolist() == ids[1:2].tolist()
    assert store.query(deleted=True).tolist() == ids[8:].tolist()
    assert store.query(source="never heard of").size == 0


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
    assert store.can_undo() is None
    assert store.add(example()).id == 1


def test_a_source_with_broken_bytes_or_another_alphabet_is_kept(store):
    assert store.add(example(source="import: \udcff.npz")).source == "import: \\udcff.npz"
    assert store.get(store.add(example(source="импорт 数字")).id).source == "импорт 数字"
    assert store.query(source="import: \udcff.npz").tolist() == [1]


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
    assert store.query(since=start).tolist() == [1, 2]
    assert store.get(3).created == 5


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
    assert store.counts() == Counts(0, 0, 0, {})
    assert store.can_undo() is None


@pytest.mark.parametrize("wrong", [None, (np.ones((20, 20)), 1), "drawing"])
def test_what_is_no_example_is_refused_and_nothing_is_added(store, wrong):
    with pytest.raises(DataError, match="Only an Example can be stored"):
        store.add(wrong)
    with pytest.raises(DataError, match="Only an Example can be stored"):
        store.add_many([example(), wrong])
    assert store.counts().zeros == 0


@pytest.mark.parametrize("ids", [[99], [0], [-1], [1, 2, 3]])
def test_an_id_that_never_was_is_named_and_nothing_changes(store, ids):
    store.add_many(examples(2))
    with pytest.raises(StoreError, match=f"no drawing number {ids[-1]}"):
        store.delete(ids)
    assert store.counts().deleted == 0


def test_ids_that_are_not_whole_numbers_are_refused(store):
    store.add(example())
    with pytest.raises(StoreError, match="whole numbers"):
        store.delete([True and 1.5])


def test_impossible_labels_and_sides_are_refused(store):
    store.add(example())
    for label in (2, "1", [0, 1], np.array([0, 1]), None):
        with pytest.raises(DataError, match="label must be 0 or 1"):
            store.relabel([1], label)
    with pytest.raises(StoreError, match="side must be"):
        store.set_side([1], 5)


def test_a_drawing_keeps_its_side_whatever_happens_to_the_others(store):
    ids = store.add_many(examples(100))
    before = dict(zip(ids.tolist(), store.held_out(seed=5).tolist(), strict=True))
    assert sum(before.values()) == 20
    store.delete(ids[::7])
    store.relabel(ids[1::9], 1)
    store.add_many(examples(50))
    after = dict(zip(store.query().tolist(), store.held_out(seed=5).tolist(), strict=True))
    assert all(after[number] == before[number] for number in after if number <= 100)


def test_a_side_set_by_hand_is_kept_and_can_be_left_to_the_split_again(path):
    with DigitStore(path) as store:
        ids = store.add_many(examples(10))
        by_split = store.held_out()
        store.set_side(ids[2:], split.HELD_OUT)
        store.set_side(ids[:2], split.TRAINING)
    with DigitStore(path) as store:
        assert store.held_out().tolist() == [False, False] + [True] * 8
        store.set_side(ids, split.BY_SPLIT)
        assert np.array_equal(store.held_out(), by_split)


def test_a_copy_is_the_same_and_does_not_follow(store, tmp_path):
    store.add_many(examples(3))
    copy = tmp_path / "copy of ümläut %20?.digits"
    copy.write_bytes(b"what the person chose to replace")
    store.backup(copy)
    store.add(example(9))
    with DigitStore(copy) as copied:
        assert copied.arrays()[2].tolist() == [1, 2, 3]
        assert copied.can_undo() == "add 3 drawings"


def test_a_copy_onto_the_open_file_is_refused(store, path):
    with pytest.raises(StoreError, match="open file itself"):
        store.backup(path)


def test_a_closed_store_says_so(path):
    store = DigitStore(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.counts()


def test_runs_and_models_come_back(path):
    curve = np.random.default_rng(0).random(3000)
    with DigitStore(path) as store:
        run = store.runs.add_run({"layers": [25, 15, 1]}, 7, {"loss": curve, "acc": curve}, 5.0)
        model = store.runs.add_model(b"\x00weights", name="best", created=6.0, run=run)
        bare = store.runs.add_run({}, 0, {}, 7.0)
    with DigitStore(path) as store:
        found, kept = store.runs.get_run(run), store.runs.get_model(model)
        assert (found.config, found.seed, found.created) == ({"layers": [25, 15, 1]}, 7, 5.0)
        assert list(found.logs) == ["loss", "acc"]
        assert found.logs["acc"].tobytes() == curve.tobytes()
        assert (kept.weights, kept.name, kept.run) == (b"\x00weights", "best", run)
        assert store.runs.get_run(bare).logs == {}
        assert (store.runs.run_ids(), store.runs.model_ids()) == ([run, bare], [model])


def test_logs_of_unequal_length_and_unknown_runs_are_refused(store):
    with pytest.raises(StoreError, match="one shape"):
        store.runs.add_run({}, 0, {"loss": [1.0], "acc": [1.0, 2.0]}, 0.0)
    with pytest.raises(StoreError, match="no run number 4"):
        store.runs.add_model(b"", name="", created=0.0, run=4)
    with pytest.raises(StoreError, match="no model number 1"):
        store.runs.get_model(1)
