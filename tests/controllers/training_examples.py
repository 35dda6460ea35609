"""A training session with drawings, and what it has told, for the tests of this folder."""

from dataclasses import replace

import numpy as np

from digitapp.controllers.training_controller import TrainingSession
from digitapp.digits import starter
from digitapp.digits.dataset.snapshot import Collection
from digitapp.training import TrainingConfig

FOREVER = 1_000_000  # epochs
CONFIG = TrainingConfig(epochs=4, seed=3)
DIGITS = Collection.of(starter()[:60])
IMAGE = DIGITS.images([0])[0]


class Desk:
    """Trains in the window's thread and writes down every signal."""

    def __init__(self, qtbot, config=CONFIG, collection=DIGITS):
        self.qtbot, self.session = qtbot, TrainingSession()
        self.ends, self.runs, self.phases, self.behind = [], [], [], []
        self.networks = 0
        self.verdicts = ()
        self.session.ended.connect(self.on_ended)
        self.session.run_ended.connect(self.on_run_ended)
        self.session.phase_changed.connect(self.on_phase_changed)
        self.session.behind_changed.connect(self.behind.append)
        self.session.verdicts_changed.connect(self.on_verdicts_changed)
        self.session.network_changed.connect(self.on_network_changed)
        self.session.set_config(config)
        self.session.show_collection(collection)

    def on_ended(self, kind, sentence):
        self.ends.append((kind, sentence))

    def on_run_ended(self, *run):
        self.runs.append(run)

    def on_phase_changed(self, progress):
        self.phases.append(progress.phase)

    def on_verdicts_changed(self, verdicts):
        self.verdicts = verdicts

    def on_network_changed(self):
        self.networks += 1

    @property
    def phase(self):
        return self.session.progress().phase

    @property
    def keys(self):
        return [verdict.key for verdict in self.verdicts]

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
        """Give something that is equal for equal weights only."""
        return self.session.probabilities(DIGITS.images()).tobytes()


def labelled(labels):
    """Give as many starter digits, with these labels."""
    labels = np.array(labels, np.uint8)
    some = Collection.of(starter()[: len(labels)])
    return replace(some, labels=labels)
