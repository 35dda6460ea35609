"""An animated picture: another program reads every frame and time as it was added."""

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtGui import QColor, QImage

from digitapp.ui.demo.animated_png import AnimatedPng


def picture(square=None, size=(60, 40)):
    """Give a grey picture with a red square at a place."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    if square is not None:
        for x in range(5):
            for y in range(5):
                image.setPixelColor(square[0] + x, square[1] + y, QColor("#ff0000"))
    return image


def pixels(image):
    return [
        [image.pixelColor(x, y).getRgb() for x in range(image.width())]
        for y in range(image.height())
    ]


def test_every_frame_and_time_comes_back(tmp_path):
    shown = [picture(), picture((3, 4)), picture((50, 30)), picture()]
    times = [100, 250, 80, 2000]
    animation = AnimatedPng()
    for image, time in zip(shown, times, strict=True):
        animation.add(image, time)
    animation.write(tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as read:
        assert len(list(ImageSequence.Iterator(read))) == 4
        for number, (image, time) in enumerate(zip(shown, times, strict=True)):
            read.seek(number)
            assert read.info["duration"] == time
            np.testing.assert_array_equal(np.asarray(read.convert("RGBA")), pixels(image))


def test_a_picture_like_the_last_only_prolongs_it(tmp_path):
    animation = AnimatedPng()
    for square in ((3, 4), (3, 4), (9, 9), (9, 9)):
        animation.add(picture(square), 100)
    animation.write(tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as read:
        assert len(list(ImageSequence.Iterator(read))) == 2
        assert read.info["duration"] == pytest.approx(200)


def test_a_small_change_costs_little(tmp_path):
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 255, (200, 300, 4), dtype=np.uint8)
    image = QImage(noise.data, 300, 200, QImage.Format.Format_RGB32).copy()
    sizes = []
    for frames in (1, 11):
        animation = AnimatedPng()
        for k in range(frames):
            for place in ((k, 0), (299 - k, 199)):
                image.setPixelColor(*place, QColor("#00ff00"))
            animation.add(image, 50)
        animation.write(tmp_path / "x.png")
        sizes.append((tmp_path / "x.png").stat().st_size)
    assert sizes[1] < sizes[0] * 1.05
