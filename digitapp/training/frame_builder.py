"""FrameBuilder: completes the frames of a fit by what the fit does not know.

    control.py: Frame of the fit ─┐
    Trainer, DisplayedModel ──────┴─▶ build ─▶ Frame as it is shown

numpy only; knows nothing of windows, and belongs to the thread of the window.
"""

from __future__ import annotations

from dataclasses import replace

from digitapp.digits.dataset.snapshot import DatasetSnapshot

from .config import TrainingConfig
from .displayed_model import DisplayedModel
from .frame import Frame
from .next_step import StepStart
from .progress import Phase, Progress
from .run import Run
from .trainer import Trainer


class FrameBuilder:
    """Builds what is shown of a trainer, and of its run while one is under way.

    network : what predictions are made with; it is given the newest weights of the run
    with_steps : frames hold where the next step is made from
    is_watched : the run under way is slowed, so that it can be watched
    """

    def __init__(self, network: DisplayedModel) -> None:
        self._network = network
        self.with_steps = self.is_watched = False
        self._latest = Frame()  # of the fit, as it made it
        self._step: StepStart | None = None  # as it was returned last

    def build(
        self, trainer: Trainer, run: Run | None, config: TrainingConfig, dataset: DatasetSnapshot
    ) -> Frame:
        """Return the training as it is now, with what the run has done since.

        config, dataset : settings and drawings that the next run would start with
        """
        phase: Phase = "idle"
        if run is None:
            self._latest = _idle_frame(trainer)
        else:
            phase = run.control.phase()  # first: when it is "paused", the frame of that is there
            self._take(run)
        network, watched = self._network, run if self.is_watched else None
        progress = replace(self._latest.progress, phase=phase)
        if phase != "running":
            progress = replace(progress, examples_per_second=0.0, seconds_left=None)
        return replace(
            self._latest,
            progress=progress,
            events=trainer.timeline.events,
            watched_speed=None if watched is None else watched.watched_speed,
            watched_seconds=0.0 if watched is None else watched.watched_seconds,
            weights=network.weights,
            config=trainer.config,
            shown_epoch=network.shown_epoch,
            first_kept=min(trainer.timeline.buffer.epochs(), default=trainer.timeline.last_epoch),
            previous_run=trainer.previous_run,
            newest=network.newest,
            step=self._next_step(trainer, run, config, dataset) if self.with_steps else None,
        )

    def _take(self, run: Run) -> None:
        frame = run.control.take_frame()
        if frame is not None:
            self._latest = frame
            if frame.weights is not None:
                self._network.update(frame.weights)

    def _next_step(
        self, trainer: Trainer, run: Run | None, config: TrainingConfig, dataset: DatasetSnapshot
    ) -> StepStart | None:
        """Return where the next step is made from: the epoch that is shown, the run, or its end."""
        past, step = self._network.past, self._latest.step
        if run is not None and trainer.learnt is not None:
            dataset, rate, config = trainer.learnt, config.learning_rate, trainer.config
            if rate != config.learning_rate:  # not at every frame: a config checks all it holds
                config = replace(config, learning_rate=rate)
        if past is not None:
            config, step = trainer.config, StepStart(past[1], past[0], 0, None)
        elif run is None:
            is_other = trainer.is_other(config)
            model = config.make_model() if is_other else trainer.model
            step = StepStart.of(model, 0 if is_other else trainer.timeline.last_epoch, 0)
        if step is None:
            return None
        step = replace(step, config=config, dataset=dataset)
        old = self._step
        if (
            old is None
            or old.checkpoint is not step.checkpoint
            or old.config != step.config
            or old.dataset is not step.dataset
        ):
            self._step = step
        return self._step  # the same object, so that a page sees that nothing has changed


def _idle_frame(trainer: Trainer) -> Frame:
    timeline = trainer.timeline
    epoch = timeline.last_epoch
    progress = Progress(epoch=epoch, epochs=epoch, trained=trainer.trained)
    return Frame(progress, timeline.curves(), batches=timeline.batches.points())
