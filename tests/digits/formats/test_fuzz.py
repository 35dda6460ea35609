"""Spoiled files of every format are read or refused; nothing else ever comes out of a reader.

fuzz_formats.py does the same by the hundred thousand.
"""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.digits.formats import open_any

from .fuzzing import sound_files, spoiled, try_to_read


@pytest.mark.parametrize(("files", "opened"), sound_files().values(), ids=sound_files())
def test_the_sound_files_are_read(tmp_path, files, opened):
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert try_to_read(tmp_path / opened)


@pytest.mark.parametrize(("files", "opened"), sound_files().values(), ids=sound_files())
@given(seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_a_spoiled_file_is_read_or_refused(files, opened, seed):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        spoilt = spoiled(files[opened], np.random.default_rng(seed))
        (Path(folder) / opened).write_bytes(spoilt)
        try_to_read(Path(folder) / opened)


@given(
    data=st.binary(max_size=300), start=st.sampled_from([b"", b"PK\3\4", b"\x93NUMPY", b"\0\0\x08"])
)
@settings(max_examples=150, deadline=None)
def test_arbitrary_bytes_are_refused(data, start):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "X").write_bytes(start + data)
        assert not try_to_read(Path(folder) / "X")


@pytest.mark.parametrize(
    "header", [b"cos\nsystem\n(S'touch ran'\ntR.", b"\x80\x04c__main__\nboom\n."]
)
def test_no_pickle_ever_runs(tmp_path, monkeypatch, header):
    def never(*_args, **_kwargs):
        raise AssertionError("a pickle was opened")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(f"pickle.{name}", never)
    (tmp_path / "a.npz").write_bytes(header)
    assert not try_to_read(tmp_path / "a.npz")
    np.savez(
        tmp_path / "b.npz", X=np.zeros((1, 400)), y=np.array([1]), extra=np.array([{}], object)
    )
    assert open_any(tmp_path / "b.npz").found == 1  # what is not asked for is not opened
