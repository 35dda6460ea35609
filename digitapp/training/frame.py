"""Frame: the training at one moment, as a page shows it.

    thread of the fit                             thread of the window
    control.py: a new Frame  ─▶  one slot  ─▶  one timer: take_frame ─▶ page.show_frame

The fit makes a frame when the one before was taken, at most 30 times a second, so that copying the
weights costs a run nothing. All of a frame belongs together: its weights are those after its last
step, and its curves end at its last finished epoch. numpy only; knows nothing of windows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .batch_losses import BatchPoints
from .checkpoint import Floats
from .config import TrainingConfig
from .next_step import StepStart
from .progress import Progress
from .timeline import Curves, Event


@dataclass(frozen=True, eq=False)
class Frame:
    """Training at one moment; immutable, its arrays read-only.

    A page that keeps the last frame can tell by `is` what has changed: an array or object that is
    the same as before is handed over again, not copied.

    progress : phase, epoch, step of the epoch, speed, time left
    curves : what the run has logged, epoch by epoch
    weights : (P,) float32, as Sequential.parameters: those that predictions are made with. They are
        of `shown_epoch` while that is looked at, else the newest; None if there are none yet
    config : the settings of the network that these are the weights of
    shown_epoch : the past epoch that is looked at; None for now
    first_kept : the first epoch that one can go back to
    previous_run : the curves of the run before; None without
    newest : (P,) the newest weights, also while a past epoch is looked at
    events : what was done to the run between its epochs
    watched_speed : batches a second that a first run is slowed to; None for other runs
    watched_seconds : that such a run takes at least
    batches : the losses of single batches between the epochs, while the run is young or slow
    step : where the fit stands, from which its next step follows; None while nobody asks for it

    >>> Frame().progress.phase
    'idle'
    """

    progress: Progress = field(default_factory=Progress)
    curves: Curves = field(default_factory=Curves.empty)
    weights: Floats | None = None
    config: TrainingConfig = field(default_factory=TrainingConfig)
    shown_epoch: int | None = None
    first_kept: int = 0
    previous_run: Curves | None = None
    newest: Floats | None = None
    step: StepStart | None = None
    events: tuple[Event, ...] = ()
    watched_speed: float | None = None
    watched_seconds: float = 0.0
    batches: BatchPoints = field(default_factory=BatchPoints.empty)
