"""Progress bar: a line in a terminal that shows how far a fit is."""

from __future__ import annotations

import sys
import time

from .arguments import described
from .callback import Callback, Logs

_WIDTH = 24  # characters of bar
_PAUSE = 0.05  # seconds between two drawings


class EpochLines(Callback):
    """Print a line at the end of every epoch: `fit(verbose=2)`."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Print the line."""
        print(_told(epoch, self.params["epochs"], logs))


class ProgressBar(Callback):
    """Draw one line in place, for the whole fit: `fit(verbose=1)`.

    It stays quiet where standard output is not a terminal.

    ━━━━━━━━━━━━━━━━━━────── epoch 76/100 · loss 0.0123 · 3,100 batches/s · 1 s left
    """

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Start the clock, and check that there is a terminal."""
        self._visible = sys.stdout is not None and sys.stdout.isatty()
        self._start = self._drawn = time.perf_counter()
        self._batches = self._epoch = self._first_epoch = self._length = 0
        self._logs: Logs | None = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Store the number of the epoch."""
        self._epoch = epoch
        if self._batches == 0:
            self._first_epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Draw, if the last drawing is old enough."""
        if self._visible and time.perf_counter() - self._drawn > _PAUSE:
            self._draw()
        self._batches += 1

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Store the logs for the next drawings."""
        self._logs = logs

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Draw a last time, and end the line."""
        if self._visible and self._batches:
            self._draw()
            print()

    def _draw(self) -> None:
        self._drawn = time.perf_counter()
        seconds, n_epochs = self._drawn - self._start, self.params["epochs"]
        share = self._batches / ((n_epochs - self._first_epoch) * self.params["steps"])
        left = f"{seconds / share - seconds:,.0f} s left" if share else "…"
        full = round(_WIDTH * share)
        line = (
            f"{'━' * full}{'─' * (_WIDTH - full)} {_told(self._epoch, n_epochs, self._logs)}"
            f" · {self._batches / seconds:,.0f} batches/s · {left}"
        )
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        plain = line.encode(encoding, "replace").decode(encoding)  # an old console has no ━
        print("\r" + plain.ljust(self._length), end="", flush=True)
        self._length = len(line)


def _told(epoch: int, n_epochs: int, logs: Logs | None) -> str:
    figures = [f"{name} {value:.4f}" for name, value in (logs or {}).items()]
    return " · ".join([f"epoch {epoch + 1}/{n_epochs}", *figures])


def progress(verbose: int | str) -> list[Callback]:
    """Return the callback for `verbose` of fit: 0 none, 1 or "auto" a bar, 2 a line an epoch."""
    if str(verbose) not in ("0", "1", "2", "auto", "True", "False"):
        raise ValueError(f'verbose must be 0, 1, 2 or "auto", got {described(verbose)}.')
    return [] if verbose == 0 else [EpochLines() if verbose == 2 else ProgressBar()]
