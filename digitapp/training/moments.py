"""Moments: the network as it was at epoch 0, is at the timeline's epoch, and is now.

numpy and nn only; knows nothing of windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .config import TrainingConfig
from .frame import Frame
from .inspection import Floats, Layer, layers_of

Moment = Literal["shown", "first", "newest"]


class Moments:
    """The layers of a frame's network at each moment; remembers the first weights of a seed."""

    def __init__(self) -> None:
        self._frame = Frame()
        self._first: tuple[tuple[object, ...], Floats] | None = None

    def take(self, frame: Frame) -> None:
        """Use the frame that is shown."""
        self._frame = frame

    def is_past(self) -> bool:
        """Return whether an epoch of the past is looked at: only then is newest another moment."""
        return self._frame.shown_epoch is not None

    def name(self, moment: Moment) -> str:
        """Return what a moment is called."""
        epoch = self._frame.shown_epoch
        names = {"first": "epoch 0", "newest": "newest", "shown": "now"}
        return f"epoch {epoch:,}" if moment == "shown" and epoch is not None else names[moment]

    def layers(self, moment: Moment) -> tuple[Layer, ...]:
        """Return the layers at a moment; before there are any weights, the first ones."""
        frame = self._frame
        weights = frame.newest if moment == "newest" else frame.weights
        if moment == "first" or weights is None:
            weights = self._first_weights(frame.config)
        return layers_of(frame.config, weights)

    def others(self, moment: Moment) -> list[tuple[str, Sequence[Layer]]]:
        """Return the other moments by name, at most two."""
        found: list[tuple[str, Sequence[Layer]]] = []
        every: tuple[Moment, ...] = ("first", "shown", "newest")
        for other in every if self.is_past() else every[:2]:
            if other != moment:
                found.append((self.name(other), self.layers(other)))
        return found if moment == "first" or self.is_past() else found[:1]

    def gradients(self, moment: Moment) -> tuple[Layer, ...] | None:
        """Return dW and db of the step that led to a moment; None where they are not known."""
        frame, step = self._frame, self._frame.step
        if step is None or step.gradients is None or moment == "first":
            return None
        if self.is_past() and moment == "shown":
            return None
        n_parameters = 0 if frame.weights is None else len(frame.weights)
        if len(step.gradients) != n_parameters:
            return None  # of another network, that the next run begins with
        return layers_of(frame.config, step.gradients)

    def _first_weights(self, config: TrainingConfig) -> Floats:
        depends_on = config.hidden_layers, config.initializer, config.seed
        if self._first is None or self._first[0] != depends_on:
            self._first = depends_on, config.make_model().parameters.copy()
        return self._first[1]
