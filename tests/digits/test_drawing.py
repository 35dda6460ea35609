import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitapp.digits.drawing import Drawing
from digitapp.files.errors import DataError

SHAPES = st.lists(st.integers(0, 20), max_size=8)


def a_drawing() -> Drawing:
    return Drawing([[(1, 2, 0.0), (3, 4.5, 0.25)], [(7, 8, 1.5)]])


@given(SHAPES, st.integers(0, 2**32 - 1))
def test_bytes_give_back_the_same_strokes(lengths, seed):
    points = np.random.default_rng(seed).integers(0, 2**32, (sum(lengths), 3), np.uint32)
    strokes = np.split(points.view(np.float32), np.cumsum(lengths)[:-1]) if lengths else []
    with np.errstate(invalid="ignore"):  # some of these bits are signalling NaNs
        back = Drawing.from_bytes(Drawing(strokes).to_bytes())
    assert [stroke.tobytes() for stroke in back.strokes] == [
        Drawing([stroke]).strokes[0].tobytes() for stroke in strokes
    ]


def test_the_largest_drawing_can_be_read_back():
    most = [np.zeros((1, 3))] * 9_999 + [np.zeros((1_000_000 - 9_999, 3))]
    assert len(Drawing.from_bytes(Drawing(most).to_bytes()).strokes) == 10_000


@pytest.mark.parametrize("strokes", [[np.zeros((1_000_001, 2))], [np.zeros((0, 2))] * 10_001])
def test_what_could_not_be_read_back_is_refused_at_once(strokes):
    with pytest.raises(DataError, match="Clear the canvas"):
        Drawing(strokes)


def test_points_without_time_get_time_zero():
    assert Drawing([[(5, 6)]]).strokes[0].tolist() == [[5, 6, 0]]


def test_a_drawing_keeps_a_copy_that_nobody_can_change():
    points = np.ones((2, 3), np.float32)
    drawing = Drawing([points])
    points[:] = 9
    assert drawing.strokes[0].max() == 1
    with pytest.raises(ValueError, match="read-only"):
        drawing.strokes[0][0, 0] = 2


def test_equal_drawings_are_equal_and_hash_alike():
    assert a_drawing() == a_drawing()
    assert hash(a_drawing()) == hash(a_drawing())
    assert a_drawing() != Drawing(a_drawing().strokes[:1])
    assert a_drawing() != "a drawing"


@pytest.mark.parametrize(
    "stroke", [[1, 2], np.zeros((3, 4)), [[(1, 2)]], "text", [["a", "b"]], [[1, 2], [3]], [[1j, 2]]]
)
def test_what_is_not_a_list_of_points_is_refused(stroke):
    with pytest.raises(DataError, match="A stroke must"):
        Drawing([stroke])


def test_every_cut_of_the_bytes_is_refused():
    data = a_drawing().to_bytes()
    for length in range(len(data)):
        with pytest.raises(DataError, match="The strokes of a drawing"):
            Drawing.from_bytes(data[:length])


def test_every_changed_byte_is_refused():
    data = a_drawing().to_bytes()
    for at in range(len(data)):
        changed = bytes([*data[:at], data[at] ^ 0x11, *data[at + 1 :]])
        try:
            assert Drawing.from_bytes(changed) == a_drawing()  # a bit that deflate does not use
        except DataError:
            continue


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\1\0\0",
        b"\1\0\0\0",
        np.array([1, 2, 0], "<u4").tobytes(),
        np.array([1, 0, 7, 7, 7], "<u4").tobytes(),
        np.full(9, 2**32 - 1, "<u4").tobytes(),
        np.zeros(20_000, "<u4").tobytes(),
        np.array([10_001, *[0] * 10_001], "<u4").tobytes(),
    ],
    ids="nothing, 3 bytes, no count, no points, points too many, lies, zeros, strokes".split(", "),
)
def test_bytes_that_lie_about_their_contents_are_refused(raw):
    with pytest.raises(DataError, match="The strokes of a drawing"):
        Drawing.from_bytes(zlib.compress(raw))


def test_a_bomb_is_not_unpacked():
    bomb = zlib.compress(bytes(200_000_000))
    tracemalloc.start()
    with pytest.raises(DataError):
        Drawing.from_bytes(bomb)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 60_000_000


def test_bytes_after_the_end_are_refused():
    with pytest.raises(DataError, match="too long"):
        Drawing.from_bytes(a_drawing().to_bytes() + b"x")
