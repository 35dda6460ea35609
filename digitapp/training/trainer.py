"""Trainer: the model that is trained, with its history.

numpy, nn and digits only; knows nothing of threads or windows. While a run is fitted in another
thread, only what says so may be called.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from digitapp.digits.dataset.snapshot import Bools, DatasetSnapshot

from . import run_state
from .checkpoint import Checkpoint, Floats, read_only
from .config import TrainingConfig
from .diagnostics import Situation
from .run import Run
from .run_record import RunRecord
from .timeline import Curves, Timeline, read_logs

_MOST_WITH_STATE = 15 * 2**20  # bytes of weights that a digits file takes with optimizer state
Ids = npt.NDArray[np.int64]


class Trainer:
    """A model, its timeline, the curves of the run before, and the drawings it was trained on.

    trained : it has made a step since its first weights
    previous_run : the curves of the run before; None without
    learnt : the drawings of its last run; None before any
    ever_learnt : (k,) ids of the drawings that it has learnt from since its first weights
    best : an epoch before the end of the last run and its checkpoint, to go back to; None without
    """

    def __init__(self, config: TrainingConfig, previous_run: Curves | None = None) -> None:
        self.previous_run = previous_run
        self._run: Run | None = None  # under way
        self._start(config)

    def _start(self, config: TrainingConfig) -> None:
        self.config, self.model, self.timeline = config, config.make_model(), Timeline()
        self.trained = False
        self.learnt: DatasetSnapshot | None = None
        self._since = 0  # epoch from which on the drawings were those of `learnt`
        self._held_out = np.empty(0, np.int64)  # ids of those that were held out
        self.ever_learnt = np.empty(0, np.int64)
        self.best: tuple[int, Checkpoint] | None = None

    def successor(self, config: TrainingConfig) -> Trainer:
        """Return one with the first weights of the seed; this one's run is its previous_run."""
        return Trainer(config, self._last_curves())

    def adopt(self, parameters: Floats) -> None:
        """Take the weights (P,) of another network of the same layers."""
        self.model.parameters[...] = parameters
        self.trained = True

    def copy(self) -> Self:
        """Return another that goes on from here, while this one stays; not while a fit runs."""
        other = copy(self)
        other.timeline = self.timeline.copy()
        other.model = self.config.make_model()
        Checkpoint.of(self.model).put(other.model)
        return other

    def forget_past(self) -> None:
        """Keep no checkpoint but the last, to save memory."""
        self.timeline.keep_only(Checkpoint.of(self.model))

    def _last_curves(self) -> Curves | None:
        curves = self.timeline.curves()
        return curves if len(curves.epochs) > 1 else self.previous_run

    def is_other(self, config: TrainingConfig) -> bool:
        """Return whether a config asks for another network, not only for other training."""
        return _specified(config) != _specified(self.config)

    def begin(self, config: TrainingConfig, dataset: DatasetSnapshot) -> Run:
        """Compile the model as the config asks for, and return the run to fit.

        config : of this network; another one is trained by a successor
        """
        if _compiled(config) != _compiled(self.config):
            self._compile(config)
        self.config = config
        self.model.compiled()[0].learning_rate = config.learning_rate
        self._before = self.parameters()
        self._note(dataset, config)
        self._run = run = Run(self.model, config, dataset, self.timeline, self.trained)
        return run

    def _note(self, dataset: DatasetSnapshot, config: TrainingConfig) -> None:
        mask = dataset.held_out(config.validation_share, config.seed)
        learnt, tested = dataset.ids[~mask], dataset.ids[mask]
        same = self.learnt is not None and _stale_count(self.learnt, dataset) == 0
        if not (same and np.array_equal(tested, self._held_out)):
            self._since = self.timeline.last_epoch
            if self.learnt is not None:
                self.timeline.note(_what_changed(self.learnt, dataset))
        self._held_out = tested
        self.learnt = dataset
        new = learnt[~_are_in(learnt, self.ever_learnt)]
        self.ever_learnt = np.sort(np.concatenate([self.ever_learnt, new]), kind="stable")

    def _compile(self, config: TrainingConfig) -> None:
        checkpoint = Checkpoint.of(self.model)
        self.model = config.make_model()
        checkpoint.put(self.model)

    def end(self) -> bool:
        """Finish after a run; return whether it has changed the weights.

        Those of the best epoch, where the run had to look for it, wait in `best` for a branch.
        """
        run, self._run, self.best = self._run, None, None
        epoch, last = (None, None) if run is None else (run.best_epoch(), run.last_state())
        if epoch is not None and last is not None:
            self.best = epoch, Checkpoint.of(self.model)
            last.put(self.model)
        if not np.isfinite(self.model.parameters).all():  # it was broken off in mid-step
            self._mend()
        self.model.history = None  # which refers to the model: a cycle that only gc would free
        changed = not np.array_equal(self._before, self.model.parameters)
        self.trained = self.trained or changed
        return changed

    def _mend(self) -> None:
        """Go back to the last epoch that is kept, or else to the first weights."""
        found = self.timeline.buffer.nearest(self.timeline.last_epoch)
        if found is None:
            self._start(self.config)
        else:
            found[1].put(self.model)

    def parameters(self) -> Floats:
        """Copy the weights (P,); not while a fit runs."""
        return read_only(self.model.parameters.copy())

    def branch(self, epoch: int, checkpoint: Checkpoint) -> None:
        """Go back to an epoch; what came after it is only left as the previous_run."""
        self.best = None
        self.previous_run = self._last_curves()
        self.timeline.cut(epoch, checkpoint)
        self.timeline.note("branch")
        self._since = min(self._since, epoch)
        checkpoint.put(self.model)

    def situation(
        self, dataset: DatasetSnapshot, config: TrainingConfig, *, failure: str, asked: bool
    ) -> Situation:
        """Return what diagnostics need to know beside drawings and settings of now; at any time."""
        if self.learnt is None and self.trained and len(dataset):
            self._note(dataset, self.config)  # of a restored network this is the best guess
        mask = dataset.held_out(config.validation_share, config.seed)
        other = self.trained and self.is_other(config)
        learnt_before = np.count_nonzero(_are_in(dataset.ids[mask], self.ever_learnt))
        stale, tested = 0, 0  # drawings; those that were added and are held out
        if self.learnt is not None and self.learnt is not dataset:
            stale = _stale_count(self.learnt, dataset)
            tested = int((mask & ~_are_in(dataset.ids, self.learnt.ids)).sum())
        return Situation(
            dataset=dataset,
            held_out=mask,
            config=config,
            curves=self.timeline.curves(),
            since=self._since,
            stale_count=stale,
            new_held_out=tested,
            learnt_before=0 if other else int(learnt_before),
            other=other,
            failure=failure,
            asked=asked,
        )

    def record(self) -> RunRecord:
        """Return the run that has ended, to be stored; not while a fit runs."""
        checkpoint = Checkpoint.of(self.model)
        if checkpoint.parameters.nbytes > _MOST_WITH_STATE:
            checkpoint = replace(checkpoint, slots={})
        state = run_state.to_bytes(self.timeline, checkpoint, self.model, self.previous_run)
        return RunRecord(self.config.to_json(), self.timeline.logs(), state)

    def restore(self, record: RunRecord) -> None:
        """Go on from a stored run; raises ValueError, and changes nothing, where that fails."""
        try:
            restored = TrainingConfig.from_json(record.config)
            model, curves = restored.make_model(), read_logs(record.logs)
            state = run_state.from_bytes(record.weights, model)
            for checkpoint in (*state.past.values(), state.checkpoint):
                checkpoint.put(model)  # also those that may be gone back to: one may be refused
        except Exception as error:  # whatever a hostile file makes one of the parsers raise
            reason = error if isinstance(error, ValueError) else repr(error)
            raise ValueError(f"The network of last time cannot be opened: {reason}") from error
        self._start(restored)
        self.model, self.trained, self.previous_run = model, True, state.previous_run
        for epoch, checkpoint in state.past.items():
            self.timeline.buffer.put(epoch, checkpoint)
        self.timeline.events = state.events
        self.timeline.batches.restore(state.batches)
        self.timeline.restore(curves, state.checkpoint)


def _stale_count(learnt: DatasetSnapshot, now: DatasetSnapshot) -> int:
    """Count the drawings that were added, removed or relabelled."""
    if learnt is now:
        return 0
    both = _are_in(learnt.ids, now.ids)  # (len(learnt),)
    before = learnt.labels[both]
    after = now.labels[np.searchsorted(now.ids, learnt.ids[both])]
    relabelled = np.count_nonzero(before != after)
    return len(learnt) + len(now) - 2 * len(before) + int(relabelled)


def _what_changed(before: DatasetSnapshot, now: DatasetSnapshot) -> str:
    """Return how drawings differ, in a few words; empty where they do not."""
    both = _are_in(before.ids, now.ids)
    added, removed = len(now) - int(both.sum()), int((~both).sum())
    relabelled = _stale_count(before, now) - added - removed
    parts = []
    if added:
        parts.append(f"+ {added:,} drawing{'s' if added > 1 else ''}")
    if removed:
        parts.append(f"− {removed:,} drawing{'s' if removed > 1 else ''}")
    if relabelled:
        parts.append(f"{relabelled:,} relabelled")
    return ", ".join(parts)


def _are_in(ids: Ids, known: Ids) -> Bools:
    """Return which ids are among known ones; both ascending. (k,), (n,) → (k,)."""
    if len(known) == 0:
        return np.zeros(len(ids), np.bool_)
    places = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    found: Bools = known[places] == ids
    return found


def _specified(config: TrainingConfig) -> tuple[Any, ...]:
    return config.hidden_layers, config.initializer, config.seed


def _compiled(config: TrainingConfig) -> tuple[Any, ...]:
    return config.loss, config.optimizer, config.l2
