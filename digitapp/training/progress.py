"""Progress: how far a training run is. Knows nothing of threads or windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["idle", "running", "paused", "stopping"]


@dataclass(frozen=True)
class Progress:
    """What is being done at this moment, and how far it has come.

    epoch : finished epochs, all that the network has seen since its first weights
    epochs : the epoch at which the run ends
    batch, batches : finished batches of the epoch under way, and how many an epoch has
    examples_per_second : over the last moments; 0 when nothing moves
    seconds_left : at that speed; None when it cannot be known
    trained : the network has made a step since its first weights
    """

    phase: Phase = "idle"
    epoch: int = 0
    epochs: int = 0
    batch: int = 0
    batches: int = 0
    examples_per_second: float = 0.0
    seconds_left: float | None = None
    trained: bool = False
