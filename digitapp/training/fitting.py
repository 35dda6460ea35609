"""Fitting: the third step with a config's settings. The loop itself is Sequential.fit, as ever.

numpy, nn and digits; knows nothing of windows, threads or files.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digitapp.nn import Callback, History, Sequential

from .augmentation import Augmentation
from .config import TrainingConfig

Floats = npt.NDArray[np.float32]


def fit(
    model: Sequential,
    config: TrainingConfig,
    X: Floats,
    y: npt.ArrayLike,
    *,
    sources: Sequence[str] = (),
    held_out: tuple[Floats, npt.ArrayLike] | None = None,
    callbacks: Sequence[Callback] = (),
    first_epoch: int = 0,
    verbose: int = 0,
) -> History:
    """Fit a model to drawings with a config's epochs, batches, augmentation and weights.

    X : (m, 400) float32 in [0, 1], stays as it is; y : (m,) or (m, 1), 0 or 1
    sources : (m,) as Example.source has them; without, all drawings count the same
    held_out : X and y that are only evaluated, as they are; may be empty
    first_epoch : 0, or where an earlier fit of this model stopped

    >>> config = TrainingConfig(epochs=2)
    >>> len(fit(config.make_model(), config, np.eye(2, 400, dtype=np.float32), [0, 1]).epoch)
    2
    """
    inputs, warping = X, list[Callback]()
    if config.augment:
        augmentation = Augmentation(X, config.seed)
        inputs, warping = augmentation.inputs, [augmentation]
    has_held_out = held_out is not None and len(held_out[0]) > 0
    return model.fit(
        inputs,
        y,
        batch_size=config.batch_size,
        epochs=config.epochs,
        verbose=verbose,
        callbacks=[*warping, *callbacks],
        validation_data=held_out if has_held_out else None,
        initial_epoch=first_epoch,
        sample_weight=config.sample_weights(sources) if sources else None,
    )
