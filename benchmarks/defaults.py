"""Why the defaults of TrainingConfig are what they are, and whether they hold. Run by hand.

    python benchmarks/defaults.py FOLDER [--only speed choice reading convergence person]

FOLDER holds mnist01-all-*.gz, all 12,665 0s and 1s of MNIST's training images, 1,000 of them
among the starter digits. "Strangers" are the curves of tests/digits/strokes_of_strangers.py: they
widen what is seen, and stand for no real people. All of it takes about ten minutes.
"""

import argparse
import dataclasses
import sys
import timeit
from pathlib import Path

import numpy as np

from digitapp.digits import formats, ink, split, starter
from digitapp.nn import Callback
from digitapp.training import HiddenLayer, TrainingConfig, fit

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "digits"))
from strokes_of_strangers import by_hand, lean, line, oval, strangers

DEFAULTS = TrainingConfig()
SEEDS = range(1, 11)


def learnt(X, y, config, **options):
    model = config.make_model()
    fit(model, config, X, y, **options)
    return model


def with_seed(config, seed):
    return dataclasses.replace(config, seed=seed)


def misread(model, X, y):
    return int(np.sum((model.predict(X)[:, 0] > 0.5) != y))


def painted(people):
    images = np.array([ink.from_strokes(person) for person in people])
    return images.reshape(-1, 400)


def strangers_drawings(m, seed):
    people = strangers(m, seed)
    return painted(person.strokes for person in people), np.array([p.label for p in people])


def starter_digits():
    examples = starter()
    images = np.array([example.image.ravel() for example in examples])
    return images, np.array([example.label for example in examples])


def unseen_mnist(folder, known):
    digits = formats.open_any(folder / "mnist01-all-images-idx3-ubyte.gz")
    known = {image.tobytes() for image in known}
    unseen = np.array([image.tobytes() not in known for image in digits.images])
    return digits.images[unseen].reshape(-1, 400), digits.labels[unseen]


def few_of(X, y, m, seed):
    """Take m drawings at random, half of them of each label."""
    rng = np.random.default_rng(seed)
    pick = [rng.choice(np.flatnonzero(y == label), m // 2, replace=False) for label in (0, 1)]
    return X[np.concatenate(pick)], y[np.concatenate(pick)]


def milliseconds_an_epoch(X, y, augmented):
    config = dataclasses.replace(DEFAULTS, epochs=10, augment=augmented)
    return timeit.timeit(lambda: learnt(X, y, config), number=1) * 1000 / config.epochs


def show_speed(X, y):
    print("milliseconds an epoch takes with augmentation and without; median ratio of 15 rounds")
    for m in (20, 100, 1000):
        some = few_of(X, y, m, seed=0)
        rounds = np.array(
            [
                [milliseconds_an_epoch(*some, augmented=on) for on in (True, False)]
                for _ in range(15)
            ]
        )
        on, off = np.median(rounds, axis=0)
        ratio = np.median(rounds[:, 0] / rounds[:, 1])
        print(f"  {m:5} drawings: {on:.2f} {off:.2f}, ratio {ratio:.2f}", flush=True)


def show_choice(X, y):
    """Change one default at a time; only the starter digits have a say."""
    print("held out: a fifth of the starter digits, another one for each of ten seeds")
    print("  misread of 2,000, mean loss | 10 + 10 drawings: runs of 10 that converge")
    change = dataclasses.replace
    candidates = {
        "the defaults": DEFAULTS,
        "no augmentation": change(DEFAULTS, augment=False),
        "learning rate 0.001": change(DEFAULTS, learning_rate=0.001),
        "learning rate 0.01": change(DEFAULTS, learning_rate=0.01),
        "batches of 4": change(DEFAULTS, batch_size=4),
        "batches of 16": change(DEFAULTS, batch_size=16),
        "batches of 32": change(DEFAULTS, batch_size=32),
        "50 epochs": change(DEFAULTS, epochs=50),
        "200 epochs": change(DEFAULTS, epochs=200),
        "RMSprop": change(DEFAULTS, optimizer="rmsprop"),
        "SGD 0.01": change(DEFAULTS, optimizer="sgd", learning_rate=0.01),
        "SGD 0.3": change(DEFAULTS, optimizer="sgd", learning_rate=0.3),
        "He": change(DEFAULTS, initializer="he_normal"),
        "relu": change(DEFAULTS, hidden_layers=(HiddenLayer(25, "relu"), HiddenLayer(15, "relu"))),
        "Adam 0.001, 32, 20 epochs": change(
            DEFAULTS, learning_rate=0.001, batch_size=32, epochs=20
        ),
    }
    for name, config in candidates.items():
        wrong, losses, converged = 0, [], 0
        for seed in SEEDS:
            held_out = split.held_out(split.split_indices(y), share=0.2, seed=seed)
            model = learnt(X[~held_out], y[~held_out], with_seed(config, seed))
            wrong += misread(model, X[held_out], y[held_out])
            losses.append(model.evaluate(X[held_out], y[held_out])[0])
            misread_of_20, ten_of_each = followed(
                *few_of(X, y, 20, seed), config=with_seed(config, seed)
            )
            converged += misread_of_20 == 0 and ten_of_each[-1] < 0.1
        print(f"  {name:26} {wrong:4} {np.mean(losses):8.4f} | {converged:3}", flush=True)


class Losses(Callback):
    """Keeps the loss on the drawings as they are, after some epochs."""

    AFTER = (0, 1, 5, 10, 25, 100)

    def __init__(self, X, y):
        self.X, self.y, self.losses = X, y, []

    def on_epoch_begin(self, epoch, logs=None):
        if epoch in self.AFTER:
            self.losses.append(self.model.evaluate(self.X, self.y)[0])

    def on_train_end(self, logs=None):
        self.losses.append(self.model.evaluate(self.X, self.y)[0])


def followed(X, y, config):
    """Train; give how many of the drawings are still misread, and the losses on the way."""
    losses = Losses(X, y)
    model = learnt(X, y, config, callbacks=[losses])
    return misread(model, X, y), losses.losses


def show_convergence(X, y):
    drawn = strangers_drawings(4000, seed=40)
    print(f"200 seeds each: median loss after {Losses.AFTER} epochs, worst last loss")
    print("  | runs that end below 0.1, with every drawing right, most that one run misreads")
    for name, (images, labels), m in (
        ("10 + 10 starter digits", (X, y), 20),
        ("10 + 10 strangers' strokes", drawn, 20),
        ("50 + 50 starter digits", (X, y), 100),
        ("all 1,400 starter digits", (X, y), 1400),
    ):
        runs = [
            followed(*few_of(images, labels, m, seed), config=with_seed(DEFAULTS, seed))
            for seed in range(200)
        ]
        wrong, losses = np.array([n for n, _ in runs]), np.array([losses for _, losses in runs])
        medians = " ".join(f"{loss:.4f}" for loss in np.median(losses, axis=0))
        last = losses[:, -1]
        print(
            f"  {name:27} {medians}  {last.max():.4f} | {np.sum(last < 0.1)} {np.sum(wrong == 0)} "
            f"{wrong.max()}",
            flush=True,
        )


def photographed(strokes, rng, side=120):
    """Paint strokes into a picture with a pen of any width, as other programs' users do."""
    points = np.concatenate([np.repeat(s[:1], 2, 0) if len(s) < 2 else s for s in strokes])
    low, extent = points.min(axis=0), np.ptp(points, axis=0).max()
    size = rng.uniform(30, 80)
    pen = size * rng.uniform(0.04, 0.2)
    place = rng.uniform(pen, side - size - pen, 2)
    picture = np.zeros((side, side))
    across = np.arange(side) + 0.5
    for stroke in strokes:
        path = (stroke - low) / extent * size + place
        at = np.linspace(0, len(path) - 1, 400)
        x, y = (np.interp(at, np.arange(len(path)), path[:, axis]) for axis in (0, 1))
        for i in range(len(at)):
            distance = np.hypot(across[None, :] - x[i], across[:, None] - y[i])
            np.maximum(picture, np.clip(pen / 2 + 0.5 - distance, 0, 1), out=picture)
    return picture


def show_reading(X, y, folder):
    people = strangers(400, seed=21)
    rng = np.random.default_rng(22)
    pictures = np.array([photographed(person.strokes, rng) for person in people])
    sets = {
        "strangers' strokes": strangers_drawings(4000, seed=20),
        "... as pictures, any pen": (
            ink.from_images(pictures).reshape(-1, 400),
            np.array([person.label for person in people]),
        ),
        "MNIST, not starter": unseen_mnist(folder, X),
    }
    models = [learnt(X, y, with_seed(DEFAULTS, seed)) for seed in SEEDS]
    print("trained on the starter digits: read in 100, median and worst of ten seeds")
    for name, (images, labels) in sets.items():
        wrong = np.array([misread(model, images, labels) for model in models])
        read = 100 * (1 - wrong / len(labels))
        print(f"  {name:26} {np.median(read):7.2f} {read.min():7.2f}  ({wrong} of {len(labels)})")


def slim_0(rng, least=0.28, most=0.4, sweep=1.0):
    return oval(rng, rng.uniform(least, most), sweep=sweep)


def flagged_1(rng, *, out, down):
    """Draw a 1 whose flag begins far out to the left and far down."""
    return line((0.5 - rng.uniform(*out), rng.uniform(*down)), (0.5, 0), (0.5, 1), n=40)


def wide_base(rng):
    return line((0.5 - rng.uniform(0.25, 0.45), 1), (0.5 + rng.uniform(0.25, 0.45), 1))


PEOPLE = {
    "slim slanted 0s, 1s with long flag and base": (
        lambda rng: [lean(slim_0(rng, 0.3, 0.42), rng)],
        lambda rng: [flagged_1(rng, out=(0.25, 0.4), down=(0.25, 0.5)), wide_base(rng)],
    ),
    "slim 0s, 1s with a long flag": (
        lambda rng: [slim_0(rng)],
        lambda rng: [flagged_1(rng, out=(0.3, 0.5), down=(0.4, 0.6))],
    ),
    "open slim 0s, 1s with roof and wide base": (
        lambda rng: [slim_0(rng, 0.3, 0.4, sweep=rng.uniform(0.6, 0.75))],
        lambda rng: [flagged_1(rng, out=(0.4, 0.4), down=(0.2, 0.4)), wide_base(rng)],
    ),
    "very slim slanted 0s, 1s like a Λ": (
        lambda rng: [lean(slim_0(rng, 0.2, 0.3), rng)],
        lambda rng: [flagged_1(rng, out=(0.4, 0.6), down=(0.7, 1))],
    ),
}


def drawings_of(styles, m, seed):
    rng = np.random.default_rng(seed)
    labels = np.arange(m) % 2
    return painted(by_hand(styles[label](rng), rng) for label in labels), labels


def show_person(X, y):
    print("someone's own drawings, ten of each beside the starter digits: misread in 100 of 1,000")
    print("new ones of theirs, and of 1,000 strangers'; median of ten seeds, worst in brackets")
    others = strangers_drawings(1000, seed=32)
    for name, styles in PEOPLE.items():
        new = drawings_of(styles, 1000, seed=31)
        print(f"  {name}")
        for told, own_weight in (("none of their own", 0), ("weight 1", 1), ("weight 5", 5)):
            figures = []
            for seed in SEEDS:
                own = drawings_of(styles, 20 if own_weight else 0, seed=100 + seed)
                images = np.concatenate([own[0].reshape(-1, 400), X])
                labels = np.concatenate([own[1], y])
                sources = ["drawn"] * len(own[1]) + ["starter"] * len(y)
                config = dataclasses.replace(DEFAULTS, seed=seed, own_weight=own_weight or 1.0)
                model = learnt(images.astype(np.float32), labels, config, sources=sources)
                figures.append([misread(model, *new) / 10, misread(model, *others) / 10])
            middle, worst = np.median(figures, axis=0), np.max(figures, axis=0)
            print(
                f"    {told:18} {middle[0]:5.1f} ({worst[0]:.1f})   "
                f"strangers {middle[1]:5.2f} ({worst[1]:.2f})",
                flush=True,
            )


def main():
    parser = argparse.ArgumentParser(description="Measure the defaults.")
    parser.add_argument("folder", type=Path)
    parts = ["speed", "choice", "reading", "convergence", "person"]
    parser.add_argument("--only", nargs="+", choices=parts, default=parts)
    arguments = parser.parse_args()
    X, y = starter_digits()
    show = {
        "speed": lambda: show_speed(X, y),
        "choice": lambda: show_choice(X, y),
        "reading": lambda: show_reading(X, y, arguments.folder),
        "convergence": lambda: show_convergence(X, y),
        "person": lambda: show_person(X, y),
    }
    for part in arguments.only:
        show[part]()


if __name__ == "__main__":
    main()
