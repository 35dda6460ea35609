"""Training session: starts, steers and ends the training of a network. Decides; knows no panel.

train() ─▶ Learner.begin ─▶ TrainingThread ─▶ ended
              refresh() ◀── TrainingControl, Timeline: pulled, 30 times a second
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy.typing as npt
from PySide6.QtCore import QElapsedTimer, QObject, Signal

from ..training.collection import Collection
from ..training.config import TrainingConfig
from ..training.control import TrainingControl
from ..training.learner import Learner
from ..training.progress import Pace, Phase, Progress
from ..training.run import held_out
from ..training.shown_network import ShownNetwork
from ..training.snapshot import Floats
from ..training.timeline import Curves
from ..training.verdicts import Situation, Verdict, verdicts
from .training_thread import TrainingThread

_JUDGE = 500  # ms between two looks at how a run goes


class TrainingSession(QObject):
    """The training of one window; lives in the window's thread."""

    phase_changed = Signal(object)  # Progress
    ended = Signal(str, str)  # "succeeded", "stopped" or "failed"; sentence
    network_changed = Signal()  # the weights that predictions are made with are others
    verdicts_changed = Signal(object)  # tuple of Verdict
    behind_changed = Signal(int)  # drawings added, removed or relabelled since the last run began
    run_ended = Signal(object, object, object, object)  # config dict, seed, logs dict, weights

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collection = Collection.empty()
        self._config = TrainingConfig()
        self._is_set = False
        self._learner = Learner(self._config)
        self._network = ShownNetwork(self._config)
        self._thread: TrainingThread | None = None
        self._control = TrainingControl()
        self._stopping = False
        self._then: Callable[[], None] | None = None  # to be done when the run has ended
        self._speed: float | None = None
        self._pace = Pace()
        self._behind = 0
        self._failure = ""
        self._refused = False
        self._verdicts: tuple[Verdict, ...] = ()
        self._judged = QElapsedTimer()
        self._judged.start()

    def show_collection(self, collection: Collection) -> None:
        """Take the drawings as they are now; a run goes on with those that it began with."""
        self._collection = collection
        self._refused = self._refused and len(collection) == 0
        if self._learner.trained and self._learner.learnt is None:
            self._learner.learnt = collection  # what a restored network has learnt is not known
        self._count_behind()
        self._judge()

    def set_config(self, config: TrainingConfig) -> None:
        """Take other settings: the learning rate at once, others when training starts."""
        self._config, self._is_set = config, True
        self._control.set_learning_rate(config.learning_rate)
        if self._thread is None and not self._learner.trained:
            self._learner.reset(config)
            self._begin_anew()
        self._judge()

    def set_learning_rate(self, rate: float) -> None:
        """Turn the learning rate, also while training."""
        self.set_config(replace(self._config, learning_rate=rate))

    def config(self) -> TrainingConfig:
        """Give the settings that the next training starts with."""
        return self._config

    def train(self) -> None:
        """Start from the present weights, or go on after a pause."""
        if self._thread is None:
            self._start()
        elif self._stopping:
            self._then = self._start
        else:
            self.resume()

    def pause(self) -> None:
        """Make no further step until told to."""
        self._control.pause()
        self._tell_phase()

    def resume(self) -> None:
        """Go on after a pause."""
        self._control.resume()
        self._tell_phase()

    def toggle(self) -> None:
        """Train, pause or go on: what the one large button means."""
        if self._phase() == "running":
            self.pause()
        else:
            self.train()

    def stop(self) -> None:
        """End the run before its next step; its weights stay."""
        if self._thread is not None:
            self._stopping = True
            self._control.stop()
            self._tell_phase()

    def step_batch(self) -> None:
        """Make one step and pause."""
        if self._thread is None:
            self._start("batch")
        else:
            self._control.step_batch()
            self._tell_phase()

    def step_epoch(self) -> None:
        """Go on to the end of an epoch and pause."""
        if self._thread is None:
            self._start("epoch")
        else:
            self._control.step_epoch()
            self._tell_phase()

    def set_speed(self, batches_per_second: float | None) -> None:
        """Make so many steps a second at most; None for full speed."""
        self._speed = batches_per_second
        self._control.set_speed(batches_per_second)

    def reset(self) -> None:
        """Begin again with the first weights of the seed; what was becomes the ghost."""
        self._when_idle(self._reset)

    def _reset(self) -> None:
        self._learner.reset(self._config)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._failure = ""
        self._network.specify(self._config)
        self.network_changed.emit()
        self._count_behind()
        self._judge()
        self._tell_phase()

    def rewind(self, epoch: int | None) -> None:
        """Look at a past epoch, the nearest that is kept, or at now; a run goes on meanwhile."""
        timeline = self._learner.timeline
        is_kept = epoch is not None and timeline.kept_epochs()
        self._network.rewind(timeline.snapshot_at(epoch) if epoch is not None and is_kept else None)
        self.network_changed.emit()

    def shown_epoch(self) -> int | None:
        """Give the epoch that is looked at; None for now."""
        return None if self._network.past is None else self._network.past[0]

    def continue_from_here(self) -> None:
        """Train on from the epoch that is looked at; what came after it becomes the ghost."""
        if self._network.past is not None:
            self._when_idle(self._continue)

    def _continue(self) -> None:
        if self._network.past is not None:
            self._learner.branch(*self._network.past)
            self._network.take(self._learner.parameters())
            self._start()

    def _when_idle(self, act: Callable[[], None]) -> None:
        if self._thread is None:
            act()
        else:
            self._then = act
            self.stop()

    def _start(self, pause_after: Literal["batch", "epoch"] | None = None) -> None:
        self._failure, self._refused = "", len(self._collection) == 0
        if not self._refused:
            if self._learner.is_other(self._config):
                self._network.specify(self._config)
            self._begin_run(pause_after)
            self.rewind(None)
            self._count_behind()
        self._judge()
        self._tell_phase()

    def _begin_run(self, pause_after: Literal["batch", "epoch"] | None) -> None:
        self._thread = thread = TrainingThread(self)
        for end in (thread.succeeded, thread.stopped, thread.failed):
            end.connect(self.on_thread_ended)
        thread.paused.connect(self.on_paused)
        self._control = TrainingControl(thread.on_pause, pause_after)
        self._control.set_speed(self._speed)
        run = self._learner.begin(self._config, self._collection, self._control)
        self._pace = Pace(*run.epochs(), examples=run.n_examples())
        thread.take(run)
        thread.start()

    def on_paused(self) -> None:
        """Show what the network is now, in a pause."""
        self._take_published()
        self._judge()
        self._tell_phase()

    def on_thread_ended(self, _sentence: str) -> None:
        """Take up what the run has left."""
        if self._thread is not None and self._thread.outcome is not None:
            self._finish()

    def _finish(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None or thread.outcome is None:
            return
        thread.wait()
        thread.deleteLater()
        self._stopping = False
        changed = self._learner.end()
        self._failure = thread.outcome.sentence if thread.outcome.kind == "failed" else ""
        if self._network.take(self._learner.parameters()):
            self.network_changed.emit()
        if changed:
            self.run_ended.emit(*self._learner.kept())
        self.ended.emit(thread.outcome.kind, thread.outcome.sentence)
        self._judge()
        self._tell_phase()
        then, self._then = self._then, None
        if then is not None:
            then()

    def refresh(self) -> None:
        """Pull what the run has done since; cheap, to be called with every picture."""
        if self._thread is None:
            return
        self._take_published()
        if self._phase() == "running":
            self._control.request_weights()
            if self._judged.elapsed() > _JUDGE:
                self._judge()

    def _take_published(self) -> None:
        weights = self._control.published()
        if weights is not None and self._network.take(weights):
            self.network_changed.emit()

    def _phase(self) -> Phase:
        if self._thread is None:
            return "idle"
        if self._stopping:
            return "stopping"
        return "paused" if self._control.is_paused() else "running"

    def _tell_phase(self) -> None:
        self.phase_changed.emit(self.progress())

    def progress(self) -> Progress:
        """Tell how far the training is."""
        phase, trained = self._phase(), self._learner.trained
        if phase == "idle":
            epoch = self._learner.timeline.last_epoch
            return Progress(epoch=epoch, epochs=epoch, trained=trained)
        self._pace.add(*self._control.done(), resting=phase != "running")
        return self._pace.progress(phase, trained)

    def curves(self) -> Curves:
        """Give what the run has logged so far; quick at any time."""
        return self._learner.timeline.curves()

    def ghost(self) -> Curves | None:
        """Give the curves of the run before."""
        return self._learner.ghost

    def kept_epochs(self) -> tuple[int, ...]:
        """Give the epochs that can be looked at, ascending."""
        return self._learner.timeline.kept_epochs()

    def probability(self, x: npt.ArrayLike) -> float:
        """Give P(digit is 1) of an image, (400,) or (20, 20), by the weights that are shown."""
        return self._network.probability(x)

    def probabilities(self, X: Floats) -> Floats:
        """Give P(digit is 1) of images (k, 400), (k,), by the weights that are shown."""
        return self._network.probabilities(X)

    def save_network(self, path: Path) -> None:
        """Write the network that is shown, as .keras or .npz; raises OSError or ValueError."""
        self._network.save(path)

    def version(self) -> int:
        """Give a number that is another whenever the weights that are shown are others."""
        return self._network.version

    def is_trained(self) -> bool:
        """Say whether the network has made a step since its first weights."""
        return self.progress().trained

    def restore(
        self, config: Mapping[str, Any], logs: Mapping[str, npt.ArrayLike], weights: bytes
    ) -> None:
        """Go on with the network of an earlier session; one that cannot be read is only told of."""
        if self._thread is not None:
            return
        try:
            self._learner.restore(config, logs, weights)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._failure = (
                f"The network of last time could not be opened: {error} Train a new one."
            )
            self._judge()
            return
        if not self._is_set:
            self._config = self._learner.config
        if len(self._collection):
            self._learner.learnt = self._collection
        self._network.specify(self._learner.config)
        self._network.take(self._learner.parameters())
        self.network_changed.emit()
        self._count_behind()
        self._judge()
        self._tell_phase()

    def close(self, seconds: float) -> bool:
        """End a run and wait for it; say whether it has ended. run_ended tells its weights."""
        self._then = None
        self.stop()
        if self._thread is not None and self._thread.wait(round(seconds * 1000)):
            self._finish()
        return self._thread is None

    def _count_behind(self) -> None:
        behind = self._learner.behind(self._collection)
        if behind != self._behind:
            self._behind = behind
            self.behind_changed.emit(behind)

    def _judge(self) -> None:
        self._judged.restart()
        found = verdicts(self._situation())
        if found != self._verdicts:
            self._verdicts = found
            self.verdicts_changed.emit(found)

    def _situation(self) -> Situation:
        return Situation(
            collection=self._collection,
            held_out=held_out(self._collection, self._config),
            config=self._config,
            curves=self.curves(),
            behind=self._behind,
            other=self._learner.trained and self._learner.is_other(self._config),
            failure=self._failure,
            asked=self._refused,
        )
