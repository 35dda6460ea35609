"""Networks, drawings and frames for the tests of Inside and Steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from digitapp.digits import starter
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training import TrainingConfig
from digitapp.training.config import HiddenLayer
from digitapp.training.frame import Frame
from digitapp.training.next_step import StepStart
from digitapp.training.progress import Progress
from digitapp.ui.widgets.theme import LIGHT

CONFIG = TrainingConfig(batch_size=8)
CONFIGS = {
    "the lecture's": CONFIG,
    "no hidden layer": TrainingConfig(hidden_layers=()),
    "one of relu": TrainingConfig(hidden_layers=(HiddenLayer(9, "relu"),)),
    "three, of 64": TrainingConfig(
        hidden_layers=(HiddenLayer(64, "tanh"), HiddenLayer(64, "linear"), HiddenLayer(64, "relu"))
    ),
    "one of 200": TrainingConfig(hidden_layers=(HiddenLayer(200),)),
}
SOME = DatasetSnapshot.of(list(starter()[:40]))
IMAGE = SOME.images([0])[0].reshape(20, 20)


def frame_of(config=CONFIG, *, steps=3, dataset=SOME, **more):
    """Return the frame of a network that has made some steps."""
    model = config.make_model()
    X, y = SOME.images(), SOME.labels
    for _ in range(steps):
        model.train_on_batch(X[:8], y[:8])
    start = replace(StepStart.of(model, 0, 0), config=config, dataset=dataset)
    weights = model.parameters.copy()
    values = {"weights": weights, "newest": weights, "config": config, "step": start} | more
    return Frame(progress=Progress(phase="paused", batch=steps, batches=4), **values)


def parameters_of(seed, config=CONFIG):
    n = config.make_model().count_params()
    return np.random.default_rng(seed).normal(0, 0.3, n).astype(np.float32)


def shown(qtbot, page):
    """Show a page as the third column would, and return it."""
    qtbot.addWidget(page)
    page.resize(700, 560)
    page.active = True
    page.show_theme(LIGHT)
    page.show_image(IMAGE)
    page.show_frame(frame_of())
    page.show()
    qtbot.waitExposed(page)
    return page


def find(page, name, kind=QWidget):
    """Return the control of that name; fails where there is none."""
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def text(page, name):
    """Return what a label says."""
    return find(page, name, QLabel).text()


def press(page, name):
    """Click a button."""
    QTest.mouseClick(find(page, name, QPushButton), Qt.MouseButton.LeftButton)
