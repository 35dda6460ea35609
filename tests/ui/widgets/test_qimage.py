import gc
import zlib

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from digitapp.ui.widgets.qimage import decode, leave_telling_to_us, to_array, to_image


def picture(width=7, height=5):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        for y in range(height):
            image.setPixelColor(x, y, QColor(10 * x % 256, 20 * y % 256, 7 * x * y % 256))
    return image


def packed(image, format):
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, format)
    return bytes(held.data())


@pytest.mark.parametrize("format", ["PNG", "BMP"])
@pytest.mark.parametrize("width", [1, 3, 7, 20])  # rows are padded to 4 bytes
def test_an_image_file_is_decoded_pixel_by_pixel(format, width):
    pixels = decode(packed(picture(width), format))
    assert pixels.shape == (5, width, 4)
    for y in range(5):
        for x in range(width):
            assert pixels[y, x].tolist() == [10 * x, 20 * y, 7 * x * y % 256, 255]


def test_a_jpeg_is_decoded(qapp):
    image = QImage(30, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 200, 200))
    pixels = decode(packed(image, "JPG"))
    assert pixels.shape == (40, 30, 4)
    assert abs(pixels[..., :3].astype(int) - 200).max() < 4


def test_a_gif_and_its_transparency_are_decoded():
    gif = bytes.fromhex(
        "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
    )
    assert decode(gif).tolist() == [[[0, 0, 0, 0]]]


def test_opacity_is_kept():
    image = QImage(2, 1, QImage.Format.Format_ARGB32)
    image.setPixelColor(0, 0, QColor(50, 100, 200, 128))
    image.setPixelColor(1, 0, QColor(0, 0, 0, 0))
    pixels = decode(packed(image, "PNG"))
    assert pixels[0, 0].tolist() == [50, 100, 200, 128]
    assert pixels[0, 1, 3] == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"label,pixel0\n1,0",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        b'/* XPM */ static char *a[] = {"1 1 1 1", "a c red", "a"};',
        b"P5 1 1 255 \xff",
        b"#define a_width 8\n#define a_height 1\nstatic char a_bits[] = {0x1};",
        b"\0\0\1\0" + bytes(60),
    ],
    ids=["nothing", "text", "svg", "xpm", "pgm", "xbm", "ico"],
)
def test_only_four_formats_are_read_whatever_else_qt_can(data):
    with pytest.raises(ValueError, match="not PNG, JPEG, BMP or GIF"):
        decode(data)


@pytest.mark.parametrize("width", [4097, 100_000])
def test_a_huge_image_is_refused_before_it_is_unpacked(width):
    with pytest.raises(ValueError, match="more than 4096 pixels a side"):
        decode(packed(QImage(width, 1, QImage.Format.Format_Grayscale8), "PNG"))


@pytest.mark.parametrize("format", ["PNG", "JPG", "BMP"])
def test_a_cut_or_damaged_image_is_decoded_or_refused_in_words(format, qtlog):
    leave_telling_to_us()
    whole = packed(picture(40, 40), format)
    rng, shapes, reasons = np.random.default_rng(1), set(), set()
    for _ in range(60):
        data = bytearray(whole[: rng.integers(10, len(whole))])
        data[rng.integers(len(data))] ^= 1 << int(rng.integers(8))
        try:
            shapes.add(decode(bytes(data)).shape[2])
        except ValueError as error:
            reasons.add(str(error))
    assert shapes <= {4}
    assert reasons
    assert all(reasons)
    assert [record.message for record in qtlog.records] == []


@pytest.mark.parametrize("format", ["PNG", "JPG", "BMP"])
def test_half_a_picture_is_refused(format):
    whole = packed(picture(40, 40), format)
    for n in (20, 50, 100, len(whole) // 2, len(whole) - 6):
        with pytest.raises(ValueError, match=r"cut short|not PNG"):
            decode(whole[:n])


def chunk(name, body):
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def interlaced(width, height, rows):
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 1])
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def test_an_interlaced_png_is_decoded():
    # 3×2 pixels: passes 1, 4, 5, 6 and 7 of Adam7 have some
    rows = b"\0\1" + b"\0\3" + b"\0\2" + b"\0\4\5\6"
    pixels = decode(interlaced(3, 2, rows))
    assert pixels[..., 0].tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (b"\0\1" + b"\0\3" + b"\0\2", "cut short"),
        (b"\0\1" + b"\7\3" + b"\0\2" + b"\0\4\5\6", "damaged"),
        (bytes(3_000_000), "more pixels"),
    ],
)
def test_a_png_whose_pixels_do_not_fit_its_size_is_refused(rows, reason, capfd):
    with pytest.raises(ValueError, match=reason):
        decode(interlaced(3, 2, rows))
    assert capfd.readouterr().err == ""  # where libpng would write


def test_grays_become_an_image_that_outlives_them():
    grays = np.arange(21, dtype=np.uint8).reshape(3, 7)
    image = to_image(grays[:, ::-1])
    grays[...] = 99
    del grays
    gc.collect()
    assert (image.width(), image.height()) == (7, 3)
    assert to_array(image)[..., 0].tolist() == np.arange(21).reshape(3, 7)[:, ::-1].tolist()
