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
