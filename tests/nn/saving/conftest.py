"""A sound model file, for the tests that spoil it."""

import numpy as np
import pytest

from digitapp.nn import Dense, Input, Sequential

from .model_files import read_zip


@pytest.fixture
def members(tmp_path):
    """The members of a sound .keras file."""
    model = Sequential([Input((6,)), Dense(4, "relu"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss="binary_crossentropy", optimizer="adam")
    model.fit(np.eye(6), [0, 1, 0, 1, 0, 1], verbose=0)
    model.save(tmp_path / "sound.keras")
    model.save(tmp_path / "sound.npz")
    return read_zip(tmp_path / "sound.keras")
