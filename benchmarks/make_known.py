"""Make resources/known.npz, the digits and others that likeness compares with. Run by hand.

    python benchmarks/make_known.py [--out resources/known.npz]

MNIST's starter digits, 6,500 made ones and 3,000 made others; what is nearly one that is kept
already would only cost time, and an other that is nearly a digit would refuse it. Half a minute.
"""

import argparse
from pathlib import Path

import numpy as np
from made_others import made_others

from digitapp.digits import ink
from digitapp.digits.likeness import Likeness, features, views
from digitapp.digits.made_digits import made
from digitapp.digits.starter_digits import handwritten

DIGITS = {1: 500, 2: 6000}  # made ones of each seed; the starter digits' is 1
OTHERS, OTHERS_SEED = 3000, 2
NEARLY = 0.3  # distance below which two images of a kind are as good as one
TOO_LIKE = 0.35  # distance below which an other is left out because it could be a digit
LEVELS = 15  # of ink that are kept: the file is 40 % smaller than with 255, distances are the same


def as_rows(images):
    return np.array(list(images), np.float32).reshape(-1, 400)


def without_repetitions(images):
    """Keep an image if it is not nearly one that is kept."""
    kept, n, chosen = np.empty((len(images), 144), np.float32), 0, []
    for k, image in enumerate(images):
        nearest = (kept[:n] @ views(image[None]).T).max(initial=-1)
        if 2 - 2 * nearest > NEARLY**2:
            kept[n] = features(image[None])[0]
            chosen.append(k)
            n += 1
    return images[chosen]


def main():
    parser = argparse.ArgumentParser(description="Make what likeness compares with.")
    parser.add_argument("--out", type=Path, default=Path("resources/known.npz"))
    arguments = parser.parse_args()

    examples = handwritten()
    for seed, m in DIGITS.items():
        examples += made(m, seed)
    digits = as_rows(example.image for example in examples)
    digits = without_repetitions(digits)
    others = as_rows(ink.from_strokes(each.strokes) for each in made_others(OTHERS, OTHERS_SEED))
    likeness = Likeness(digits)
    others = others[[likeness.distances(other)[0] > TOO_LIKE for other in others]]
    others = without_repetitions(others)
    print(f"{len(digits):,} digits, {len(others):,} others")
    in_levels = {
        name: (np.round(images * LEVELS) * (255 // LEVELS)).astype(np.uint8)
        for name, images in (("digits", digits), ("others", others))
    }
    np.savez_compressed(arguments.out, **in_levels)


if __name__ == "__main__":
    main()
