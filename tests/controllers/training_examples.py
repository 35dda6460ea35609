"""A TrainingController with drawings, and what it has emitted, for the tests of this folder."""

from dataclasses import replace

import numpy as np

from digitapp.controllers.training_controller import TrainingController
from digitapp.digits import handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import TrainingConfig

FOREVER = 1_000_000  # epochs
CONFIG = TrainingConfig(epochs=4, seed=3, batch_size=8)
DIGITS = DatasetSnapshot.of(handwritten()[:60])
IMAGE = DIGITS.images([0])[0]


class Desk:
    """A controller whose timer a test plays, with everything that it has emitted."""

    def __init__(self, qtbot, config=CONFIG, dataset=DIGITS):
        self.qtbot, self.session = qtbot, TrainingController()
        self.ends, self.runs, self.phases, self.stale = [], [], [], []
        self.weight_changes, self.last_weights = 0, None
        self.diagnostics = ()
        self.session.ended.connect(self.on_ended)
        self.session.run_ended.connect(self.on_run_ended)
        self.session.stale_count_changed.connect(self.stale.append)
        self.session.diagnostics_changed.connect(self.on_diagnostics_changed)
        self.session.frame_changed.connect(self.on_frame_changed)
        self.session.set_config(config)
        self.session.show_dataset(dataset)

    def on_ended(self, kind, sentence):
        self.ends.append((kind, sentence))

    def on_run_ended(self, run):
        self.runs.append(run)

    def on_frame_changed(self, frame):
        if self.phases[-1:] != [frame.progress.phase]:
            self.phases.append(frame.progress.phase)
        self.weight_changes += frame.weights is not self.last_weights
        self.last_weights = frame.weights

    def on_diagnostics_changed(self, diagnostics):
        self.diagnostics = diagnostics

    @property
    def frame(self):
        return self.session.frame

    @property
    def progress(self):
        return self.session.frame.progress

    @property
    def curves(self):
        return self.session.frame.curves

    @property
    def phase(self):
        return self.progress.phase

    @property
    def keys(self):
        return [diagnostic.key for diagnostic in self.diagnostics]

    def wait(self, condition):
        """Let events happen, with a frame now and then, until something is so."""

        def is_so():
            self.session.refresh()
            return condition()

        self.qtbot.waitUntil(is_so, timeout=20_000)

    def wait_until(self, phase):
        self.wait(lambda: self.phase == phase)

    def train(self):
        """Train to the end."""
        self.session.train()
        self.wait_until("idle")

    def run_forever(self):
        """Train without an end, and wait until it has learnt something."""
        self.session.set_config(replace(self.session.config(), epochs=FOREVER))
        self.session.train()
        self.wait(lambda: len(self.curves.epochs) > 3)

    def weights(self):
        """Return something that is equal for equal weights only."""
        return self.session.network.probabilities(DIGITS.images()).tobytes()


def labelled(labels):
    """Return as many starter digits, with these labels."""
    labels = np.array(labels, np.uint8)
    some = DatasetSnapshot.of(handwritten()[: len(labels)])
    return replace(some, labels=labels)
