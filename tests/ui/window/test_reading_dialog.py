import gc

import numpy as np

from digitapp.ui.window.reading_dialog import to_image


def test_grays_become_an_image_that_outlives_them():
    grays = np.arange(21, dtype=np.uint8).reshape(3, 7)
    image = to_image(grays[:, ::-1])
    grays[...] = 99
    del grays
    gc.collect()
    assert (image.width(), image.height()) == (7, 3)
    levels = [[image.pixelColor(x, y).red() for x in range(7)] for y in range(3)]
    assert levels == np.arange(21).reshape(3, 7)[:, ::-1].tolist()
