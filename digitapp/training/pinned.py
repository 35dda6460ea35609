"""Pinned drawings: a few whose P(digit is 1) is followed through the training.

numpy, nn and digits only; knows nothing of windows. What P was at past epochs is computed from the
checkpoints that are kept, so that also a drawing that is pinned late has its whole curve.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from .checkpoint_buffer import CheckpointBuffer
from .config import TrainingConfig
from .frame import Frame
from .inspection import NO_UNITS, Floats, layers_of
from .what_if import probabilities

MOST = 6
_MOST_STEPS = 400  # points between epochs that are kept


@dataclass(frozen=True, eq=False)
class PinnedDrawing:
    """A drawing that is followed.

    x : (400,) float32 in [0, 1]
    label : 0 or 1; None for one that has no label
    """

    x: Floats
    label: int | None = None


@dataclass(frozen=True, eq=False)
class PinnedCurves:
    """P of each pinned drawing through the training.

    drawings : k of them; now : (k,), P by the weights that are shown
    epochs : (n,), with parts of epochs between them; values : (n, k)
    """

    drawings: tuple[PinnedDrawing, ...] = ()
    now: Floats = field(default_factory=lambda: np.empty(0, np.float32))
    epochs: Floats = field(default_factory=lambda: np.empty(0, np.float32))
    values: Floats = field(default_factory=lambda: np.empty((0, 0), np.float32))


class PinnedHistory:
    """Follows the drawings: `update` after every frame, `curves` for what is to be shown."""

    def __init__(self) -> None:
        self._drawings: tuple[PinnedDrawing, ...] = ()
        self._run: tuple[object, ...] = ()
        self._by_epoch: dict[float, Floats] = {}
        self._between: dict[float, Floats] = {}

    @property
    def drawings(self) -> tuple[PinnedDrawing, ...]:
        """The drawings that are followed."""
        return self._drawings

    def set_drawings(self, drawings: tuple[PinnedDrawing, ...]) -> None:
        """Follow these drawings, at most six; what is kept of others is forgotten."""
        if len(drawings) > MOST:
            raise ValueError(f"At most {MOST} drawings can be pinned, got {len(drawings)}.")
        self._drawings = drawings
        self._forget()

    def update(self, frame: Frame, buffer: CheckpointBuffer) -> PinnedCurves:
        """Return the curves up to a frame; buffer has the checkpoints of its run."""
        if not self._drawings or frame.weights is None:
            return PinnedCurves(self._drawings)
        run = frame.config.hidden_layers, frame.config.seed, frame.previous_run
        if self._is_other(run):
            self._run = run
            self._forget()
        X = np.array([drawing.x for drawing in self._drawings], np.float32)
        now = _answers(frame.config, frame.weights, X)
        self._add_epochs(frame, buffer, X)
        progress = frame.progress
        if frame.shown_epoch is None and progress.batches and progress.batch:
            self._between[progress.epoch + progress.batch / progress.batches] = now
        for _ in range(len(self._between) - _MOST_STEPS):
            self._between.pop(next(iter(self._between)))
        points = sorted((self._between | self._by_epoch).items())
        return PinnedCurves(
            self._drawings,
            now,
            np.array([epoch for epoch, _ in points], np.float32),
            np.array([values for _, values in points], np.float32).reshape(-1, len(X)),
        )

    def _is_other(self, run: tuple[object, ...]) -> bool:
        if len(run) != len(self._run):
            return True
        same = run[:2] == self._run[:2] and run[2] is self._run[2]
        return not same

    def _add_epochs(self, frame: Frame, buffer: CheckpointBuffer, X: Floats) -> None:
        kept = buffer.epochs()
        for epoch in [each for each in self._by_epoch if each not in kept]:
            del self._by_epoch[epoch]
        for epoch in kept:
            if epoch not in self._by_epoch:
                found = buffer.nearest(epoch)
                if found is not None and found[0] == epoch:
                    self._by_epoch[epoch] = _answers(frame.config, found[1].parameters, X)

    def _forget(self) -> None:
        self._by_epoch.clear()
        self._between.clear()


def _answers(config: TrainingConfig, parameters: Floats, X: Floats) -> Floats:
    widths = [X.shape[1], *(layer.units for layer in config.hidden_layers), 1]
    if len(parameters) != sum(n_in * units + units for n_in, units in pairwise(widths)):
        return np.full(len(X), np.nan, np.float32)  # of another network: it is being replaced
    return probabilities(layers_of(config, parameters), X, NO_UNITS)
