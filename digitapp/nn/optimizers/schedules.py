"""Schedules: learning rates that follow from the number of updates made so far.

Names, arguments and formulas are Keras's (https://keras.io/api/optimizers/learning_rate_schedules/).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from digitapp.nn.arguments import plain_errors
from digitapp.nn.array_checks import find
from digitapp.nn.outside import refuse_outside
from digitapp.nn.settings import at_least_0, checked, count_from, true_or_false


class LearningRateSchedule:
    """Base class: `schedule(step)` returns the learning rate of the update after `step` others."""

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal schedule."""
        return dict(vars(self))


def get_schedule(wanted: object) -> LearningRateSchedule | None:
    """Return the schedule, or that of a dict as Keras writes it; None for anything else."""
    if isinstance(wanted, Mapping):
        return find("schedule", wanted, LearningRateSchedule)
    return wanted if isinstance(wanted, LearningRateSchedule) else None


class _Decay(LearningRateSchedule):
    initial_learning_rate: float = checked(at_least_0)
    decay_rate: float = checked(at_least_0)
    decay_steps: int = checked(count_from(1))
    staircase: bool = checked(true_or_false)

    @plain_errors
    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
    ):
        self.initial_learning_rate, self.decay_rate = initial_learning_rate, decay_rate
        self.decay_steps, self.staircase = decay_steps, staircase

    def _periods(self, step: int) -> float:
        periods = step / self.decay_steps
        return math.floor(periods) if self.staircase else periods


class ExponentialDecay(_Decay):
    """initial_learning_rate · decay_rate^(step / decay_steps); staircase rounds the exponent down.

    >>> ExponentialDecay(0.1, decay_steps=100, decay_rate=0.5)(200)
    0.025
    """

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step."""
        return float(self.initial_learning_rate * self.decay_rate ** self._periods(step))


class InverseTimeDecay(_Decay):
    """initial_learning_rate / (1 + decay_rate · step / decay_steps)."""

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step."""
        return float(self.initial_learning_rate / (1 + self.decay_rate * self._periods(step)))


class PiecewiseConstantDecay(LearningRateSchedule):
    """values[0] up to the step boundaries[0], then values[1] up to boundaries[1], …."""

    @plain_errors
    def __init__(self, boundaries: Sequence[int], values: Sequence[float]):
        lists = isinstance(boundaries, list | tuple) and isinstance(values, list | tuple)
        if not lists or len(values) != len(boundaries) + 1:
            raise ValueError("PiecewiseConstantDecay needs one more of values than of boundaries.")
        self.boundaries = [at_least_0("A boundary", boundary) for boundary in boundaries]
        self.values = [at_least_0("A value", value) for value in values]

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step."""
        return float(self.values[sum(step > boundary for boundary in self.boundaries)])


class CosineDecay(LearningRateSchedule):
    """From initial_learning_rate to alpha times it, along half a cosine of decay_steps."""

    initial_learning_rate: float = checked(at_least_0)
    decay_steps: int = checked(count_from(1))
    alpha: float = checked(at_least_0)

    @plain_errors
    def __init__(self, initial_learning_rate: float, decay_steps: int, alpha: float = 0.0):
        self.initial_learning_rate, self.alpha = initial_learning_rate, alpha
        self.decay_steps = decay_steps

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step."""
        cosine = 0.5 * (1 + math.cos(math.pi * min(step, self.decay_steps) / self.decay_steps))
        return float(self.initial_learning_rate * ((1 - self.alpha) * cosine + self.alpha))


if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
