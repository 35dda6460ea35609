import gzip

import numpy as np
import pytest

from digitapp.digits import handwritten, starter
from digitapp.files import paths
from digitapp.files.errors import DataError


@pytest.fixture(scope="module")
def examples():
    return starter()


def test_there_are_700_of_each_digit(examples):
    assert np.bincount([example.label for example in examples]).tolist() == [700, 700]


def test_the_first_1000_are_handwritten_and_come_without_strokes(examples):
    assert examples[:1000] == handwritten()
    for example in handwritten():
        assert example.drawing is None
        assert example.source == "starter"


def test_500_are_made_and_can_be_put_on_the_canvas(examples):
    for example in examples[1000:]:
        assert len(example.drawing.strokes) >= 1
        assert example.source == "made"


def test_they_are_shuffled(examples):
    assert 40 <= sum(example.label for example in examples[:100]) <= 60


def test_each_is_an_image_of_ink(examples):
    for example in examples:
        assert example.image.max() == 1
        assert 5 < example.image.sum() < 250


def test_handwritten_0s_are_hollow_and_1s_are_not(examples):
    images = np.array([example.image for example in examples[:1000]])
    labels = np.array([example.label for example in examples[:1000]])
    middle = images[:, 8:12, 8:12].mean(axis=(1, 2))
    assert np.mean((middle > 0.35) == labels) > 0.95


def test_the_licence_and_its_attribution_lie_beside_them():
    text = paths.resource("mnist01-LICENCE.md").read_text(encoding="utf-8")
    for needed in ("LeCun", "Cortes", "Attribution-ShareAlike 3.0", "creativecommons.org"):
        assert needed in text


@pytest.mark.parametrize("content", [None, b"", b"no gzip", b"\x1f\x8b\x08", gzip.compress(b"x")])
def test_a_damaged_installation_is_told(tmp_path, monkeypatch, content):
    if content is not None:
        (tmp_path / "mnist01-images-idx3-ubyte.gz").write_bytes(content)
    monkeypatch.setattr(paths, "resource", lambda name: tmp_path / name)
    with pytest.raises(DataError, match="install again"):
        starter()
