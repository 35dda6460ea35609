"""Whole files: what is there after success, failure and a crash, and what is synced when."""

import os

import pytest

from digitapp.files.atomic_write import atomic_files, atomic_folder, sync
from digitapp.files.errors import Cancelled, DataError

from ..traced import traced

_FILES = """if True:
    import sys
    from pathlib import Path
    from digitapp.files.atomic_write import atomic_files
    print("begin", flush=True)
    with atomic_files([Path(each) for each in sys.argv[1:]]) as files:
        for file in files:
            file.write(b"new")
    print("end", flush=True)
"""
_FOLDER = """if True:
    import sys
    from pathlib import Path
    from digitapp.files.atomic_write import atomic_folder
    print("begin", flush=True)
    with atomic_folder(Path(sys.argv[1])) as draft:
        (draft / "0").mkdir()
        (draft / "0" / "a.png").write_bytes(b"a")
        (draft / "b.png").write_bytes(b"b")
    print("end", flush=True)
"""


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    return place


def write(paths, data):
    with atomic_files(paths) as files:
        for file in files:
            file.write(data)


def write_and_fail(paths, error):
    with atomic_files(paths) as files:
        files[0].write(b"new")
        raise error


def fill_and_cancel(path):
    with atomic_folder(path) as draft:
        (draft / "a").write_bytes(b"a")
        assert os.listdir(path.parent) == [draft.name]
        raise Cancelled("stopped")


def contents(place):
    return {path.name: path.read_bytes() for path in place.iterdir()}


def calls_of(names, *calls):
    return [name for call, name in names if call in calls]


def test_a_file_is_synced_before_it_gets_its_name_and_the_folder_after(place):
    calls = traced(place, _FILES, place / "a")
    renamed = calls.index(("rename", "a"))
    (draft,) = calls_of(calls[:renamed], "fsync")
    assert draft.endswith(".part")
    assert ("write", draft) in calls[: calls.index(("fsync", draft))]
    assert calls_of(calls[renamed:], "fsync") == ["."]


def test_of_several_files_all_are_synced_before_the_first_gets_its_name(place):
    write([place / "a", place / "b"], b"old")
    calls = traced(place, _FILES, place / "a", place / "b")
    assert len(calls_of(calls[: calls.index(("rename", "a"))], "fsync")) == 2
    assert calls[-3:][0] == ("fsync", ".") or ("fsync", ".") in calls
    assert calls.index(("fsync", ".")) > calls.index(("rename", "b"))
    assert contents(place) == {"a": b"new", "b": b"new"}


def test_a_folder_and_all_in_it_are_synced_before_it_gets_its_name(place):
    calls = traced(place, _FOLDER, place / "out")
    renamed = calls.index(("rename", "out"))
    synced = calls_of(calls[:renamed], "fsync")
    (draft,) = {name.partition("/")[0] for name in synced}
    assert set(synced) == {draft, f"{draft}/0", f"{draft}/0/a.png", f"{draft}/b.png"}
    assert calls_of(calls[renamed:], "fsync") == ["."]


def test_files_in_two_folders_have_both_synced(place):
    (place / "x").mkdir()
    calls = traced(place, _FILES, place / "a", place / "x" / "b")
    assert set(calls_of(calls, "fsync")) >= {".", "x"}


def test_new_files_replace_old_ones_and_leave_nothing_else(place):
    write([place / "a"], b"old")
    write([place / "a", place / "b"], b"new")
    assert contents(place) == {"a": b"new", "b": b"new"}


@pytest.mark.parametrize("error", [Cancelled("stopped"), ValueError("a fault")])
def test_after_an_error_nothing_has_changed(place, error):
    write([place / "a"], b"old")
    with pytest.raises(type(error)):
        write_and_fail([place / "a", place / "b"], error)
    assert contents(place) == {"a": b"old"}


def test_a_link_stays_a_link_and_the_file_behind_it_is_replaced(place):
    write([place / "a"], b"old")
    (place / "link").symlink_to(place / "a")
    write([place / "link"], b"new")
    assert (place / "link").is_symlink()
    assert (place / "a").read_bytes() == b"new"


def test_a_folder_in_the_place_of_a_file_is_refused(place):
    (place / "a").mkdir()
    with pytest.raises(DataError, match=r"“a” is a folder\. Choose another name"):
        write([place / "a"], b"new")
    assert os.listdir(place) == ["a"]


def test_a_folder_that_is_not_there_is_named(place):
    with pytest.raises(DataError, match=r"“a” could not be written \(No such file .*Nothing was"):
        write([place / "no" / "a"], b"new")


def failing(monkeypatch, name, fails):
    """Let a call of os fail for some arguments, as a disk does."""
    call = getattr(os, name)

    def refuse(*arguments):
        if fails(*arguments):
            raise OSError(5, "Input/output error")
        return call(*arguments)

    monkeypatch.setattr(os, name, refuse)


def test_a_file_that_cannot_get_its_name_leaves_the_older_files_as_they_are(place, monkeypatch):
    write([place / "a", place / "b"], b"old")
    failing(monkeypatch, "replace", lambda _, target: target.name == "b")
    with pytest.raises(DataError, match=r"“a” could not be written \(Input/output error\)"):
        write([place / "a", place / "b"], b"new")
    assert contents(place) == {"a": b"old", "b": b"old"}


def test_older_files_that_cannot_be_put_back_are_named(place, monkeypatch):
    write([place / "a", place / "b"], b"old")
    failing(monkeypatch, "replace", lambda _, target: target.name == "b")
    failing(monkeypatch, "rename", lambda source, _: source.name.endswith(".old"))
    with pytest.raises(
        DataError, match=r"half-way .* The older files are whole: look for “"
    ) as told:
        write([place / "a", place / "b"], b"new")
    older = [name for name in os.listdir(place) if name.endswith(".old")]
    assert len(older) == 2
    assert all(f"“{name}”" in str(told.value) for name in older)
    assert all((place / name).read_bytes() == b"old" for name in older)


def test_a_folder_that_cannot_be_synced_is_no_failure(place, monkeypatch):
    failing(monkeypatch, "fsync", lambda handle: os.path.isdir(f"/proc/self/fd/{handle}"))
    write([place / "a", place / "b"], b"new")
    assert contents(place) == {"a": b"new", "b": b"new"}


def test_a_file_that_cannot_be_synced_is_a_failure(place, monkeypatch):
    write([place / "a"], b"old")
    failing(monkeypatch, "fsync", lambda _: True)
    with pytest.raises(DataError, match="Input/output error"):
        write([place / "a"], b"new")
    with pytest.raises(OSError, match="Input/output error"):
        sync(place / "a")
    assert contents(place) == {"a": b"old"}


def test_a_new_folder_is_there_as_a_whole_or_not_at_all(place):
    with pytest.raises(Cancelled):
        fill_and_cancel(place / "out")
    assert os.listdir(place) == []
    with atomic_folder(place / "out") as draft:
        (draft / "a").write_bytes(b"a")
    assert contents(place / "out") == {"a": b"a"}
    assert os.listdir(place) == ["out"]


def test_an_empty_folder_is_filled_and_one_with_something_in_it_left_alone(place):
    (place / "out").mkdir()
    with atomic_folder(place / "out") as draft:
        (draft / "a").write_bytes(b"a")
    with (
        pytest.raises(DataError, match="“out” is there already and not empty"),
        atomic_folder(place / "out") as draft,
    ):
        raise AssertionError("it must not be filled")
    assert contents(place / "out") == {"a": b"a"}
    (place / "file").write_bytes(b"old")
    with pytest.raises(DataError, match="not empty"), atomic_folder(place / "file"):
        pass
    assert (place / "file").read_bytes() == b"old"


def test_the_longest_name_of_a_file_can_be_written(place):
    for name in ("x" * 255, "ü" * 127, "𝟘" * 63):
        write([place / name], b"new")
        assert (place / name).read_bytes() == b"new"


def test_a_file_that_was_not_there_before_is_taken_away_again(place, monkeypatch):
    write([place / "b"], b"old")
    failing(monkeypatch, "replace", lambda _, target: target.name == "b")
    with pytest.raises(DataError, match="Input/output error"):
        write([place / "a", place / "b"], b"new")
    assert contents(place) == {"b": b"old"}


def test_a_replaced_file_keeps_who_may_read_it(place):
    write([place / "a"], b"old")
    (place / "a").chmod(0o640)
    write([place / "a"], b"new")
    assert (place / "a").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs Linux")
def test_no_handle_stays_open(place):
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        write([place / "a"], b"new")
    assert len(os.listdir("/proc/self/fd")) == before
