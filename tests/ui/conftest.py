"""What all tests of widgets share: the style and the font of the program."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from digitapp.ui.window.appearance import add_fonts


@pytest.fixture(autouse=True)
def style_and_fonts(qapp):
    qapp.setStyle("Fusion")
    add_fonts()
    yield
    # outside a loop Qt deletes nothing later: a new style would go through the widgets of all tests
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
