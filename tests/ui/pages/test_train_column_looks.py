"""What the Train column looks like, and how the keyboard goes through it."""

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QWidget,
)

from digitapp.training import TrainingConfig
from digitapp.ui.pages.page_column import PageColumn
from digitapp.ui.pages.train_page import TrainPage
from digitapp.ui.train.transport import Transport
from digitapp.ui.widgets.theme import DARK, LIGHT, style_sheet

from .page_examples import IDLE, LONG, PAUSED, RUNNING, TRAINED, frame_at, framed_column


@pytest.fixture
def frame(qtbot):
    return framed_column(qtbot)


@pytest.fixture
def column(frame):
    return frame.findChild(PageColumn)


def page(column):
    return column.findChild(TrainPage)


def transport(column):
    return column.findChild(Transport)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("progress", [IDLE, RUNNING, PAUSED, TRAINED])
def test_everything_fits_beside_two_columns_on_a_small_screen(frame, column, progress, theme):
    frame.setStyleSheet(style_sheet(theme))
    column.show_theme(theme)
    page(column).add_plot()
    plot = column.findChild(QWidget, "lossPlot")
    page(column).show_diagnostics((LONG,))
    transport(column).show_stale_count(12_345)
    column.show_frame(frame_at(200_000, 12_345, progress))
    QApplication.processEvents()  # lays out what has changed
    assert plot.height() >= 150
    assert (frame.width(), frame.height()) == (385, 680)
    assert frame.minimumSizeHint().width() <= 385
    shown = [widget for widget in column.findChildren(QWidget) if widget.isVisible()]
    for widget in shown:
        place = widget.rect().translated(widget.mapTo(frame, QPoint(0, 0)))
        assert frame.rect().contains(place), widget.objectName()
    for widget in shown:
        if isinstance(widget, QPushButton | QComboBox | QAbstractSpinBox | QCheckBox):
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()
        elif isinstance(widget, QLabel) and not (widget.wordWrap() or "<" in widget.text()):
            assert widget.width() >= widget.fontMetrics().horizontalAdvance(widget.text())


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.8])
def test_no_number_is_cut_at_any_size(frame, column, scale):
    theme = replace(LIGHT, scale=scale)
    frame.setStyleSheet(style_sheet(theme))
    column.show_theme(theme)
    page(column).form.show_config(
        TrainingConfig(epochs=1_000_000, batch_size=1_000_000, validation_share=0.9, seed=999_999)
    )
    column.layout().activate()
    for field in column.findChildren(QAbstractSpinBox):
        edit = field.lineEdit()
        edit.end(False)
        assert edit.cursorPositionAt(QPoint(0, edit.height() // 2)) == 0, field.objectName()


def test_every_control_explains_itself(column):
    kinds = (QPushButton, QSlider, QAbstractSpinBox, QComboBox, QProgressBar)
    controls = [control for kind in kinds for control in column.findChildren(kind)]
    controls.append(column.findChild(QLineEdit, "layersEdit"))
    assert len(controls) > 15
    for control in controls:
        assert control.objectName()
        assert len(control.toolTip()) > 20, control.objectName()
        named = control.accessibleName() or getattr(control, "text", str)()
        assert named, control.objectName()


def test_the_tab_key_goes_from_top_to_bottom_through_the_plot_too(column, frame, qtbot):
    page(column).add_plot()
    column.show_frame(frame_at(50, 20))
    qtbot.waitUntil(column.findChild(QPushButton, "logButton").isVisible)
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    column.findChild(QWidget, "augmentation").setFocus()
    order = []
    for _ in range(8):
        QTest.keyClick(frame, Qt.Key.Key_Tab)
        order.append(frame.focusWidget().objectName())
    assert order == [
        "logButton",
        "exportPlotButton",
        "plotView",
        "trainButton",
        "speed",
        "timeline",
        "continueButton",
        "preset",
    ]


def test_the_panel_comes_up_without_the_library_of_the_plot():
    code = "import sys, digitapp.ui.pages.page_column; print('pyqtgraph' in sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_f8_gives_the_keyboard_to_the_train_button(column, frame, qtbot):
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    column.setFocus()
    assert column.findChild(QPushButton, "trainButton").hasFocus()
