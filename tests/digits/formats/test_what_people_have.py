"""Files as people have them: other names and places of the same, and files of other kinds."""

import gzip
import io
import struct
import zipfile

import h5py
import numpy as np
import pytest

from digitapp.digits import ink
from digitapp.digits.formats import Question, open_any, together
from digitapp.files.errors import FormatError

from . import make_good_files as good
from .make_good_files import answered, element, mat, matrix

PIXELS, LABELS = good.digits(10)
PNG = [good.png(pixels) for pixels in PIXELS]
LABELED = list(zip(LABELS, PNG, strict=True))
IMAGES, NUMBERS = good.idx(PIXELS), good.idx(LABELS)


def made(folder, files):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def assert_same_digits(result, labels=LABELS):
    assert result.labels.tolist() == list(labels)
    by_label = np.argsort(LABELS, kind="stable") if list(labels) == sorted(LABELS) else range(10)
    expected = ink.from_images(PIXELS)[by_label]
    np.testing.assert_allclose(result.images, expected, atol=1e-5)


def in_folders(zero, one):
    return {f"{(zero, one)[y]}/{k}.png": data for k, (y, data) in enumerate(LABELED)}


@pytest.mark.parametrize(
    ("zero", "one"),
    [
        ("0", "1"),
        ("00", "01"),
        ("zero", "one"),
        ("Zeros", "Ones"),
        ("digit_0", "digit_1"),
        ("class 0", "class 1"),
        ("0s", "1s"),
        ("train/0", "train/1"),
        ("test/0", "train/1"),
        ("a/b/0", "a/b/1"),
    ],
)
def test_folders_tell_the_labels_under_the_names_that_people_give_them(tmp_path, zero, one):
    result = open_any(made(tmp_path / "digits", in_folders(zero, one)))
    assert result.report == "10 of 10 are 0 or 1."
    assert_same_digits(result, sorted(LABELS))


def test_folders_that_tell_no_label_are_named_instead_of_given_one_together(tmp_path):
    files = in_folders("nul", "eins")
    with pytest.raises(FormatError, match=r"in folders named “eins”, “nul”\. Name them 0 and 1"):
        open_any(made(tmp_path / "digits", files))
    (tmp_path / "a.zip").write_bytes(good.zipped(list(files.items())))
    with pytest.raises(FormatError, match="“eins”, “nul”"):
        open_any(tmp_path / "a.zip")


def test_images_are_found_by_content_where_their_names_have_no_ending(tmp_path):
    files = {name.removesuffix(".png"): data for name, data in in_folders("0", "1").items()}
    assert_same_digits(open_any(made(tmp_path / "digits", files)), sorted(LABELS))
    (tmp_path / "a.zip").write_bytes(good.zipped([*files.items(), ("0/b.png", PNG[0])]))
    assert len(open_any(tmp_path / "a.zip").labels) == 11


def test_the_label_may_stand_in_the_name_of_each_file(tmp_path):
    files = {f"{k}_label{y}.png": data for k, (y, data) in enumerate(LABELED)}
    assert_same_digits(open_any(made(tmp_path, files)), sorted(LABELS))


@pytest.mark.parametrize("label", [0, 1])
def test_one_folder_of_a_label_is_imported_with_that_label(tmp_path, label):
    files = {f"{k}.png": data for k, data in enumerate(PNG)}
    result = open_any(made(tmp_path / str(label), files))
    assert result.labels.tolist() == [label] * 10


def test_one_image_in_a_folder_of_a_label_has_that_label(tmp_path):
    folder = made(tmp_path / "1", {"a.png": PNG[1]})
    assert open_any(folder / "a.png").labels.tolist() == [1]


@pytest.mark.parametrize("label", [0, 1])
def test_images_without_a_label_are_asked_about_together(tmp_path, label):
    folder = made(tmp_path / "mine", {f"{k}.png": data for k, data in enumerate(PNG)})
    (group,) = together(sorted(folder.iterdir()))
    for question in (open_any(folder), open_any(*group)):
        assert question.title == "0 or 1?"
        assert "These 10 images have no label" in question.sentence
        assert len(question.choices[0].images) == 10
        result = answered(question, str(label))
        assert_same_digits(result, [label] * 10)


def test_the_label_of_one_image_is_suggested_by_its_shape(tmp_path):
    for label in (0, 1):
        folder = made(tmp_path / "mine", {"a.png": PNG[label]})
        assert open_any(folder / "a.png").suggested == label


def test_what_lies_between_the_images_is_counted_and_named(tmp_path):
    files = in_folders("0", "1") | {
        "0/more/a.png": PNG[0],
        "0/more/b.png": PNG[0],
        "1/notes.txt": b"mine",
        "1/photo.heic": b"\0\0\0\x18ftypheic",
        "1/.DS_Store": b"",
        "1/Thumbs.db": b"",
        "1/bad.png": b"\x89PNG\r\n\x1a\n",
        "2/c.png": PNG[0],
        "rest/d.png": PNG[0],
    }
    result = open_any(made(tmp_path, files))
    assert result.found == 11
    assert set(result.passed_over) == {
        "the folder “0/more” in it (2 images)",
        "“1/notes.txt” (.txt is not read)",
        "“1/photo.heic” (.heic is not read)",
        "“1/bad.png” (the image is cut short or damaged)",
        "“rest/d.png” (without a label)",
    }
    assert result.report.startswith("10 of 11 are 0 or 1. Passed over: the folder “0/more”")


def test_of_much_that_is_passed_over_five_are_named(tmp_path):
    files = in_folders("0", "1") | {f"0/{k}.raw": b"raw" for k in range(24)}
    report = open_any(made(tmp_path, files)).report
    assert report.count("(.raw is not read)") == 5
    assert report.endswith(" and 19 more.")


def test_several_digits_in_one_picture_are_told(tmp_path):
    files = in_folders("0", "1") | {"0/page.png": good.png(np.hstack(PIXELS[:3]))}
    result = open_any(made(tmp_path, files))
    assert len(result.labels) == 10
    assert result.passed_over[0].startswith("“0/page.png” (several digits seem to be in it")


@pytest.mark.parametrize("paper", ["transparent", "white"])
def test_white_ink_on_nothing_is_ink_and_white_on_white_is_blank(tmp_path, paper):
    white = np.full((28, 28, 3), 255, np.uint8)
    opacity = PIXELS[0] if paper == "transparent" else np.full((28, 28), 255, np.uint8)
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "a.png").write_bytes(good.png(np.dstack([white, opacity])))
    result = open_any(tmp_path)
    if paper == "transparent":
        np.testing.assert_allclose(result.images[0], ink.from_image(PIXELS[0]), atol=1e-5)
    else:
        assert result.report == (
            "1 of 1 are 0 or 1; 1 blank one is left out. Passed over: “0/a.png” (blank)."
        )


PAIRS = {
    "folders of their own": (
        "a-images-idx3-ubyte/a-images-idx3-ubyte",
        "a-labels-idx1-ubyte/a-labels-idx1-ubyte",
    ),
    "a dot and a hyphen": ("t10k-images.idx3-ubyte", "t10k-labels-idx1-ubyte"),
    "copied by a browser": ("t10k-images-idx3-ubyte (1).gz", "t10k-labels-idx1-ubyte.gz"),
    "copied by a system": ("images - Copy", "labels"),
}


@pytest.mark.parametrize(("images", "labels"), PAIRS.values(), ids=PAIRS)
def test_an_idx_pair_is_found_as_people_have_it(tmp_path, images, labels):
    zip_if = {True: gzip.compress, False: bytes}
    files = {
        name: zip_if[name.endswith(".gz")](data)
        for name, data in ((images, IMAGES), (labels, NUMBERS))
    }
    folder = made(tmp_path / "pair", files)
    for path in (folder / images, folder / labels, folder):
        assert_same_digits(open_any(path))


def test_the_first_of_qmnists_label_columns_is_the_label(tmp_path):
    columns = np.column_stack([LABELS, np.tile(np.arange(7) * 100, (10, 1))])
    made(
        tmp_path,
        {
            "qmnist-test-images-idx3-ubyte": IMAGES,
            "qmnist-test-labels-idx2-int": good.idx(columns, "i4"),
        },
    )
    assert_same_digits(open_any(tmp_path / "qmnist-test-labels-idx2-int"))


def test_a_folder_with_two_pairs_names_them(tmp_path):
    files = {
        f"{part}-{what}": data
        for part in ("train", "t10k")
        for what, data in (("images", IMAGES), ("labels", NUMBERS))
    }
    with pytest.raises(FormatError, match=r"it holds “t10k-images”, “train-images”\. Choose"):
        open_any(made(tmp_path, files))


def test_a_pair_that_is_named_by_both_files_is_read_once(tmp_path):
    folder = made(tmp_path, {"X.npy": good.npy(PIXELS), "y.npy": good.npy(LABELS), "a.csv": b"a"})
    paths = [folder / name for name in ("X.npy", "a.csv", "y.npy")]
    assert together(paths) == [(folder / "X.npy",), (folder / "a.csv",)]


def test_a_zip_of_images_is_read_as_its_folder_would_be(tmp_path):
    members = [("digits/", b""), ("__MACOSX/digits/0/._a.png", b"\0"), ("digits/read me.txt", b"")]
    members += [(f"digits/{name}", data) for name, data in in_folders("0", "1").items()]
    (tmp_path / "a.zip").write_bytes(good.zipped(members))
    result = open_any(tmp_path / "a.zip")
    assert_same_digits(result, sorted(LABELS))
    assert result.passed_over == ("“digits/read me.txt” (.txt is not read)",)
    (tmp_path / "0.zip").write_bytes(good.zipped([("a.png", PNG[0])]))
    assert open_any(tmp_path / "0.zip").labels.tolist() == [0]


def test_a_zip_with_the_longest_comment_that_fits_is_read(tmp_path):
    made(tmp_path, {"a.zip": good.zipped([("train.csv", good.csv(PIXELS, LABELS))])})
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.comment = b"x" * (2**16 - 1)
    assert_same_digits(open_any(tmp_path / "a.zip"))


def test_a_zip_of_one_table_is_read(tmp_path):
    (tmp_path / "a.zip").write_bytes(good.zipped([("train.csv", good.csv(PIXELS, LABELS))]))
    assert_same_digits(open_any(tmp_path / "a.zip"))


def test_a_member_that_is_damaged_is_named_and_the_others_are_read(tmp_path):
    data = bytearray(good.zipped(list(in_folders("0", "1").items()), zipfile.ZIP_STORED))
    data[data.index(b"IDAT") + 20] ^= 1
    (tmp_path / "a.zip").write_bytes(data)
    result = open_any(tmp_path / "a.zip")
    assert len(result.labels) == 9
    assert result.passed_over[0] == "“0/0.png” (its checksum does not match, so it is damaged)"


SMALL, _ = good.digits(10, side=20)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("order", ["<", ">"])
def test_matlab_files_of_the_older_course_are_read_upright(tmp_path, packed, order):
    X = (SMALL / 255).transpose(0, 2, 1).reshape(10, 400)
    y = np.where(LABELS == 0, 10.0, 1.0)[:, None]
    y[-1] = 7
    parts = [matrix(name, data, packed=packed, order=order) for name, data in (("X", X), ("y", y))]
    (tmp_path / "ex3data1.mat").write_bytes(mat(*parts, order=order))
    result = open_any(tmp_path / "ex3data1.mat")
    assert result.report == "9 of 10 are 0 or 1."
    assert result.labels.tolist() == LABELS[:9].tolist()
    np.testing.assert_allclose(result.images, SMALL[:9] / 255, atol=1e-6)


def test_matlab_files_with_an_image_in_each_column_are_asked_about_where_they_lie(tmp_path):
    data = PIXELS.reshape(10, 784).T  # row by row, as mnist-original.mat
    (tmp_path / "a.mat").write_bytes(mat(matrix("data", data), matrix("y", LABELS[None] * 1.0)))
    question = open_any(tmp_path / "a.mat")
    assert isinstance(question, Question)
    assert_same_digits(question.choices[question.suggested].read())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (mat(matrix("W", np.ones((2, 2)))), "it needs matrices named X and y, but has W"),
        (
            mat(matrix("X", SMALL.reshape(10, 400) * 1.0))[:300],
            "cut short|compressed data",
        ),
        (mat(struct.pack("<2I", 15, 10**9)), "it is cut short"),
        (
            mat(element(14, element(6, b"\6\0\0\0" * 2) + element(5, b"\xff" * 8))),
            "damaged|cut",
        ),
        (
            mat(
                element(
                    14,
                    element(6, b"\6\0\0\0" * 2)
                    + element(5, struct.pack("<2i", 2**30, 2**30))
                    + element(1, b"X")
                    + struct.pack("<2I", 9, 2**31),
                )
            ),
            "larger than 100 MB",
        ),
        (mat(element(14, element(6, b"abc"))), "damaged|cut"),
    ],
)
def test_bad_matlab_files_are_refused(tmp_path, data, said):
    (tmp_path / "a.mat").write_bytes(data)
    with pytest.raises(FormatError, match=rf"“a\.mat” cannot be read: .*({said})"):
        open_any(tmp_path / "a.mat")


def test_matrices_that_expand_to_more_than_256_mb_are_refused(tmp_path):
    large = matrix("a", np.zeros((3000, 4000), np.float64))
    (tmp_path / "a.mat").write_bytes(mat(*[large] * 3))
    with pytest.raises(FormatError, match="expand to more than 256 MB"):
        open_any(tmp_path / "a.mat")


def hdf5():
    file = io.BytesIO()
    with h5py.File(file, "w") as written:
        written["a"] = 1
    return file.getvalue()


FOREIGN = {
    "a web page": (gzip.compress(b"<!doctype html><title>403</title>"), "a web page"),
    "a web page with spaces": (b"\n\n  <HTML><body>", "a web page"),
    "Git LFS": (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\n", "git lfs pull"),
    "Parquet": (b"PAR1" + bytes(40) + b"PAR1", "a Parquet table. Save it as CSV"),
    "HDF5": (hdf5(), "it is HDF5. If it is a network"),
    "MATLAB 7.3": (b"MATLAB 7.3 MAT-file".ljust(512) + hdf5(), "option -v7"),
    "a pickle": (b"\x80\4\x95", "Python pickle"),
    "an old pickle": (b"(lp0\nI1\na.", "Python pickle"),
    "a pickle of numpy": (b"cnumpy.core.multiarray\n_reconstruct\n", "Python pickle"),
    "xz": (b"\xfd7zXZ\0" + bytes(40), "packed with xz. Unpack it first"),
    "bzip2": (b"BZh91AY&SY", "packed with bzip2"),
    "tar": (b"a.png".ljust(257, b"\0") + b"ustar\0" + bytes(300), "packed with tar"),
    "ink": (b"<?xml version='1.0'?>\n<ink><trace>1 2</trace></ink>", "ink as XML"),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing. Save it as PNG"),
    "JSON": (b'{"label": 1, "pixels": [0, 1]}', "it is JSON"),
    "ARFF": (b"% Weka\n@RELATION d\n", "it is ARFF"),
    "LIBSVM": (b"1 3:0.5 9:1\n0 2:1\n", "LIBSVM"),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC or AVIF. Save it as JPEG"),
    "a network": (good.zipped([("config.json", b"{}"), ("model.weights.h5", b"")]), "a network"),
    "a spreadsheet": (good.zipped([("[Content_Types].xml", b""), ("xl/a.xml", b"")]), "Office"),
    "a zip of others": (good.zipped([("a.mp3", b""), ("b.doc", b"")]), "a zip with a.mp3, b.doc"),
}


@pytest.mark.parametrize(("data", "said"), FOREIGN.values(), ids=FOREIGN)
def test_what_is_something_else_is_called_by_its_name(tmp_path, data, said):
    (tmp_path / "train.csv").write_bytes(data)
    with pytest.raises(FormatError) as refusal:
        open_any(tmp_path / "train.csv")
    assert said in str(refusal.value)
    assert len(str(refusal.value)) < 200
