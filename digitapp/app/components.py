"""Components: everything that one window is made of, built once. Connects nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitapp.controllers.dataset_controller import DatasetController
from digitapp.controllers.dataset_predictor import DatasetPredictor
from digitapp.controllers.edit_controller import EditController, UndoRouter
from digitapp.controllers.file_controller import FileController
from digitapp.controllers.prediction_controller import PredictionController
from digitapp.controllers.training_controller import TrainingController
from digitapp.ui.dataset.dataset_panel import DatasetPanel
from digitapp.ui.draw.drawing_panel import DrawingPanel
from digitapp.ui.draw.prediction_panel import PredictionPanel
from digitapp.ui.train.training_panel import TrainingPanel
from digitapp.ui.window.dialogs import Dialogs

from .window_shell import WindowShell


class Components:
    """Panels show and ask, controllers decide."""

    def __init__(self, digits: DatasetController, shell: WindowShell) -> None:
        self.window, self.appearance = shell.window, shell.appearance
        self.drawing_panel, self.prediction_panel = DrawingPanel(), PredictionPanel()
        self.dataset_panel, self.training_panel = DatasetPanel(), TrainingPanel()
        self.canvas = self.drawing_panel.canvas
        self.dialogs = Dialogs(self.window)
        self.digits = digits
        self.training = TrainingController()
        self.prediction = PredictionController(self.training.network)
        self.dataset_predictor = DatasetPredictor(self.training.network)
        self.editing = EditController(self.canvas, digits, self.prediction, self.dataset_panel)
        self.undo_router = UndoRouter(self.canvas, digits, self.dataset_panel)
        self.files = FileController(digits, self.training, self.dialogs)
        draw = _above(self.drawing_panel, self.prediction_panel)
        self.window.fill((draw, self.dataset_panel, self.training_panel))


def _above(upper: QWidget, lower: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(upper)
    layout.addWidget(lower, 1)
    return column
