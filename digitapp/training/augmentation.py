"""Augmentation: every epoch of a fit gets each drawing turned, scaled and moved a little.

numpy, digits.augment and the network's Callback; knows nothing of windows. What a warp is stands in
digits/augment.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from digitapp.digits import augment
from digitapp.nn import Callback
from digitapp.nn.callbacks import Logs

Floats = npt.NDArray[np.float32]


class Augmentation(Callback):
    """Writes freshly warped images into `inputs`, the array to fit to, before each epoch.

        inputs ← warp(originals; seed, epoch)

    The warps depend on seed and epoch alone: a fit that is stopped and goes on at that epoch gets
    what it would have got.

    originals : (m, 400) float32 in [0, 1]; neither copied nor changed, so it must stay as it is
    seed : at least 0

    >>> from digitapp.training import TrainingConfig
    >>> X, y = np.eye(2, 400, dtype=np.float32), [0, 1]
    >>> augmentation = Augmentation(X, seed=1)
    >>> model = TrainingConfig().make_model()
    >>> history = model.fit(augmentation.inputs, y, callbacks=[augmentation], verbose=0)

    Hold examples out with validation_data, for a validation_split of `inputs` would be warped too.
    """

    def __init__(self, originals: Floats, seed: int) -> None:
        self._warper, self._seed = augment.Warper(originals), seed
        self.inputs: Floats = np.array(originals, np.float32, order="C")  # fit makes no copy of it

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Warp the originals anew."""
        rng = np.random.default_rng((self._seed, epoch))
        self._warper.write(rng, self.inputs)
