"""Export as the program does it: from a store, over older files, into places that refuse."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from digitapp.digits import DigitStore
from digitapp.digits.formats import open_any, targets, write
from digitapp.files.errors import DataError, FormatError

from . import make_good_files as good
from .test_writing import NAMES, content, in_order, read_back

EXAMPLES = good.examples(12)


@pytest.mark.parametrize("format", NAMES)
def test_what_a_store_gives_one_by_one_is_written_with_its_labels(tmp_path, format):
    with DigitStore(tmp_path / "a.digits") as store:
        store.add_many(EXAMPLES)
        path = write(tmp_path / NAMES[format], store.examples(), format)[0]
    read, expected = read_back(path), in_order(EXAMPLES, format)
    assert read.labels.tolist() == [e.label for e in expected]
    np.testing.assert_array_equal(read.images, [e.image for e in expected])


@pytest.mark.parametrize("format", NAMES)
def test_what_will_be_written_is_told_before(tmp_path, format):
    told = targets(tmp_path / NAMES[format], format)
    assert list(tmp_path.iterdir()) == []
    assert write(tmp_path / NAMES[format], EXAMPLES, format) == told
    assert sorted(tmp_path.iterdir()) == sorted(told)


@pytest.mark.parametrize(
    ("named", "format", "there"),
    [
        ("X.npy", "npy", "y.npy"),
        ("lab.npy", "lab", "lab-X.npy"),
        ("a-images-idx3-ubyte", "idx", "a-labels-idx1-ubyte"),
        ("a-images-idx3-ubyte", "idx", "a-exact-idx3-float"),
        ("a.gz", "idx", "a-images-idx3-ubyte.gz"),
    ],
)
def test_a_file_that_nobody_named_is_replaced_only_when_asked_for(tmp_path, named, format, there):
    (tmp_path / there).write_bytes(b"mine")
    with pytest.raises(DataError, match=f"There is “{there}” already"):
        write(tmp_path / named, EXAMPLES, format)
    assert content(tmp_path) == {tmp_path / there: b"mine"}
    paths = write(tmp_path / named, EXAMPLES, format, replace=True)
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert len(read_back(paths[0]).labels) == len(EXAMPLES)


@pytest.mark.parametrize("format", ["idx", "npy", "lab"])
def test_a_name_keeps_its_dots(tmp_path, format):
    paths = write(tmp_path / "my.digits.v2", EXAMPLES, format)
    assert all(path.name.startswith("my.digits.v2-") for path in paths)
    assert len(read_back(paths[1]).labels) == len(EXAMPLES)


@pytest.mark.parametrize("failing", [1, 2, 3, 4, 5, 6])
def test_older_files_are_all_there_again_when_one_cannot_be_replaced(
    tmp_path, monkeypatch, failing
):
    write(tmp_path / "a", good.examples(3), "idx")
    before, left = content(tmp_path), [failing]

    def fails_once(move):
        def moved(*names):
            left[0] -= 1
            if left[0] == 0:
                raise PermissionError(13, "Permission denied")
            move(*names)

        return moved

    monkeypatch.setattr(os, "rename", fails_once(os.rename))
    monkeypatch.setattr(os, "replace", fails_once(os.replace))
    with pytest.raises(DataError, match=r"\(Permission denied\). Nothing was changed"):
        write(tmp_path / "a", EXAMPLES, "idx", replace=True)
    assert content(tmp_path) == before


def test_where_older_files_are_is_told_when_they_cannot_be_put_back(tmp_path, monkeypatch):
    images, labels = write(tmp_path / "X.npy", good.examples(3), "npy")
    old = [images.read_bytes(), labels.read_bytes()]

    def never(*_names):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", never)
    rename = os.rename
    monkeypatch.setattr(
        os, "rename", lambda a, b: never() if str(a).endswith(".old") else rename(a, b)
    )
    with pytest.raises(DataError, match=r"half-way .* look for “(.*)” and “(.*)”") as told:
        write(images, EXAMPLES, "npy", replace=True)
    names = str(told.value).split("“")[1:]
    assert [(tmp_path / name.split("”")[0]).read_bytes() for name in names] == old


@pytest.mark.parametrize("format", NAMES)
def test_a_file_in_place_of_a_folder_is_told_in_a_sentence(tmp_path, format):
    (tmp_path / "file.csv").write_bytes(b"mine")
    with pytest.raises(DataError, match="Not a directory"):
        write(tmp_path / "file.csv" / "X", EXAMPLES, format)


@pytest.mark.parametrize("format", ["npz", "csv", "folder"])
def test_a_name_as_long_as_a_disk_allows_is_written(tmp_path, format):
    path = tmp_path / ("数" * 80 + ".npz")
    assert write(path, EXAMPLES, format) == [path]
    assert len(read_back(path).labels) == len(EXAMPLES)


@pytest.mark.parametrize("format", NAMES)
def test_no_name_at_all_is_told_in_a_sentence(format):
    with pytest.raises(DataError):
        write(Path("/"), EXAMPLES, format)


@contextmanager
def as_a_guest():
    """Leave off being root, to whom nothing is forbidden."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
@pytest.mark.parametrize(("shut", "rights"), [("", 0o600), ("digits", 0o600), ("digits", 0o444)])
def test_what_lies_out_of_reach_is_refused_in_a_sentence(shut, rights):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "digits", EXAMPLES, "folder")
        folder.chmod(0o755)
        (folder / shut).chmod(rights)
        with as_a_guest(), pytest.raises(FormatError, match="Permission denied"):
            open_any(folder / "digits")
        with as_a_guest(), pytest.raises(DataError, match=r"denied.*Nothing was changed"):
            write(folder / "digits" / "0" / "a.csv", EXAMPLES, "csv")
        (folder / shut).chmod(0o755)
