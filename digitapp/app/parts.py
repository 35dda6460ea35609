"""Parts: everything that one window is made of, built once. Connects nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..ui.dataset_panel import DatasetPanel
from ..ui.dialogs import Dialogs
from ..ui.digits_session import DigitsSession
from ..ui.drawing_panel import DrawingPanel
from ..ui.editing_session import EditingSession
from ..ui.file_session import FileSession
from ..ui.marking_session import MarkingSession
from ..ui.prediction_panel import PredictionPanel
from ..ui.prediction_session import PredictionSession
from ..ui.training_gate import TrainingGate
from ..ui.training_panel import TrainingPanel
from ..ui.training_session import TrainingSession
from .frame import Frame


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
