"""CSV as people have it is read: Kaggle's, Excel's, pandas's."""

import gzip

import make_good_files as good
import numpy as np
import pytest
from test_reading import LABELS, MIXED, PIXELS

from digitapp.digits import ink
from digitapp.digits.formats import open_any
from digitapp.files.errors import FormatError


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
        "many pieces": good.csv(PIXELS, LABELS),
    }


@pytest.mark.parametrize(("name", "data"), variants_of_csv().items(), ids=variants_of_csv())
def test_csv_is_read_as_people_have_it(tmp_path, name, data):
    (tmp_path / "train.csv").write_bytes(data)
    imported = open_any(tmp_path / "train.csv")
    np.testing.assert_allclose(imported.images, ink.from_images(PIXELS), atol=1e-5)
    assert imported.labels.tolist() == LABELS.tolist()


@pytest.mark.parametrize("order", [slice(None), np.argsort(LABELS, kind="stable")])
@pytest.mark.parametrize("paper", [0, 255])
def test_csv_without_names_whose_label_is_last_is_refused_in_a_sentence(tmp_path, order, paper):
    pixels = np.abs(paper - PIXELS[order].astype(int))
    rows = np.column_stack([np.tile(pixels, (20, 1, 1)).reshape(600, -1), np.repeat(LABELS, 20)])
    (tmp_path / "a.csv").write_text("\n".join(",".join(map(str, row)) for row in rows.tolist()))
    with pytest.raises(FormatError, match="seem to stand in its last column"):
        open_any(tmp_path / "a.csv")


@pytest.mark.parametrize("label", [0, 1])
def test_csv_without_names_may_hold_one_label_only(tmp_path, label):
    (tmp_path / "a.csv").write_bytes(good.csv(PIXELS, np.full(30, label), header=False))
    assert open_any(tmp_path / "a.csv").labels.tolist() == [label] * 30


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
