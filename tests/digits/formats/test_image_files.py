"""One image file becomes ink, whatever its format and colours; a bad one is named with a reason."""

import struct

import numpy as np
import PIL.Image
import pytest

from digitapp.digits import ink
from digitapp.digits.formats import open_any, read_image
from digitapp.digits.formats.image_files import read_pixels
from digitapp.files.errors import FormatError

from . import make_good_files as good
from .bad_images import BAD_IMAGES, FORMATS, PNG

PIXELS, _ = good.digits()
LARGE = np.kron(PIXELS[0], np.ones((8, 8), np.uint8))


def read(path, data):
    path.write_bytes(data)
    return read_image(path)


@pytest.mark.parametrize("bad", BAD_IMAGES, ids=lambda bad: bad.id)
def test_a_bad_image_is_named_with_its_reason_and_the_others_are_read(tmp_path, bad, capfd):
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "a.png").write_bytes(PNG)
    (tmp_path / "0" / bad.name).write_bytes(bad.data)
    result = open_any(tmp_path)
    assert len(result.labels) == 1
    (told,) = result.passed_over
    assert told.startswith(f"“0/{bad.name}” (")
    assert bad.expected in told
    assert told in result.report
    assert capfd.readouterr().err == ""  # where the C libraries would write


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_read_whatever_its_name_says(tmp_path, format):
    read_as = read(tmp_path / "a.png", good.picture(LARGE, format))
    np.testing.assert_allclose(read_as, ink.from_image(LARGE), atol=0.05)


@pytest.mark.parametrize(
    "paint",
    [
        lambda gray: gray,
        lambda gray: 255 - gray,
        lambda gray: np.dstack([gray] * 3),
        lambda gray: np.dstack([255 - gray] * 3),
        lambda gray: np.dstack([np.zeros((28, 28, 3), np.uint8), gray]),
    ],
    ids=["light on dark", "dark on light", "colour", "dark in colour", "black on transparent"],
)
def test_the_same_digit_in_any_colours_is_the_same_image(tmp_path, paint):
    read_as = read(tmp_path / "a.png", good.png(paint(PIXELS[0])))
    np.testing.assert_allclose(read_as, ink.from_image(PIXELS[0]), atol=1e-5)


@pytest.mark.parametrize(
    ("mode", "format"),
    [
        ("1", "png"),
        ("P", "png"),
        ("P", "gif"),
        ("LA", "png"),
        ("CMYK", "jpeg"),
        ("CMYK", "tiff"),
        ("I;16", "png"),
        ("F", "tiff"),
        ("LAB", "tiff"),
    ],
)
def test_every_way_to_store_colours_is_understood(tmp_path, mode, format):
    gray = np.where(LARGE > 100, 255, 0).astype(np.uint8)
    if mode == "I;16":
        image = PIL.Image.fromarray(gray.astype(np.uint16) * 16)  # 12 bits, as scanners write
    elif mode == "LAB":
        image = PIL.Image.merge("LAB", [PIL.Image.fromarray(gray)] * 3)
    else:
        image = PIL.Image.fromarray(gray).convert(mode)
    image.save(tmp_path / "a", format)
    np.testing.assert_allclose(read_image(tmp_path / "a"), ink.from_image(gray), atol=0.05)


@pytest.mark.parametrize("bits", [1, 8, 10, 12, 14, 16])
def test_grays_of_more_bits_have_the_smallest_usual_scale_that_holds_them(tmp_path, bits):
    full = 1 if bits == 1 else 2**bits - 1
    following = {1: 255, 8: 1023, 10: 4095, 12: 16383, 14: 65535, 16: full * 1.5}[bits]
    for brightest, scale in ((full, full), (full * 1.5, following)):
        values = np.array([[0, brightest / 2, brightest]], np.float32)
        PIL.Image.fromarray(values).save(tmp_path / "a.tiff")
        grays, _ = read_pixels(tmp_path / "a.tiff", (tmp_path / "a.tiff").read_bytes())
        np.testing.assert_allclose(grays, values * (255 / scale), atol=0.51)


def test_a_photograph_is_turned_as_its_exif_says(tmp_path):
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the first row is the right side
    turned = np.rot90(LARGE)
    read_as = read(tmp_path / "a.jpg", good.picture(turned, "jpeg", exif=exif, quality=95))
    np.testing.assert_allclose(read_as, ink.from_image(LARGE), atol=0.05)


def test_exif_that_is_damaged_turns_nothing(tmp_path):
    exif = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(range(40))
    read_as = read(tmp_path / "a.jpg", good.picture(LARGE, "jpeg", exif=exif, quality=95))
    np.testing.assert_allclose(read_as, ink.from_image(LARGE), atol=0.05)


def test_of_an_animation_the_first_picture_is_read(tmp_path):
    pictures = [PIL.Image.fromarray(gray) for gray in (LARGE, 255 - LARGE)]
    pictures[0].save(tmp_path / "a.gif", save_all=True, append_images=pictures[1:])
    np.testing.assert_allclose(read_image(tmp_path / "a.gif"), ink.from_image(LARGE), atol=0.05)


def test_an_image_of_4096_a_side_is_read(tmp_path):
    pixels = np.zeros((4096, 4096), np.uint8)
    pixels[1000:3000, 2000:2300] = 255
    (tmp_path / "a.png").write_bytes(good.picture(pixels, "png", compress_level=1))
    assert read_image(tmp_path / "a.png").sum() == pytest.approx(17 * 17 * 0.15, rel=0.05)


def test_a_file_that_expands_beyond_its_size_is_read_no_further(tmp_path):
    many = good.png(np.zeros((3000, 900), np.uint8), struct.pack(">2L5B", 900, 2, 8, 0, 0, 0, 0))
    grays, _ = read_pixels(tmp_path / "a.png", many)
    assert grays.shape == (2, 900)


def test_a_file_of_more_than_64_mb_is_refused_unread(tmp_path):
    with (tmp_path / "a.png").open("wb") as file:
        file.write(PNG)
        file.truncate(64 * 2**20 + 1)
    with pytest.raises(FormatError, match="larger than 64 MB"):
        read_image(tmp_path / "a.png")
