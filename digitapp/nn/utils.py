"""Utilities by Keras's names."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from .arguments import described, plain_errors
from .outside import refuse_outside


@plain_errors
def set_random_seed(seed: int) -> None:
    """Seed Python's and numpy's generators: from then on a script gives the same numbers again.

    Sequential(seed=…) does it for one model, whatever else draws random numbers.
    """
    if not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ValueError(f"seed must be a whole number from 0 to 2³² − 1, got {described(seed)}.")
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  (for scripts that draw their data there)


def clear_session() -> None:
    """Do nothing: a model is freed when its last name is gone, and there is no global state."""


if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
