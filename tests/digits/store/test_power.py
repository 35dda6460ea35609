"""What is on the disk when something is called saved: the traced calls, in order."""

import pytest

from digitapp.digits.store import DigitStore

from ...traced import traced
from .store_files import examples

_ADD = """if True:
    import sys
    import numpy as np
    from digitapp.digits.example import Example
    from digitapp.digits.store import DigitStore
    with DigitStore(sys.argv[1], backups=0) as store:
        print("begin", flush=True)
        store.add(Example(np.ones((20, 20)), 1))
        print("end", flush=True)
"""


def test_a_drawing_is_called_saved_after_journal_file_and_folder_are_synced(path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(3))
    calls = traced(path.parent, _ADD, path)
    names = [call for call in calls if call[0] != "openat"]
    journal = f"{path.name}-journal"
    written = names.index(("pwrite64", path.name))
    synced = [k for k, call in enumerate(names) if call[0] in ("fsync", "fdatasync")]
    removed = names.index(("unlink", journal))
    by_name = {name: [k for k in synced if names[k][1] == name] for name in (path.name, ".")}
    assert any(names[k][1] == journal for k in synced if k < written)
    assert any(k < written for k in by_name["."]), "the name of the journal"
    assert any(written < k < removed for k in by_name[path.name])
    assert any(k > removed for k in by_name["."]), "the deletion of the journal"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),  # EXTRA
        ("fullfsync", 1),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
    ],
)
def test_sqlite_is_set_to_lose_nothing_and_to_trust_nothing(path, setting, value):
    for _ in range(2):  # a new file, and one that was there
        with DigitStore(path, backups=0) as store:
            found = store._file.connection.execute(f"PRAGMA {setting}").fetchone()
            assert found == (value,)


def test_a_backup_has_its_name_after_it_is_synced_and_then_the_folder_is(path):
    with DigitStore(path, backups=0) as store:
        store.add_many(examples(3))
    code = _ADD.replace("store.add(Example(np.ones((20, 20)), 1))", "store.backup(sys.argv[2])")
    copy = path.with_name("copy.digits")
    calls = traced(path.parent, code, path, copy)
    renamed = calls.index(("rename", copy.name))
    assert [call for call in calls[:renamed] if call[0] == "fsync"][-1][1].startswith(copy.name)
    assert ("fsync", ".") in calls[renamed:]
