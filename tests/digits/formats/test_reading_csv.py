"""CSV as people have it is read: Kaggle's, Excel's, pandas's."""

import gzip

import numpy as np
import pytest

from digitapp.digits import ink
from digitapp.digits.formats import open_any
from digitapp.files.errors import FormatError

from . import make_good_files as good
from .test_reading import LABELS, MIXED, PIXELS


def variants_of_csv():
    sound, floats = good.csv(PIXELS, LABELS), (PIXELS / np.float64(255)).round(9)
    lines = sound.decode().splitlines()
    moved = [",".join([*line.split(",")[1:], line.split(",")[0]]) for line in lines]
    numbered = "label," + ",".join(map(str, range(784)))
    in_quotes = [",".join(f'"{field}"' for field in line.split(",")) for line in lines]
    return {
        "Kaggle": sound,
        "without names": good.csv(PIXELS, LABELS, header=False),
        "Windows": good.csv(PIXELS, LABELS, end="\r\n"),
        "Excel": b"\xef\xbb\xbf" + good.csv(PIXELS, LABELS, end="\r\n"),
        "Excel in Europe": sound.replace(b",", b";"),
        "bars": sound.replace(b",", b"|"),
        "tabs": sound.replace(b",", b"\t"),
        "no last line end": sound.removesuffix(b"\n"),
        "empty lines at the end": sound + b"\n\n\r\n",
        "gzip": gzip.compress(sound),
        "0..1": good.csv(floats, LABELS),
        "numbers with points": good.csv(PIXELS.astype(float), LABELS.astype(float)),
        "exponents": good.csv(PIXELS, LABELS).replace(b",200", b",2.00e2"),
        "spaces": good.csv(PIXELS, LABELS).replace(b",", b", "),
        "label last": "\n".join(moved).encode(),
        "numbers in quotes": ("\n".join([lines[0], *in_quotes[1:]]) + "\n").encode(),
        "all in quotes": "\n".join(in_quotes).encode(),
        "names in quotes": "\n".join([in_quotes[0], *lines[1:]]).encode(),
        "columns by number": "\n".join([numbered, *lines[1:]]).encode(),
        "dark on light": good.csv(255 - PIXELS.astype(int), LABELS),
        "old Macintosh": good.csv(PIXELS, LABELS, end="\r"),
        "Windows twice": good.csv(PIXELS, LABELS, end="\r\r\n"),
        "empty lines between": good.csv(PIXELS, LABELS, end="\n\n"),
        "empty lines before": b"\n\r\n" + sound,
        "sep= of Excel": b"sep=;\r\n" + sound.replace(b",", b";").replace(b"\n", b"\r\n"),
        "decimal comma": good.csv(floats, LABELS).replace(b",", b";").replace(b".", b","),
        "one space": good.csv(PIXELS, LABELS, header=False).replace(b",", b" "),
        "columns in line": good.csv(PIXELS, LABELS, header=False).replace(b",", b"   "),
    }


@pytest.mark.parametrize(("name", "data"), variants_of_csv().items(), ids=variants_of_csv())
def test_csv_is_read_as_people_have_it(tmp_path, name, data):
    (tmp_path / "train.csv").write_bytes(data)
    imported = open_any(tmp_path / "train.csv")
    np.testing.assert_allclose(imported.images, ink.from_images(PIXELS), atol=1e-5)
    assert imported.labels.tolist() == LABELS.tolist()


def test_labels_are_found_in_the_last_column_by_what_stands_there(tmp_path):
    for pixels in (PIXELS, 255 - PIXELS.astype(int)):
        for order in (np.arange(30), np.argsort(LABELS, kind="stable")):
            rows = np.column_stack([pixels[order].reshape(30, -1), LABELS[order]])
            assert_read(tmp_path, table(rows), LABELS[order], PIXELS[order])


def table(rows, names=None, delimiter=","):
    lines = [delimiter.join(map(str, row)) for row in np.asarray(rows).tolist()]
    return "\n".join([delimiter.join(names), *lines] if names else lines).encode()


def assert_read(folder, data, labels=LABELS, images=PIXELS):
    (folder / "a.csv").write_bytes(data)
    result = open_any(folder / "a.csv")
    assert result.labels.tolist() == labels.tolist()
    np.testing.assert_allclose(result.images, ink.from_images(images), atol=1e-5)


FLAT = PIXELS.reshape(30, 784)
PIXEL_NAMES = [f"pixel{i}" for i in range(784)]


@pytest.mark.parametrize(
    "name", ["label", "labels", "Class", "target", "digit", "zahl", "etiqueta"]
)
def test_a_label_is_found_by_its_name_at_either_end(tmp_path, name):
    assert_read(tmp_path, table(np.column_stack([LABELS, FLAT]), [name, *PIXEL_NAMES]))
    assert_read(tmp_path, table(np.column_stack([FLAT, LABELS]), [*PIXEL_NAMES, name]))


def test_a_label_is_found_where_all_names_are_alike(tmp_path):
    names = [f"V{i}" for i in range(1, 786)]
    assert_read(tmp_path, table(np.column_stack([FLAT, LABELS]), names))
    assert_read(tmp_path, table(np.column_stack([LABELS, FLAT]), names))


def test_numbers_as_names_are_names(tmp_path):
    for start in (0, 1):
        names = list(map(str, range(start, start + 785)))
        assert_read(tmp_path, table(np.column_stack([LABELS, FLAT]), names))


@pytest.mark.parametrize("name", ["", "id", "Unnamed: 0", "index"])
def test_a_column_of_row_numbers_is_left_out(tmp_path, name):
    rows = np.column_stack([np.arange(30), LABELS, FLAT])
    assert_read(tmp_path, table(rows, [name, "label", *PIXEL_NAMES]))
    assert_read(tmp_path, table(rows))
    rows = np.column_stack([np.arange(30), FLAT, LABELS])
    assert_read(tmp_path, table(rows, [name, *PIXEL_NAMES, "label"]))


@pytest.mark.parametrize("name", ["id", "ImageId"])
def test_ids_are_not_taken_for_labels(tmp_path, name):
    for first in (0, 1):
        rows = np.column_stack([np.arange(30) + first, FLAT])
        (tmp_path / "a.csv").write_bytes(table(rows, [name, *PIXEL_NAMES]))
        with pytest.raises(FormatError, match=f"first column is “{name.lower()}”, and no column"):
            open_any(tmp_path / "a.csv")


def test_labels_of_one_kind_only_are_found_where_they_differ_from_paper(tmp_path):
    for label in (0, 1):
        column = np.full(30, label)
        assert_read(tmp_path, table(np.column_stack([column, FLAT])), column)
    column = np.ones(30, int)
    assert_read(tmp_path, table(np.column_stack([FLAT, column])), column)


def test_it_is_asked_which_column_is_the_label_where_both_could_be(tmp_path):
    pixels = FLAT.copy()
    pixels[:, -1] = np.arange(30) % 3  # noise in a corner
    (tmp_path / "a.csv").write_bytes(table(np.column_stack([LABELS, pixels])))
    question = open_any(tmp_path / "a.csv")
    assert question.title == "Which column is the label?"
    assert [choice.key for choice in question.choices] == ["first", "last"]
    result = good.answered(question, "first")
    assert result.labels.tolist() == LABELS.tolist()
    assert good.answered(question, "last").found == 30
    np.testing.assert_array_equal(question.choices[0].images[0], result.images[0])


def test_a_label_in_the_middle_is_told_where_it_stands(tmp_path):
    rows = np.column_stack([FLAT[:, :9], LABELS, FLAT[:, 9:]])
    (tmp_path / "a.csv").write_bytes(table(rows, [*PIXEL_NAMES[:9], "label", *PIXEL_NAMES[9:]]))
    with pytest.raises(FormatError, match="its labels stand in column 10, “label”"):
        open_any(tmp_path / "a.csv")


def test_csv_of_many_pieces_keeps_every_line_and_counts_the_others(tmp_path):
    pixels, labels = np.tile(PIXELS, (60, 1, 1)), np.tile(MIXED, 60)
    (tmp_path / "train.csv").write_bytes(good.csv(pixels, labels))
    imported = open_any(tmp_path / "train.csv")
    assert imported.report == "1,200 of 1,800 are 0 or 1, 1,180 of them exact duplicates."
    assert imported.labels.tolist() == labels[labels < 2].tolist()
    np.testing.assert_array_equal(imported.images, ink.from_images(pixels[labels < 2]))


def test_a_csv_line_that_spoils_a_later_piece_is_told_by_its_number(tmp_path):
    lines = good.csv(np.tile(PIXELS, (60, 1, 1)), np.tile(LABELS, 60)).splitlines()
    lines[1700] = lines[1700][:-1] + b"x"
    (tmp_path / "train.csv").write_bytes(b"\n".join(lines))
    with pytest.raises(Exception, match="its line 1701 has 'x'"):
        open_any(tmp_path / "train.csv")
