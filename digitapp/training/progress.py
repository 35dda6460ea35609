"""Progress: how far a training run is, and how fast. Knows nothing of threads or windows."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from time import monotonic
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


class Pace:
    """Measures a run: from counts of batches it derives examples a second and time left.

    first, last : the epochs between which the run goes
    examples : that an epoch has
    trained : the network had made a step before the run

    >>> pace = Pace(first=0, last=2, examples=20)
    >>> pace.add(0, 4, now=10.0)
    >>> pace.add(4, 4, now=10.5)
    >>> pace.progress("running")
    Progress(phase='running', epoch=1, epochs=2, batch=0, batches=4, examples_per_second=40.0, \
seconds_left=0.5, trained=True)
    """

    SPAN = 1.5  # seconds that a speed is measured over

    def __init__(
        self, first: int = 0, last: int = 0, examples: int = 0, trained: bool = False
    ) -> None:
        self._first, self._last, self._examples = first, last, examples
        self._trained = trained
        self._batches, self._done = 0, 0
        self._marks: deque[tuple[float, int]] = deque()  # moment, batches done

    def add(self, done: int, batches: int, resting: bool = False, now: float | None = None) -> None:
        """Note how many batches are done, and how many an epoch has.

        resting : the run stands still, and its speed will be measured anew
        now : the moment, by time.monotonic
        """
        self._done, self._batches = done, batches
        if resting or batches == 0:
            self._marks.clear()
            return
        now = monotonic() if now is None else now
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[0][0] > self.SPAN:
            self._marks.popleft()

    def progress(self, phase: Phase) -> Progress:
        """Return how far the run is."""
        epoch, batch = divmod(self._done, self._batches) if self._batches else (self._first, 0)
        speed = self._batches_per_second() if phase == "running" else 0.0
        left = self._last * self._batches - self._done
        return Progress(
            phase=phase,
            epoch=min(epoch, self._last),
            epochs=self._last,
            batch=batch,
            batches=self._batches,
            examples_per_second=speed * self._examples / max(1, self._batches),
            seconds_left=left / speed if speed > 0 else None,
            trained=self._trained or self._done > self._first * self._batches,
        )

    def _batches_per_second(self) -> float:
        if len(self._marks) < 2:
            return 0.0
        (since, before), (now, done) = self._marks[0], self._marks[-1]
        return max(0, done - before) / (now - since) if now > since else 0.0
