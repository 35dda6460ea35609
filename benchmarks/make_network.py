"""Make resources/network.keras, the trained network that digitapp ships. Run by hand.

    python benchmarks/make_network.py FOLDER [--out resources/network.keras]

FOLDER holds mnist01-all-images-idx3-ubyte.gz and mnist01-all-labels-idx1-ubyte.gz, the 12,665 0s
and 1s among MNIST's training images; 6,000 made digits are learnt with them. First a sixth of all
is held out to measure what the defaults learn from the rest, for five seeds; then the network that
is written learns from all of them. It takes two minutes; the same numpy gives the same weights.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from digitapp.digits import formats, split
from digitapp.digits.made_digits import made
from digitapp.nn import confusion_matrix
from digitapp.training import TrainingConfig, fit

SEED = 1
MADE, MADE_SEED = 6000, 3  # the starter digits' seed is 1, that of what likeness knows 2


def learnt(X, y, seed):
    config = TrainingConfig(seed=seed)
    model = config.make_model()
    fit(model, config, X, y)
    return model


def show_held_out(X, y):
    held_out = split.held_out(split.split_indices(y), share=1 / 6)
    print(f"trained on {np.sum(~held_out):,}, held out {np.sum(held_out):,}")
    for seed in range(1, 6):
        model = learnt(X[~held_out], y[~held_out], seed)
        (_, as_1), (as_0, _) = confusion_matrix(y[held_out], model.predict(X[held_out]))
        loss, _ = model.evaluate(X[held_out], y[held_out])
        print(
            f"  seed {seed}: misread {as_1 + as_0} ({as_1} 0s, {as_0} 1s), loss {loss:.5f}",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description="Make the network that digitapp ships.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("resources/network.keras"))
    arguments = parser.parse_args()

    digits = formats.open_any(arguments.folder / "mnist01-all-images-idx3-ubyte.gz")
    print(digits.report)
    examples = made(MADE, MADE_SEED)
    images = np.array([example.image.ravel() for example in examples])
    X = np.concatenate([digits.images.reshape(-1, 400), images])
    y = np.concatenate([digits.labels, [example.label for example in examples]])
    show_held_out(X, y)

    start = time.perf_counter()
    model = learnt(X, y, SEED)
    loss, accuracy = model.evaluate(X, y)
    print(f"trained on all {len(y):,} with seed {SEED} in {time.perf_counter() - start:.0f} s")
    print(f"  misreads {round((1 - accuracy) * len(y))} of them, loss {loss:.5f}")
    model.save(arguments.out)


if __name__ == "__main__":
    main()
