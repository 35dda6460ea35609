import numpy as np
import pytest

from digitapp.digits.example import Example
from digitapp.digits.store import history as store_history
from digitapp.digits.store.digit_store import DigitStore


def examples(n):
    images = np.random.default_rng(0).random((n, 20, 20), np.float32)
    return [Example(image, k % 2) for k, image in enumerate(images)]


def state(store):
    """Return all that a person can see of the drawings."""
    X, y, ids = store.arrays()
    return X.tobytes(), y.tolist(), ids.tolist()


ACTIONS = {
    "add a drawing": lambda store: store.add(examples(1)[0]),
    "import 30 drawings": lambda store: store.add_many(examples(30), name="import 30 drawings"),
    "relabel 2 drawings as 1": lambda store: store.relabel([1, 3, 4], 1),
    "delete 12 drawings": lambda store: store.delete(range(1, 13)),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_every_change_is_one_step_back_and_forth_even_after_a_restart(path, name):
    with DigitStore(path) as store:
        store.add_many(examples(20))
        store.delete([15, 16])
        before = state(store)
        ACTIONS[name](store)
        after = state(store)
    assert before != after
    with DigitStore(path) as store:
        assert store.next_undo().name == name
        store.undo()
        assert state(store) == before
    with DigitStore(path) as store:
        assert store.next_redo().name == name
        store.redo()
        assert state(store) == after
        assert store.next_redo().name is None


def test_a_random_walk_of_changes_undoes_to_every_earlier_state(path):
    chance = np.random.default_rng(3)
    with DigitStore(path) as store:
        states = [state(store)]
        store.add_many(examples(20))
        for choice in chance.integers(0, len(ACTIONS), 40):
            states.append(state(store))
            list(ACTIONS.values())[choice](store)
            if state(store) == states[-1]:
                states.pop()  # nothing to change: no step
        last = state(store)
        for expected in reversed(states):
            store.undo()
            assert state(store) == expected
        assert store.undo() is None
        while store.redo():
            pass
        assert state(store) == last
        store.verify()


def test_an_undone_import_was_not_deleted_by_anyone(path):
    with DigitStore(path) as store:
        store.add_many(examples(3))
        store.delete([2])
        store.add_many(examples(30), name="import 30 drawings")
        store.undo()
        assert store.facts().ids.tolist() == [1, 3]
        assert store.redo().ids.tolist() == list(range(4, 34))
        store.undo()
        store.add(examples(1)[0])
        assert store.delete([2, 5]).ids.size == 0
        store.verify()


@pytest.mark.parametrize("label", [True, 1.0, np.float32(1)])
def test_a_step_names_the_label_as_a_person_would(path, label):
    with DigitStore(path) as store:
        store.add(examples(1)[0])
        assert store.relabel([1], label).name == "relabel a drawing as 1"


def test_a_step_names_the_drawings_and_their_states_before_and_after(path):
    with DigitStore(path) as store:
        ids = store.add_many(examples(5))
        deleted = store.delete(ids[1:3])
        assert deleted.ids.tolist() == [2, 3]
        undone = store.undo()
        assert undone.ids.tolist() == [2, 3]
        assert undone.before.tolist() == deleted.after.tolist()
        assert undone.after.tolist() == deleted.before.tolist()
        assert store.relabel(ids, 0).ids.tolist() == [2, 4]


@pytest.mark.parametrize(("steps", "kept"), [(4, 5), (5, 5), (6, 5)])
def test_as_many_steps_are_kept_as_the_limit_says(path, monkeypatch, steps, kept):
    monkeypatch.setattr(store_history, "KEPT_STEPS", 5)
    with DigitStore(path) as store:
        for example in examples(steps):
            store.add(example)
        undone = 0
        while store.undo():
            undone += 1
        assert undone == min(steps, kept)


def test_a_change_that_changes_nothing_is_no_step(path):
    with DigitStore(path) as store:
        store.add_many(examples(2))
        assert store.relabel([1], 0).ids.size == 0
        assert store.delete([]).ids.size == 0
        assert store.add_many([]).size == 0
        assert store.next_undo().name == "add 2 drawings"


def test_a_new_change_drops_what_was_undone(path):
    with DigitStore(path) as store:
        store.add_many(examples(4))
        store.delete([1])
        store.undo()
        store.relabel([1], 1)
        assert store.next_redo().name is None
        assert store.redo() is None
        assert store.undo().name == "relabel a drawing as 1"


def test_an_id_is_never_given_twice(path):
    with DigitStore(path) as store:
        store.add(examples(1)[0])
        store.undo()
        assert store.add(examples(1)[0]).id == 2


def test_the_history_does_not_grow_without_end(path, monkeypatch):
    monkeypatch.setattr(store_history, "KEPT_STEPS", 5)
    with DigitStore(path) as store:
        store.add(examples(1)[0])
        for k in range(20):
            store.relabel([1], (k + 1) % 2)
        steps = 0
        while store.undo():
            steps += 1
        assert steps == 5
        store.verify()
