"""The curve of a pinned drawing is what the network of each epoch says to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitapp.training import TrainingConfig
from digitapp.training.checkpoint_buffer import CheckpointBuffer
from digitapp.training.frame import Frame
from digitapp.training.pinned import PinnedDrawing, PinnedHistory
from digitapp.training.progress import Progress

from .inspection_examples import drawing

CONFIG = TrainingConfig()
PINNED = (PinnedDrawing(drawing(1), 0), PinnedDrawing(drawing(2)))


def trained(epochs):
    """Return a buffer with so many epochs, the weights of each, and the model."""
    model, buffer, weights = CONFIG.make_model(), CheckpointBuffer(), []
    X, y = np.array([drawing(seed) for seed in range(4)]), [0, 1, 0, 1]
    for epoch in range(epochs + 1):
        buffer.keep(epoch, model)
        weights.append(model.parameters.copy())
        model.train_on_batch(X, y)
    return buffer, weights, model


def answers(weights):
    model = CONFIG.make_model()
    model.parameters[...] = weights
    return model.predict(np.array([each.x for each in PINNED]))[:, 0]


def frame_of(weights, epoch, **more):
    return Frame(progress=Progress(epoch=epoch), weights=weights, config=CONFIG, **more)


def test_a_drawing_that_is_pinned_late_has_its_whole_curve():
    buffer, weights, _ = trained(5)
    history = PinnedHistory()
    history.set_drawings(PINNED)
    curves = history.update(frame_of(weights[5], 5), buffer)
    np.testing.assert_array_equal(curves.epochs, range(6))
    np.testing.assert_allclose(curves.values, [answers(each) for each in weights], atol=1e-6)
    np.testing.assert_allclose(curves.now, answers(weights[5]), atol=1e-6)


def test_steps_stand_between_their_epochs():
    buffer, _, model = trained(2)
    history = PinnedHistory()
    history.set_drawings(PINNED)
    frame = replace(
        frame_of(model.parameters.copy(), 2),
        progress=Progress(phase="paused", epoch=2, batch=1, batches=4),
    )
    curves = history.update(frame, buffer)
    np.testing.assert_array_equal(curves.epochs, [0, 1, 2, 2.25])
    np.testing.assert_allclose(curves.values[-1], answers(model.parameters), atol=1e-6)


def test_a_past_epoch_that_is_looked_at_adds_no_step():
    buffer, weights, _ = trained(3)
    history = PinnedHistory()
    history.set_drawings(PINNED)
    frame = replace(
        frame_of(weights[1], 3, shown_epoch=1),
        progress=Progress(phase="paused", epoch=3, batch=1, batches=4),
    )
    curves = history.update(frame, buffer)
    np.testing.assert_array_equal(curves.epochs, range(4))
    np.testing.assert_allclose(curves.now, answers(weights[1]), atol=1e-6)


def test_a_new_run_forgets_the_curve_of_the_one_before():
    buffer, weights, model = trained(3)
    history = PinnedHistory()
    history.set_drawings(PINNED)
    first = frame_of(weights[3], 3)
    history.update(first, buffer)
    buffer.cut(-1)
    model.parameters[...] = weights[0] * 2
    buffer.keep(0, model)
    again = frame_of(weights[0] * 2, 0, previous_run=first.curves)
    curves = history.update(again, buffer)
    np.testing.assert_array_equal(curves.epochs, [0])
    np.testing.assert_allclose(curves.values[0], answers(weights[0] * 2), atol=1e-6)


def test_without_pinned_drawings_nothing_is_computed():
    buffer, weights, _ = trained(1)
    curves = PinnedHistory().update(frame_of(weights[1], 1), buffer)
    assert curves.drawings == ()
    assert len(curves.epochs) == 0


def test_a_seventh_drawing_is_refused():
    with pytest.raises(ValueError, match="At most 6 drawings can be pinned, got 7"):
        PinnedHistory().set_drawings(PINNED[:1] * 7)
