import numpy as np
import pytest

from digitapp.digits import ink
from digitapp.files.errors import DataError

from ..strokes_of_strangers import strangers


def a_bar(shape=(28, 28), top=4, left=12, height=20, width=3):
    gray = np.zeros(shape, np.uint8)
    gray[top : top + height, left : left + width] = 255
    return gray


def some_digits(m=30):
    """Return (m, 28, 28) uint8, light on dark, with all kinds of gray."""
    grays = np.zeros((m, 28, 28), np.uint8)
    for gray, person in zip(grays, strangers(m, seed=4), strict=True):
        gray[4:24, 4:24] = 255 * ink.from_strokes(person.strokes)
    return grays


def box(image, above=0.5):
    rows = np.flatnonzero((image > above).any(axis=1))
    columns = np.flatnonzero((image > above).any(axis=0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


def test_a_stack_gives_what_each_image_gives_alone():
    grays = some_digits()
    grays[::3, 1, 2] = 255  # a speck
    grays[1::3, 26, 5:20] = 255  # a part that stands apart
    alone = np.array([ink.from_image(gray) for gray in grays])
    np.testing.assert_allclose(ink.from_images(grays), alone, atol=1e-6)
    assert alone.dtype == np.float32
    assert alone.min() == 0
    assert np.all(alone.max(axis=(1, 2)) == 1)


def test_dark_on_light_and_light_on_dark_are_the_same():
    grays = some_digits()
    np.testing.assert_allclose(ink.from_images(255 - grays), ink.from_images(grays), atol=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int64, np.float32, np.float64])
def test_the_type_of_numbers_does_not_matter(dtype):
    grays = some_digits()
    np.testing.assert_allclose(ink.from_images(grays.astype(dtype)), ink.from_images(grays))


def test_levels_from_0_to_1_are_the_same_as_from_0_to_255():
    grays = some_digits()
    np.testing.assert_allclose(ink.from_images(grays / 255), ink.from_images(grays), atol=1e-5)
    masks = grays > 127
    np.testing.assert_allclose(ink.from_images(masks), ink.from_images(masks * 255), atol=1e-6)


def test_the_place_on_the_paper_does_not_matter():
    grays = some_digits()
    page = np.zeros((len(grays), 90, 70), np.uint8)
    page[:, 55:83, 3:31] = grays
    np.testing.assert_allclose(ink.from_images(page), ink.from_images(grays), atol=1e-5)


def test_the_size_does_not_matter():
    grays = some_digits()
    larger = grays.repeat(3, axis=1).repeat(3, axis=2)
    np.testing.assert_allclose(ink.from_images(larger), ink.from_images(grays), atol=1e-5)


def test_the_longer_side_spans_17_pixels_and_the_aspect_is_kept():
    image = ink.from_image(a_bar(height=20, width=4))
    assert image.sum() == pytest.approx(17 * 17 * 4 / 20, rel=1e-5)
    assert image.sum(axis=0).max() == pytest.approx(17, rel=1e-5)
    assert image.sum(axis=1).max() == pytest.approx(17 * 4 / 20, rel=1e-5)
    wide = ink.from_image(a_bar(height=20, width=4).T)
    np.testing.assert_allclose(wide, image.T, atol=1e-6)


def test_each_pixel_is_the_average_of_what_it_covers():
    source = np.random.default_rng(0).uniform(0.3, 1, (34, 34))
    source += source[::-1] + source[:, ::-1] + source[::-1, ::-1]  # its middle is the centre of ink
    gray = np.pad(source / source.max(), 3)  # 2×2 of it become a pixel
    averaged = gray.reshape(20, 2, 20, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(ink.from_image(gray), averaged / averaged.max(), atol=1e-5)


def test_the_centre_of_ink_comes_to_the_middle_but_no_ink_is_pushed_out():
    angle = np.zeros((40, 40), np.uint8)
    angle[5:35, 5:8] = angle[5:8, 5:35] = 255  # heavy above and on the left
    image = ink.from_image(angle)
    assert box(image, above=0.001) == (3, 20, 3, 20)  # as far as it goes, and nothing is cut
    bar = a_bar(left=5, width=6)
    bar[12:, 8:] = 0  # a narrow one has room to be centred
    across = ink.from_image(bar).sum(axis=0)
    assert across @ (np.arange(20) + 0.5) / across.sum() == pytest.approx(10, abs=0.05)


@pytest.mark.parametrize("speck", [(0, 0), (27, 27), (2, 26), (26, 13), (14, 1)])
def test_a_tiny_speck_does_not_count(speck):
    gray = a_bar()
    clean = ink.from_image(gray)
    gray[speck] = 255
    np.testing.assert_allclose(ink.from_image(gray), clean, atol=0.01)


def test_a_part_that_stands_apart_counts():
    gray = a_bar(top=2, height=18)
    gray[23, 8:20] = 255  # the base of a 1, below a gap
    image = ink.from_image(gray)
    top, bottom, _, _ = box(image, above=0.1)
    assert bottom - top in (17, 18)
    assert np.ptp(np.flatnonzero(image[bottom - 1] > 0.1)) >= 8  # the base, not the stem


def test_many_specks_and_nothing_else_are_the_ink():
    gray = np.zeros((200, 200), np.uint8)
    gray[10:190:3, 10:190:3] = 255
    assert ink.from_image(gray).any()


@pytest.mark.parametrize("level", [0, 1, 128, 255])
def test_blank_paper_of_any_shade_is_blank(level):
    assert not ink.from_images(np.full((2, 28, 28), level, np.uint8)).any()
    assert not ink.from_images(np.full((2, 28, 28), level / 255)).any()


def test_the_noise_of_a_scanner_is_blank():
    noise = np.random.default_rng(0).integers(250, 256, (28, 28))
    assert not ink.from_image(noise).any()


def test_pale_ink_is_as_good_as_dark():
    pale = (some_digits() // 5).astype(np.uint8)
    np.testing.assert_allclose(
        ink.from_images(pale), ink.from_images(pale.astype(int) * 5), atol=1e-5
    )


def test_what_is_not_finite_counts_as_paper():
    gray = 255.0 - a_bar()
    clean = ink.from_image(gray)
    gray[0, 0], gray[5, 3], gray[20, 25], gray[1, 1] = np.nan, np.inf, -np.inf, 1e300
    np.testing.assert_allclose(ink.from_image(gray), clean, atol=1e-6)
    assert not ink.from_image(np.full((9, 9), np.nan)).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 28), (28, 1), (2, 2), (300, 4), (3, 300)])
def test_odd_shapes_have_a_result(shape):
    image = ink.from_image(np.random.default_rng(0).integers(0, 256, shape))
    assert image.shape == (20, 20)
    assert np.isfinite(image).all()


@pytest.mark.parametrize("shape", [(0, 28, 28), (5, 0, 28), (5, 28, 0)])
def test_no_pixels_give_blank_images(shape):
    images = ink.from_images(np.zeros(shape, np.uint8))
    assert images.shape == (shape[0], 20, 20)
    assert not images.any()


def test_large_stacks_are_worked_on_in_pieces_with_the_same_result():
    grays = np.tile(some_digits(), (50, 1, 1))  # 1,500 images are more than a piece
    images = ink.from_images(grays)
    np.testing.assert_array_equal(images[-30:], images[:30])


def test_the_images_given_stay_as_they_are():
    grays = some_digits().astype(np.float32)
    grays[0, 0, 0] = np.nan
    before = grays.copy()
    ink.from_images(grays)
    np.testing.assert_array_equal(grays, before)


@pytest.mark.parametrize(
    "bad", [np.zeros((28, 28, 3)), np.zeros(784), np.array([["a"]]), np.zeros((4, 4), complex)]
)
def test_what_is_no_gray_image_is_refused(bad):
    with pytest.raises(DataError, match=r"[Ii]mage"):
        ink.from_image(bad)


def on_paper(gray, size=240):
    """Return a digit (28, 28), ink bright, as dark ink of a picture (size, size), 0..1."""
    picture = np.zeros((size, size))
    large = np.kron(gray / 255, np.ones((5, 5)))
    picture[60 : 60 + len(large), 50 : 50 + len(large)] = large
    return 1 - 0.7 * picture


@pytest.mark.parametrize("width", [1, 3, 8])
@pytest.mark.parametrize("inset", [0, 5])
@pytest.mark.parametrize("inverted", [False, True])
def test_a_frame_around_the_digit_counts_for_nothing(width, inset, inverted):
    for gray in some_digits(6):
        picture = on_paper(gray)
        expected = ink.from_image(picture)
        frame = np.zeros(picture.shape, bool)
        frame[inset : 240 - inset, inset : 240 - inset] = True
        edge = inset + width
        frame[edge : 240 - edge, edge : 240 - edge] = False
        picture[frame] = 0.0
        image = ink.from_image(1 - picture if inverted else picture)
        np.testing.assert_allclose(image, expected, atol=1e-5)


def test_a_digit_drawn_as_a_box_is_no_frame():
    box = np.zeros((28, 28), np.uint8)
    box[2:26, 4:24] = 255
    box[4:24, 6:22] = 0
    assert ink.from_image(box).sum() > 50


def test_digits_side_by_side_are_noticed_and_parts_of_one_digit_are_not():
    grays = some_digits()
    assert not ink.show_several(ink.from_images(grays)).any()
    pairs = np.concatenate([grays[:-1], grays[1:]], axis=2)
    assert ink.show_several(ink.from_images(pairs)).mean() > 0.9
    open_zero = np.zeros((28, 28), np.uint8)
    open_zero[4:24, 8:11] = open_zero[4:24, 17:20] = 255
    assert not ink.show_several(ink.from_images(open_zero[None])).any()
