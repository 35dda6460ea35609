"""Components: everything that one window is made of, built once. Connects nothing."""

from __future__ import annotations

from digitapp.controllers.correction_controller import CorrectionController
from digitapp.controllers.dataset_controller import DatasetController
from digitapp.controllers.dataset_predictor import DatasetPredictor
from digitapp.controllers.edit_controller import EditController
from digitapp.controllers.file_controller import FileController
from digitapp.controllers.inspection_controller import InspectionController
from digitapp.controllers.prediction_controller import PredictionController
from digitapp.controllers.training_controller import TrainingController
from digitapp.controllers.undo_router import UndoRouter
from digitapp.ui.dataset.dataset_panel import DatasetPanel
from digitapp.ui.draw.draw_column import DrawColumn
from digitapp.ui.draw.drawing_panel import DrawingPanel
from digitapp.ui.draw.prediction_panel import PredictionPanel
from digitapp.ui.pages.page import Page, PageEntry
from digitapp.ui.pages.page_column import PageColumn
from digitapp.ui.pages.pinned_strip import PinnedStrip
from digitapp.ui.pages.train_page import TrainPage
from digitapp.ui.train.transport import Transport
from digitapp.ui.window.dialogs import Dialogs

from .window_shell import WindowShell


def _create_inside() -> Page:
    from digitapp.ui.pages.inside_page import InsidePage  # loaded when it is first looked at

    return InsidePage()


def _create_steps() -> Page:
    from digitapp.ui.pages.steps_page import StepsPage

    return StepsPage()


def _create_evaluate() -> Page:
    from digitapp.ui.pages.evaluate_page import EvaluatePage

    return EvaluatePage()


# the pages after Train, in the order of their tabs: a new page is one line here
PAGES = (
    PageEntry("Inside", _create_inside),
    PageEntry("Steps", _create_steps),
    PageEntry("Evaluate", _create_evaluate),
)
_IMPORT_ACTIONS = "import import_folder skip_duplicates starter take_out_starter".split()


class Components:
    """Panels and pages show and ask, controllers decide."""

    def __init__(self, digits: DatasetController, shell: WindowShell) -> None:
        self.window, self.appearance = shell.window, shell.appearance
        self.drawing_panel, self.prediction_panel = DrawingPanel(), PredictionPanel()
        self.dataset_panel = DatasetPanel()
        self.train_page, self.transport = TrainPage(), Transport()
        pages = (PageEntry("Train", lambda: self.train_page), *PAGES)
        self.pinned_strip = PinnedStrip()
        self.page_column = PageColumn(pages, self.pinned_strip, self.transport)
        self.canvas = self.drawing_panel.canvas
        self.dialogs = Dialogs(self.window)
        self.digits = digits
        self.training = TrainingController()
        self.prediction = PredictionController(self.training.network)
        self.dataset_predictor = DatasetPredictor(self.training.network)
        self.editing = EditController(self.canvas, digits, self.prediction, self.dataset_panel)
        self.inspection = InspectionController(self.training, self.canvas, self.dataset_panel)
        self.corrections = CorrectionController(self.prediction)
        self.undo_router = UndoRouter(self.canvas, digits, self.dataset_panel)
        self.files = FileController(digits, self.training, self.dialogs)
        self.dataset_panel.buttons.show_import_actions(
            [self.window.actions_by_name[name] for name in _IMPORT_ACTIONS]
        )
        draw = DrawColumn(self.drawing_panel, self.prediction_panel)
        self.show_theme()  # before the window grows by what is larger at scale 1
        columns = (draw, self.dataset_panel, self.page_column)
        self.window.fill(columns, self.page_column.titles())

    def show_theme(self) -> None:
        """Show colours and sizes everywhere."""
        panels = (self.drawing_panel, self.prediction_panel, self.dataset_panel, self.page_column)
        for part in (self.window, *panels):
            part.show_theme(self.appearance.theme())
