"""RunRecord: a finished run as it is stored in a digits file. Knows neither files nor networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class RunRecord:
    """What a run was made with, what it logged, and the network that it ended in.

    config : as TrainingConfig.to_json returns it
    logs : name → (epochs,) float64, as Timeline.logs returns them
    weights : weights, optimizer state and past epochs, as run_state.to_bytes returns them
    """

    config: Mapping[str, Any]
    logs: Mapping[str, npt.ArrayLike]
    weights: bytes

    @property
    def seed(self) -> int:
        """The seed of first weights, shuffles and augmentation."""
        return int(self.config["seed"])
