"""A training session with drawings, and what it has told, for the tests of this folder."""

from dataclasses import replace

import numpy as np

from digitapp.controllers.training_controller import TrainingController
from digitapp.digits import handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import TrainingConfig

FOREVER = 1_000_000  # epochs
CONFIG = TrainingConfig(epochs=4, seed=3)
DIGITS = DatasetSnapshot.of(handwritten()[:60])
IMAGE = DIGITS.images([0])[0]


class DatasetService:
    """Trains in the window's thread and writes down every signal."""

    def __init__(self, qtbot, config=CONFIG, dataset=DIGITS):
        self.qtbot, self.session = qtbot, TrainingController()
        self.ends, self.runs, self.phases, self.stale = [], [], [], []
        self.networks = 0
        self.diagnostics = ()
        self.session.ended.connect(self.on_ended)
        self.session.run_ended.connect(self.on_run_ended)
        self.session.phase_changed.connect(self.on_phase_changed)
        self.session.stale_count_changed.connect(self.stale.append)
        self.session.diagnostics_changed.connect(self.on_diagnostics_changed)
        self.session.network_changed.connect(self.on_network_changed)
        self.session.set_config(config)
        self.session.show_dataset(dataset)

    def on_ended(self, kind, sentence):
        self.ends.append((kind, sentence))

    def on_run_ended(self, *run):
        self.runs.append(run)

    def on_phase_changed(self, progress):
        self.phases.append(progress.phase)

    def on_diagnostics_changed(self, diagnostics):
        self.diagnostics = diagnostics

    def on_network_changed(self):
        self.networks += 1

    @property
    def phase(self):
        return self.session.progress().phase

    @property
    def keys(self):
        return [diagnostic.key for diagnostic in self.diagnostics]

    def wait(self, condition):
        """Let the window live, with a picture now and then, until something is so."""

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
        self.wait(lambda: len(self.session.curves().epochs) > 3)

    def weights(self):
        """Return something that is equal for equal weights only."""
        return self.session.probabilities(DIGITS.images()).tobytes()


def labelled(labels):
    """Return as many starter digits, with these labels."""
    labels = np.array(labels, np.uint8)
    some = DatasetSnapshot.of(handwritten()[: len(labels)])
    return replace(some, labels=labels)
