"""What the tests of the Train column share: moments of a run, and the panel in its place."""

from dataclasses import replace

from PySide6.QtWidgets import QFrame, QVBoxLayout

from digitapp.training.diagnostics import Diagnostic
from digitapp.training.progress import Progress
from digitapp.ui.train.training_panel import TrainingPanel
from digitapp.ui.widgets.theme import LIGHT, style_sheet

IDLE = Progress()
RUNNING = Progress("running", 40, 100, 0, 100, 12_345.0, 6.2, True)
PAUSED = replace(RUNNING, phase="paused", batch=50)
TRAINED = Progress("idle", 100, 100, trained=True)
LONG = Diagnostic("a", "The loss rises, for the learning rate is too large. " * 9, "hint")


def framed_panel(qtbot):
    """Return the panel as the window has it: in a frame, with its style."""
    frame = QFrame()
    frame.setProperty("role", "panel")
    QVBoxLayout(frame).addWidget(TrainingPanel())
    frame.setStyleSheet(style_sheet(LIGHT))
    qtbot.addWidget(frame)
    frame.findChild(TrainingPanel).show_theme(LIGHT)
    frame.resize(385, 680)
    frame.show()
    qtbot.waitExposed(frame)
    return frame
