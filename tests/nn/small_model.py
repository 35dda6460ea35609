"""A small compiled model and its data, for the tests of this folder."""

import numpy as np

from digitapp.nn import Adam, BinaryCrossentropy, Dense, Sequential

RNG = np.random.default_rng(8)
X = RNG.random((70, 6), dtype=np.float32)
Y = (X[:, 0] > X[:, 1]).astype(int)


def new_model(seed=3, **compiled):
    model = Sequential([Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=seed)
    compiled = {"loss": BinaryCrossentropy(), "optimizer": Adam(0.05), **compiled}
    model.compile(metrics=["accuracy"], **compiled)
    return model
