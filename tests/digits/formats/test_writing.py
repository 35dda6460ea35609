"""What we write comes back to the last bit, is read by others, and is there whole or not at all."""

import csv
import gzip
import os
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.digits import ink
from digitapp.digits.example import Example
from digitapp.digits.formats import WRITERS, open_any, read_image, write
from digitapp.files.errors import Cancelled, DataError

from . import make_good_files as good

NAMES = {
    "npz": "digits.npz",
    "npy": "X.npy",
    "csv": "digits.csv",
    "idx": "digits-images-idx3-ubyte.gz",
    "folder": "digits",
    "lab": "lab-X.npy",
}
EXAMPLES = good.examples(30)


def read_back(path):
    return good.answered(open_any(path), "columns" if path.name.startswith("lab") else "rows")


def rises_to_its_end(said):
    """Tell whether a progress begins low, never falls, and ends with everything done."""
    shares = [done / total for done, total in said]
    return shares[0] <= 0.6 and shares == sorted(shares) and shares[-1] == 1


def in_order(examples, format):
    """A folder gives the 0s first."""
    return sorted(examples, key=lambda e: e.label) if format == "folder" else examples


@pytest.mark.parametrize("format", ["npz", "npy", "csv", "idx", "folder", "lab"])
def test_the_progress_of_writing_and_reading_never_falls_and_ends_with_all(
    tmp_path, monkeypatch, format
):
    said = []
    monkeypatch.setattr("digitapp.digits.formats.csv._PIECE", 5000)
    monkeypatch.setattr("digitapp.digits.formats.array_reader.PIECE", 5000)
    path = write(
        tmp_path / NAMES[format], EXAMPLES, format, progress=lambda *told: said.append(told)
    )[0]
    assert rises_to_its_end(said)
    said.clear()
    good.answered(open_any(path, progress=lambda *told: said.append(told)), "rows", "columns")
    assert rises_to_its_end(said)


def test_the_progress_of_reading_a_mat_file_never_falls_and_ends_with_all(tmp_path):
    said, (images, labels) = [], good.digits(1200, side=20)
    data = good.mat(good.matrix("X", images.reshape(1200, 400)), good.matrix("y", labels[:, None]))
    (tmp_path / "a.mat").write_bytes(data)
    reading = open_any(tmp_path / "a.mat", progress=lambda *told: said.append(told))
    good.answered(reading, "columns")
    assert rises_to_its_end(said)


def content(folder):
    return {path: path.is_file() and path.read_bytes() for path in folder.rglob("*")}


def test_every_writer_is_tried_here():
    assert NAMES.keys() == WRITERS.keys()


@pytest.mark.parametrize("format", NAMES)
def test_what_is_written_comes_back_to_the_last_bit(tmp_path, format):
    path = write(tmp_path / NAMES[format], EXAMPLES, format)[0]
    imported, expected = read_back(path), in_order(EXAMPLES, format)
    assert imported.images.tobytes() == np.stack([e.image for e in expected]).tobytes()
    assert imported.labels.tolist() == [e.label for e in expected]
    assert imported.report == "30 of 30 are 0 or 1."


@pytest.mark.parametrize("format", NAMES)
@given(seed=st.integers(0, 2**32), m=st.integers(1, 6), top=st.sampled_from([1e-3, 0.5, 1]))
@settings(max_examples=15, deadline=None)
def test_any_images_come_back_to_the_last_bit(format, seed, m, top):
    rng = np.random.default_rng(seed)
    images = np.zeros((m, 20, 20), np.float32)
    images[:, 1:-1, 1:-1] = rng.random((m, 18, 18), np.float32) * rng.choice(
        [0, 1e-30, top], (18, 18)
    )
    if seed % 2:
        images = np.rint(images * 255) / np.float32(255)
    examples = [
        Example(image, int(label))
        for image, label in zip(images, rng.integers(0, 2, m), strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / NAMES[format], examples, format)[0]
        read = read_back(path)
    np.testing.assert_array_equal(read.images, [e.image for e in in_order(examples, format)])


@pytest.mark.parametrize("format", NAMES)
def test_a_digit_of_one_gray_in_255_is_not_taken_for_black_and_white(tmp_path, format):
    image = np.zeros((20, 20), np.float32)
    image[5:15, 10] = np.float32(1) / np.float32(255)
    path = write(tmp_path / NAMES[format], [Example(image, 1)], format)[0]
    np.testing.assert_array_equal(read_back(path).images[0], image)


@pytest.mark.parametrize("format", NAMES)
def test_the_same_examples_give_the_same_bytes(tmp_path, format):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for folder in ("a", "b"):
        write(tmp_path / folder / NAMES[format], EXAMPLES, format)
    first, second = content(tmp_path / "a"), content(tmp_path / "b")
    assert list(first.values()) == list(second.values())


def test_numpy_reads_npz_as_the_network_takes_it(tmp_path):
    with np.load(write(tmp_path / "digits.npz", EXAMPLES, "npz")[0]) as arrays:
        assert arrays["X"].shape == (30, 400)
        assert arrays["y"].shape == (30, 1)
        assert arrays["X"].dtype == arrays["y"].dtype == np.float32
        np.testing.assert_array_equal(arrays["X"][7].reshape(20, 20), EXAMPLES[7].image)


def test_numpy_reads_the_pair(tmp_path):
    paths = write(tmp_path / "digits.npy", EXAMPLES, "npy")
    assert [path.name for path in paths] == ["digits-X.npy", "digits-y.npy"]
    X, y = map(np.load, paths)
    np.testing.assert_array_equal(X, [e.image for e in EXAMPLES])
    assert y.ravel().tolist() == [e.label for e in EXAMPLES]


def test_csv_has_names_and_grays_as_at_kaggle(tmp_path):
    path = write(tmp_path / "digits.csv", EXAMPLES, "csv")[0]
    with path.open(newline="", encoding="ascii") as file:
        names, *rows = csv.reader(file)
    assert names[:3] == ["label", "pixel0", "pixel1"]
    assert {len(row) for row in rows} == {401}
    assert max(float(value) for value in rows[0]) == 255
    np.testing.assert_allclose(
        np.array(rows[4][1:], float) / 255, EXAMPLES[4].image.ravel(), atol=1e-8
    )


def test_idx_has_the_bytes_of_mnist_and_a_third_file_with_what_grays_lose(tmp_path):
    assert [path.name for path in write(tmp_path / "digits", EXAMPLES, "idx")] == [
        "digits-images-idx3-ubyte",
        "digits-labels-idx1-ubyte",
        "digits-exact-idx3-float",
    ]
    data = (tmp_path / "digits-images-idx3-ubyte").read_bytes()
    assert struct.unpack(">4I", data[:16]) == (0x803, 30, 20, 20)
    assert data[16:416] == np.rint(EXAMPLES[0].image * 255).astype(np.uint8).tobytes()
    names = [path.name for path in write(tmp_path / "a-images-idx3-ubyte.gz", EXAMPLES, "idx")]
    assert names[2] == "a-exact-idx3-float.gz"
    labels = gzip.decompress((tmp_path / names[1]).read_bytes())
    assert labels == struct.pack(">2I", 0x801, 30) + bytes(e.label for e in EXAMPLES)


def test_idx_without_its_exact_file_is_read_by_its_grays(tmp_path):
    images, _, exact = write(tmp_path / "a", EXAMPLES, "idx")
    exact.unlink()
    np.testing.assert_allclose(open_any(images).images, [e.image for e in EXAMPLES], atol=1 / 500)


def test_an_exact_file_of_other_digits_is_not_believed(tmp_path):
    images, _, exact = write(tmp_path / "a", EXAMPLES, "idx")
    write(tmp_path / "b", good.examples(30, seed=9), "idx")
    (tmp_path / "b-exact-idx3-float").replace(exact)
    np.testing.assert_allclose(open_any(images).images, [e.image for e in EXAMPLES], atol=1 / 500)


def test_an_exact_file_in_a_folder_beside_is_of_other_digits(tmp_path):
    mine, others = tmp_path / "mine", tmp_path / "exact"
    mine.mkdir()
    others.mkdir()
    images, _, exact = write(mine / "a", EXAMPLES, "idx")
    exact.unlink()
    write(others / "a", good.examples(7), "idx")
    np.testing.assert_allclose(open_any(images).images, [e.image for e in EXAMPLES], atol=1 / 500)


def test_an_image_that_was_painted_on_is_read_by_its_pixels(tmp_path):
    write(tmp_path / "digits", EXAMPLES[:1], "folder")
    path = next(tmp_path.rglob("*.png"))
    exact = path.read_bytes()
    at = exact.index(b"inKX") - 4
    painted = good.png(np.rint(good.digits(side=20)[0][0]))
    length = struct.unpack(">L", exact[at : at + 4])[0] + 12
    path.write_bytes(painted[:33] + exact[at : at + length] + painted[33:])
    read = read_back(tmp_path / "digits").images[0]
    assert np.abs(read - EXAMPLES[0].image).max() > 0.5


@pytest.mark.parametrize("kept", [b"", b"short", np.full(400, np.nan, "<f4").tobytes()])
def test_a_damaged_exact_image_is_passed_over(tmp_path, kept):
    pixels = good.digits(side=20)[0][1]
    sound = good.png(pixels)
    chunk = good.chunk(b"inKX", zlib.compress(kept))
    (tmp_path / "a.png").write_bytes(sound[:33] + chunk + sound[33:])
    read = read_image(tmp_path / "a.png")
    np.testing.assert_array_equal(read, ink.from_image(pixels))


@pytest.mark.parametrize("format", NAMES)
def test_progress_grows_to_the_end_in_writing_and_reading(tmp_path, format):
    written, read = Told(), Told()
    path = write(tmp_path / NAMES[format], EXAMPLES, format, written)[0]
    open_any(path, progress=read)
    for told in (written, read):
        assert told.done == sorted(told.done)
        assert told.done[-1] == told.totals[0]
        assert len(set(told.totals)) == 1


class Told:
    def __init__(self):
        self.done, self.totals = [], []

    def __call__(self, done, total):
        self.done.append(done)
        self.totals.append(total)


class StopAt:
    def __init__(self, call):
        self.left = call

    def __call__(self, done, total):
        self.left -= 1
        if self.left == 0:
            raise Cancelled("Stopped.")


@pytest.mark.parametrize("format", NAMES)
@pytest.mark.parametrize("call", [1, 2])
def test_a_stopped_export_leaves_everything_as_it_was(tmp_path, format, call):
    if format != "folder":
        write(tmp_path / NAMES[format], good.examples(3), format)
    before = content(tmp_path)
    with pytest.raises(Cancelled):
        write(tmp_path / NAMES[format], EXAMPLES, format, StopAt(call), replace=True)
    assert content(tmp_path) == before


@pytest.mark.parametrize("format", NAMES)
def test_a_stopped_import_gives_nothing(tmp_path, format):
    path = write(tmp_path / NAMES[format], EXAMPLES, format)[0]
    with pytest.raises(Cancelled):
        open_any(path, progress=StopAt(2))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of file sizes")
@pytest.mark.parametrize("format", NAMES)
def test_a_disk_that_runs_full_leaves_the_old_file_whole(tmp_path, format):
    import resource

    if format != "folder":
        write(tmp_path / NAMES[format], good.examples(3), format)
    before = content(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, hard))
    try:
        with pytest.raises(DataError, match=r"could not be written .* Nothing was changed"):
            write(tmp_path / NAMES[format], EXAMPLES, format, replace=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert content(tmp_path) == before


def test_an_old_file_is_replaced_by_the_new_one(tmp_path):
    write(tmp_path / "digits.npz", good.examples(3), "npz")
    path = write(tmp_path / "digits.npz", EXAMPLES, "npz")[0]
    assert len(open_any(path).labels) == 30
    assert os.listdir(tmp_path) == ["digits.npz"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_writing_through_a_link_keeps_the_link(tmp_path):
    (tmp_path / "link.npz").symlink_to(tmp_path / "real.npz")
    write(tmp_path / "link.npz", EXAMPLES, "npz")
    assert (tmp_path / "link.npz").is_symlink()
    assert len(open_any(tmp_path / "real.npz").labels) == 30


def test_an_export_never_mixes_with_a_folder_that_is_there(tmp_path):
    (tmp_path / "digits" / "0").mkdir(parents=True)
    with pytest.raises(DataError, match="Choose a new folder"):
        write(tmp_path / "digits", EXAMPLES, "folder")
    (tmp_path / "digits" / "0").rmdir()
    assert write(tmp_path / "digits", EXAMPLES, "folder") == [tmp_path / "digits"]
    assert len(list((tmp_path / "digits").rglob("*.png"))) == 30


@pytest.mark.parametrize(
    ("path", "examples", "format", "said"),
    [
        ("a.npz", [], "npz", "nothing to write"),
        ("a.xls", EXAMPLES, "xls", "There is no format 'xls'. Choose one of npz, npy"),
        ("no/a.npz", EXAMPLES, "npz", "No such file"),
        ("a" * 300 + ".npz", EXAMPLES, "npz", "File name too long"),
        ("a\0b", EXAMPLES, "npz", "is not the name of a file"),
        ("\ud800", EXAMPLES, "npz", "is not the name of a file"),
        (".", EXAMPLES, "npz", "is a folder"),
    ],
)
def test_what_cannot_be_written_is_told_in_a_sentence(tmp_path, path, examples, format, said):
    with pytest.raises(DataError, match=said):
        write(tmp_path / path, examples, format)
