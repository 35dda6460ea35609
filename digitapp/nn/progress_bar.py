"""Progress: a line in a terminal that tells how a fit goes. Knows nothing of how it is computed."""

from __future__ import annotations

import sys
import time

from .callbacks import Callback, Logs

_WIDTH = 24  # characters of bar
_PAUSE = 0.05  # seconds between two drawings


class EpochLines(Callback):
    """Prints a line at the end of every epoch: `fit(verbose=2)`."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Print the line."""
        print(_told(epoch, self.params["epochs"], logs))


class ProgressBar(Callback):
    """Draws one line in place, for the whole fit: `fit(verbose=1)`.

    It stays quiet where standard output is not a terminal.

    ━━━━━━━━━━━━━━━━━━────── epoch 76/100 · loss 0.0123 · 3,100 batches/s · 1 s left
    """

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Look whether anybody can see it."""
        self._visible = sys.stdout is not None and sys.stdout.isatty()
        self._start = self._drawn = time.perf_counter()
        self._batches, self._epochs, self._length = 0, 0, 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Note where the fit stands."""
        if self._batches == 0:
            self._epochs = self.params["epochs"] - epoch

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Count."""
        self._batches += 1

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Draw, if it is time to."""
        last = epoch + 1 == self.params["epochs"] or self.model.stop_training
        if self._visible and (last or time.perf_counter() - self._drawn > _PAUSE):
            self._draw(epoch, logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Leave the line."""
        if self._length:
            print()

    def _draw(self, epoch: int, logs: Logs | None) -> None:
        self._drawn = time.perf_counter()
        seconds = self._drawn - self._start
        share = self._batches / (self._epochs * self.params["steps"])
        full = round(_WIDTH * share)
        line = (
            f"{'━' * full}{'─' * (_WIDTH - full)} {_told(epoch, self.params['epochs'], logs)}"
            f" · {self._batches / seconds:,.0f} batches/s · {seconds / share - seconds:,.0f} s left"
        )
        print("\r" + line.ljust(self._length), end="", flush=True)
        self._length = len(line)


def _told(epoch: int, n_epochs: int, logs: Logs | None) -> str:
    figures = [f"{name} {value:.4f}" for name, value in (logs or {}).items()]
    return " · ".join([f"epoch {epoch + 1}/{n_epochs}", *figures])


def progress(verbose: int | str) -> list[Callback]:
    """Give the callback for that `verbose` of fit: 0 none, 1 or "auto" a bar, 2 a line an epoch."""
    if verbose not in (0, 1, 2, "auto"):
        raise ValueError(f'verbose must be 0, 1, 2 or "auto", got {verbose!r}.')
    return [] if verbose == 0 else [EpochLines() if verbose == 2 else ProgressBar()]
