"""Timeline: the logs and weights of a run by epoch, so that a person can go back in time.

numpy and nn only; knows nothing of threads or windows, but lets another thread read.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Curves(NamedTuple):
    """What a run has logged, epoch by epoch, from epoch 0 before any step.

    Each (n,) float64; val_loss and val_accuracy are NaN where no drawings are held out.
    """

    epochs: Floats
    loss: Floats
    val_loss: Floats
    accuracy: Floats
    val_accuracy: Floats
