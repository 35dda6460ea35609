"""Optimizers: from gradients to new weights, one update over one vector of all parameters.

numpy only; knows nothing of layers or losses. w are the parameters, g their gradients, both (P,)
float32; updates count from 1. Formulas, defaults and the place of epsilon are Keras's
(https://keras.io/api/optimizers/). Each line of an `update` is one pass over the whole network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np

from digitapp.nn.arguments import plain_errors
from digitapp.nn.array_checks import find
from digitapp.nn.arrays import Array, aligned_zeros, constant, copies
from digitapp.nn.outside import NamesWhatIsMeant
from digitapp.nn.serialization import make, to_dict
from digitapp.nn.settings import (
    SwitchedOff,
    checked,
    number,
    positive,
    share,
    true_or_false,
    whole_number,
)

from .schedules import LearningRateSchedule, get_schedule

Rate = float | LearningRateSchedule | Mapping[str, Any]


class Optimizer(NamesWhatIsMeant):
    """Base class: bound to a model's vectors, `update` makes one step.

    learning_rate : the size of a step, or a schedule of it by the number of updates; may be set at
        any time, also while a fit runs. What else is set takes effect at the next fit
    iterations : how many updates have been made
    slots : its state for every parameter, (P,) arrays by name
    """

    name = "optimizer"
    slot_names: tuple[str, ...] = ()
    settings: ClassVar[tuple[str, ...]] = ()
    weight_decay, clipnorm, clipvalue, global_clipnorm = (SwitchedOff() for _ in range(4))
    use_ema, gradient_accumulation_steps, loss_scale_factor = (SwitchedOff() for _ in range(3))

    def __init__(self, learning_rate: Rate):
        self._rate = np.zeros((), np.float32)
        self.iterations = 0
        self.learning_rate = learning_rate
        self.slots: dict[str, Array] = {}
        self.keras_scale: dict[str, float] = {}  # Keras's slot = this · ours
        self._parameters: Array | None = None

    @property
    def learning_rate(self) -> float:
        """The size of the next step."""
        return self._learning_rate if self.schedule is None else self.schedule(self.iterations)

    @learning_rate.setter
    def learning_rate(self, value: Rate) -> None:
        self.schedule = get_schedule(value)
        if self.schedule is not None:
            value = self.schedule(self.iterations)
        self._set_rate(
            number("learning_rate", value, "a finite number ≥ 0", lambda v: 0 <= v < 1e30)
        )

    lr = learning_rate  # Keras's older name

    def _set_rate(self, rate: float) -> None:
        self._learning_rate = rate
        self._rate[()] = rate

    def bind(self, parameters: Array, gradients: Array, frozen: Sequence[Array] = ()) -> None:
        """Set the vectors to work on, with empty slots; raises ValueError when it has others.

        frozen : views into parameters that step leaves as they are
        """
        self._frozen = frozen
        self.iterations = whole_number("iterations", self.iterations, 0)
        if self._parameters is not None and self._parameters is not parameters:
            raise ValueError(
                "This optimizer belongs to other weights. Call compile again, with a new optimizer."
            )
        self.prepare()
        if self._parameters is None or self.slots.keys() != set(self.slot_names):
            self._parameters = parameters
            self.w, self.g, self.scratch = parameters, gradients, aligned_zeros(parameters.shape)
            self.slots = {name: aligned_zeros(parameters.shape) for name in self.slot_names}

    def prepare(self) -> None:
        """Convert the settings to 0-d constants."""

    def reset(self) -> None:
        """Set iterations and slots to 0."""
        self.iterations = 0
        for slot in self.slots.values():
            slot.fill(0)

    def step(self) -> None:
        """Make one update with the learning rate that it is time for; keep what is frozen."""
        if self.schedule is not None:
            self._set_rate(self.schedule(self.iterations))
        if not self._frozen:
            self.update()
            return
        kept = copies(self._frozen)
        self.update()
        for view, values in zip(self._frozen, kept, strict=True):
            view[...] = values

    def update(self) -> None:
        """Read g, write w."""
        raise NotImplementedError

    def keras_slots(self) -> dict[str, Array]:
        """Return copies of the slots as Keras keeps them, (P,) by name."""
        return {name: slot * self.keras_scale.get(name, 1) for name, slot in self.slots.items()}

    def set_keras_slots(self, slots: Mapping[str, Array]) -> None:
        """Set the slots from what keras_slots returned."""
        for name, slot in self.slots.items():
            np.divide(slots[name], self.keras_scale.get(name, 1), slot)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        config = {name: getattr(self, name) for name in ("learning_rate", *self.settings)}
        if self.schedule is not None:
            config["learning_rate"] = to_dict("optimizers.schedules", self.schedule)
        return {"name": self.name, **config}

    @classmethod
    @plain_errors
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Return the optimizer of a config; ValueError where it holds what is not known here."""
        return make(cls, config)


class SGD(Optimizer):
    """w ← w − α g; with momentum μ: velocity ← μ velocity − α g, and w ← w + velocity.

    Nesterov momentum looks one step ahead: w ← w + μ velocity − α g with the new velocity.

    >>> optimizer = SGD(learning_rate=0.1, momentum=0.9)
    """

    name = "sgd"
    settings = ("momentum", "nesterov")
    momentum: float = checked(share)
    nesterov: bool = checked(true_or_false)

    @plain_errors
    def __init__(self, learning_rate: Rate = 0.01, momentum: float = 0.0, nesterov: bool = False):
        super().__init__(learning_rate)
        self.momentum, self.nesterov = momentum, nesterov

    def prepare(self) -> None:
        """Convert the settings to 0-d constants."""
        self._mu = constant(self.momentum)
        self.slot_names = ("momentum",) if self.momentum else ()

    def update(self) -> None:
        """Make one step."""
        self.iterations += 1
        w, g, step = self.w, self.g, self.scratch
        np.multiply(g, self._rate, step)  # α g
        if not self.momentum:
            np.subtract(w, step, w)
            return
        velocity = self.slots["momentum"]
        np.multiply(velocity, self._mu, velocity)
        np.subtract(velocity, step, velocity)
        if self.nesterov:
            np.subtract(w, step, w)
            np.multiply(velocity, self._mu, step)
            np.add(w, step, w)
        else:
            np.add(w, velocity, w)


class RMSprop(Optimizer):
    """v ← ρ v + (1 − ρ) g²;  w ← w − α g / √(v + ε): Keras's default optimizer (Hinton, 2012).

    >>> optimizer = RMSprop(learning_rate=0.001, rho=0.9)
    """

    name = "rmsprop"
    slot_names = ("velocity",)
    settings = ("rho", "epsilon")
    rho: float = checked(share)
    epsilon: float = checked(positive)
    momentum, centered = SwitchedOff(), SwitchedOff()

    @plain_errors
    def __init__(self, learning_rate: Rate = 0.001, rho: float = 0.9, *, epsilon: float = 1e-7):
        super().__init__(learning_rate)
        self.rho, self.epsilon = rho, epsilon

    def prepare(self) -> None:
        """Convert the settings to 0-d constants."""
        self._rho, self._one_minus_rho = constant(self.rho), constant(1 - self.rho)
        self._epsilon = constant(self.epsilon)

    def update(self) -> None:
        """Make one step."""
        self.iterations += 1
        w, g, v, t = self.w, self.g, self.slots["velocity"], self.scratch
        np.multiply(g, g, t)
        np.multiply(t, self._one_minus_rho, t)
        np.multiply(v, self._rho, v)
        np.add(v, t, v)  # v ← ρ v + (1 − ρ) g²
        np.add(v, self._epsilon, t)
        np.sqrt(t, t)
        np.divide(g, t, t)
        np.multiply(t, self._rate, t)
        np.subtract(w, t, w)  # w ← w − α g / √(v + ε)


class Adam(Optimizer):
    """Adam with Keras's epsilon, which stands outside the bias correction (Kingma and Ba, 2015).

        m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
        w ← w − α m / (√v + ε)       α = learning_rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ)

    The slots hold M = m / (1 − β₁) and V = v / (1 − β₂), which saves two passes over the network:

        M ← β₁ M + g                 V ← β₂ V + g²
        w ← w − α′ M / (√V + ε′)     α′ = α (1 − β₁) / √(1 − β₂),  ε′ = ε / √(1 − β₂)

    >>> optimizer = Adam(learning_rate=0.001)
    """

    name = "adam"
    slot_names = ("momentum", "velocity")
    settings = ("beta_1", "beta_2", "epsilon")
    beta_1: float = checked(share)
    beta_2: float = checked(share)
    epsilon: float = checked(positive)
    amsgrad = SwitchedOff()

    @plain_errors
    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ):
        super().__init__(learning_rate)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self._alpha = np.zeros((), np.float32)

    def prepare(self) -> None:
        """Convert the settings to 0-d constants."""
        self._beta_1, self._beta_2 = constant(self.beta_1), constant(self.beta_2)
        self.keras_scale = {"momentum": 1 - self.beta_1, "velocity": 1 - self.beta_2}
        self._scale = (1 - self.beta_1) / math.sqrt(1 - self.beta_2)
        self._epsilon = constant(self.epsilon / math.sqrt(1 - self.beta_2))

    def update(self) -> None:
        """Make one step."""
        self.iterations += 1
        bias_correction = math.sqrt(1 - self.beta_2**self.iterations) / (
            1 - self.beta_1**self.iterations
        )
        self._alpha[()] = self._learning_rate * bias_correction * self._scale
        w, g, t = self.w, self.g, self.scratch
        M, V = self.slots["momentum"], self.slots["velocity"]
        np.multiply(M, self._beta_1, M)
        np.add(M, g, M)  # M ← β₁ M + g
        np.multiply(g, g, t)
        np.multiply(V, self._beta_2, V)
        np.add(V, t, V)  # V ← β₂ V + g²
        np.sqrt(V, t)
        np.add(t, self._epsilon, t)
        np.divide(M, t, t)
        np.multiply(t, self._alpha, t)
        np.subtract(w, t, w)  # w ← w − α′ M / (√V + ε′)


def get_optimizer(wanted: str | Optimizer | Mapping[str, Any]) -> Optimizer:
    """Return the optimizer of that name."""
    return find("optimizer", wanted, Optimizer)


get = get_optimizer  # Keras's name
