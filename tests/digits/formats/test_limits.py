"""A file is read up to each limit of the readers, and refused one beyond it.

Most limits are lowered to what a small sound file has, or to one less.
"""

import struct

import numpy as np
import pytest

from digitapp.digits.formats import (
    array_reader,
    csv,
    image_files,
    image_folder,
    import_buffer,
    mat,
    open_any,
    zip_archive,
)
from digitapp.files import safe_reader, safe_zip
from digitapp.files.errors import FormatError

from . import make_good_files as good

IMAGES, LABELS = good.digits(6, side=20)
NPZ = good.npz(X=good.npy(IMAGES), y=good.npy(LABELS))
HEADER = "{'descr': '|u1', 'fortran_order': True, 'shape': (6, 20, 20)}"
BY_COLUMNS = good.npz(X=good.npy_text(HEADER) + IMAGES.tobytes("F"), y=good.npy(LABELS))
CSV = good.csv(IMAGES, LABELS)
LINE = max(map(len, CSV.splitlines()))
PNG, BMP = good.png(IMAGES[0]), good.picture(IMAGES[0][:, :16], "BMP")
ZIP = good.zipped([("0/a.png", PNG), ("1/b.png", PNG)])
MAT = good.mat(
    good.matrix("X", IMAGES.reshape(6, 400), packed=False),
    good.matrix("y", LABELS[:, np.newaxis], packed=False),
)
SMALL_ZIP = safe_zip._END.size + 2 * (46 + len("X.npy"))  # of a directory with two members
X_SIZE, Y_SIZE = len(good.npy(IMAGES)), len(good.npy(LABELS))

LIMITS = {  # where the limit is, what the file has, its name and bytes, and what is said beyond
    "bytes of an array": (array_reader, "MAX_BYTES", 2400, "a.npz", NPZ, "more than 256 MB"),
    "characters of a header": (
        *(array_reader, "_MAX_HEADER", len(HEADER), "a.npz", BY_COLUMNS),
        "header is too long",
    ),
    "labels": (array_reader, "_MAX_LABELS", 6, "a.npz", NPZ, "lists 6 labels"),
    "bytes of an image": (array_reader, "_MAX_ROW", 400, "a.npz", NPZ, "more than 64 MB"),
    "bytes by columns": (array_reader, "_MAX_FORTRAN", 2400, "a.npz", BY_COLUMNS, "Fortran"),
    "pixels of an array's side": (array_reader, "MAX_SIDE", 20, "a.npz", NPZ, "pixels a side"),
    "characters of a line": (csv, "_MAX_LINE", LINE, "a.csv", CSV, "a line of more than"),
    "characters of the only line": (
        *(csv, "_MAX_LINE", LINE, "a.csv", CSV.splitlines()[-1].ljust(LINE)),
        "a line of more than",
    ),
    "bytes of an image file": (image_files, "MAX_FILE", len(PNG), "0.png", PNG, "than 64 MB"),
    "pixels of an image's width": (image_files, "MAX_SIDE", 20, "0.png", PNG, "20×20 pixels"),
    "pixels of an image's height": (image_files, "MAX_SIDE", 20, "0.bmp", BMP, "16×20 pixels"),
    "images": (image_folder, "MAX_DIGITS", 2, "a.zip", ZIP, "more than 1 images"),
    "digits": (import_buffer, "MAX_DIGITS", 6, "a.npz", NPZ, "more than 5 0s and 1s"),
    "bytes of digits": (import_buffer, "_MAX_KEPT", 2400, "a.npz", NPZ, "too many at once"),
    "bytes of digits that are formed": (
        *(import_buffer, "_MAX_FORMING", 2400 + 9 * 400, "a.npz", NPZ),
        "too many at once",
    ),
    "bytes of a matrix": (mat, "_MAX_VALUES", 2400, "a.mat", MAT, "larger than 100 MB"),
    "bytes of all matrices": (mat, "MAX_BYTES", 2406, "a.mat", MAT, "more than 256 MB"),
    "bytes of an image in a zip": (zip_archive, "MAX_FILE", len(PNG), "a.zip", ZIP, "64 MB"),
    "bytes of a file": (safe_reader, "MAX_BYTES", len(MAT), "a.mat", MAT, "than 256 MB"),
    "bytes that a file expands to": (
        *(safe_reader, "MAX_BYTES", X_SIZE, "a.npz", NPZ),
        "than 256 MB",
    ),
    "members": (safe_zip, "_MAX_MEMBERS", 2, "a.npz", NPZ, "more than 1 members"),
    "bytes of members": (safe_zip, "MAX_BYTES", X_SIZE + Y_SIZE, "a.npz", NPZ, "than 256 MB"),
    "bytes of a directory": (
        *(safe_zip, "_MAX_DIRECTORY", SMALL_ZIP - safe_zip._END.size, "a.npz", NPZ),
        "members",
    ),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_file_at_a_limit_is_read_and_one_beyond_is_refused(tmp_path, monkeypatch, name):
    module, limit, value, file, data, told = LIMITS[name]
    path = tmp_path / file
    path.write_bytes(data)
    monkeypatch.setattr(module, limit, value)
    open_any(path)
    monkeypatch.setattr(module, limit, value - 1)
    with pytest.raises(FormatError, match=told):
        open_any(path)


@pytest.mark.parametrize(
    ("module", "limit", "megabytes"),
    [
        (safe_reader, "MAX_BYTES", 256),
        (array_reader, "_MAX_ROW", 64),
        (array_reader, "_MAX_FORTRAN", 100),
        (mat, "_MAX_VALUES", 100),
        (image_files, "MAX_FILE", 64),
    ],
)
def test_a_limit_is_what_its_sentence_says(module, limit, megabytes):
    assert getattr(module, limit) == megabytes * 1024 * 1024


@pytest.mark.parametrize(
    ("label", "is_exact"), [(2.0**53 - 1, True), (2.0**53, False), (2.5, False)]
)
def test_labels_are_whole_numbers_as_long_as_a_float_can_tell(tmp_path, label, is_exact):
    path, labels = tmp_path / "a.npz", LABELS.astype(np.float64)
    labels[-1] = label
    path.write_bytes(good.npz(X=good.npy(IMAGES), y=good.npy(labels)))
    if is_exact:
        assert open_any(path).report.startswith("5 of 6 are 0 or 1")
    else:
        with pytest.raises(FormatError, match="labels are whole numbers"):
            open_any(path)


@pytest.mark.parametrize("names", [("X", "y"), ("x_train", "y_train"), ("images", "labels")])
def test_what_is_no_multiple_of_8_bytes_in_a_mat_file_is_padded(tmp_path, names):
    matrices = [IMAGES[:3].reshape(3, 400), LABELS[:3, np.newaxis]]
    pairs = zip(reversed(names), reversed(matrices), strict=True)  # the odd one comes first
    data = good.mat(*[good.matrix(name, values, packed=False) for name, values in pairs])
    (tmp_path / "a.mat").write_bytes(data)
    assert good.answered(open_any(tmp_path / "a.mat"), "columns").labels.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("low", "high", "full"),
    [
        (0, 1, 1),
        (-0.25, 1.25, 1),  # enlarged by a cubic filter
        (0, 1.2500001, 255),
        (0, 255, 255),
        (-0.2500001, 1, None),
        (-0.1, 1.26, None),
        (0, 255.00001, None),
    ],
)
def test_pixels_go_from_0_to_1_or_from_0_to_255(tmp_path, low, high, full):
    images = np.zeros((3, 20, 20))
    images[:, 5:15, 9:11] = high / 2
    images[0, 8, 9], images[2, 7, 9] = high, low
    path = tmp_path / "a.npz"
    path.write_bytes(good.npz(X=good.npy(images), y=good.npy(LABELS[:3])))
    if full is None:
        with pytest.raises(FormatError, match="must be from 0 to 1 or from 0 to 255"):
            open_any(path)
    else:
        read = good.answered(open_any(path), "rows").images
        np.testing.assert_allclose(read, np.clip(images / full, 0, 1), atol=1e-6)


@pytest.mark.parametrize("size", [4, 5])
def test_an_element_that_lies_in_its_own_tag_has_at_most_4_bytes(tmp_path, size):
    short = struct.pack("<2H", 1, 1) + b"y\0\0\0"
    data = MAT.replace(short, struct.pack("<2H", 1, size) + b"yyyy")
    (tmp_path / "a.mat").write_bytes(data)
    told = "it is damaged" if size == 5 else "needs matrices named X and y"
    with pytest.raises(FormatError, match=told):
        open_any(tmp_path / "a.mat")


@pytest.mark.parametrize(
    ("labels", "read"),
    [([1, 10, 10], [1, 0, 0]), ([2, 10, 1], [0, 1]), ([0, 10, 1], [0, 1]), ([1, 9, 1], [1, 1])],
)
def test_a_ten_of_matlab_is_a_zero_where_it_counts_from_1(tmp_path, labels, read):
    y = np.array(labels, np.uint8)[:, np.newaxis]
    matrices = good.matrix("X", IMAGES[:3].reshape(3, 400)), good.matrix("y", y)
    (tmp_path / "a.mat").write_bytes(good.mat(*matrices))
    assert good.answered(open_any(tmp_path / "a.mat"), "columns").labels.tolist() == read


LOGICAL, GLOBAL, COMPLEX = 0x200, 0x400, 0x800


@pytest.mark.parametrize("flags", [6, 15, 9 | LOGICAL, 9 | GLOBAL, 5, 16, 9 | COMPLEX, 6 | COMPLEX])
def test_matrices_of_real_numbers_are_read_and_no_others(tmp_path, flags):
    path, element = tmp_path / "a.mat", struct.Struct("<4I")
    path.write_bytes(MAT.replace(element.pack(6, 8, 9, 0), element.pack(6, 8, flags, 0)))
    if flags & 0xFF in (5, 16) or flags & COMPLEX:
        with pytest.raises(FormatError, match="needs matrices named X and y, but has none"):
            open_any(path)
    else:
        open_any(path)
