"""What others write is read: MNIST's IDX, Keras's mnist.npz, Kaggle's CSV, image folders."""

import gzip
import io
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from digitapp.digits import ink
from digitapp.digits.formats import open_any
from digitapp.files.paths import resource

from . import make_good_files as good

PIXELS, LABELS = good.digits(30)
MIXED = np.where(np.arange(30) < 20, LABELS, np.arange(30) % 8 + 2)  # 20 are 0 or 1


def saved(path, *arrays, save=np.save, **named):
    with path.open("wb") as file:
        save(file, *arrays, **named)
    return path


def assert_read(imported, images=PIXELS, labels=LABELS):
    np.testing.assert_array_equal(imported.images, ink.from_images(images))
    assert imported.labels.tolist() == labels.tolist()
    assert imported.images.dtype == np.float32


@pytest.mark.parametrize("named", ["images-idx3", "labels-idx1"])
def test_the_real_digits_of_mnist_are_read_by_either_file(named):
    imported = open_any(resource(f"mnist01-{named}-ubyte.gz"))
    assert imported.report == "1,000 of 1,000 are 0 or 1."
    assert imported.labels.sum() == 500
    assert imported.source == "import: mnist01-images-idx3-ubyte.gz"
    assert 0.05 < imported.images.mean() < 0.3


@pytest.mark.parametrize(
    ("images_name", "labels_name"),
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"),
        ("Ziffern – 数 images", "Ziffern – 数 labels"),
        ("mnist-data-images-idx3-ubyte", "mnist-data-labels-idx1-ubyte"),
        ("x-train-images-idx3-ubyte", "x-train-labels-idx1-ubyte"),
        ("Train-Images-idx3-ubyte", "Train-Labels-idx1-ubyte"),
        ("TRAIN-IMAGES.IDX3-UBYTE", "train-labels.idx1-ubyte"),
        ("images-data", "labels-data"),
        ("X of images", "Y of images"),
    ],
)
def test_an_idx_pair_is_found_by_its_names(tmp_path, images_name, labels_name):
    for name, data in ((images_name, good.idx(PIXELS)), (labels_name, good.idx(LABELS))):
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    for other in ("train-images-idx3-ubyte-2", "valid-labels-idx1-ubyte", "images", "notes.txt"):
        (tmp_path / other).write_bytes(b"not this one")
    assert_read(open_any(tmp_path / images_name))
    assert_read(open_any(tmp_path / labels_name))


def test_gzip_of_several_members_is_read_as_one(tmp_path):
    data = good.idx(PIXELS)
    for cuts in ((100,), (1, 2, 16, 17, 5000), ()):
        ends = [0, *cuts, len(data)]
        parts = [data[a:b] for a, b in pairwise(ends)]
        (tmp_path / "images.gz").write_bytes(b"".join(map(gzip.compress, parts)))
        (tmp_path / "labels").write_bytes(good.idx(LABELS))
        assert_read(open_any(tmp_path / "images.gz"))


@pytest.mark.parametrize("kind", ["u1", "i2", "i4", "f4", "f8"])
def test_every_number_type_of_idx_is_read(tmp_path, kind):
    (tmp_path / "images").write_bytes(good.idx(PIXELS, kind))
    (tmp_path / "labels").write_bytes(good.idx(LABELS, kind))
    np.testing.assert_allclose(
        open_any(tmp_path / "images").images, ink.from_images(PIXELS), atol=1e-5
    )


def test_mnist_npz_of_keras_is_read_with_its_other_digits_left_out(tmp_path):
    arrays = {"x_train": PIXELS, "y_train": MIXED, "x_test": PIXELS[:3], "y_test": MIXED[:3]}
    imported = open_any(saved(tmp_path / "mnist.npz", save=np.savez_compressed, **arrays))
    assert imported.report == "23 of 33 are 0 or 1, 3 of them exact duplicates."
    both = np.concatenate([PIXELS[:20], PIXELS[:3]])
    assert_read(imported, both, np.concatenate([LABELS[:20], LABELS[:3]]))
    assert len(imported.examples(skip_duplicates=True)) == 20


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x,
        lambda x: x.reshape(-1, 784),
        lambda x: x[..., None],
        lambda x: x[:, None],
        lambda x: np.asfortranarray(x),
        lambda x: np.asfortranarray(x.reshape(-1, 784)),
        lambda x: x.astype(">i4"),
        lambda x: x.astype(np.int64),
        lambda x: 255 - x,
    ],
    ids="plain flat channel-last channel-first fortran flat-fortran big-end int64 dark".split(),
)
def test_arrays_of_any_shape_order_and_type_give_the_same_digits(tmp_path, change):
    for pair in ({"X": change(PIXELS), "Y": LABELS}, {"images": change(PIXELS), "labels": LABELS}):
        imported = open_any(saved(tmp_path / "a.npz", save=np.savez, **pair))
        np.testing.assert_allclose(imported.images, ink.from_images(PIXELS), atol=1e-5)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("scale", [1, 255])
def test_floats_of_either_scale_are_read(tmp_path, kind, scale):
    images = (PIXELS / 255 * scale).astype(kind)
    imported = open_any(saved(tmp_path / "a.npz", save=np.savez, x=images, y=LABELS))
    np.testing.assert_allclose(imported.images, ink.from_images(PIXELS), atol=2e-3)


def test_arrays_that_were_saved_without_names_are_read(tmp_path):
    assert_read(open_any(saved(tmp_path / "a.npz", PIXELS, LABELS, save=np.savez)))


@pytest.mark.parametrize("kind", [bool, np.int64, np.float32])
@pytest.mark.parametrize("shape", [(30,), (30, 1)])
def test_labels_of_any_type_and_shape_are_read(tmp_path, kind, shape):
    labels = LABELS.astype(kind).reshape(shape)
    saved(tmp_path / "train_labels.npy", labels)
    assert_read(open_any(saved(tmp_path / "train_images.npy", PIXELS)))


def test_headers_of_newer_and_of_python_2_arrays_are_read(tmp_path):
    file = io.BytesIO()
    np.lib.format.write_array(file, PIXELS, version=(2, 0))
    (tmp_path / "X.npy").write_bytes(file.getvalue())
    text = "{'descr': '|u1', 'fortran_order': False, 'shape': (30L,)}"
    (tmp_path / "y.npy").write_bytes(good.npy_text(text) + LABELS.tobytes())
    assert_read(open_any(tmp_path / "y.npy"))


def test_the_scale_is_known_only_at_the_end(tmp_path):
    dim = np.where(PIXELS > 0, 1, 0)
    images = np.concatenate([dim] * 60 + [PIXELS]).astype(np.float64)
    labels = np.tile(LABELS, 61)
    imported = open_any(saved(tmp_path / "a.npz", save=np.savez, x=images, y=labels))
    assert imported.blank == 60 * 30  # 1 of 255 is paper
    np.testing.assert_allclose(imported.images[-30:], ink.from_images(PIXELS), atol=1e-5)


@pytest.mark.parametrize("top", [0, 1, 200])
def test_images_are_brought_to_one_scale_without_a_second_copy_of_all(tmp_path, top):
    images = np.zeros((4000, 64, 64), np.uint8)
    images[:, 20:40, 30:33] = top
    path = saved(tmp_path / "a.npz", save=np.savez, x=images, y=np.arange(4000) % 2)
    tracemalloc.start()
    open_any(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.5 * images.nbytes


def folder_of(path, pixels, labels, encode=good.png):
    for number, (image, label) in enumerate(zip(pixels, labels, strict=True)):
        place = path / str(label) / f"{number:03}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(encode(image))
    return path


def test_a_folder_of_images_is_read_and_what_lies_between_them_passed_over(tmp_path):
    folder = folder_of(tmp_path / "digits", PIXELS, MIXED)
    (folder / "0" / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "0" / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (folder / "1" / "more").mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "1" / "001.png").rename(folder / "1" / "001.jpeg")  # told by content, not by name
    imported = open_any(folder)
    order = np.argsort(MIXED[:20], kind="stable")
    assert_read(imported, PIXELS[:20][order], MIXED[:20][order])
    assert imported.report == (
        "20 of 30 are 0 or 1. "
        "Passed over: “notes.txt” (.txt is not read), “0/notes.txt” (.txt is not read)."
    )
    assert imported.source == "import: digits"


def test_of_two_partners_the_one_packed_alike_is_taken(tmp_path):
    for name, data in (("images", good.idx(PIXELS)), ("labels", good.idx(LABELS))):
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data))
    (tmp_path / "labels").write_bytes(good.idx(1 - LABELS))
    assert_read(open_any(tmp_path / "images.gz"))


def test_images_of_20_by_20_are_taken_as_they_are_but_for_dark_ink(tmp_path):
    pixels, labels = good.digits(8, side=20)
    for images in (pixels, 255 - pixels, pixels / np.float32(255)):
        imported = open_any(saved(tmp_path / "a.npz", save=np.savez, x=images, y=labels))
        np.testing.assert_allclose(imported.images, pixels / np.float32(255), atol=1e-7)


def test_the_same_image_with_another_label_is_no_duplicate(tmp_path):
    images = PIXELS[[0, 0, 0, 1]]
    path = saved(tmp_path / "a.npz", save=np.savez, x=images, y=np.array([0, 1, 0, 1]))
    assert open_any(path).repeated.tolist() == [False, False, True, False]


def test_what_was_read_becomes_examples_for_the_store(tmp_path):
    imported = open_any(str(saved(tmp_path / "a.npz", save=np.savez, x=PIXELS, y=LABELS)))
    examples = imported.examples(created=12.5)
    assert [example.label for example in examples] == LABELS.tolist()
    assert {(e.source, e.created, e.drawing) for e in examples} == {("import: a.npz", 12.5, None)}
    assert not imported.images.flags.writeable


def test_blank_images_are_left_out_and_counted_whatever_their_label(tmp_path):
    for blank, told in (([4, 7], "2 blank ones are left out"), ([4], "1 blank one is left out")):
        images = PIXELS.copy()
        images[blank] = 0
        imported = open_any(saved(tmp_path / "a.npz", save=np.savez, x=images, y=LABELS))
        assert imported.report == f"30 of 30 are 0 or 1; {told}."
        assert [e.label for e in imported.examples()] == np.delete(LABELS, blank).tolist()
        assert all(example.image.any() for example in imported.examples())
