"""What the tests of the digits session share: a session, drawings, and what it said."""

import contextlib

import numpy as np

from digitapp.controllers.dataset_controller import DatasetController
from digitapp.digits import Drawing, Example, ink

_NAMES = (
    "dataset_changed saved saving_failed undone redone busy idle message question_asked "
    "drawing_fetched run_restored likeness_changed"
).split()


class Heard:
    """Writes down what a session says, in order: (signal, arguments)."""

    def __init__(self, session):
        self.all = []
        for name in _NAMES:
            getattr(session, name).connect(self._slot(name))

    def _slot(self, name):
        def note(*arguments):
            self.all.append((name, arguments))

        return note

    def of(self, name):
        return [arguments for heard, arguments in self.all if heard == name]

    @property
    def dataset(self):
        return self.of("dataset_changed")[-1][0]

    @property
    def sentences(self):
        return [sentence for sentence, _ in self.of("message")]


@contextlib.contextmanager
def opened(path, timeout=0.05, **options):
    """Return a session on an open file and what it says; closes it in any case."""
    session = DatasetController(timeout=timeout, **options)
    heard = Heard(session)
    session.open(path)
    try:
        assert session.wait_until_open(20)
        yield session, heard
    finally:
        closed = session.close(20) or session.close(20, give_up=True)
    assert closed


def drawn(k):
    """Return a drawing that no other k has."""
    return Drawing([[(0, 0, 0), (3 + k, 40 + 7 * k, 0.1), (9, 90, 0.2)]])


def add(session, k, label=1):
    session.add(ink.from_strokes(drawn(k).strokes), label, drawn(k))


def examples(n, seed=0):
    images = np.zeros((n, 20, 20), np.float32)
    images[:, 4:16, 5:15] = np.random.default_rng(seed).random((n, 12, 10), np.float32)
    return [Example(image, k % 2, source="import: x") for k, image in enumerate(images)]
