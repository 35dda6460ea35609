import os
import sqlite3
import threading

import pytest

from digitapp.digits.store.digit_store import DigitStore
from digitapp.files.errors import StoreError

from .store_files import examples


def test_a_locked_file_is_waited_for_then_said_and_nothing_is_lost(path):
    with DigitStore(path, timeout=0.05) as store:
        store.add_many(examples(2))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for call in (lambda: store.delete([1]), store.arrays, store.undo, store.changed_elsewhere):
            with pytest.raises(StoreError, match="used by another window or program"):
                call()
        with pytest.raises(StoreError, match="used by another window or program"):
            DigitStore(path, timeout=0.05)
        other.execute("ROLLBACK")
        other.close()
        assert store.delete([1]).ids.tolist() == [1]


def test_a_reader_keeps_a_writer_waiting_not_losing(path):
    with DigitStore(path, timeout=0.05) as store:
        store.add_many(examples(2))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN")
        other.execute("SELECT * FROM examples").fetchall()
        with pytest.raises(StoreError, match="nothing was changed"):
            store.add(examples(1)[0])
        other.execute("COMMIT")
        other.close()
        assert store.add(examples(1)[0]).id == 3


def test_two_windows_see_each_others_changes(path):
    with DigitStore(path) as one, DigitStore(path) as other:
        assert not other.changed_elsewhere()
        one.add_many(examples(3))
        assert other.changed_elsewhere()
        assert not other.changed_elsewhere()
        assert not one.changed_elsewhere()
        other.delete([2])
        assert one.arrays()[2].tolist() == [1, 3]
        assert one.undo().ids.tolist() == [2]
        assert other.facts().ids.tolist() == [1, 2, 3]


def test_two_threads_adding_at_once_lose_nothing(path):
    DigitStore(path).close()
    failures = []

    def add(seed):
        try:
            with DigitStore(path, timeout=30, backups=0) as store:
                for example in examples(40, seed):
                    store.add(example)
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=add, args=[seed]) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with DigitStore(path) as store:
        found = {row.tobytes() for row in store.arrays()[0]}
    assert found == {each.image.tobytes() for seed in (1, 2) for each in examples(40, seed)}


def test_eight_threads_that_make_the_same_file_at_once_share_one(path):
    start = threading.Barrier(8)
    failures = []

    def make(seed):
        start.wait()
        try:
            with DigitStore(path, timeout=30, backups=0) as store:
                store.add(examples(1, seed)[0])
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=make, args=[seed]) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with DigitStore(path, backups=0) as store:
        assert len(store.arrays()[0]) == 8
    assert os.listdir(path.parent) == [path.name]


def test_a_store_belongs_to_the_thread_that_opened_it(path):
    told = []

    def use(store):
        try:
            store.facts()
        except StoreError as error:
            told.append(str(error))

    with DigitStore(path) as store:
        thread = threading.Thread(target=use, args=[store])
        thread.start()
        thread.join()
    assert "another thread" in told[0]
