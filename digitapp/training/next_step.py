"""Next step: which step a fit makes next, from where it stands between two of them.

numpy, nn and digits only; knows nothing of threads or windows. A fit draws its order anew for each
epoch, and its drawings may be varied anew; both follow from what StepStart holds, so that the batch
of a step is known before it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digitapp.digits import augment
from digitapp.digits.dataset.snapshot import OWN, DatasetSnapshot
from digitapp.nn import Sequential

from .checkpoint import Checkpoint, Floats, read_only
from .config import TrainingConfig
from .step_trace import Batch, StepTrace, trace_step

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StepStart:
    """A fit between two steps.

    checkpoint : weights, and what the optimizer remembers; its shuffles are those that the order of
        this epoch is drawn with
    epoch, batch : finished epochs, and finished batches of the epoch under way
    gradients : (P,) of the last step; None where none was made
    config, dataset : what the step is made with; its layers are those of the checkpoint
    """

    checkpoint: Checkpoint
    epoch: int
    batch: int
    gradients: Floats | None
    config: TrainingConfig = field(default_factory=TrainingConfig)
    dataset: DatasetSnapshot = field(default_factory=DatasetSnapshot.empty)

    @classmethod
    def of(
        cls, model: Sequential, epoch: int, batch: int, shuffles: Mapping[str, Any] | None = None
    ) -> StepStart:
        """Copy where a model stands; shuffles are the present ones unless an epoch has begun."""
        checkpoint = Checkpoint.of(model)
        if shuffles is not None:
            checkpoint = replace(checkpoint, shuffles=shuffles)
        made = model.compiled()[0].iterations > 0
        gradients = read_only(model.gradients.copy()) if made and model.gradients.any() else None
        return cls(checkpoint, epoch, batch, gradients)


class NextStep(NamedTuple):
    """The step that is made next.

    places : (m,) of its drawings in the dataset
    batch, batches : which of the epoch, from 0, and how many an epoch has
    """

    trace: StepTrace
    places: Integers
    epoch: int
    batch: int
    batches: int


class StepReader:
    """Finds the next step; remembers what stays the same from one step to the next."""

    def __init__(self) -> None:
        self._config: TrainingConfig | None = None
        self._dataset: DatasetSnapshot | None = None
        self._model = Sequential()
        self._places: Integers = np.empty(0, np.int64)  # of the training drawings in the dataset
        self._weights: Floats | None = None
        self._order_of: tuple[int, object] = (-1, None)

    def read(self, start: StepStart) -> NextStep | None:
        """Return the next step; None without drawings. Another optimizer begins afresh."""
        config, dataset = start.config, start.dataset
        if config != self._config or dataset is not self._dataset:
            self._prepare(config, dataset)
        m = len(self._places)
        if m == 0:
            return None
        order = self._order(start, m, config.batch_size)
        batches = -(-m // config.batch_size)
        number = min(start.batch, batches - 1)
        rows = order[number * config.batch_size : (number + 1) * config.batch_size]
        batch = self._batch(rows, start)
        start.checkpoint.put(self._model)
        self._model.compiled()[0].learning_rate = config.learning_rate
        trace = trace_step(self._model, batch)
        return NextStep(trace, self._places[rows], start.epoch, number, batches)

    def _prepare(self, config: TrainingConfig, dataset: DatasetSnapshot) -> None:
        self._config, self._dataset = config, dataset
        self._model = config.make_model()
        self._places = np.flatnonzero(~dataset.held_out(config.validation_share, config.seed))
        self._order_of = (-1, None)
        sources = [OWN if own else "" for own in dataset.own[self._places]]
        self._weights = config.sample_weights(sources) if config.own_weight != 1 else None

    def _order(self, start: StepStart, m: int, batch_size: int) -> Integers:
        key = start.epoch, start.checkpoint.shuffles
        if self._order_of != key:
            rng = np.random.default_rng()
            rng.bit_generator.state = dict(start.checkpoint.shuffles)
            # a fit shuffles only what is more than one batch
            self._drawn = rng.permutation(m) if m > batch_size else np.arange(m)
            self._order_of = key
        return self._drawn

    def _batch(self, rows: Integers, start: StepStart) -> Batch:
        config, dataset, places = start.config, start.dataset, self._places[rows]
        X = dataset.images(places)
        if config.augment:
            rng = np.random.default_rng((config.seed, start.epoch))
            X = augment.images_at(X, rows, len(self._places), rng)
        y = dataset.labels[places].astype(np.float32)[:, np.newaxis]
        return Batch(X, y, None if self._weights is None else self._weights[rows])
