"""Photographs: a drawn digit on paper or a board, in light that is not the same everywhere."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitapp.digits import ink

from ..strokes_of_strangers import strangers

SIDE = 240
DOWN, ACROSS = np.mgrid[:SIDE, :SIDE] / SIDE
LIGHT = {
    "even": np.ones((SIDE, SIDE)),
    "from one side": 0.4 + 0.5 * ACROSS,
    "in the middle": 1 - (DOWN - 0.5) ** 2 - (ACROSS - 0.5) ** 2,
    "a sharp shadow through the digit": np.where(ACROSS + 0.4 * DOWN > 0.7, 1, 0.5),
    "a sharp shadow over most of it": np.where(DOWN - 0.3 * ACROSS > 0.6, 1, 0.45),
    "a soft shadow": 0.5 + 0.5 * np.clip((ACROSS - 0.5) / 0.15 + 0.5, 0, 1),
    "the shadow of a hand": np.where(np.hypot(ACROSS - 1, DOWN - 1) > 0.5, 1, 0.5),
}


def drawn(strokes, width, pen=8):
    """Return how much ink there is in each pixel (SIDE, SIDE), the digit being so wide or high."""
    points = np.concatenate(strokes)
    scale = width / np.ptp(points, axis=0).max()
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    picture = Image.new("L", (SIDE, SIDE))
    pencil = ImageDraw.Draw(picture)
    for stroke in strokes:
        for x, y in (stroke - middle) * scale + SIDE / 2:
            pencil.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=255)
    return np.asarray(picture) / 255


def alike(image, expected):
    return np.corrcoef(image.ravel(), expected.ravel())[0, 1]


@pytest.mark.parametrize("light", LIGHT)
@pytest.mark.parametrize("surface", ["paper", "board"])
def test_a_shadow_on_a_photograph_is_no_ink(light, surface):
    noise = np.random.default_rng(0).normal(0, 2, (SIDE, SIDE))
    for person in strangers(6, seed=3):
        inked = drawn(person.strokes, width=130)
        reflected = 1 - 0.75 * inked if surface == "paper" else 0.15 + 0.75 * inked
        photo = np.clip(240 * LIGHT[light] * reflected + noise, 0, 255).astype(np.uint8)
        assert alike(ink.from_image(photo), ink.from_image(inked)) > 0.9


@pytest.mark.parametrize("light", ["from one side", "in the middle", "a soft shadow"])
def test_a_photograph_of_empty_paper_is_blank(light):
    noise = np.random.default_rng(0).normal(0, 2, (SIDE, SIDE))
    for photo in (240 * LIGHT[light], 240 * LIGHT[light] + noise):
        assert not ink.from_image(photo).any()


def test_one_small_stroke_on_a_large_photograph_is_found():
    photo = 240 * LIGHT["from one side"]
    photo[100:116, 120:123] *= 0.3
    image = ink.from_image(photo)
    assert image[3:17, 8:12].min(axis=0).max() > 0.5
    assert image[:, :6].max() == 0


def test_a_digit_on_a_long_strip_with_a_shadow_is_found():
    inked = drawn(strangers(1, seed=3)[0].strokes, width=130)
    strip = np.hstack([np.zeros((SIDE, 3000)), inked])
    photo = 240 * (1 - 0.75 * strip)
    photo[:, :1200] *= 0.6
    assert alike(ink.from_image(photo), ink.from_image(inked)) > 0.9


def test_a_digit_that_fills_its_picture_is_no_shadow():
    for person in strangers(6, seed=3):
        inked = drawn(person.strokes, width=200, pen=40)
        rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
        cropped = inked[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        image = ink.from_image(255 * (1 - cropped))
        assert alike(image, ink.from_image(inked)) > 0.95
