"""Parts of the `plot` that each test module makes in the size it needs."""

import pytest
from PySide6.QtWidgets import QGraphicsView

from digitapp.ui.plot.readout import Readout


@pytest.fixture
def view(plot):
    return plot.findChild(QGraphicsView)


@pytest.fixture
def readout(plot):
    return plot.findChild(Readout)
