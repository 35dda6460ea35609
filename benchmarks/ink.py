"""How fast ink, augmentation and likeness are, and how well they do. Run by hand.

    python benchmarks/ink.py [folder with mnist01-all-*.gz]

Medians. "Strangers", other digits and scribbles are the hand-written curves of
tests/digits/strokes_of_strangers.py: they stand for no real people. The folder, if given, holds all
12,665 0s and 1s of MNIST's training images; 1,000 of the starter digits are among them.
"""

import gzip
import sys
import timeit
from pathlib import Path

import numpy as np

from digitapp.digits import augment, ink, starter
from digitapp.digits.likeness import Likeness
from digitapp.nn import Adam, BinaryCrossentropy, Dense, Sequential

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "digits"))
from strokes_of_strangers import OTHERS, SCRIBBLES, neither, strangers


def milliseconds(work, number=5, repeat=15):
    return np.median(timeit.repeat(work, number=number, repeat=repeat)) / number * 1000


def painted(drawings):
    return np.array([ink.from_strokes(strokes) for strokes in drawings]).reshape(-1, 400)


def turned(strokes, degrees):
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return [stroke @ np.array([[cos, sin], [-sin, cos]]) for stroke in strokes]


def narrowed(strokes, rng):
    return [stroke * [rng.uniform(0.55, 1), 1] for stroke in strokes]


def mnist(folder):
    unpacked = [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("mnist01-all*"))]
    images = np.frombuffer(unpacked[0], np.uint8, offset=16).reshape(-1, 28, 28)
    return ink.from_images(images).reshape(-1, 400), np.frombuffer(unpacked[1], np.uint8, offset=8)


def trained(X, y, seed, augmented, epochs=100):
    model = Sequential([Dense(n, activation="sigmoid") for n in (25, 15, 1)], seed=seed)
    model.compile(loss=BinaryCrossentropy(), optimizer=Adam(0.003))
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        seen = augment.images(X, rng) if augmented else X
        model.fit(seen, y[:, None], epochs=1, batch_size=8, verbose=0)
    return model


def show_speed(X, y):
    rng = np.random.default_rng(0)
    turns = np.linspace(0, 2 * np.pi, 100)
    circle = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    walk, noise = rng.normal(size=(2, 100_000, 2))
    grays = rng.integers(0, 256, (1000, 28, 28)).astype(np.uint8)
    known = Likeness.shipped()
    print("milliseconds")
    print(
        f"  from_strokes, 100 points      {milliseconds(lambda: ink.from_strokes([circle])):9.3f}"
    )
    walk = walk.cumsum(axis=0)
    print(f"  from_strokes, 100,000 points  {milliseconds(lambda: ink.from_strokes([walk])):9.3f}")
    print(f"  ... of noise                  {milliseconds(lambda: ink.from_strokes([noise])):9.3f}")
    print(f"  from_images, 1,000 of 28×28   {milliseconds(lambda: ink.from_images(grays)):9.3f}")
    print(f"  starter()                     {milliseconds(starter, 1):9.3f}")
    print(f"  Likeness.shipped()            {milliseconds(Likeness.shipped, 1):9.3f}")
    print(f"  ... one look-up               {milliseconds(lambda: known.is_unlike(X[0]), 50):9.3f}")
    for m in (20, 100, 1000):
        model = trained(X[:m], y[:m], 0, augmented=False, epochs=1)
        warp = milliseconds(lambda m=m: augment.images(X[:m], rng))
        fit = milliseconds(
            lambda m=m, model=model: model.fit(
                X[:m], y[:m, None], epochs=20, batch_size=8, verbose=0
            ),
            number=1,
        )
        print(f"  {m:5} examples: augmentation   {warp:9.3f}, epoch without {fit / 20:.3f}")


def show_reading(X, y, folder):
    people = strangers(4000, seed=1)
    labels = np.array([person.label for person in people])
    rng = np.random.default_rng(2)
    sets = {
        "strangers": (painted(person.strokes for person in people), labels),
        "turned up to 17°": (
            painted(turned(person.strokes, rng.uniform(-17, 17)) for person in people),
            labels,
        ),
    }
    if folder:
        sets["MNIST train"] = mnist(folder)
    print("misread, mean and most of 5 seeds (100 epochs)")
    for m in (20, 100, 1000):
        for augmented in (False, True):
            pick = np.concatenate([np.flatnonzero(y == label)[: m // 2] for label in (0, 1)])
            models = [trained(X[pick], y[pick], seed, augmented) for seed in range(5)]
            print(f"  {m:5} examples, {'augmented' if augmented else 'as they are'}")
            for name, (images, truth) in sets.items():
                wrong = [
                    np.sum((model.predict(images, verbose=0)[:, 0] > 0.5) != truth)
                    for model in models
                ]
                print(f"    {name:18} {np.mean(wrong):7.1f} {max(wrong):5} of {len(truth)}")


def show_likeness(folder):
    rng = np.random.default_rng(3)
    known = Likeness.shipped()
    neithers = {
        "other digits": painted(neither(3000, 1, OTHERS)),
        "... 0.55 to 1 as wide": painted(narrowed(s, rng) for s in neither(3000, 1, OTHERS)),
        "scribbles": painted(neither(3000, 2, SCRIBBLES)),
    }
    digits = {"strangers": painted(person.strokes for person in strangers(3000, seed=3))}
    if folder:
        digits["MNIST train"] = mnist(folder)[0][::4]
    print("likeness, as shipped; real hands: benchmarks/hands.py")
    for name, images in neithers.items():
        print(f"  accepts {1 - np.mean([known.is_unlike(i) for i in images]):6.1%} of {name}")
    for name, images in digits.items():
        print(f"  refuses {np.mean([known.is_unlike(i) for i in images]):6.1%} of {name}")


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    examples = starter()
    X = np.array([example.image.ravel() for example in examples])
    y = np.array([example.label for example in examples], np.float32)
    show_speed(X, y)
    show_likeness(folder)
    show_reading(X, y, folder)


if __name__ == "__main__":
    main()
