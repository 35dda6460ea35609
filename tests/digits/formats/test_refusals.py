"""Whatever is wrong with a file, one sentence names it and says why; see make_bad_files.py."""

import os
import sys

import pytest

from digitapp.digits.formats import open_any
from digitapp.files.errors import FormatError

from .make_bad_files import BAD_FILES


def test_there_are_200_bad_files_with_names_of_their_own():
    assert len({bad.id for bad in BAD_FILES}) == len(BAD_FILES) >= 200


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.id)
def test_a_bad_file_is_refused_by_name_and_reason(tmp_path, bad):
    path = bad.build(tmp_path)
    with pytest.raises(FormatError) as refusal:
        open_any(path)
    sentence = str(refusal.value)
    assert sentence.startswith(f"“{bad.blamed}” cannot be read: ")
    assert bad.expected in sentence
    assert len(sentence) < 250
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FormatError, match="cannot be read: there is no such file"):
        open_any(tmp_path / "no.npz")


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "\ud800", "a" * 5000])
def test_a_name_that_no_file_can_have_is_refused(tmp_path, name):
    for path in (tmp_path / name, tmp_path / name / "X.npy", tmp_path / f"{name}.csv"):
        with pytest.raises(FormatError, match="cannot be read"):
            open_any(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(FormatError, match="it is not an ordinary file"):
        open_any(tmp_path / "pipe.csv")


def test_a_file_larger_than_256_mb_is_refused_unread(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(256 * 2**20 + 1)
    with pytest.raises(FormatError, match="larger than 256 MB"):
        open_any(path)
