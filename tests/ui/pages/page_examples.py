"""What the tests of the third column share: moments of a run, and the column in its place."""

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QFrame, QVBoxLayout

from digitapp.training.diagnostics import Diagnostic
from digitapp.training.frame import Frame
from digitapp.training.progress import Progress
from digitapp.training.timeline import Curves
from digitapp.ui.pages.page import PageEntry
from digitapp.ui.pages.page_column import PageColumn
from digitapp.ui.pages.pinned_strip import PinnedStrip
from digitapp.ui.pages.train_page import TrainPage
from digitapp.ui.train.transport import Transport
from digitapp.ui.widgets.theme import LIGHT, style_sheet

IDLE = Progress()
RUNNING = Progress("running", 40, 100, 0, 100, 12_345.0, 6.2, True)
PAUSED = replace(RUNNING, phase="paused", batch=50)
TRAINED = Progress("idle", 100, 100, trained=True)
LONG = Diagnostic("a", "The loss rises, for the learning rate is too large. " * 9, "information")


def framed_column(qtbot, *further_entries):
    """Return the column as the window has it: in a frame, with its style."""
    frame = QFrame()
    frame.setProperty("role", "panel")
    page, transport = TrainPage(), Transport()
    transport.pressed.connect(page.form.enter)
    column = PageColumn(
        (PageEntry("Train", lambda: page), *further_entries), PinnedStrip(), transport
    )
    QVBoxLayout(frame).addWidget(column)
    frame.setStyleSheet(style_sheet(LIGHT))
    qtbot.addWidget(frame)
    column.show_theme(LIGHT)
    frame.resize(385, 680)
    frame.show()
    qtbot.waitExposed(frame)
    return frame


def frame_at(last_epoch, shown=None, progress=TRAINED, first_kept=0):
    """Return a frame of a run that has come to an epoch, and of which one is looked at."""
    lines = np.array([[0.0, last_epoch], *[[0.7, 0.1]] * 4])
    return Frame(progress, Curves(*lines), shown_epoch=shown, first_kept=first_kept)
