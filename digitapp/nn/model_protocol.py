"""Model: what the training loop and the writers of files may ask of a Sequential, as a type.

They are used by Sequential and so cannot import it.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from .array_checks import Examples
from .arrays import Array
from .layers import Dense
from .losses import Loss
from .metrics import Metric
from .optimizers import Optimizer
from .serialization import Config
from .workspace import Workspace


class Model(Protocol):
    """A built Sequential; more on each member stands there."""

    name: str
    layers: list[Dense]
    parameters: Array
    gradients: Array
    optimizer: Optimizer | None
    loss: Loss | None
    metrics: dict[str, Metric]
    shuffle_rng: np.random.Generator
    stop_training: bool

    @property
    def weights(self) -> list[Array]:
        """Kernel and bias of each layer in turn."""

    def get_config(self) -> Config:
        """Return name and layers as Keras writes them."""

    def get_weights(self) -> list[Array]:
        """Return copies of them."""

    def views(self, vector: Array) -> list[Array]:
        """Return views of a vector that is laid out like parameters."""

    def bind_optimizer(self) -> None:
        """Bind the optimizer to the vectors to work on."""

    def logits(self, X: Array) -> Array:
        """Return the output layer's z for checked examples."""

    def predict(self, x: npt.ArrayLike) -> Array:
        """Return the output for examples."""

    def compiled(self) -> tuple[Optimizer, Loss]:
        """Return optimizer and loss."""

    def workspace(self, n: int) -> Workspace:
        """Return the buffers for batches of n examples."""

    def penalty(self) -> float:
        """Return what the regularizers add to the loss."""

    def logs(self, data: Examples) -> dict[str, float]:
        """Return loss and metrics on examples."""

    def logs_of(
        self, y: Array, Z: Array, weights: Array | None, penalty: float
    ) -> dict[str, float]:
        """Return loss and metrics of output logits."""
