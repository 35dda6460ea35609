"""Training session: starts, steers and ends the training of a network. Decides; knows no panel.

train() ─▶ Trainer.begin ─▶ TrainingRunner ─▶ ended
              refresh() ◀── weights and curves: pulled, 30 times a second
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy.typing as npt
from PySide6.QtCore import QElapsedTimer, QObject, Signal

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training.checkpoint import Floats
from digitapp.training.config import TrainingConfig
from digitapp.training.diagnostics import Diagnostic, diagnostics
from digitapp.training.displayed_model import DisplayedModel
from digitapp.training.progress import Progress
from digitapp.training.run import Outcome
from digitapp.training.timeline import Curves
from digitapp.training.trainer import Trainer

from .training_runner import PauseAfter, TrainingRunner

_JUDGE = 500  # ms between two looks at how a run goes


class TrainingController(QObject):
    """The training of one window; lives in the window's thread."""

    phase_changed = Signal(object)  # Progress
    ended = Signal(str, str)  # "succeeded", "stopped" or "failed"; sentence
    network_changed = Signal()  # the weights that predictions are made with are others
    diagnostics_changed = Signal(object)  # tuple of Diagnostic
    stale_count_changed = Signal(
        int
    )  # drawings added, removed or relabelled since the last run began
    run_ended = Signal(object, object, object, object)  # config dict, seed, logs dict, weights

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset = DatasetSnapshot.empty()
        self._config = TrainingConfig()
        self._is_set = False
        self._trainer = Trainer(self._config)
        self.network = DisplayedModel(self._config)  # what predictions are made with
        self._runner = TrainingRunner(self)
        self._runner.paused.connect(self.on_paused)
        self._runner.ended.connect(self.on_ended)
        self._then: Callable[[], None] | None = None  # to be done when the run has ended
        self._stale_count = 0
        self._failure = ""
        self._refused = False
        self._diagnostics: tuple[Diagnostic, ...] = ()
        self._judged = QElapsedTimer()
        self._judged.start()

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Take the drawings as they are now; a run goes on with those that it began with."""
        self._dataset = dataset
        self._refused = self._refused and len(dataset) == 0
        self._tell_standing()

    def set_config(self, config: TrainingConfig) -> None:
        """Take other settings: the learning rate at once, others when training starts."""
        self._config, self._is_set = config, True
        self._runner.set_learning_rate(config.learning_rate)
        if self._is_idle() and not self._trainer.trained and config != self._trainer.config:
            self._reset()
        else:
            self._tell_standing()

    def set_learning_rate(self, rate: float) -> None:
        """Turn the learning rate, also while training."""
        self.set_config(replace(self._config, learning_rate=rate))

    def config(self) -> TrainingConfig:
        """Return the settings that the next training starts with."""
        return self._config

    def train(self) -> None:
        """Start from the present weights, or go on after a pause."""
        self._go_on(None)

    def step_batch(self) -> None:
        """Make one step and pause."""
        self._go_on("batch")

    def step_epoch(self) -> None:
        """Go on to the end of an epoch and pause."""
        self._go_on("epoch")

    def _go_on(self, pause_after: PauseAfter) -> None:
        if self.network.past is not None:
            self.rewind(None)
        phase = self._runner.phase()
        if phase == "idle":
            self._start(pause_after)
        elif phase == "stopping":
            self._then = partial(self._start, pause_after)
        elif pause_after is None:
            self._runner.resume()
            self._tell_phase()
        else:
            self._runner.step(pause_after)
            self._tell_phase()

    def pause(self) -> None:
        """Make no further step until told to."""
        if self._runner.phase() == "running":
            self._runner.pause()
            self._tell_phase()

    def resume(self) -> None:
        """Go on after a pause."""
        if self._runner.phase() == "paused":
            self._go_on(None)

    def toggle(self) -> None:
        """Train, pause or go on: what the one large button means."""
        if self._runner.phase() == "running":
            self.pause()
        else:
            self.train()

    def stop(self) -> None:
        """End the run before its next step; its weights stay."""
        if not self._is_idle():
            self._runner.stop()
            self._tell_phase()

    def set_speed(self, batches_per_second: float | None) -> None:
        """Make so many steps a second at most; None for full speed."""
        self._runner.set_speed(batches_per_second)

    def reset(self) -> None:
        """Begin again with the first weights of the seed; what was becomes the previous_run."""
        self._when_idle(self._reset)

    def _reset(self) -> None:
        self._failure = ""
        self._trainer.reset(self._config)
        self.network.specify(self._config)
        self._tell_all()

    def rewind(self, epoch: int | None) -> None:
        """Look at a past epoch, the nearest that is kept, or at now; a run goes on meanwhile."""
        buffer = self._trainer.timeline.buffer
        self.network.rewind(None if epoch is None else buffer.nearest(epoch))
        self.network_changed.emit()

    def shown_epoch(self) -> int | None:
        """Return the epoch that is looked at; None for now."""
        return None if self.network.past is None else self.network.past[0]

    def continue_from_here(self) -> None:
        """Train on from the epoch shown; what came after it becomes the previous run."""
        if self.network.past is not None:
            self._when_idle(self._continue)

    def _continue(self) -> None:
        if self.network.past is not None:
            self._trainer.branch(*self.network.past)
            self.network.take(self._trainer.parameters())
            self._go_on(None)

    def _when_idle(self, act: Callable[[], None]) -> None:
        if self._is_idle():
            act()
        else:
            self._then = act
            self.stop()

    def _start(self, pause_after: PauseAfter) -> None:
        self._failure, self._refused = "", len(self._dataset) == 0
        if self._refused:
            self._tell_standing()
            return
        if self._trainer.is_other(self._config):
            self.network.specify(self._config)
        begin = partial(self._trainer.begin, self._config, self._dataset)
        self._runner.start(begin, pause_after)
        self._tell_all()

    def on_paused(self) -> None:
        """Show what the network is now, in a pause."""
        self._take_weights()
        self._tell_standing()
        self._tell_phase()

    def on_ended(self, outcome: Outcome) -> None:
        """Take up what the run has left, and do what waited for it."""
        changed = self._trainer.end()
        self._failure = outcome.sentence if outcome.kind == "failed" else ""
        self.network.take(self._trainer.parameters())
        self._tell_all()
        if changed:
            self.run_ended.emit(*self._trainer.kept())
        self.ended.emit(outcome.kind, outcome.sentence)
        then, self._then = self._then, None
        if then is not None:
            then()

    def refresh(self) -> None:
        """Pull what the run has done since; cheap, to be called with every picture."""
        self._take_weights()
        if self._runner.phase() == "running":
            self._runner.request_weights()
            if self._judged.elapsed() > _JUDGE:
                self._tell_standing()

    def _take_weights(self) -> None:
        weights = self._runner.weights()
        if weights is not None and self.network.take(weights):
            self.network_changed.emit()

    def _is_idle(self) -> bool:
        return self._runner.phase() == "idle"

    def progress(self) -> Progress:
        """Tell how far the training is."""
        if not self._is_idle():
            return self._runner.progress(self._trainer.trained)
        epoch = self._trainer.timeline.last_epoch
        return Progress(epoch=epoch, epochs=epoch, trained=self._trainer.trained)

    def curves(self) -> Curves:
        """Return what the run has logged so far; quick at any time."""
        return self._trainer.timeline.curves()

    def previous_run(self) -> Curves | None:
        """Return the curves of the run before."""
        return self._trainer.previous_run

    def kept_epochs(self) -> tuple[int, ...]:
        """Return the epochs that can be looked at, ascending."""
        return self._trainer.timeline.kept_epochs()

    def probability(self, x: npt.ArrayLike) -> float:
        """Return P(digit is 1) of an image, (400,) or (20, 20), by the weights that are shown."""
        return self.network.probability(x)

    def probabilities(self, X: Floats) -> Floats:
        """Return P(digit is 1) of images (k, 400), (k,), by the weights that are shown."""
        return self.network.probabilities(X)

    def version(self) -> int:
        """Return a number that is another whenever the weights that are shown are others."""
        return self.network.version

    def is_trained(self) -> bool:
        """Say whether the network has made a step since its first weights."""
        return self.progress().trained

    def restore(
        self, config: Mapping[str, Any], logs: Mapping[str, npt.ArrayLike], weights: bytes
    ) -> None:
        """Go on with the network of an earlier session; one that can't be read is only told of."""
        if not self._is_idle():
            return
        try:
            self._trainer.restore(config, logs, weights)
        except ValueError as error:
            self._failure = f"{error} Train a new one."
            self._tell_standing()
            return
        if not self._is_set:
            self._config = self._trainer.config
        self.network.specify(self._trainer.config)
        self.network.take(self._trainer.parameters())
        self._tell_all()

    def close(self, seconds: float) -> bool:
        """End a run and wait for it; say whether it has ended. run_ended tells its weights."""
        self._then = None
        self.stop()
        return self._runner.wait(seconds)

    def _tell_all(self) -> None:
        self.network_changed.emit()
        self._tell_standing()
        self._tell_phase()

    def _tell_phase(self) -> None:
        self.phase_changed.emit(self.progress())

    def _tell_standing(self) -> None:
        """Judge how things stand, and tell what has changed."""
        self._judged.restart()
        now = self._trainer.situation(
            self._dataset, self._config, failure=self._failure, asked=self._refused
        )
        if now.stale_count != self._stale_count:
            self._stale_count = now.stale_count
            self.stale_count_changed.emit(now.stale_count)
        found = diagnostics(now)
        if found != self._diagnostics:
            self._diagnostics = found
            self.diagnostics_changed.emit(found)
