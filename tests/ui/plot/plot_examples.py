"""What the tests of the plot share: the curves of a run."""

import math

import numpy as np

from digitapp.training.timeline import Curves


def some_curves(n, *, held_out=True, first=0):
    epochs = np.arange(first, first + n, dtype=np.float64)
    fall = np.exp(-epochs / 30)
    gone = 1.0 if held_out else math.nan
    return Curves(
        epochs, 0.7 * fall, (0.7 * fall + 0.05) * gone, 1 - fall / 2, (0.99 - fall / 2) * gone
    )


def marks(area):
    """Return the epochs at which a line goes across a chart, as it is painted."""
    image, chart = area.grab().toImage(), area.chart
    paper = image.pixelColor(image.width() - 2, image.height() // 2)

    def is_crossed(epoch):
        x = math.floor(chart.x_of(epoch))
        column = [image.pixelColor(x, y) for y in range(image.height() - 6)]
        return sum(colour != paper for colour in column) > 0.4 * len(column)

    epochs = range(max(0, math.ceil(chart.left)), math.floor(chart.right))
    return [epoch for epoch in epochs if is_crossed(epoch)]
