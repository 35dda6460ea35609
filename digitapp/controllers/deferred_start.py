"""DeferredStart: training begins with every drawing that was saved before. Decides; no panel.

A drawing is on the disk a moment after its key was pressed. Who presses 1 and then T means the
drawing to be trained on, so a start waits for those that are on their way.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from .dataset_controller import DatasetController
from .training_controller import TrainingController


class DeferredStart(QObject):
    """What starts a run, once nothing is waiting to be saved."""

    def __init__(self, digits: DatasetController, training: TrainingController) -> None:
        super().__init__()
        self._digits, self._training = digits, training
        self._wanted: Callable[[], None] | None = None

    def toggle(self) -> None:
        """Train, pause or go on."""
        self._do(self._training.toggle)

    def step_batch(self) -> None:
        """Make one step and pause."""
        self._do(self._training.step_batch)

    def step_epoch(self) -> None:
        """Go on to the end of an epoch and pause."""
        self._do(self._training.step_epoch)

    def stop(self) -> None:
        """End a run, also one that waits to begin."""
        self._wanted = None
        self._training.stop()

    def close(self, seconds: float) -> bool:
        """End a run, also one that waits to begin, and wait for it; say whether it has ended."""
        self._wanted = None
        return self._training.close(seconds)

    def on_saving_ended(self) -> None:
        """Do what waited, when the last drawing is on the disk or has come back."""
        if self._wanted is not None and self._digits.pending() == 0:
            wanted, self._wanted = self._wanted, None
            wanted()

    def _do(self, act: Callable[[], None]) -> None:
        if self._digits.pending() and self._training.progress().phase == "idle":
            self._wanted = act
        else:
            act()
