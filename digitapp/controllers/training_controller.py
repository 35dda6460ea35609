"""TrainingController: starts, steers and ends training. Decides; knows no panel.

train() ─▶ Trainer.begin ─▶ TrainingRunner ─▶ ended, run_ended
refresh() ◀── Frame, out of the run's mailbox ──▶ frame_changed
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.nn import Sequential, load_model
from digitapp.training.checkpoint import Checkpoint
from digitapp.training.checkpoint_buffer import CheckpointBuffer
from digitapp.training.config import TrainingConfig
from digitapp.training.control import Span
from digitapp.training.diagnostics import Diagnostic, diagnostics
from digitapp.training.displayed_model import DisplayedModel
from digitapp.training.frame_builder import FrameBuilder
from digitapp.training.run import Outcome
from digitapp.training.run_record import RunRecord
from digitapp.training.trainer import Trainer

from .training_runner import TrainingRunner
from .undo_step import UndoStep

_DIAGNOSE = 500  # ms between two diagnoses of a run that is under way
_MOST_PASTS = 3  # steps of undo that keep all checkpoints, 24 MB each; older ones keep the last


class Learning(NamedTuple):
    """All that was learnt so far, and the settings beside it, to come back to."""

    trainer: Trainer
    config: TrainingConfig


class TrainingController(QObject):
    """The training of one window; lives in the window's thread.

    network : what predictions are made with
    frame : the training as it was shown last
    """

    frame_changed = Signal(object)  # Frame
    ended = Signal(str, str)  # "succeeded", "stopped" or "failed"; sentence
    run_ended = Signal(object)  # RunRecord, of a run that has changed the weights, to be stored
    network_opened = Signal(object)  # TrainingConfig with its layers
    step_made = Signal(object)  # UndoStep that gave up what was learnt
    refused = Signal(str, str)  # why nothing is trained; Severity
    diagnostics_changed = Signal(object)  # tuple of Diagnostic
    stale_count_changed = Signal(int)  # drawings changed since the last run began

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset, self._config = DatasetSnapshot.empty(), TrainingConfig()
        self._trainer, self.network = Trainer(self._config), DisplayedModel(self._config)
        self._frames = FrameBuilder(self.network)
        self._runner = TrainingRunner(self)
        self._runner.paused.connect(self.on_paused)
        self._runner.ended.connect(self.on_ended)
        self._speed: float | None = None
        self._is_speed_chosen = False
        self._pending = 0  # drawings that are being saved
        self._next: Callable[[], None] | None = None  # to do when nothing runs or is being saved
        self._failure = ""
        self._problem = ""  # with settings that were entered last
        self._refused = False  # training was asked for without drawings
        self._stale_count = 0
        self._steps = deque[UndoStep](maxlen=_MOST_PASTS)
        self._diagnostics: tuple[Diagnostic, ...] = ()
        self._diagnosed = QElapsedTimer()
        self._diagnosed.start()
        self.frame = self._frames.build(self._trainer, None, self._config, self._dataset)

    def show_dataset(self, dataset: DatasetSnapshot) -> None:
        """Use other drawings from the next run on."""
        self._dataset = dataset
        self._refused = self._refused and len(dataset) == 0
        self._show_next_step()
        self._diagnose()

    def set_pending(self, drawings: int) -> None:
        """Note how many drawings are being saved: a run that is asked for waits for them."""
        self._pending = drawings
        self._do_next()

    def config(self) -> TrainingConfig:
        """Return the settings that the next training starts with."""
        return self._config

    def set_config(self, config: TrainingConfig) -> None:
        """Use other settings: the learning rate at once, others when training starts."""
        self._config = config
        if self._runner.current is not None:
            self._runner.current.control.set_learning_rate(config.learning_rate)
        elif not self._trainer.trained and config != self._trainer.config:
            self._reset()
            return
        self._show_next_step()
        self._diagnose()

    def set_problem(self, sentence: str) -> None:
        """Note what is wrong with settings that were entered, and refused; empty: nothing is."""
        self._problem = sentence

    def set_speed(self, batches_per_second: float | None) -> None:
        """Make so many steps a second at most; None for full speed."""
        self._speed, self._is_speed_chosen = batches_per_second, True
        self._frames.is_watched = False
        if self._runner.current is not None:
            self._runner.current.control.set_speed(batches_per_second)
            self._show()

    @property
    def buffer(self) -> CheckpointBuffer:
        """The checkpoints of the run, which may be read while it goes on."""
        return self._trainer.timeline.buffer

    def set_with_steps(self, wanted: bool) -> None:
        """Set whether frames hold where the fit stands, from which its next step follows."""
        self._frames.with_steps = wanted
        if self._runner.current is not None:
            self._runner.current.control.set_with_steps(wanted)
        self._show()

    def toggle(self) -> None:
        """Train, pause or go on: what the one large button means."""
        if self.frame.progress.phase == "running":
            self.pause()
        else:
            self.train()

    def train(self) -> None:
        """Start from the present weights, or go on after a pause."""
        self._go_on(None)

    def step_batch(self) -> None:
        """Make one step and pause."""
        self._go_on("batch")

    def step_epoch(self) -> None:
        """Go on to the end of an epoch and pause."""
        self._go_on("epoch")

    def pause(self) -> None:
        """Make no further step until asked to."""
        if self._runner.current is not None:
            self._runner.current.control.pause()
            self._show()

    def stop(self) -> None:
        """End the run before its next step, also one that waits to begin; its weights stay."""
        self._next = None
        self._stop()

    def reset(self) -> None:
        """Begin again with the first weights of the seed; what was becomes the previous run."""
        self._when_idle(self._reset)

    def begin_file(self) -> None:
        """Begin with first weights and no previous run, for a file that nothing was learnt from."""
        self._when_idle(self._begin_file)

    def rewind(self, epoch: int | None) -> None:
        """Show a past epoch, the nearest that is kept, or now; a run goes on meanwhile."""
        self.network.rewind(None if epoch is None else self.buffer.nearest(epoch))
        self._show()

    def continue_from_here(self) -> None:
        """Train on from the epoch shown; what came after it becomes the previous run."""
        if self.network.past is not None:
            self._when_idle(self._continue)

    def restore(self, record: RunRecord) -> None:
        """Go on with the network of a stored run; a diagnostic says it where that fails."""
        if self._runner.current is not None:
            return
        trainer = Trainer(self._config)
        try:
            trainer.restore(record)
        except ValueError as error:
            self._begin_anew(Trainer(self._config))
            self._failure = f"{error} Train a new one."
            self._diagnose()
        else:
            self._begin_anew(trainer)

    def open_network(self, path: Path) -> None:
        """Go on with the network of a .keras or .npz file; a run is stopped before.

        Raises OSError or ValueError, whose sentence says why it cannot be used.
        """
        self._when_idle(partial(self._adopt, load_model(path, compile=False)))

    def learning(self) -> Learning:
        """Return all that was learnt so far; not while a run is under way."""
        trainer = self._trainer
        is_other = trainer.is_other(self._config)
        return Learning(trainer, trainer.config if is_other else self._config)

    def bring_back(self, learning: Learning) -> None:
        """Go on from what was learnt before; a run is stopped first."""
        self._when_idle(partial(self._use, learning))

    def refresh(self) -> None:
        """Show what the run has done since, and ask it for more; for a timer."""
        if self._runner.current is None:
            return
        control = self._runner.current.control
        if control.has_frame():
            self._show()
        if self.frame.progress.phase == "running":
            control.request_frame()
        if self._diagnosed.elapsed() > _DIAGNOSE:
            self._diagnose()

    def on_paused(self) -> None:
        """Show where the run stands still."""
        self._show()
        self._diagnose()

    def close(self, seconds: float) -> bool:
        """End a run and wait for it; return whether it has ended. run_ended has its weights."""
        self.stop()
        return self._runner.wait_for_end(seconds)

    def on_ended(self, outcome: Outcome) -> None:
        """Show what the run has left, and do what waited for its end."""
        changed = self._trainer.end()
        if self._trainer.best is not None:
            epoch, checkpoint = self._trainer.best
            done = f"Went back to epoch {epoch:,}, where the held-out loss was lowest."
            self._make_step(f"go back to epoch {epoch:,}", done)
            self._branch(epoch, checkpoint)
        self._failure = outcome.sentence if outcome.kind == "failed" else ""
        self.network.update(self._trainer.parameters())
        self._show()
        self._diagnose()
        if changed:
            self.run_ended.emit(self._trainer.record())
        self.ended.emit(outcome.kind, outcome.sentence)
        self._do_next()

    def _go_on(self, pause_after: Span | None) -> None:
        if self.network.past is not None:
            self.rewind(None)
        run = self._runner.current
        if run is None or run.control.is_stopping():
            self._next = partial(self._start, pause_after)
            self._do_next()
            return
        if pause_after is None:
            run.control.resume()
        else:
            run.control.step(pause_after)
        self._show()

    def _start(self, pause_after: Span | None) -> None:
        if self._problem:
            self.refused.emit(f"Nothing is trained. {self._problem}", "warning")
            return
        self._failure, self._refused = "", len(self._dataset) == 0
        if self._refused:
            self.refused.emit("Nothing is trained: there are no drawings yet.", "warning")
        else:
            if self._trainer.is_other(self._config):
                self._make_step("begin a new network", "Began a new network.")
                self._begin_anew(self._trainer.successor(self._config))
            is_first = not self._trainer.trained and self._trainer.previous_run is None
            is_watched = self._frames.is_watched = is_first and not self._is_speed_chosen
            run = self._trainer.begin(self._config, self._dataset)
            run.control.set_speed(run.watched_speed if is_watched else self._speed)
            run.control.set_with_steps(self._frames.with_steps)
            if pause_after is not None:
                run.control.step(pause_after)
            self._runner.start_run(run)
            self._show()
        self._diagnose()

    def _stop(self) -> None:
        if self._runner.current is not None:
            self._runner.current.control.stop()
            self._show()

    def _reset(self) -> None:
        self._make_step("Reset", "Began again.")
        self._begin_anew(self._trainer.successor(self._config))

    def _begin_anew(self, trainer: Trainer) -> None:
        self._failure, self._trainer = "", trainer
        self.network.specify(trainer.config)
        self.network.update(trainer.parameters())
        self._show()
        self._diagnose()

    def _adopt(self, model: Sequential) -> None:
        self._make_step("open a network", "Opened another network.")
        config = self._config.with_network(model)
        trainer = self._trainer.successor(config)
        trainer.adopt(model.parameters)
        self._use(Learning(trainer, config))

    def _use(self, learning: Learning) -> None:
        self._config = learning.config
        self.network_opened.emit(learning.config)
        self._begin_anew(learning.trainer)

    def _begin_file(self) -> None:
        self._begin_anew(Trainer(self._config))

    def _continue(self) -> None:
        if self.network.past is not None:
            epoch, checkpoint = self.network.past
            self._make_step(f"go on from epoch {epoch:,}", f"Went on from epoch {epoch:,}.")
            self._branch(epoch, checkpoint)
            self._go_on(None)

    def _branch(self, epoch: int, checkpoint: Checkpoint) -> None:
        self._trainer = self._trainer.copy()  # undo has the other
        self._trainer.branch(epoch, checkpoint)
        self.network.rewind(None)
        self.network.update(self._trainer.parameters())

    def _make_step(self, name: str, done: str) -> None:
        """Emit a step by which undo brings back what was learnt, which is given up next."""
        if not self._trainer.trained:
            return
        if len(self._steps) == _MOST_PASTS:
            self._steps[0].held.trainer.forget_past()
        epoch = self._trainer.timeline.last_epoch
        back = f"epoch {epoch:,}" if epoch else "the network before"
        step = UndoStep(name, back, done, self._exchange, self.learning())
        self._steps.append(step)
        self.step_made.emit(step)

    def _exchange(self, step: UndoStep) -> bool:
        self._when_idle(partial(self._exchange_now, step))
        return True

    def _exchange_now(self, step: UndoStep) -> None:
        learning, step.held = step.held, self.learning()
        self._use(learning)
        if learning.trainer.trained:
            self.run_ended.emit(learning.trainer.record())

    def _when_idle(self, act: Callable[[], None]) -> None:
        self._next = act
        self._stop()
        self._do_next()

    def _do_next(self) -> None:
        if self._next is not None and self._runner.current is None and self._pending == 0:
            act, self._next = self._next, None
            act()

    def _show(self) -> None:
        """Emit the training as it is to be shown now."""
        run = self._runner.current
        self.frame = self._frames.build(self._trainer, run, self._config, self._dataset)
        self.frame_changed.emit(self.frame)

    def _show_next_step(self) -> None:
        """Emit the frame anew where drawings or settings may have changed the next step."""
        if self._frames.with_steps:
            self._show()

    def _diagnose(self) -> None:
        """Emit what there is to say about drawings, settings and run, where that has changed."""
        self._diagnosed.restart()
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
