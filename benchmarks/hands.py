"""How real hands that nobody here chose are read: after one click and one T. Run by hand.

    python benchmarks/hands.py FOLDER [--seeds 1 2 3] [--window 100] [--pages OUT]

FOLDER holds pen_strokes_01.npz and pen_strokes_29.npz, strokes of 30 writers with a pen (Alpaydin
and Alimoglu, Pen-Based Recognition of Handwritten Digits, UCI Machine Learning Repository, CC BY
4.0), and mnist01-all-*.gz. Nothing that ships was learnt from them. What we chose we chose by TEN
of the writers; the twenty others confirm it. "Right" is what the window would say: P below 0.2 or
above 0.8, and not refused. --window draws so many of them with mouse events in the real window and
compares the answers; --pages writes pages of made and real drawings to look at.
"""

import argparse
import dataclasses
import os
import sys
import tempfile
import timeit
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from made_others import made_others
from PIL import Image, ImageDraw

from digitapp.digits import Likeness, formats, ink, split, starter
from digitapp.digits.made_digits import made
from digitapp.training import TrainingConfig, fit

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "digits"))
from strokes_of_strangers import OTHERS, SCRIBBLES, neither, strangers

TEN = range(1, 31, 3)  # writers
CELL = 64  # pixels of a page for a drawing
TAUGHT = 5  # drawings of each digit that a writer teaches


class Hands(NamedTuple):
    strokes: list
    images: np.ndarray  # (m, 400)
    labels: np.ndarray
    writers: np.ndarray

    def of(self, which):
        strokes = [self.strokes[k] for k in np.flatnonzero(which)]
        return Hands(strokes, self.images[which], self.labels[which], self.writers[which])


def painted(drawings):
    return np.array([ink.from_strokes(strokes) for strokes in drawings]).reshape(-1, 400)


def hands(path):
    with np.load(path) as file:
        points, stroke_starts, starts = (
            file[name] for name in ("points", "stroke_start", "sample_start")
        )
        labels, writers = file["label"], file["writer"]
    strokes = [points[a:b] for a, b in pairwise(stroke_starts)]
    drawings = [strokes[a:b] for a, b in pairwise(starts)]
    return Hands(drawings, painted(drawings), labels.astype(int), writers)


class Reader:
    """The defaults on the starter digits and perhaps drawings of one's own, as the window does."""

    def __init__(self, config, own=None):
        examples = starter()
        X = np.array([example.image.ravel() for example in examples])
        y = np.array([example.label for example in examples])
        sources = [example.source for example in examples]
        split_overrides = np.full(len(y), split.BY_SPLIT)
        self.likeness = Likeness.shipped().with_digits(X)
        if own is not None:
            X, y = np.concatenate([X, own.images]), np.concatenate([y, own.labels])
            sources += ["drawn"] * len(own.labels)
            split_overrides = np.append(split_overrides, np.full(len(own.labels), split.TRAINING))
            self.likeness = self.likeness.with_taught(own.images)
        held_out = split.held_out(
            split.split_indices(y),
            split_overrides,
            labels=y,
            share=config.validation_share,
            seed=config.seed,
        )
        self.model = config.make_model()
        learnt = [source for source, is_out in zip(sources, held_out, strict=True) if not is_out]
        fit(self.model, config, X[~held_out], y[~held_out], sources=learnt)

    def answers(self, images):
        """Return 0, 1, 2 for not sure, 3 for neither: (m,)."""
        p = self.model.predict(images)[:, 0]
        answers = np.where(p < 0.2, 0, np.where(p > 0.8, 1, 2))
        unlike = np.array([self.likeness.is_unlike(image) for image in images], bool)
        return np.where(unlike, 3, answers)


def show_writers(reader, pen):
    right = {}
    answers = reader.answers(pen.images)
    is_ten = np.isin(pen.writers, TEN)
    for name, which in (("ten", is_ten), ("twenty", ~is_ten), ("all 30", is_ten | True)):
        told, labels, writers = answers[which], pen.labels[which], pen.writers[which]
        of_writer = {
            int(writer): np.mean((told == labels)[writers == writer]) for writer in set(writers)
        }
        right |= of_writer
        told_right = told == labels
        print(
            f"  {name:7} right {np.mean(told_right):6.2%}, 0s "
            f"{np.mean(told_right[labels == 0]):6.2%}, 1s {np.mean(told_right[labels == 1]):6.2%}; "
            f"refused {np.mean(told == 3):5.2%}, not sure "
            f"{np.mean(told == 2):5.2%}, the other digit {np.mean(told == 1 - labels):5.2%}; worst "
            f"writer {min(of_writer.values()):4.0%}, under 90 %: "
            f"{sum(part < 0.9 for part in of_writer.values())}"
        )
    return right


def show_neither(reader, others):
    taken = reader.answers(others.images) < 2
    is_ten = np.isin(others.writers, TEN)
    of_digit = ", ".join(f"{d}: {np.mean(taken[others.labels == d]):.0%}" for d in range(2, 10))
    print(
        f"  2 to 9 taken for a digit: ten {np.mean(taken[is_ten]):.1%}, twenty "
        f"{np.mean(taken[~is_ten]):.1%} ({of_digit})"
    )
    for name, styles in (("our tests' 2 to 9", OTHERS), ("our tests' scribbles", SCRIBBLES)):
        taken = reader.answers(painted(neither(600, 79, styles))) < 2
        print(f"  {name} taken for a digit: {np.mean(taken):.1%}")


def unseen_mnist(folder):
    digits = formats.open_any(folder / "mnist01-all-images-idx3-ubyte.gz")
    known = {example.image.tobytes() for example in starter()}
    unseen = np.array([image.tobytes() not in known for image in digits.images])
    return digits.images[unseen].reshape(-1, 400), digits.labels[unseen]


def show_others(reader, folder):
    people = strangers(1000, seed=77)
    sets = {
        "MNIST, not starter": unseen_mnist(folder),
        "our tests' strangers": (
            painted(person.strokes for person in people),
            np.array([person.label for person in people]),
        ),
    }
    for name, (images, labels) in sets.items():
        told = reader.answers(images)
        print(
            f"  {name:20} right {np.mean(told == labels):.2%}, refused {np.mean(told == 3):.2%}, "
            f"the other digit {np.mean(told == 1 - labels):.2%}"
        )


def show_teaching(config, pen, others, right):
    worst = sorted(right, key=right.get)[:10]
    print(f"{TAUGHT} + {TAUGHT} drawings taught by each of the ten worst writers {worst}")
    scribbles = painted(neither(300, 80, SCRIBBLES))
    plain = [(person.strokes, person.label) for person in strangers(300, seed=81)]
    labels = np.array([label for _, label in plain])
    images = painted(strokes for strokes, _ in plain)
    figures = []
    for writer in worst:
        own = pen.of(pen.writers == writer)
        first = [np.flatnonzero(own.labels == label)[:TAUGHT] for label in (0, 1)]
        is_taught = np.isin(np.arange(len(own.labels)), np.concatenate(first))
        taught, rest = own.of(is_taught), own.of(~is_taught)
        before, after = Reader(config), Reader(config, taught)
        figures.append(
            [
                np.mean(before.answers(rest.images) == rest.labels),
                np.mean(after.answers(rest.images) == rest.labels),
                np.mean(after.answers(taught.images) == taught.labels),
                np.mean(after.answers(images) == labels),
                np.mean(after.answers(others.images) < 2),
                np.mean(after.answers(scribbles) < 2),
            ]
        )
    means = np.mean(figures, axis=0)
    print(
        f"  their other drawings {means[0]:.1%} → {means[1]:.1%}, those taught {means[2]:.1%}, our "
        f"strangers {means[3]:.1%}; taken: 2 to 9 {means[4]:.1%}, scribbles {means[5]:.1%}"
    )


def show_speed(images):
    def milliseconds(work, number):
        return np.median(timeit.repeat(work, number=number, repeat=9)) / number * 1000

    known = Likeness.shipped()
    print(
        f"likeness in ms: read {milliseconds(Likeness.shipped, 1):.1f}, a look-up "
        f"{milliseconds(lambda: known.is_unlike(images[0]), 50):.2f}, taught 20 "
        f"{milliseconds(lambda: known.with_taught(images[:20]), 20):.2f}, taught 1,500 "
        f"{milliseconds(lambda: known.with_taught(images[:1500]), 5):.2f}; "
        f"starter() {milliseconds(starter, 1):.0f}"
    )


def show_window(reader, pen, n):
    """Draw with the mouse in the real window after one click and one T; compare the answers."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from PySide6.QtWidgets import QApplication

    from tests.end_to_end import test_strangers as end_to_end

    application = QApplication.instance() or QApplication([])
    chosen = np.random.default_rng(5).permutation(len(pen.labels))[:n]
    with tempfile.TemporaryDirectory() as folder:
        window = end_to_end.taught_window(Path(folder))
        answers = []
        for k in chosen:
            strokes = [stroke * (end_to_end.CANVAS / 560) for stroke in pen.strokes[k]]
            answers.append({"0": 0, "1": 1}.get(end_to_end.read(window, strokes, pen=16)[:1], 2))
        window.close()
        application.processEvents()
    without = np.minimum(reader.answers(pen.images[chosen]), 2)
    print(
        f"in the window: right {np.mean(answers == pen.labels[chosen]):.2%} of {n}; without it "
        f"{np.mean(without == pen.labels[chosen]):.2%}; the same answer to "
        f"{np.mean(answers == without):.2%}"
    )


def show_pages(folder, pen, others):
    """Write pages of drawings, made and real, side by side as a person would see them."""
    folder.mkdir(parents=True, exist_ok=True)
    examples = made(512, seed=99)
    pages = {
        "made 0s": [each.drawing.strokes for each in examples if each.label == 0],
        "made 1s": [each.drawing.strokes for each in examples if each.label == 1],
        "made others": [drawing.strokes for drawing in made_others(256, seed=99)],
        "real 0s": pen.of(np.isin(pen.writers, TEN) & (pen.labels == 0)).strokes,
        "real 1s": pen.of(np.isin(pen.writers, TEN) & (pen.labels == 1)).strokes,
        "real others": others.of(np.isin(others.writers, TEN)).strokes,
    }
    for name, drawings in pages.items():
        page = Image.new("L", (20 * CELL, -(-len(drawings) // 20) * CELL), 255)
        pencil = ImageDraw.Draw(page)
        for k, strokes in enumerate(drawings):
            points = np.concatenate([stroke[:, :2] for stroke in strokes])
            scale = 0.8 * CELL / max(np.ptp(points, axis=0).max(), 1e-6)
            corner = np.array([k % 20, k // 20]) * CELL + 0.1 * CELL
            for stroke in strokes:
                placed = (stroke[:, :2] - points.min(axis=0)) * scale + corner
                pencil.line([tuple(place) for place in placed.tolist()], fill=0, width=3)
        page.save(folder / f"{name}.png")


def main():
    parser = argparse.ArgumentParser(description="Measure how real hands are read.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--window", type=int, default=0, metavar="N")
    parser.add_argument("--pages", type=Path, metavar="OUT")
    arguments = parser.parse_args()

    pen = hands(arguments.folder / "pen_strokes_01.npz")
    others = hands(arguments.folder / "pen_strokes_29.npz")
    if arguments.pages:
        show_pages(arguments.pages, pen, others)
        return
    show_speed(pen.images)
    for seed in arguments.seeds:
        config = dataclasses.replace(TrainingConfig(), seed=seed)
        reader = Reader(config)
        print(f"the defaults, seed {seed}")
        right = show_writers(reader, pen)
        show_neither(reader, others)
        show_others(reader, arguments.folder)
        show_teaching(config, pen, others, right)
    if arguments.window:
        show_window(Reader(TrainingConfig()), pen, arguments.window)


if __name__ == "__main__":
    main()
