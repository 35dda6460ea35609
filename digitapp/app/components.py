"""Parts: everything that one window is made of, built once. Connects nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitapp.controllers.dataset_controller import DigitsSession
from digitapp.controllers.dataset_predictor import MarkingSession
from digitapp.controllers.deferred_start import TrainingGate
from digitapp.controllers.edit_controller import EditingSession
from digitapp.controllers.file_controller import FileSession
from digitapp.controllers.prediction_controller import PredictionSession
from digitapp.controllers.training_controller import TrainingSession
from digitapp.ui.dataset.dataset_panel import DatasetPanel
from digitapp.ui.draw.drawing_panel import DrawingPanel
from digitapp.ui.draw.prediction_panel import PredictionPanel
from digitapp.ui.train.training_panel import TrainingPanel
from digitapp.ui.window.dialogs import Dialogs

from .window_shell import Frame


class Parts:
    """Panels show and ask, sessions decide."""

    def __init__(self, digits: DigitsSession, frame: Frame) -> None:
        self.window, self.appearance = frame.window, frame.appearance
        self.digits = digits
        self.drawing_panel, self.prediction_panel = DrawingPanel(), PredictionPanel()
        self.dataset_panel, self.training_panel = DatasetPanel(), TrainingPanel()
        self.canvas = self.drawing_panel.canvas
        self.training = TrainingSession()
        self.gate = TrainingGate(self.digits, self.training)
        self.prediction = PredictionSession(self.training)
        self.marking = MarkingSession(self.training)
        self.editing = EditingSession(self.canvas, self.digits, self.dataset_panel)
        draw = _above(self.drawing_panel, self.prediction_panel)
        self.window.fill((draw, self.dataset_panel, self.training_panel))
        self.dialogs = Dialogs(self.window)
        self.files = FileSession(self.digits, self.training, self.dialogs)


def _above(upper: QWidget, lower: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(upper)
    layout.addWidget(lower, 1)
    return column
