"""What the tests of the gallery share: small collections, and a person's mouse."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitapp.digits import Example
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training.dataset_predictions import dataset_predictions

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def image(label, shade=1.0):
    """A 20×20 stroke, a box for a 0 and a line for a 1."""
    ink = np.zeros((20, 20), np.float32)
    if label:
        ink[2:18, 9:11] = shade
    else:
        ink[3:17, 5:15] = shade
        ink[5:15, 7:13] = 0
    return ink


def dataset(n=12, labels=None):
    """n drawings, labelled 0, 1, 0, 1, … and numbered from 1."""
    labels = [k % 2 for k in range(n)] if labels is None else labels
    return DatasetSnapshot.of(
        [Example(image(label, 0.5 + k % 50 / 100), label) for k, label in enumerate(labels)]
    )


def added(old, count=1):
    """The same dataset after so many more 1s were drawn."""
    return joined(old, DatasetSnapshot.of([Example(image(1), 1)] * count))


def joined(old, new):
    start = int(old.ids[-1]) + 1 if len(old) else 1
    return replace(
        old,
        ids=np.append(old.ids, np.arange(start, start + len(new))),
        labels=np.append(old.labels, new.labels),
        created=np.append(old.created, new.created),
        own=np.append(old.own, new.own),
        made=np.append(old.made, new.made),
        split_indices=np.append(old.split_indices, new.split_indices),
        split_overrides=np.append(old.split_overrides, new.split_overrides),
        cached_images=np.concatenate([old.cached_images, new.cached_images]),
        rows=np.append(old.rows, len(old.cached_images) + new.rows),
        keys=None,
    )


def without(old, *ids):
    """The same dataset after drawings were deleted."""
    stays = ~np.isin(old.ids, ids)
    names = ("ids", "labels", "created", "own", "made", "split_indices", "split_overrides", "rows")
    return replace(old, **{name: getattr(old, name)[stays] for name in names})


def relabelled(old, label, *ids):
    """The same dataset after drawings were relabelled."""
    return replace(old, labels=np.where(np.isin(old.ids, ids), np.uint8(label), old.labels))


def judged(drawings, wrong=()):
    """DatasetPredictions of a network that is sure of every drawing, and wrong about some ids."""
    right = np.where(drawings.labels == 1, 0.9, 0.1)
    return dataset_predictions(drawings, np.where(np.isin(drawings.ids, wrong), 1 - right, right))


def place_of(gallery, number):
    """Where on the viewport the drawing with an id lies, in the middle of its frame."""
    cell = int(np.flatnonzero(gallery.shown.ids == number)[0])
    return gallery.visualRect(gallery.shown.index_of(cell)).topLeft() + QPoint(20, 20)


def click(gallery, number, keys=NO_KEY):
    """Click on the drawing with an id."""
    QTest.mouseClick(gallery.viewport(), LEFT, keys, place_of(gallery, number))


def double_click(gallery, number):
    """Double-click as Qt hears it: press, release, double-click, release."""
    click(gallery, number)
    QTest.mouseDClick(gallery.viewport(), LEFT, NO_KEY, place_of(gallery, number))


def drag(gallery, start, end, keys=NO_KEY, *, release=True):
    """Press, move in steps, and let go."""
    view = gallery.viewport()
    QTest.mousePress(view, LEFT, keys, start)
    for share in (0.25, 0.5, 0.75, 1.0):
        QTest.mouseMove(view, start + (end - start) * share)
    if release:
        QTest.mouseRelease(view, LEFT, keys, end)
